BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $info = Enter-Sandbox -Cluster one, two, edge1
    $api = '/apis/cluster.open-cluster-management.io'

    function Set-Label([string] $Name, [hashtable] $Label) { [void](Invoke-OcmRestMethod -Method PATCH -Path "$api/v1/managedclusters/$Name" -Body @{ metadata = @{ labels = $Label } }) }
    function Add-Placement([string] $Namespace, [string] $Name, [hashtable] $Spec = @{}) {
        [void](Invoke-OcmRestMethod -Method POST -Path "$api/v1beta1/namespaces/$Namespace/placements" -Body @{
                apiVersion = 'cluster.open-cluster-management.io/v1beta1'; kind = 'Placement'; metadata = @{ name = $Name }; spec = $Spec
            })
    }
    function Remove-Placement([string] $Namespace, [string] $Name) { [void](Invoke-OcmRestMethod -Method DELETE -Path "$api/v1beta1/namespaces/$Namespace/placements/$Name") }
    function Test-Watching { @(Get-OpenRequest | Where-Object QueryString -Match 'watch=').Count -ge 2 }

    function Get-Row([string] $Watch, [scriptblock] $Change, [int] $Count = 1) {
        $shell = Get-NewShell
        try {
            [void]$shell.AddScript('param($config) ' + $Watch + " -KubeConfig `$config -TimeoutSec 20 | Select-Object -First $Count").AddParameters(@{ config = $info.KubeConfig })
            $nothing = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $nothing.Complete()
            $rows = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $running = $shell.BeginInvoke($nothing, $rows)
            Wait-Until { Test-Watching } | Should -BeTrue
            & $Change
            Wait-Until { $running.IsCompleted } -Seconds 25 | Should -BeTrue
            [void]$shell.EndInvoke($running)
            $rows
            $shell.Streams.Error | Should -BeNullOrEmpty
        }
        finally { $shell.Dispose() }
    }

    foreach ($namespace in 'prod', 'test') {
        [void](Invoke-OcmRestMethod -Method POST -Path /api/v1/namespaces -Body @{ apiVersion = 'v1'; kind = 'Namespace'; metadata = @{ name = $namespace } })
        [void](Invoke-OcmRestMethod -Method POST -Path "$api/v1beta2/namespaces/$namespace/managedclustersetbindings" -Body @{
                apiVersion = 'cluster.open-cluster-management.io/v1beta2'; kind = 'ManagedClusterSetBinding'; metadata = @{ name = 'default' }; spec = @{ clusterSet = 'default' }
            })
    }
    $env = @{ predicates = @(@{ requiredClusterSelector = @{ labelSelector = @{ matchLabels = @{ env = 'prod' } } } }) }
    Add-Placement prod web $env
    Add-Placement test web $env
    [void](Wait-OcmPlacement prod/web, test/web -For Decided -TimeoutSec 20)
}

AfterAll { Exit-Sandbox }

