BeforeAll { . (Join-Path $PSScriptRoot Common.ps1) }

Describe 'Start-OcmSandbox' {
    BeforeEach { Disconnect-OcmHub }
    AfterEach { Exit-Sandbox }

    It 'starts a hub with the clusters one and two, and connects the runspace to it' {
        $info = Start-OcmSandbox
        $info | Should -BeOfType OcmPowerShell.Commands.SandboxInfo
        $info.Name, $info.Context | Should -Be sandbox, sandbox
        $info.Url | Should -Match '^https://127\.0\.0\.1:\d+$'
        $info.Clusters | Should -Be one, two
        (Get-OcmHub).Server.Port | Should -Be ([uri]$info.Url).Port
        (Get-OcmCluster).Name | Should -Be one, two
    }

    It 'has clusters that are available from the first moment' {
        [void](Start-OcmSandbox)
        (Get-OcmCluster).Status | Select-Object -Unique | Should -Be Available
    }

    It 'writes a kubeconfig that only its owner can read, and sets no environment variable' {
        $info = Start-OcmSandbox
        Test-Path $info.KubeConfig | Should -BeTrue
        $env:KUBECONFIG | Should -BeNullOrEmpty
        if (-not $IsWindows) { [IO.File]::GetUnixFileMode($info.KubeConfig) | Should -Be ([IO.UnixFileMode]'UserRead, UserWrite') }
    }

    It 'writes the kubeconfig where told, with a context for the hub and one for each cluster' {
        Push-Location $TestDrive
        try { [void](Start-OcmSandbox -KubeConfig my.config) } finally { Pop-Location }
        $contexts = Get-OcmContext -KubeConfig (Join-Path $TestDrive my.config)
        $contexts.Name | Should -Be sandbox, sandbox-one, sandbox-two
        ($contexts | Where-Object Current).Name | Should -Be sandbox
    }

    It 'starts with the clusters that are named, or as many as asked for' {
        (Start-OcmSandbox a -Cluster east, west).Clusters | Should -Be east, west
        (Start-OcmSandbox b -Count 12 -WarningAction SilentlyContinue).Clusters | Should -HaveCount 12
        (Get-OcmSandbox b).Clusters[-1] | Should -Be cluster12
    }

    It 'never takes the place of a hub that is connected, and says so' {
        [void](Start-OcmSandbox a)
        $second = Start-OcmSandbox b -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike "*stays connected*$($second.KubeConfig)*"
        (Get-OcmHub)[0].Context | Should -Be a
    }

    It 'starts nothing with -WhatIf' {
        Start-OcmSandbox -WhatIf | Should -BeNullOrEmpty
        Get-OcmSandbox | Should -BeNullOrEmpty
        Get-OcmHub | Should -BeNullOrEmpty
    }

    It 'shows no secret' {
        $text = Get-Stream { Start-OcmSandbox -Verbose -Debug | Format-List * }
        $text | Should -Not -BeLike "*$(Get-SandboxToken)*"
    }

    It 'is the error <Id> when <What>' -ForEach @(
        @{ What = 'the name is taken'; Id = 'SandboxExists'; Category = 'ResourceExists'; Run = { [void](Start-OcmSandbox a); Start-OcmSandbox a }; Text = "*'a'*Stop-OcmSandbox a*" }
        @{ What = 'the port is taken'; Id = 'SandboxNotStarted'; Category = 'ResourceUnavailable'; Run = { $info = Start-OcmSandbox a; Start-OcmSandbox b -Port ([uri]$info.Url).Port }; Text = '*Port * in use*' }
        @{ What = 'the name cannot be one'; Id = 'SandboxNotStarted'; Category = 'InvalidArgument'; Run = { Start-OcmSandbox 'A b' }; Text = "*'A b'*" }
        @{ What = 'a cluster is named twice'; Id = 'SandboxNotStarted'; Category = 'InvalidArgument'; Run = { Start-OcmSandbox -Cluster one, one }; Text = "*'one'*twice*" }
        @{ What = 'a fault is none'; Id = 'SandboxNotStarted'; Category = 'InvalidArgument'; Run = { Start-OcmSandbox -Fault 'reset;colour=red' }; Text = "*'reset;colour=red' is no fault: 'colour'*A fault is one of*" }
        @{ What = 'the state is something else'; Id = 'SandboxNotStarted'; Category = 'ResourceUnavailable'; Run = { Start-OcmSandbox -State (Out-TestFile other.state 'mine: yes') }; Text = '*other.state*is no state of a sandbox*' }
        @{ What = 'the state is in use'; Id = 'SandboxNotStarted'; Category = 'ResourceUnavailable'; Run = { [void](Start-OcmSandbox a -State (Join-Path $TestDrive used.state)); Start-OcmSandbox b -State (Join-Path $TestDrive used.state) }; Text = '*used.state*in use by another sandbox*' }
        @{ What = 'another''s kubeconfig stands there'; Id = 'SandboxNotStarted'; Category = 'ResourceUnavailable'; Run = { Start-OcmSandbox -KubeConfig (Out-TestFile theirs.config 'mine: yes') }; Text = '*theirs.config*not written by a sandbox*' }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be "$Id,OcmPowerShell.Commands.StartOcmSandboxCommand"
        $failed[0].CategoryInfo.Category | Should -Be $Category
        "$($failed[0])" | Should -BeLike $Text
    }

    It 'leaves another''s kubeconfig as it is' {
        $theirs = Out-TestFile theirs2.config 'mine: yes'
        [void](Get-Failure { Start-OcmSandbox -KubeConfig $theirs })
        Get-Content $theirs | Should -Be 'mine: yes'
    }

    It 'refuses -Cluster together with -Count' {
        { Start-OcmSandbox -Cluster one -Count 2 } | Should -Throw -ErrorId 'AmbiguousParameterSet*'
    }

    It 'goes on with a state where the sandbox before ended' {
        Push-Location $TestDrive
        try {
            $first = Start-OcmSandbox lab -State lab.state -Cluster one
            $first.State | Should -Be (Join-Path $TestDrive lab.state)
            $copy = Out-TestFile copy.config (Get-Content $first.KubeConfig -Raw)
            [void](Get-ConfigMapText | New-OcmWork kept -Cluster one -Wait)
            Stop-OcmSandbox lab
            Disconnect-OcmHub
            $second = Start-OcmSandbox lab -State lab.state
        }
        finally { Pop-Location }
        $second.Url, $second.Clusters | Should -Be $first.Url, 'one'
        (Get-OcmWork kept).Ready | Should -BeTrue
        Disconnect-OcmHub
        (Get-OcmWork kept -KubeConfig $copy).Cluster | Should -Be one
    }

    It 'keeps the state for its owner alone, and adds clusters that are named' {
        $state = Join-Path $TestDrive mine.state
        [void](Start-OcmSandbox lab -State $state -Count 2)
        Stop-OcmSandbox lab
        if (-not $IsWindows) { [IO.File]::GetUnixFileMode($state) | Should -Be ([IO.UnixFileMode]'UserRead, UserWrite') }
        Disconnect-OcmHub
        (Start-OcmSandbox lab -State $state -Cluster extra).Clusters | Should -Be cluster1, cluster2, extra
        (Get-OcmCluster).Name | Should -Be cluster1, cluster2, extra
    }

    It 'writes no state with -WhatIf' {
        Start-OcmSandbox -State (Join-Path $TestDrive no.state) -WhatIf
        Test-Path (Join-Path $TestDrive no.state*) | Should -BeFalse
    }

    It 'shows the faults that were asked for, and the commands cope' {
        [void](Start-OcmSandbox -Fault 'status=429;retry-after=1;count=1;verb=list', 'half-body;count=1;verb=list' -Cluster one)
        (Get-OcmCluster).Name | Should -Be one
        (Invoke-OcmRestMethod /sandbox/v1/faults).items.hits | Should -Be 1, 1
        (Invoke-OcmRestMethod /sandbox/v1/requests).items.path | Should -Contain '/apis/cluster.open-cluster-management.io/v1/managedclusters'
    }

    It 'shows a wrong certificate when asked to' {
        [void](Start-OcmSandbox -Fault certificate=expired -Cluster one)
        (Get-Failure { Get-OcmCluster -TimeoutSec 10 })[0].Exception.Message | Should -BeLike '*expired*'
    }

    It 'has workloads as slow as asked for' {
        [void](Start-OcmSandbox -Cluster one -WorkloadDelay 600)
        $failed = Get-Failure { Get-DeploymentText | New-OcmWork slow -Cluster one -Wait -TimeoutSec 2 }
        "$failed" | Should -BeLike '*not Ready*'
    }
}
