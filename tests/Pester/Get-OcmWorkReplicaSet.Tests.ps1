BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox)
    [void](Invoke-OcmRestMethod api/v1/namespaces -Method Post -Body @{ apiVersion = 'v1'; kind = 'Namespace'; metadata = @{ name = 'prod' } })
    'default', 'prod' | ForEach-Object { [void](New-OcmClusterSetBinding default -Namespace $_) }
    'web', 'api', 'prod/web' | ForEach-Object { [void](New-OcmPlacement $_) }
    [void](New-OcmPlacement none -LabelSelector nobody=here)
    [void](Wait-OcmPlacement default/*, prod/* -For Decided -TimeoutSec 20)
    $map = Out-TestFile map.yml (Get-ConfigMapText)
    [void](New-OcmWorkReplicaSet web -Path $map -Placement web, api -RolloutStrategy Progressive -MaxConcurrency 50% -MinSuccessTime 00:00:01 -ProgressDeadline 10m -MaxFailures 1 -MandatoryDecisionGroup 0 -Label @{ team = 'a' } -Annotation @{ note = 'n' } -WarningAction SilentlyContinue)
    [void](New-OcmWorkReplicaSet prod/web -Path $map -Placement prod/web)
    [void](New-OcmWorkReplicaSet idle -Path $map -Placement none)
    [void](Wait-OcmWorkReplicaSet web, prod/web -TimeoutSec 30)
    [void](Wait-OcmWorkReplicaSet idle -For PlacementVerified=False -TimeoutSec 30)
}

AfterAll { Exit-Sandbox }

Describe 'Get-OcmWorkReplicaSet' {
    BeforeEach { Clear-SentRequest }

    It 'finds <What>' -ForEach @(
        @{ What = 'all'; Run = { Get-OcmWorkReplicaSet }; Found = 'default/idle', 'default/web', 'prod/web' }
        @{ What = 'a name in all namespaces'; Run = { Get-OcmWorkReplicaSet web }; Found = 'default/web', 'prod/web' }
        @{ What = 'namespace/name'; Run = { Get-OcmWorkReplicaSet prod/web }; Found = 'prod/web' }
        @{ What = 'a name and a namespace'; Run = { Get-OcmWorkReplicaSet web -Namespace default }; Found = 'default/web' }
        @{ What = 'patterns'; Run = { Get-OcmWorkReplicaSet 'p*/*' }; Found = 'prod/web' }
        @{ What = 'those of a namespace'; Run = { Get-OcmWorkReplicaSet -Namespace def* }; Found = 'default/idle', 'default/web' }
        @{ What = 'those of a placement'; Run = { Get-OcmWorkReplicaSet -Placement api }; Found = 'default/web' }
        @{ What = 'those of placement objects'; Run = { Get-OcmWorkReplicaSet -Placement (Get-OcmPlacement prod/web) }; Found = 'prod/web' }
        @{ What = 'those in a state'; Run = { Get-OcmWorkReplicaSet -Status NoCluster }; Found = 'default/idle' }
        @{ What = 'those in one of several'; Run = { Get-OcmWorkReplicaSet -Status RolledOut, Degraded }; Found = 'default/web', 'prod/web' }
        @{ What = 'those with labels'; Run = { Get-OcmWorkReplicaSet -LabelSelector team=a }; Found = 'default/web' }
        @{ What = 'nothing where a pattern matches nothing'; Run = { Get-OcmWorkReplicaSet 'x*' }; Found = @() }
    ) { @(& $Run).FullName | Sort-Object | Should -Be $Found }

    It 'tells what a replica set is and how far it is' {
        $set = Get-OcmWorkReplicaSet default/web
        "$set", $set.Namespace, $set.Name, $set.RolloutStrategy, $set.CascadeDeletionPolicy | Should -Be default/web, default, web, Progressive, Background
        $set.ManifestCount, $set.HasProgressRule, $set.Selected, $set.Total | Should -Be 1, $true, 4, 4
        $set.ManifestHash | Should -Be (Get-OcmWork -ManagedBy ReplicaSet)[0].ManifestHash
        $set.SizeBytes | Should -Be (Get-OcmWork -ManagedBy ReplicaSet)[0].SizeBytes
        $set.Labels['team'], $set.Annotations['note'] | Should -Be a, n
        $set.Conditions.Type | Should -Contain PlacementRolledOut
        $one = $set.Placements[1]
        "$one", $one.RolloutStrategy, $one.MaxConcurrency, $one.MinSuccessTime, $one.ProgressDeadline, $one.MaxFailures | Should -Be api, Progressive, 50%, 1s, 10m, 1
        $one.MandatoryDecisionGroups | Should -Be 0
        $one.Groups, $one.Selected, $one.Total, $one.Applied, $one.Available | Should -Be '1 (2 / 2 clusters applied)', 2, 2, 2, 2
        $idle = Get-OcmWorkReplicaSet idle
        "$($idle.Status)", $idle.Message, $idle.PlacementVerified | Should -Be NoCluster, 'its placements have selected no cluster', $false
        (Get-OcmWorkReplicaSet web -IncludeJson)[0].Json | ConvertFrom-Json | ForEach-Object kind | Should -Be ManifestWorkReplicaSet
    }

    It 'fits in 120 columns, with states in words' {
        $lines = Get-OcmWorkReplicaSet | Format-Table | Out-String -Width 300 -Stream | Where-Object { $_ }
        $lines | ForEach-Object { $_.TrimEnd().Length | Should -BeLessOrEqual 120 }
        "$lines" | Should -Match 'RolledOut +4/4'
        (Get-OcmWorkReplicaSet default/web).Placements | Format-Table | Out-String | Should -Match 'Progressive +50%'
    }

    It 'keeps a replica set through Clixml and JSON' {
        $file = Join-Path $TestDrive set.xml
        Get-OcmWorkReplicaSet default/web | Export-Clixml $file
        $copy = Import-Clixml $file
        "$($copy.Status)", $copy.RolledOut, $copy.Placements[0].MaxConcurrency, $copy.Conditions[0].Type | Should -Be RolledOut, $true, 50%, PlacementVerified
        (Get-OcmWorkReplicaSet default/web | ConvertTo-Json -Depth 4 | ConvertFrom-Json).Placements[1].Name | Should -Be api
    }

    It 'refuses what is empty (<Parameter>)' -ForEach @(
        @{ Parameter = 'Name' }, @{ Parameter = 'Namespace' }, @{ Parameter = 'Placement' }
    ) {
        $given = @{ $Parameter = $null }
        (Get-Failure { Get-OcmWorkReplicaSet @given })[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'tells what is named and not there, and goes on' {
        $failed = $null
        (Get-OcmWorkReplicaSet nobody, default/nobody, default/web -ErrorAction SilentlyContinue -ErrorVariable failed).FullName | Should -Be default/web
        $failed | Should -HaveCount 2
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        $failed.TargetObject | Sort-Object | Should -Be default/nobody, nobody
    }

    It 'completes names' {
        Get-Completion 'Get-OcmWorkReplicaSet pr' | Should -Be prod/web
        Get-Completion 'Get-OcmWorkReplicaSet -Namespace prod -Name w' | Should -Be web
        Get-Completion 'Get-OcmWorkReplicaSet -Placement default/a' | Should -Be default/api
    }
}
