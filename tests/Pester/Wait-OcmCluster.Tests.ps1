BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $info = Enter-Sandbox -Cluster one, two, edge1
    $api = '/apis/cluster.open-cluster-management.io/v1/managedclusters'

    function Add-Cluster([string] $Name) {
        # Known to the hub, but nobody has let it in.
        [void](Invoke-OcmRestMethod -Method POST -Path $api -Body @{ apiVersion = 'cluster.open-cluster-management.io/v1'; kind = 'ManagedCluster'; metadata = @{ name = $Name }; spec = @{} })
    }
    function Set-Cluster([string] $Name, [hashtable] $Spec) { [void](Invoke-OcmRestMethod -Method PATCH -Path "$api/$Name" -Body @{ spec = $Spec }) }
    function Start-Wait([string] $Text) {
        $shell = Get-NewShell
        [void]$shell.AddScript('param($config) ' + $Text + ' -KubeConfig $config').AddParameters(@{ config = $info.KubeConfig })
        @{ Shell = $shell; Running = $shell.BeginInvoke() }
    }
    function Stop-Wait($Wait) {
        # What it wrote, once it ended by itself.
        try {
            $ended = Wait-Until { $Wait.Running.IsCompleted } -Seconds 20
            [pscustomobject]@{ Ended = $ended; Output = if ($ended) { $Wait.Shell.EndInvoke($Wait.Running) }; Errors = @($Wait.Shell.Streams.Error) }
        }
        finally { $Wait.Shell.Dispose() }
    }
}

AfterAll { Exit-Sandbox }

