BeforeAll { . (Join-Path $PSScriptRoot Common.ps1) }

Describe 'Stop-OcmSandbox' {
    BeforeEach {
        Disconnect-OcmHub
        $a = Start-OcmSandbox a -Cluster one
        $b = Start-OcmSandbox b -Cluster one -WarningAction SilentlyContinue
    }
    AfterEach { Exit-Sandbox }

    It 'stops all sandboxes of the process, deletes their files and says nothing' {
        Stop-OcmSandbox | Should -BeNullOrEmpty
        Get-OcmSandbox | Should -BeNullOrEmpty
        Test-Path $a.KubeConfig, $b.KubeConfig | Should -Be $false, $false
        Test-Path (Split-Path $a.KubeConfig) | Should -BeFalse
    }

    It 'closes the connections to what it stops, and no others' {
        Connect-OcmHub -KubeConfig $b.KubeConfig
        Stop-OcmSandbox b
        @(Get-OcmHub).Context | Should -Be a
    }

    It 'stops <Kind>' -ForEach @(
        @{ Kind = 'a named one'; Run = { Stop-OcmSandbox a } }
        @{ Kind = 'a name whatever its case'; Run = { Stop-OcmSandbox A } }
        @{ Kind = 'what wildcards match'; Run = { Stop-OcmSandbox '[a]*' } }
        @{ Kind = 'a piped object'; Run = { Get-OcmSandbox a | Stop-OcmSandbox } }
        @{ Kind = 'an object as an argument'; Run = { Stop-OcmSandbox $a } }
        @{ Kind = 'a piped name'; Run = { 'a' | Stop-OcmSandbox } }
        @{ Kind = 'a CSV copy'; Run = { $a | ConvertTo-Csv | ConvertFrom-Csv | Stop-OcmSandbox } }
        @{ Kind = 'a Clixml copy'; Run = { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($a)) | Stop-OcmSandbox } }
    ) {
        & $Run
        @(Get-OcmSandbox).Name | Should -Be b
    }

    It 'stops nothing with -WhatIf' {
        Stop-OcmSandbox -WhatIf
        @(Get-OcmSandbox) | Should -HaveCount 2
    }

    It 'stops nothing for an empty pipeline, and no cluster is taken for a sandbox' {
        Get-OcmSandbox 'no*' | Stop-OcmSandbox
        (Get-Failure { Get-OcmCluster | Stop-OcmSandbox }).FullyQualifiedErrorId | Should -Be 'InputObjectNotBound,OcmPowerShell.Commands.StopOcmSandboxCommand'
        @(Get-OcmSandbox) | Should -HaveCount 2
    }

    It 'is an EmptyTarget error when -Name is given but empty (<Value>)' -ForEach @{ Value = $null }, @{ Value = '' }, @{ Value = @() } {
        $failed = Get-Failure { Stop-OcmSandbox -Name $Value }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        @(Get-OcmSandbox) | Should -HaveCount 2
    }

    It 'is a SandboxNotFound error for a name that does not run, and stops the others' {
        $failed = Get-Failure { Stop-OcmSandbox nobody, a }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'SandboxNotFound,OcmPowerShell.Commands.StopOcmSandboxCommand'
        $failed[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $failed[0].TargetObject | Should -Be nobody
        @(Get-OcmSandbox).Name | Should -Be b
    }

    It 'leaves a state where it is, and frees it' {
        $state = Join-Path $TestDrive lab.state
        [void](Start-OcmSandbox lab -State $state -Cluster one -WarningAction SilentlyContinue)
        Stop-OcmSandbox lab
        Test-Path $state | Should -BeTrue
        (Start-OcmSandbox lab -State $state -WarningAction SilentlyContinue).Clusters | Should -Be one
    }

    It 'is no error when none runs' {
        Stop-OcmSandbox
        Get-Failure { Stop-OcmSandbox } | Should -BeNullOrEmpty
    }

    It 'completes names' { Get-Completion 'Stop-OcmSandbox ' | Should -Be a, b }
}

Describe 'A sandbox that is not stopped' {
    It 'ends with its process, and leaves no file' {
        $script = "Import-Module '$ModulePath'; (Start-OcmSandbox).KubeConfig"
        $file = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command $script
        $file | Should -BeLike '*kubeconfig'
        Test-Path $file | Should -BeFalse
    }

    It 'ends with Remove-Module' {
        $script = "Import-Module '$ModulePath'; `$i = Start-OcmSandbox; Remove-Module OcmPowerShell; Test-Path `$i.KubeConfig"
        & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command $script | Should -Be 'False'
    }
}