Describe 'Watch-OcmPlacement' {
    BeforeEach {
        Clear-Fault
        foreach ($cluster in 'one', 'two', 'edge1') { Set-Label $cluster @{ env = $null } }
        [void](Wait-Until { -not (Get-OcmPlacementDecision) })
        [void](Wait-Until { @(Get-OcmPlacement | Where-Object Reason -EQ NoManagedClusterMatched).Count -eq 2 })
        Wait-Until { -not (Get-OpenRequest) } | Should -BeTrue -Because 'a watch that is over has closed its requests'
        Clear-SentRequest
    }

    It 'tells which clusters came and went' {
        $rows = Get-Row 'Watch-OcmPlacement prod/web' { Set-Label one @{ env = 'prod' } }
        $rows | Should -BeOfType OcmPowerShell.Hub.Model.PlacementChange
        $rows.Placement, "$($rows.Action)", "$($rows.ClustersAdded)", "$($rows.ClustersRemoved)" | Should -Be prod/web, Updated, one, ''
        $rows.What | Should -BeLike '*selected 0 -> 1: +one*'
        [void](Wait-OcmPlacement prod/web -TimeoutSec 20)
        $rows = Get-Row 'Watch-OcmPlacement prod/web' { Set-Label one @{ env = $null } }
        "$($rows.ClustersRemoved)" | Should -Be one
        $rows.Current | Should -BeOfType OcmPowerShell.Hub.Model.Placement
        $rows.Time.Kind | Should -Be Utc
    }

    It 'tells only of what is named (<Watch>)' -ForEach @(
        @{ Watch = 'Watch-OcmPlacement test/web'; Expected = 'test/web' }
        @{ Watch = "Watch-OcmPlacement 't*/w*'"; Expected = 'test/web' }
        @{ Watch = 'Watch-OcmPlacement -Namespace test'; Expected = 'test/web' }
        @{ Watch = "Watch-OcmPlacement -Namespace 'te*'"; Expected = 'test/web' }
        @{ Watch = "'test/web' | Watch-OcmPlacement"; Expected = 'test/web' }
    ) {
        (Get-Row $Watch { Set-Label two @{ env = 'prod' } }).Placement | Should -Be $Expected
    }

    It 'tells what is there only where that is asked for, and of placements that come and go' {
        $rows = Get-Row 'Watch-OcmPlacement -IncludeExisting' -Count 4 {
            Add-Placement prod brief
            Wait-Until { "$($rows.Action)" -match 'Added' } | Should -BeTrue
            [void](Wait-Until { "$($rows[-1].What)" -match 'AllDecisionsScheduled' } -Seconds 2)
            Remove-Placement prod brief
        }
        ($rows | Where-Object Action -EQ Existing).Placement | Sort-Object | Should -Be prod/web, test/web
        ($rows | Where-Object Placement -EQ prod/brief)[0].Action | Should -Be Added
    }

    It 'loses no change when the hub breaks the watches' {
        [void](Add-Fault Reset -Path placement -Skip 2 -Count 4)
        [void](Add-Fault Status 410, 'Expired', 'too old' -Path placement -Skip 2 -Count 2)
        (Get-Row 'Watch-OcmPlacement prod/web' { Set-Label edge1 @{ env = 'prod' } }).ClustersAdded | Should -Be edge1
    }

    It 'ends without an error when its time is up' {
        Get-Failure { Watch-OcmPlacement -TimeoutSec 1 } | Should -BeNullOrEmpty
    }

    It 'can be stopped at any time' {
        $stopped = Measure-Stop 'param($config) Watch-OcmPlacement -KubeConfig $config' @{ config = $info.KubeConfig } -Once { Test-Watching }
        $stopped.Begun | Should -BeTrue
        $stopped.State | Should -Be Stopped
        $stopped.Milliseconds | Should -BeLessThan 1000
        Wait-Until { -not (Get-OpenRequest) } | Should -BeTrue
    }

    It 'ends with the reason when decisions may not be watched' {
        [void](Add-Fault Status 403, 'Forbidden', 'no' -Path placementdecisions)
        $failed = Get-Failure { Watch-OcmPlacement -TimeoutSec 20 }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'Forbidden,OcmPowerShell.Commands.WatchOcmPlacementCommand'
    }

    It 'refuses what names nothing, and does nothing for an empty pipeline' {
        foreach ($run in { Watch-OcmPlacement '' }, { Watch-OcmPlacement $null }, { Watch-OcmPlacement -Namespace '' }) {
            (Get-Failure $run).FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        }
        @() | Watch-OcmPlacement | Should -BeNullOrEmpty
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'completes -Placement and -Namespace' {
        Get-Completion 'Watch-OcmPlacement prod/' | Should -Be prod/web
        Get-Completion 'Watch-OcmPlacement -Namespace te' | Should -Be test
    }
}