Describe 'Wait-OcmCluster' {
    BeforeEach { Clear-Fault; Clear-SentRequest }

    It 'passes clusters on that are there already, each once, and does so again' {
        foreach ($time in 1, 2) {
            $clusters = Wait-OcmCluster one, one, two, o*
            $clusters.Name | Sort-Object | Should -Be one, two
            $clusters | Should -BeOfType OcmPowerShell.Hub.Model.Cluster
        }
        (Wait-OcmCluster one -For Joined).Joined | Should -BeTrue
        (Wait-OcmCluster one -For Accepted).Accepted | Should -BeTrue
    }

    It 'takes clusters from the pipeline: names, objects, copies, rows' {
        (Get-OcmCluster | Wait-OcmCluster -TimeoutSec 20).Name | Sort-Object | Should -Be edge1, one, two
        ('one', 'two' | Wait-OcmCluster).Name | Sort-Object | Should -Be one, two
        (Get-OcmCluster one | ConvertTo-Csv | ConvertFrom-Csv | Wait-OcmCluster).Name | Should -Be one
        ([pscustomobject]@{ Cluster = 'two' } | Wait-OcmCluster).Name | Should -Be two
        ((Get-OcmCluster one -IncludeJson).Json | ConvertFrom-Json | Wait-OcmCluster).Name | Should -Be one
        @() | Wait-OcmCluster | Should -BeNullOrEmpty
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'waits for a cluster that the hub does not know yet, while the hub is in trouble' {
        [void](Add-Fault Status 503, 'ServiceUnavailable', 'starting' -Path managedclusters -Count 2)
        [void](Add-Fault CloseWatch -Path managedclusters -Count 2)
        $wait = Start-Wait 'Wait-OcmCluster new1 -For Accepted'
        [void](Wait-Until { Get-OpenRequest })
        Add-Cluster new1
        Set-Cluster new1 @{ hubAcceptsClient = $true }
        $result = Stop-Wait $wait
        $result.Errors | Should -BeNullOrEmpty
        $result.Output.Name | Should -Be new1
    }

    It 'says of each that did not get there how it is' {
        Add-Cluster denied
        $clusters = Wait-OcmCluster denied, nobody, one -TimeoutSec 1 -ErrorAction SilentlyContinue -ErrorVariable failed
        $clusters.Name | Should -Be one
        $failed | Should -HaveCount 2
        $failed | ForEach-Object { $_.FullyQualifiedErrorId | Should -Be 'WaitTimeout,OcmPowerShell.Commands.WaitOcmClusterCommand' }
        $failed[0].CategoryInfo.Category | Should -Be OperationTimeout
        $failed.TargetObject | Sort-Object | Should -Be denied, nobody
        "$($failed | Where-Object TargetObject -EQ denied)" | Should -BeLike '*not available after 1 s*NotAccepted (no admin has let it in)*'
        "$($failed | Where-Object TargetObject -EQ nobody)" | Should -BeLike '*Its last state: not there.'
        $failed[0].ErrorDetails.RecommendedAction | Should -Match 'Get-OcmCluster'
    }

    It 'says that a cluster went silent' {
        (Get-SandboxHub).SetCluster('edge1', $true)
        Set-Cluster edge1 @{ leaseDurationSeconds = 1 }
        [void](Wait-Until { (Get-OcmCluster edge1).Status -eq 'Unknown' } -Seconds 30)
        $failed = Get-Failure { Wait-OcmCluster edge1 -TimeoutSec 1 }
        "$failed" | Should -BeLike '*Its last state: Unknown (*).*'
        $wait = Start-Wait 'Wait-OcmCluster edge1'
        [void](Wait-Until { Get-OpenRequest })
        (Get-SandboxHub).SetCluster('edge1', $false)
        (Stop-Wait $wait).Output.Status | Should -Be Available
    }

    It 'looks once with -TimeoutSec 0' {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        (Wait-OcmCluster one -TimeoutSec 0).Name | Should -Be one
        $failed = Get-Failure { Wait-OcmCluster nobody -TimeoutSec 0 }
        "$failed" | Should -BeLike '*is not available now. Its last state: not there.*'
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
        @(Get-SentRequest).QueryString | Should -Not -Match 'watch='
    }

    It 'waits for clusters to go: one that is not there has gone already, and nothing is passed on' {
        Add-Cluster leaving
        Get-Failure { Wait-OcmCluster nobody -For Deleted -TimeoutSec 5 } | Should -BeNullOrEmpty
        "$(Get-Failure { Wait-OcmCluster leaving -For Deleted -TimeoutSec 1 })" | Should -BeLike '*not gone after 1 s*NotAccepted*'
        $wait = Start-Wait 'Wait-OcmCluster leaving -For Deleted'
        [void](Wait-Until { Get-OpenRequest })
        [void](Invoke-OcmRestMethod -Method DELETE -Path "$api/leaving")
        $result = Stop-Wait $wait
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -BeNullOrEmpty
    }

    It 'does not wait for another cluster of the same name when it was passed the object' {
        Add-Cluster brief
        $object = Get-OcmCluster brief
        [void](Invoke-OcmRestMethod -Method DELETE -Path "$api/brief")
        [void](Wait-OcmCluster brief -For Deleted -TimeoutSec 20)
        $failed = Get-Failure { $object | Wait-OcmCluster -TimeoutSec 20 }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
    }

    It 'warns of a pattern that matches nothing now' {
        Wait-OcmCluster nix* -WarningVariable warned -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$warned" | Should -BeLike "*'nix*'*"
    }

    It 'refuses what names nothing (<Case>)' -ForEach @(
        @{ Case = 'empty'; Run = { Wait-OcmCluster '' } }
        @{ Case = 'null'; Run = { Wait-OcmCluster $null } }
        @{ Case = 'no elements'; Run = { Wait-OcmCluster @() } }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'ends for each with the reason when clusters may not be watched' {
        [void](Add-Fault Status 403, 'Forbidden', 'no' -Path managedclusters)
        $failed = Get-Failure { Wait-OcmCluster one, two -TimeoutSec 20 }
        $failed | Should -HaveCount 2
        $failed | ForEach-Object { $_.FullyQualifiedErrorId | Should -BeLike 'Forbidden,*' }
    }

    It 'can be stopped while it waits' {
        $stopped = Measure-Stop 'param($config) Wait-OcmCluster nobody -KubeConfig $config' @{ config = $info.KubeConfig } -Once { Get-OpenRequest }
        $stopped.Begun | Should -BeTrue
        $stopped.State | Should -Be Stopped
        $stopped.Milliseconds | Should -BeLessThan 1000
        Wait-Until { -not (Get-OpenRequest) } | Should -BeTrue
    }

    It 'completes -Cluster and -For' {
        Get-Completion 'Wait-OcmCluster o' | Should -Be one
        Get-Completion 'Wait-OcmCluster one -For A' | Sort-Object | Should -Be Accepted, Available
    }
}
