BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $info = Enter-Sandbox -Cluster one, two
    $api = '/apis/work.open-cluster-management.io/v1'

    function Set-Label([string] $Cluster, [string] $Name, [hashtable] $Label) { [void](Invoke-OcmRestMethod -Method PATCH -Path "$api/namespaces/$Cluster/manifestworks/$Name" -Body @{ metadata = @{ labels = $Label } }) }
    function Test-Watching([int] $Count = 1) { @(Get-OpenRequest | Where-Object QueryString -Match 'watch=').Count -ge $Count }

    # Runs a watch beside the test until it has a number of rows, changes something meanwhile, and gives the rows.
    function Get-Row([string] $Watch, [scriptblock] $Change, [int] $Count = 1, [int] $Watches = 1) {
        $shell = Get-NewShell
        try {
            [void]$shell.AddScript('param($config) $PSDefaultParameterValues = @{ "*-Ocm*:KubeConfig" = $config; "Watch-OcmWork:TimeoutSec" = 20 }; ' + $Watch + " | Select-Object -First $Count").AddParameters(@{ config = $info.KubeConfig })
            $running = $shell.BeginInvoke()
            Wait-Until { Test-Watching $Watches } | Should -BeTrue
            & $Change
            Wait-Until { $running.IsCompleted } -Seconds 25 | Should -BeTrue
            $shell.EndInvoke($running)
            $shell.Streams.Error | Should -BeNullOrEmpty
        }
        finally { $shell.Dispose() }
    }

    foreach ($name in 'web', 'db') { [void](Get-ConfigMapText $name | New-OcmWork $name -Cluster one, two -Wait) }
}

AfterAll { Exit-Sandbox }

