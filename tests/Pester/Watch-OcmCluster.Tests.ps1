BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $info = Enter-Sandbox -Cluster one, two, edge1
    $api = '/apis/cluster.open-cluster-management.io/v1/managedclusters'

    function Set-Label([string] $Name, [hashtable] $Label) { [void](Invoke-OcmRestMethod -Method PATCH -Path "$api/$Name" -Body @{ metadata = @{ labels = $Label } }) }
    function Test-Watching([int] $Count = 1) { @(Get-OpenRequest | Where-Object QueryString -Match 'watch=').Count -ge $Count }

    # Runs a watch beside the test until it has a number of rows, changes something meanwhile, and gives the rows.
    function Get-Row([string] $Watch, [scriptblock] $Change, [int] $Count = 1, [int] $Watches = 1) {
        $shell = Get-NewShell
        try {
            [void]$shell.AddScript('param($config) ' + $Watch + " -KubeConfig `$config -TimeoutSec 20 | Select-Object -First $Count").AddParameters(@{ config = $info.KubeConfig })
            $running = $shell.BeginInvoke()
            Wait-Until { Test-Watching $Watches } | Should -BeTrue
            & $Change
            Wait-Until { $running.IsCompleted } -Seconds 25 | Should -BeTrue
            $shell.EndInvoke($running)
            $shell.Streams.Error | Should -BeNullOrEmpty
        }
        finally { $shell.Dispose() }
    }
}

AfterAll { Exit-Sandbox }

Describe 'Watch-OcmCluster' {
    BeforeEach {
        Clear-Fault
        Wait-Until { -not (Get-OpenRequest) } | Should -BeTrue -Because 'a watch that is over has closed its request'
        Clear-SentRequest
    }

    It 'writes a row a change: what changed, and the cluster as it is now' {
        $before = [DateTime]::UtcNow.AddSeconds(-1)
        $row = Get-Row 'Watch-OcmCluster' { Set-Label one @{ env = 'prod' } }
        $row | Should -BeOfType OcmPowerShell.Hub.Model.ClusterChange
        $row.Cluster, "$($row.Action)", $row.What | Should -Be one, Updated, 'labels: +env=prod'
        $row.Current.Labels['env'] | Should -Be prod
        $row.Time.Kind | Should -Be Utc
        $row.Time | Should -BeGreaterThan $before
        $row.Hub | Should -Be "$($info.Url.TrimEnd('/')) (sandbox)"
        "$row" | Should -Be 'one Updated: labels: +env=prod'
    }

    It 'tells only of what is named (<Watch>)' -ForEach @(
        @{ Watch = 'Watch-OcmCluster two' }
        @{ Watch = "Watch-OcmCluster t*" }
        @{ Watch = "Watch-OcmCluster two, edge1" }
        @{ Watch = "'two' | Watch-OcmCluster" }
        @{ Watch = "[pscustomobject]@{ Cluster = 'two' } | Watch-OcmCluster" }
    ) {
        $value = "v$(Get-Random)"
        $row = Get-Row $Watch { Set-Label one @{ a = $value }; Set-Label two @{ a = $value } }
        $row.Cluster | Should -Be two
        $row.Current.Labels['a'] | Should -Be $value
    }

    It 'tells what is there only where that is asked for, and of clusters that come and go' {
        $rows = Get-Row 'Watch-OcmCluster -IncludeExisting' -Count 5 {
            [void](Invoke-OcmRestMethod -Method POST -Path $api -Body @{ apiVersion = 'cluster.open-cluster-management.io/v1'; kind = 'ManagedCluster'; metadata = @{ name = 'new' }; spec = @{} })
            [void](Invoke-OcmRestMethod -Method DELETE -Path "$api/new")
        }
        ($rows | Where-Object Action -EQ Existing).Cluster | Sort-Object | Should -Be edge1, one, two
        $rows[3].Cluster, "$($rows[3].Action)", $rows[3].What | Should -Be new, Added, 'NotAccepted (no admin has let it in)'
        $rows[4].Cluster | Should -Be new
    }

    It 'selects by labels on the server' {
        Set-Label two @{ tier = 'db' }
        $rows = Get-Row 'Watch-OcmCluster -LabelSelector tier=db' -Count 2 { Set-Label one @{ tier = 'db' }; Set-Label one @{ tier = $null } }
        $rows.Cluster | Should -Be one, one
        "$($rows.Action)" | Should -Be 'Added Removed'
        $rows[1].What | Should -BeLike '*no longer the labels tier=db'
    }

    It 'loses no change when the hub breaks the watch' {
        [void](Add-Fault Reset -Path managedclusters -Skip 1 -Count 2)
        [void](Add-Fault Status 410, 'Expired', 'too old' -Path managedclusters -Skip 1 -Count 1)
        $value = "v$(Get-Random)"
        (Get-Row 'Watch-OcmCluster one' { Set-Label one @{ b = $value } }).What | Should -BeLike "labels: *b=$value"
    }

    It 'ends without an error when its time is up' {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        Get-Failure { Watch-OcmCluster -TimeoutSec 1 } | Should -BeNullOrEmpty
        $watch.Elapsed.TotalSeconds | Should -BeGreaterThan 0.9
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
    }

    It 'can be stopped at any time' {
        $stopped = Measure-Stop 'param($config) Watch-OcmCluster -KubeConfig $config' @{ config = $info.KubeConfig } -Once { Test-Watching }
        $stopped.Begun | Should -BeTrue
        $stopped.State | Should -Be Stopped
        $stopped.Milliseconds | Should -BeLessThan 1000
        Wait-Until { -not (Get-OpenRequest) } | Should -BeTrue
    }

    It 'ends with the reason when clusters may not be watched' {
        [void](Add-Fault Status 403, 'Forbidden', 'no' -Path managedclusters)
        $failed = Get-Failure { Watch-OcmCluster -TimeoutSec 20 }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'Forbidden,OcmPowerShell.Commands.WatchOcmClusterCommand'
    }

    It 'refuses what names nothing, and does nothing for an empty pipeline' {
        foreach ($run in { Watch-OcmCluster '' }, { Watch-OcmCluster $null }, { Watch-OcmCluster @() }) {
            (Get-Failure $run).FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        }
        @() | Watch-OcmCluster | Should -BeNullOrEmpty
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'shows a table that writes each row at once' {
        $row = [OcmPowerShell.Hub.Model.ClusterChange]@{ Time = [DateTime]::UtcNow; Action = 'Updated'; Cluster = 'one'; What = 'Available True -> Unknown' }
        $table = ($row | Format-Table | Out-String -Width 120).Trim() -split '\r?\n'
        ($table[0] -split ' +') -join ' ' | Should -Be 'Time Action Cluster What'
        $table[2] | Should -Match '^\d\d:\d\d:\d\d Updated +one +Available True -> Unknown'
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($row))
        "$($copy.Action)" | Should -Be Updated
    }

    It 'completes -Cluster and -LabelSelector' {
        Get-Completion 'Watch-OcmCluster e' | Should -Be edge1
        Get-Completion 'Watch-OcmCluster -LabelSelector tier' | Should -Contain 'tier=db'
    }
}
