BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $info = Enter-Sandbox -Cluster one, two, edge1
    $api = '/apis/work.open-cluster-management.io/v1'

    # Runs a wait beside the test, and gives what it wrote once the test has done its part.
    function Start-Wait([string] $Command) {
        $shell = Get-NewShell
        [void]$shell.AddScript('param($config) $PSDefaultParameterValues = @{ "*-Ocm*:KubeConfig" = $config }; ' + $Command).AddParameters(@{ config = $info.KubeConfig })
        [pscustomobject]@{ Shell = $shell; Running = $shell.BeginInvoke() }
    }

    function Stop-Wait($Wait) {
        try {
            Wait-Until { $Wait.Running.IsCompleted } -Seconds 25 | Should -BeTrue
            [pscustomobject]@{ Output = @($Wait.Shell.EndInvoke($Wait.Running)); Errors = @($Wait.Shell.Streams.Error) }
        }
        finally { $Wait.Shell.Dispose() }
    }

    function Test-Watching { [bool](Get-OpenRequest | Where-Object QueryString -Match 'watch=') }

    function Add-Work([string] $Name, [string[]] $Cluster, [string] $Text = (Get-ConfigMapText), [hashtable] $Label = @{}) {
        [void]($Text | New-OcmWork $Name -Cluster $Cluster -Label $Label -Force)
    }
}

AfterAll { Exit-Sandbox }