Describe 'Watch-OcmWork' {
    BeforeEach {
        Clear-Fault
        Wait-Until { -not (Get-OpenRequest) } | Should -BeTrue -Because 'a watch that is over has closed its request'
        Clear-SentRequest
    }

    It 'writes a row a change: what changed, and the work as it is now' {
        $before = [DateTime]::UtcNow.AddSeconds(-1)
        $row = Get-Row 'Watch-OcmWork' { Set-Label one web @{ env = 'prod' } }
        $row | Should -BeOfType OcmPowerShell.Hub.Model.WorkEvent
        $row.Cluster, $row.Work, "$($row.Action)", $row.What | Should -Be one, web, Updated, 'labels: +env=prod'
        $row.Current.Labels['env'] | Should -Be prod
        $row.Time.Kind | Should -Be Utc
        $row.Time | Should -BeGreaterThan $before
        $row.Hub | Should -Be "$($info.Url.TrimEnd('/')) (sandbox)"
        "$row" | Should -Be 'one/web Updated: labels: +env=prod'
    }

    It 'follows a work until it is ready, and tells what the cluster reports of it' {
        $rows = Get-Row 'Watch-OcmWork app -Cluster one | ForEach-Object { $_; if ($_.Current.Status -eq "Ready") { break } }' -Count 100 { [void](Get-DeploymentText | New-OcmWork app -Cluster one) }
        "$($rows[0].Action)", $rows[0].What | Should -Be Added, 'Pending (not applied yet)'
        $rows[-1].What | Should -BeLike '*-> Ready*Deployment default/nginx: *ReadyReplicas * -> 2*'
        Remove-OcmWork app -Cluster one -Wait
    }

    It 'tells only of what is named (<Watch>)' -ForEach @(
        @{ Watch = 'Watch-OcmWork web -Cluster two' }
        @{ Watch = 'Watch-OcmWork w* t*' }
        @{ Watch = "'two' | Watch-OcmWork web" }
        @{ Watch = 'Get-OcmCluster two | Watch-OcmWork web' }
        @{ Watch = 'Get-OcmWork web -Cluster two | Watch-OcmWork' }
        @{ Watch = "[pscustomobject]@{ Cluster = 'two'; Work = 'web' } | Watch-OcmWork" }
        @{ Watch = 'Watch-OcmWork web -Placement prod/x' }
    ) {
        if ($Watch -match 'Placement') { Set-Label two web @{ 'ocmpowershell.io/placement' = 'prod.x' } }
        $value = "v$(Get-Random)"
        $row = Get-Row $Watch { Set-Label one web @{ a = $value }; Set-Label two db @{ a = $value }; Set-Label two web @{ a = $value } } -Watches $(if ($Watch -match 'Placement') { 2 } else { 1 })
        "$row" | Should -BeLike 'two/web *'
        $row.Current.Labels['a'] | Should -Be $value
    }

    It 'takes one name in many clusters as one watch' {
        $row = Get-Row '1..30 | ForEach-Object { "c$_" } | ForEach-Object { $_ } -End { "two" } | Watch-OcmWork web' { Set-Label two web @{ m = "v$(Get-Random)" } }
        "$row" | Should -BeLike 'two/web *'
        $watches = @(Get-SentRequest | Where-Object QueryString -Match 'watch=')
        $watches | Should -HaveCount 1
        $watches[0].QueryString | Should -Match 'metadata.name'
    }

    It 'tells what is there only where that is asked for, and of works that come and go' {
        $rows = Get-Row 'Watch-OcmWork -Cluster one -IncludeExisting' -Count 3 { [void](Get-ConfigMapText new | New-OcmWork new -Cluster one) }
        ($rows | Where-Object Action -EQ Existing).Work | Sort-Object | Should -Be db, web
        $rows[2].Work, "$($rows[2].Action)" | Should -Be new, Added
        $rows = Get-Row 'Watch-OcmWork new' -Count 2 { Remove-OcmWork new -Cluster one -Wait }
        $rows[0].What | Should -BeLike 'Status * -> Deleting*deletion was asked for'
        "$($rows[1].Action)" | Should -BeIn Updated, Removed
    }

    It 'tells of changes into a state' {
        Disable-Cluster two
        try {
            $row = Get-Row 'Watch-OcmWork web -Status Pending' { [void](Get-ConfigMapText web 2 | New-OcmWork web -Cluster one, two -Force) }
            $row.Current.Status | Should -Be Pending
            $row.What | Should -BeLike 'Status * -> Pending*manifests changed*'
        }
        finally { Enable-Cluster two }
        [void](Wait-OcmWork web)
    }

    It 'tells of works that a replica set made for a placement, and not of those of the same name elsewhere' {
        $set = @{ 'work.open-cluster-management.io/placementname' = 'y' }
        Set-Label one db ($set + @{ 'work.open-cluster-management.io/manifestworkreplicaset' = 'test.set' })
        Set-Label two db ($set + @{ 'work.open-cluster-management.io/manifestworkreplicaset' = 'prod.set' })
        try {
            $row = Get-Row 'Watch-OcmWork -Placement prod/y' -Watches 2 { Set-Label one db @{ b = '1' }; Set-Label two db @{ b = '1' } }
            "$row" | Should -Be 'two/db Updated: labels: +b=1'
            (Get-OcmWork -Placement prod/y).Cluster | Should -Be two
        }
        finally { 'one', 'two' | ForEach-Object { Set-Label $_ db @{ 'work.open-cluster-management.io/manifestworkreplicaset' = $null; 'work.open-cluster-management.io/placementname' = $null; b = $null } } }
    }

    It 'loses no change when the hub breaks the watch' {
        [void](Add-Fault Reset -Path manifestworks -Skip 1 -Count 2)
        [void](Add-Fault Status 410, 'Expired', 'too old' -Path manifestworks -Skip 1 -Count 1)
        $value = "v$(Get-Random)"
        (Get-Row 'Watch-OcmWork web -Cluster one' { Set-Label one web @{ b = $value } }).What | Should -BeLike "labels: *b=$value"
    }

    It 'ends without an error when its time is up' {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        Get-Failure { Watch-OcmWork -TimeoutSec 1 } | Should -BeNullOrEmpty
        $watch.Elapsed.TotalSeconds | Should -BeGreaterThan 0.9
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
    }

    It 'can be stopped at any time' {
        $stopped = Measure-Stop 'param($config) Watch-OcmWork -KubeConfig $config' @{ config = $info.KubeConfig } -Once { Test-Watching }
        $stopped.Begun | Should -BeTrue
        $stopped.State | Should -Be Stopped
        $stopped.Milliseconds | Should -BeLessThan 1000
        Wait-Until { -not (Get-OpenRequest) } | Should -BeTrue
    }

    It 'ends with the reason when works may not be watched' {
        [void](Add-Fault Status 403, 'Forbidden', 'no' -Path manifestworks)
        $failed = Get-Failure { Watch-OcmWork -TimeoutSec 20 }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'Forbidden,OcmPowerShell.Commands.WatchOcmWorkCommand'
    }

    It 'refuses what names nothing, and does nothing for an empty pipeline' {
        foreach ($run in { Watch-OcmWork '' }, { Watch-OcmWork $null }, { Watch-OcmWork web @() }, { Watch-OcmWork -Cluster '' }, { Watch-OcmWork -Placement $null }) {
            (Get-Failure $run).FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        }
        (Get-Failure { Watch-OcmWork -Placement prod/* }).FullyQualifiedErrorId | Should -BeLike 'WildcardNotSupported,*'
        @() | Watch-OcmWork | Should -BeNullOrEmpty
        @() | Watch-OcmWork web | Should -BeNullOrEmpty
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'shows a table that writes each row at once' {
        $row = [OcmPowerShell.Hub.Model.WorkEvent]@{ Time = [DateTime]::UtcNow; Action = 'Updated'; Cluster = 'one'; Work = 'web'; What = 'Status Pending -> Ready' }
        $table = ($row | Format-Table | Out-String -Width 120).Trim() -split '\r?\n'
        ($table[0] -split ' +') -join ' ' | Should -Be 'Time Action Cluster Work What'
        $table[2] | Should -Match '^\d\d:\d\d:\d\d Updated +one +web +Status Pending -> Ready'
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($row))
        "$($copy.Action)" | Should -Be Updated
    }

    It 'completes its arguments' {
        Get-Completion 'Watch-OcmWork d' | Should -Be db
        Get-Completion 'Watch-OcmWork web -Cluster t' | Should -Be two
        Get-Completion 'Watch-OcmWork -Status P' | Should -Be Pending
    }
}
