BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox)
    [void](New-OcmClusterSetBinding default -Namespace default)
    'web', 'api' | ForEach-Object { [void](New-OcmPlacement $_) }
    [void](New-OcmPlacement one -Count 1)
    [void](Wait-OcmPlacement default/* -TimeoutSec 20)
    $map = Out-TestFile map.yml (Get-ConfigMapText)
    $sets = '/apis/work.open-cluster-management.io/v1alpha1/namespaces/default/manifestworkreplicasets'

    function Get-Template([string] $Name) { (Invoke-OcmRestMethod "$sets/$Name").spec.manifestWorkTemplate }
    function Get-Patch {
        # The bodies of patches are not kept; which fields changed, the fields' owners tell.
        Get-SentRequest -Changing | Where-Object Method -EQ PATCH
    }
}

AfterAll { Exit-Sandbox }

Describe 'Set-OcmWorkReplicaSet' {
    BeforeEach {
        [void](New-OcmWorkReplicaSet web -Path $map -Placement web -RolloutStrategy Progressive -MaxConcurrency 1 -MaxFailures 1 -Wait -TimeoutSec 30)
        Clear-SentRequest
    }

    AfterEach {
        Clear-Fault
        Get-OcmWorkReplicaSet | Remove-OcmWorkReplicaSet -Wait -TimeoutSec 20
    }

    It 'changes what is named of a rollout and nothing else' {
        Set-OcmWorkReplicaSet web -MaxConcurrency 50% | Should -BeNullOrEmpty
        $set = Set-OcmWorkReplicaSet web -ProgressDeadline 00:10:00 -PassThru
        $placement = $set.Placements[0]
        $placement.RolloutStrategy, $placement.MaxConcurrency, $placement.MaxFailures, $placement.ProgressDeadline | Should -Be Progressive, 50%, 1, 600s
        $set = Set-OcmWorkReplicaSet web -RolloutStrategy ProgressivePerGroup -MandatoryDecisionGroup canary -PassThru
        $set.Placements[0].MaxFailures, $set.Placements[0].MandatoryDecisionGroups | Should -Be 1, canary
        (Set-OcmWorkReplicaSet web -RolloutStrategy All -PassThru).Placements[0].ProgressDeadline | Should -Be 600s
        (Set-OcmWorkReplicaSet web -CascadeDeletionPolicy Foreground -Label @{ a = 'b' } -Annotation @{ c = 'd' } -PassThru).Labels['a'] | Should -Be b
        $set = Get-OcmWorkReplicaSet web
        $set.CascadeDeletionPolicy, $set.Annotations['c'], $set.RolledOut | Should -Be Foreground, d, $true
    }

    It 'sends nothing where nothing changes' {
        $before = (Get-OcmWorkReplicaSet web).ResourceVersion
        (Set-OcmWorkReplicaSet web -Path $map -MaxConcurrency 1 -Placement web -PassThru).ResourceVersion | Should -Be $before
        Get-Patch | Should -BeNullOrEmpty
    }

    It 'replaces, adds and takes out placements' {
        (Set-OcmWorkReplicaSet web -AddPlacement api, default/one -PassThru).Placements.Name | Should -Be web, api, one
        (Get-OcmWorkReplicaSet web).Placements[1].MaxConcurrency | Should -Be 1 -Because 'one that joins is served as the others are'
        (Set-OcmWorkReplicaSet web -RemovePlacement web -Wait -TimeoutSec 30 -PassThru).Placements.Name | Should -Be api, one
        (Get-OcmWork -ManagedBy ReplicaSet | Where-Object { -not $_.Deleting }).Labels.'work.open-cluster-management.io/placementname' | Sort-Object -Unique | Should -Be api, one
        (Set-OcmWorkReplicaSet web -Placement web -PassThru).Placements.Name | Should -Be web
        $failed = Get-Failure { Set-OcmWorkReplicaSet web -RemovePlacement web }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        "$failed" | Should -BeLike '*no placement left*'
    }

    It 'changes manifests, and the rules that it made for them' {
        $own = @{ resourceIdentifier = @{ group = ''; resource = 'secrets'; namespace = '*'; name = '*' }; updateStrategy = @{ type = 'CreateOnly' } }
        [void](Invoke-OcmRestMethod -Method Patch "$sets/web" -Body (@{ spec = @{ manifestWorkTemplate = @{ manifestConfigs = @($own) + (Get-Template web).manifestConfigs } } } | ConvertTo-Json -Depth 20))
        Set-OcmWorkReplicaSet web -InputObject "$(Get-DeploymentText web)`n---`n$(Get-ConfigMapText)" -Wait -TimeoutSec 30
        $configs = (Get-Template web).manifestConfigs
        $configs.resourceIdentifier.resource | Should -Be secrets, deployments
        $configs[1].conditionRules.condition | Should -Be Progressing, Degraded
        $configs[1].feedbackRules | Should -Not -BeNullOrEmpty

        Get-ConfigMapText | Set-OcmWorkReplicaSet web
        $configs = (Get-Template web).manifestConfigs
        $configs.resourceIdentifier.resource | Should -Be secrets, configmaps
        $configs[1].conditionRules.condition | Should -Be Progressing
        (Get-OcmWorkReplicaSet web).Placements[0].MaxConcurrency | Should -Be 1
    }

    It 'waits for the new manifests, not for the old state' {
        foreach ($value in 2..4) {
            $set = Set-OcmWorkReplicaSet web -InputObject (Get-ConfigMapText -Value $value) -Wait -TimeoutSec 30 -PassThru
            (Get-OcmWork -ManagedBy ReplicaSet).ManifestHash | Select-Object -Unique | Should -Be $set.ManifestHash
            $set.RolledOut | Should -BeTrue
        }
        $set = Set-OcmWorkReplicaSet web -InputObject (Get-ConfigMapText -Value 9) -PassThru
        $set.RolledOut | Should -BeNullOrEmpty -Because 'what the status says is of before'
        ($set | Wait-OcmWorkReplicaSet -TimeoutSec 30).RolledOut | Should -BeTrue
        (Get-OcmWork -ManagedBy ReplicaSet).ManifestHash | Select-Object -Unique | Should -Be $set.ManifestHash
    }

    It 'changes options of the works alone' {
        Set-OcmWorkReplicaSet web -PropagationPolicy Orphan -UpdateStrategy ServerSideApply -Wait -TimeoutSec 30
        $template = Get-Template web
        $template.deleteOption.propagationPolicy | Should -Be Orphan
        $template.manifestConfigs.updateStrategy.type | Should -Contain ServerSideApply
        $template.manifestConfigs.conditionRules.condition | Should -Contain Progressing
        $template.workload.manifests | Should -HaveCount 1
    }

    It 'takes <Kind>' -ForEach @(
        @{ Kind = 'piped objects'; Run = { Get-OcmWorkReplicaSet web | Set-OcmWorkReplicaSet -MaxFailures 2 } }
        @{ Kind = 'piped text'; Run = { 'default/web' | Set-OcmWorkReplicaSet -MaxFailures 2 } }
        @{ Kind = 'CSV copies'; Run = { Get-OcmWorkReplicaSet web | ConvertTo-Csv | ConvertFrom-Csv | Set-OcmWorkReplicaSet -MaxFailures 2 } }
        @{ Kind = 'kubectl objects'; Run = { (Get-OcmWorkReplicaSet web -IncludeJson).Json | ConvertFrom-Json | Set-OcmWorkReplicaSet -MaxFailures 2 } }
    ) {
        & $Run
        (Get-OcmWorkReplicaSet web).Placements[0].MaxFailures | Should -Be 2
    }

    It 'refuses clusters, placements and works from the pipeline' {
        foreach ($source in { Get-OcmCluster }, { Get-OcmPlacement }, { Get-OcmWork }) {
            (Get-Failure { & $source | Set-OcmWorkReplicaSet -MaxFailures 2 })[0].FullyQualifiedErrorId | Should -BeLike 'InputObjectNotBound,*'
        }
    }

    It 'refuses <What> (<Id>)' -ForEach @(
        @{ What = 'nothing to change'; Id = 'InvalidArgument'; Run = { Set-OcmWorkReplicaSet web } }
        @{ What = 'an empty name'; Id = 'EmptyTarget'; Run = { Set-OcmWorkReplicaSet '' -MaxFailures 1 } }
        @{ What = 'an empty placement'; Id = 'EmptyTarget'; Run = { Set-OcmWorkReplicaSet web -Placement @() } }
        @{ What = 'a pattern'; Id = 'WildcardNotSupported'; Run = { Set-OcmWorkReplicaSet 'w*' -MaxFailures 1 } }
        @{ What = 'a placement elsewhere'; Id = 'InvalidArgument'; Run = { Set-OcmWorkReplicaSet web -AddPlacement prod/web } }
        @{ What = 'all placements and more'; Id = 'InvalidArgument'; Run = { Set-OcmWorkReplicaSet web -Placement web -AddPlacement api } }
        @{ What = 'what the new strategy has no use for'; Id = 'InvalidArgument'; Run = { Set-OcmWorkReplicaSet web -RolloutStrategy All -MaxFailures 1 } }
        @{ What = 'one that is not there'; Id = 'NotFound'; Run = { Set-OcmWorkReplicaSet nobody -MaxFailures 1 } }
    ) {
        (Get-Failure $Run)[0].FullyQualifiedErrorId | Should -Be "$Id,OcmPowerShell.Commands.SetOcmWorkReplicaSetCommand"
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'refuses another of the same name' {
        $old = Get-OcmWorkReplicaSet web
        Remove-OcmWorkReplicaSet web -Wait -TimeoutSec 20
        [void](New-OcmWorkReplicaSet web -Path $map -Placement web)
        (Get-Failure { $old | Set-OcmWorkReplicaSet -CascadeDeletionPolicy Foreground })[0].FullyQualifiedErrorId | Should -BeLike 'Conflict,*'
    }

    It 'goes on with the others where one fails' {
        [void](New-OcmWorkReplicaSet api -Path $map -Placement api)
        $failed = $null
        Set-OcmWorkReplicaSet nobody, api, web -MaxFailures 2 -RolloutStrategy Progressive -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed.TargetObject | Should -Be nobody
        (Get-OcmWorkReplicaSet api, web).Placements.MaxFailures | Should -Be 2, 2
    }

    It 'tries again when the controller was faster, and keeps what is not named' {
        [void](Add-Fault Status 409, 'Conflict', 'changed' -Method PATCH -Count 3)
        Set-OcmWorkReplicaSet web -MaxConcurrency 2
        (Get-OcmWorkReplicaSet web).Placements[0].MaxConcurrency | Should -Be 2
        @(Get-Patch) | Should -HaveCount 4
    }

    It 'changes nothing with -WhatIf or -DryRun' {
        Set-OcmWorkReplicaSet web -MaxConcurrency 2 -WhatIf
        (Set-OcmWorkReplicaSet web -MaxConcurrency 2 -DryRun -PassThru).Placements[0].MaxConcurrency | Should -Be 2
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        (Get-OcmWorkReplicaSet web).Placements[0].MaxConcurrency | Should -Be 1
    }

    It 'completes replica sets and placements' {
        Get-Completion 'Set-OcmWorkReplicaSet def' | Should -Be default/web
        Get-Completion 'Set-OcmWorkReplicaSet web -AddPlacement default/a' | Should -Be default/api
    }
}