Describe 'Wait-OcmWork' {
    BeforeEach {
        Clear-Fault
        Clear-Work
    }

    It 'passes each work on when it is ready, and does so again' {
        Add-Work web one, two (Get-DeploymentText)
        foreach ($time in 1, 2) {
            $works = Wait-OcmWork web
            $works | Should -BeOfType OcmPowerShell.Hub.Model.Work
            $works.Cluster | Sort-Object | Should -Be one, two
            $works.Ready | Should -Be $true, $true
        }
        (Wait-OcmWork web -Cluster one -For Applied).Applied | Should -BeTrue
        (Wait-OcmWork w* -Cluster t* -For available).Cluster | Should -Be two
        (Wait-OcmWork web one, two -For Available).Cluster | Sort-Object | Should -Be one, two
        Get-SentRequest -Changing | Where-Object Path -NotMatch 'manifestworks$' | Should -BeNullOrEmpty
    }

    It 'takes works from the pipeline, their copies, and rows that name one (<Case>)' -ForEach @(
        @{ Case = 'objects'; Source = { Get-OcmWork web } }
        @{ Case = 'CSV'; Source = { Get-OcmWork web | ConvertTo-Csv | ConvertFrom-Csv } }
        @{ Case = 'Clixml'; Source = { Get-OcmWork web | ForEach-Object { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)) } } }
        @{ Case = 'kubectl'; Source = { Get-OcmWork web -IncludeJson | ForEach-Object { $_.Json | ConvertFrom-Json } } }
        @{ Case = 'rows of a delivery'; Source = { 'one', 'two' | ForEach-Object { [OcmPowerShell.Hub.Model.WorkChange]@{ Cluster = $_; Work = 'web'; Action = 'Created'; Hub = "$($info.Url.TrimEnd('/')) (sandbox)" } } } }
        @{ Case = 'rows of a delivery from CSV'; Source = { 'one', 'two' | ForEach-Object { [OcmPowerShell.Hub.Model.WorkChange]@{ Cluster = $_; Work = 'web'; Action = 'Unchanged' } } | ConvertTo-Csv | ConvertFrom-Csv } }
        @{ Case = 'rows of a watch'; Source = { Watch-OcmWork web -IncludeExisting | Select-Object -First 2 } }
        @{ Case = 'made-up rows'; Source = { 'one', 'two' | ForEach-Object { @{ Cluster = $_; Work = 'web' } } } }
    ) {
        Add-Work web one, two
        $works = & $Source | Wait-OcmWork -TimeoutSec 20
        $works.Cluster | Sort-Object | Should -Be one, two
    }

    It 'takes clusters from the pipeline together with a name' {
        Add-Work web one, two
        (Get-OcmCluster one | Wait-OcmWork web).Cluster | Should -Be one
        ('one', 'two' | Wait-OcmWork web).Cluster | Sort-Object | Should -Be one, two
        @() | Wait-OcmWork web | Should -BeNullOrEmpty
        @() | Wait-OcmWork | Should -BeNullOrEmpty
    }

    It 'refuses rows of single manifests and text' {
        Add-Work web one
        (Get-Failure { Get-OcmWork web | Get-OcmWorkManifest | Wait-OcmWork }).FullyQualifiedErrorId | Should -BeLike 'InputObjectNotBound,*'
        (Get-Failure { 'one/web' | Wait-OcmWork }).FullyQualifiedErrorId | Should -BeLike 'InputObjectNotBound,*'
    }

    It 'does not wait for what a delivery did not bring there' {
        Add-Work web one
        $rows = @(
            [OcmPowerShell.Hub.Model.WorkChange]@{ Cluster = 'one'; Work = 'web'; Action = 'Failed'; Error = 'refused' }
            [OcmPowerShell.Hub.Model.WorkChange]@{ Cluster = 'two'; Work = 'web'; Action = 'Created'; DryRun = $true }
            [OcmPowerShell.Hub.Model.WorkChange]@{ Cluster = 'edge1'; Work = 'web'; Action = 'Removed' }
        )
        $failed = Get-Failure { $rows | Wait-OcmWork -TimeoutSec 20 }
        $failed.FullyQualifiedErrorId | Should -Be (@('NotDelivered,OcmPowerShell.Commands.WaitOcmWorkCommand') * 2)
        $failed.TargetObject | Should -Be $rows[0..1]
        $failed[0].CategoryInfo.Category | Should -Be InvalidOperation
        $rows[2] | Wait-OcmWork -TimeoutSec 20 | Should -BeNullOrEmpty
        $rows[2] | Wait-OcmWork -For Deleted -TimeoutSec 20 | Should -BeNullOrEmpty
    }

    It 'takes what a delivery says it did' {
        $changes = Get-ConfigMapText | Sync-OcmWork web -Cluster one, two
        ($changes | Wait-OcmWork -TimeoutSec 20).Cluster | Sort-Object | Should -Be one, two
        $again = Get-ConfigMapText | Sync-OcmWork web -Cluster one, two
        ($again | Where-Object Action -EQ Unchanged | Wait-OcmWork -TimeoutSec 20).Cluster | Sort-Object | Should -Be one, two
        $dry = Get-ConfigMapText settings 2 | Sync-OcmWork web -Cluster one -DryRun
        (Get-Failure { $dry | Wait-OcmWork -TimeoutSec 20 }).FullyQualifiedErrorId | Should -BeLike 'NotDelivered,*'
    }

    It 'waits for a work in a cluster where it is not yet, while the hub is in trouble' {
        [void](Add-Fault Status 503, 'ServiceUnavailable', 'starting' -Path manifestworks -Count 2)
        [void](Add-Fault CloseWatch -Path manifestworks -Count 2)
        $wait = Start-Wait 'Wait-OcmWork later -Cluster one'
        [void](Wait-Until { Test-Watching })
        Clear-Fault
        Add-Work later one
        $result = Stop-Wait $wait
        $result.Errors | Should -BeNullOrEmpty
        "$($result.Output)" | Should -Be one/later
    }

    It 'says that a work is nowhere when its clusters are not named' {
        $failed = Get-Failure { Wait-OcmWork nowhere -TimeoutSec 20 }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        $failed[0].TargetObject | Should -Be nowhere
        Wait-OcmWork nix* -WarningVariable warned -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$warned" | Should -BeLike "*'nix*'*"
        Get-Failure { Wait-OcmWork nowhere -For Deleted } | Should -BeNullOrEmpty
    }

    It 'says of each that did not get there how it is, and waits for the others' {
        Add-Work web one
        Add-Work broken two (Get-DeploymentText -Image broken:1)
        $works = Wait-OcmWork web, broken -Cluster one, two -TimeoutSec 3 -ErrorAction SilentlyContinue -ErrorVariable failed
        "$works" | Should -Be one/web
        $failed.FullyQualifiedErrorId | Should -Be (@('WaitTimeout,OcmPowerShell.Commands.WaitOcmWorkCommand') * 3)
        $failed[0].CategoryInfo.Category | Should -Be OperationTimeout
        "$($failed | Where-Object { "$_" -match 'two/broken' })" | Should -BeLike '*The work two/broken on hub * was not Ready after 3 s. Its last state: NotReady (Deployment default/nginx: 0 of 2 replicas ready).'
        "$($failed | Where-Object { "$_" -match 'two/web' })" | Should -BeLike '*Its last state: not there.'
        $failed[0].ErrorDetails.RecommendedAction | Should -Match 'Get-OcmWorkManifest'
    }

    It 'says that the cluster is offline when time is up' {
        Add-Work old edge1
        [void](Wait-OcmWork old)
        Disable-Cluster edge1
        try {
            Add-Work web edge1
            $failed = Get-Failure { Wait-OcmWork web -Cluster edge1, nobody -TimeoutSec 1 }
            "$($failed | Where-Object TargetObject -Match edge1)" | Should -BeLike '*Its last state: Pending (not applied yet). The cluster edge1 is offline: Unknown (*).'
            "$($failed | Where-Object TargetObject -Match nobody)" | Should -BeLike "*Its last state: not there. The hub has no managed cluster 'nobody'."
            "$(Get-Failure { Remove-OcmWork old -Cluster edge1 -Wait -TimeoutSec 1 })" | Should -BeLike '*was not gone after 1 s.*The cluster edge1 is offline*'
        }
        finally { Enable-Cluster edge1 }
        Wait-OcmWork old -Cluster edge1 -For Deleted -TimeoutSec 30 | Should -BeNullOrEmpty
    }

    It 'does not take a state of before for the state of now' {
        Add-Work web one (Get-DeploymentText)
        [void](Wait-OcmWork web)
        Add-Work web one (Get-DeploymentText -Image nginx:1.28)
        $work = Wait-OcmWork web -Cluster one
        $work.Generation | Should -Be 2
        ($work.Conditions | Where-Object Type -EQ Applied).ObservedGeneration | Should -Be 2
    }

    It 'waits for a condition as kubectl names it' {
        Add-Work web one
        (Wait-OcmWork web -For condition=Applied=True).Name | Should -Be web
        (Wait-OcmWork web -For available=true).Name | Should -Be web
        $failed = Get-Failure { Wait-OcmWork web -For Complete -TimeoutSec 1 }
        "$failed" | Should -BeLike '*was not Complete after 1 s. Its last state: Ready; it has no condition Complete, only Applied, Available.'
        $wait = Start-Wait 'Wait-OcmWork web -For Progressing=False'
        [void](Wait-Until { Test-Watching })
        $conditions = @((Invoke-OcmRestMethod "$api/namespaces/one/manifestworks/web").status.conditions) + @{ type = 'Progressing'; status = 'False'; reason = 'Test'; message = ''; lastTransitionTime = '2026-01-01T00:00:00Z'; observedGeneration = 1 }
        [void](Invoke-OcmRestMethod -Method PATCH "$api/namespaces/one/manifestworks/web/status" -Body (@{ status = @{ conditions = $conditions } } | ConvertTo-Json -Depth 6))
        (Stop-Wait $wait).Output.Progressing | Should -BeFalse
        (Get-Failure { Wait-OcmWork web -For 'Complete=maybe' }).FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
    }

    It 'waits for works to go, and passes nothing on' {
        Add-Work web one
        Get-Failure { Wait-OcmWork nobody -Cluster one -For Deleted -TimeoutSec 5 } | Should -BeNullOrEmpty
        "$(Get-Failure { Wait-OcmWork web -For Deleted -TimeoutSec 1 })" | Should -BeLike '*was not gone after 1 s. Its last state: *'
        $wait = Start-Wait 'Wait-OcmWork web -Cluster one -For Deleted'
        [void](Wait-Until { Test-Watching })
        Remove-OcmWork web -Cluster one
        $result = Stop-Wait $wait
        $result.Errors | Should -BeNullOrEmpty
        $result.Output | Should -BeNullOrEmpty
    }

    It 'does not wait for another work of the same name when it was passed the object' {
        Add-Work web one
        $object = Get-OcmWork web
        Remove-OcmWork web -Cluster one -Wait
        Add-Work web one
        (Get-Failure { $object | Wait-OcmWork -TimeoutSec 20 }).FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
    }

    It 'waits for the works that belong to a placement' {
        Add-Work web one, two -Label @{ 'ocmpowershell.io/placement' = 'prod.web' }
        Add-Work db one -Label @{ 'ocmpowershell.io/placement' = 'prod.web' }
        Add-Work other one -Label @{ 'ocmpowershell.io/placement' = 'prod.other' }
        (Wait-OcmWork -Placement prod/web).Name | Sort-Object | Should -Be db, web, web
        (Wait-OcmWork d* -Placement prod/web).Name | Should -Be db
        (Wait-OcmWork -Placement prod/web, prod/other).Name | Sort-Object | Should -Be db, other, web, web
        $failed = Get-Failure { Wait-OcmWork -Placement prod/none }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        "$failed" | Should -BeLike '*placement prod/none*'
        (Get-Failure { Wait-OcmWork -Placement prod/* }).FullyQualifiedErrorId | Should -BeLike 'WildcardNotSupported,*'
    }

    Context 'with a test of the user''s' {
        It 'waits until it is true, and gives it the work as $_ and as an argument' {
            Add-Work web one, two (Get-DeploymentText)
            $least = 2
            $works = Wait-OcmWork web -Until { $_.Manifests[0].Feedback.ReadyReplicas -ge $least } -TimeoutSec 20
            $works.Cluster | Sort-Object | Should -Be one, two
            $works[0].Manifests[0].Feedback['ReadyReplicas'] | Should -Be 2
            (Wait-OcmWork web -Cluster one -Until { param($Work) $Work.Cluster -eq 'one' -and $args.Count -eq 0 }).Cluster | Should -Be one
            (Wait-OcmWork web -Cluster one -Until { $args[0].Name -eq 'web' } -For Applied).Cluster | Should -Be one
        }

        It 'shows it every state, in order' {
            $seen = [System.Collections.Generic.List[object]]::new()
            $wait = Start-Wait '$global:seen = [System.Collections.Generic.List[string]]::new(); Wait-OcmWork web -Cluster one -Until { $seen.Add("$($_.Labels[''step'']) $($_.ResourceVersion)"); $_.Labels["step"] -eq "9" }; $seen'
            [void](Wait-Until { Test-Watching })
            Add-Work web one
            [void](Wait-OcmWork web -Cluster one)
            foreach ($step in 1..9) { [void](Invoke-OcmRestMethod -Method PATCH "$api/namespaces/one/manifestworks/web" -Body @{ metadata = @{ labels = @{ step = "$step" } } }) }
            $result = Stop-Wait $wait
            $result.Errors | Should -BeNullOrEmpty
            $seen = @($result.Output | Select-Object -Skip 1)
            ($seen -replace ' .*' | Where-Object { $_ } | Select-Object -Unique) -join '' | Should -Be 123456789
            $seen | Select-Object -Unique | Should -HaveCount $seen.Count -Because 'no state is shown twice'
        }

        It 'makes an error in it that of the work' {
            Add-Work web one, two
            $works = Wait-OcmWork web -TimeoutSec 20 -ErrorAction SilentlyContinue -ErrorVariable failed -Until { if ($_.Cluster -eq 'one') { throw 'no idea' }; $true }
            $works.Cluster | Should -Be two
            $failed | Where-Object FullyQualifiedErrorId -Like 'UntilFailed,*' | Should -HaveCount 1
            "$($failed | Where-Object FullyQualifiedErrorId -Like 'UntilFailed,*')" | Should -BeLike '*one/web: no idea*'
        }

        It 'can be stopped in it, and tells when time is up that it was not true' {
            Add-Work web one
            "$(Get-Failure { Wait-OcmWork web -Until { $false } -TimeoutSec 1 })" | Should -BeLike '*was not as -Until says after 1 s. Its last state: Ready.*'
            (Get-Failure { Wait-OcmWork web -Until { $true } -For Deleted }).FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
            $stopped = Measure-Stop 'param($config) Wait-OcmWork web -Cluster one -KubeConfig $config -Until { while ($true) { Start-Sleep -Milliseconds 20 } }' @{ config = $info.KubeConfig } -Once { Test-Watching }
            $stopped.Begun | Should -BeTrue
            $stopped.Milliseconds | Should -BeLessThan 1000
        }
    }

    It 'looks once with -TimeoutSec 0' {
        Add-Work web one
        [void](Wait-OcmWork web)
        Clear-SentRequest
        (Wait-OcmWork web -Cluster one -TimeoutSec 0).Name | Should -Be web
        "$(Get-Failure { Wait-OcmWork none -Cluster one -TimeoutSec 0 })" | Should -BeLike '*is not Ready now. Its last state: not there.*'
        @(Get-SentRequest).QueryString | Should -Not -Match 'watch='
    }

    It 'refuses what names nothing (<Case>)' -ForEach @(
        @{ Case = 'empty name'; Run = { Wait-OcmWork '' } }
        @{ Case = 'null name'; Run = { Wait-OcmWork $null -Cluster one } }
        @{ Case = 'no names'; Run = { Wait-OcmWork @() } }
        @{ Case = 'empty cluster'; Run = { Wait-OcmWork web -Cluster '' } }
        @{ Case = 'null cluster'; Run = { Wait-OcmWork web -Cluster $null } }
        @{ Case = 'no clusters'; Run = { Wait-OcmWork web -Cluster @() } }
        @{ Case = 'empty placement'; Run = { Wait-OcmWork -Placement '' } }
        @{ Case = 'null placement'; Run = { Wait-OcmWork -Placement $null } }
        @{ Case = 'empty name of a placement'; Run = { Wait-OcmWork '' -Placement prod/web } }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'ends for each with the reason when works may not be watched' {
        [void](Add-Fault Status 403, 'Forbidden', 'no' -Path manifestworks)
        $failed = Get-Failure { Wait-OcmWork web -Cluster one, two -TimeoutSec 20 }
        $failed | Should -HaveCount 2
        $failed | ForEach-Object { $_.FullyQualifiedErrorId | Should -BeLike 'Forbidden,*' }
    }

    It 'can be stopped while it waits' {
        $stopped = Measure-Stop 'param($config) Wait-OcmWork nobody -Cluster one -KubeConfig $config' @{ config = $info.KubeConfig } -Once { Test-Watching }
        $stopped.Begun | Should -BeTrue
        $stopped.State | Should -Be Stopped
        $stopped.Milliseconds | Should -BeLessThan 1000
        Wait-Until { -not (Get-OpenRequest) } | Should -BeTrue
    }

    It 'completes its arguments' {
        Add-Work web one
        Get-Completion 'Wait-OcmWork w' | Should -Be web
        Get-Completion 'Wait-OcmWork web -Cluster e' | Should -Be edge1
        Get-Completion 'Wait-OcmWork web -For A' | Should -Be Applied, Available
        Get-Completion 'Wait-OcmWork web -For Pro' | Should -Be Progressing=False
    }
}
