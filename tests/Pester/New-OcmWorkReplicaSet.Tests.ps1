BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $clusters = 'c1', 'c2', 'c3', 'c4', 'c5'
    [void](Enter-Sandbox -Cluster $clusters)
    [void](Invoke-OcmRestMethod api/v1/namespaces -Method Post -Body @{ apiVersion = 'v1'; kind = 'Namespace'; metadata = @{ name = 'prod' } })
    foreach ($cluster in $clusters) { [void](Invoke-OcmRestMethod -Method Patch "/sandbox/v1/clusters/$cluster" -Body '{"delay":"100ms"}') }
    Set-OcmCluster c4, c5 -Label @{ tier = 'canary' }
    'default', 'prod' | ForEach-Object { [void](New-OcmClusterSetBinding default -Namespace $_) }
    [void](New-OcmPlacement web)
    [void](New-OcmPlacement two -Count 2)
    [void](New-OcmPlacement prod/web)
    [void](New-OcmPlacement grouped -DecisionGroup @{ Name = 'canary'; LabelSelector = 'tier=canary' })
    [void](New-OcmPlacement pairs -ClustersPerDecisionGroup 2)
    [void](Wait-OcmPlacement default/*, prod/* -TimeoutSec 20)
    $sets = '/apis/work.open-cluster-management.io/v1alpha1/namespaces/default/manifestworkreplicasets'
    $manager = '/apis/operator.open-cluster-management.io/v1/clustermanagers/cluster-manager'

    function Get-Raw([string] $Name) { Invoke-OcmRestMethod "$sets/$Name" }
    function Get-WorkOf([string] $Name) { Get-OcmWork -LabelSelector "work.open-cluster-management.io/manifestworkreplicaset=default.$Name" | Sort-Object Cluster }
    function Set-Gate([string] $Mode) {
        [void](Invoke-OcmRestMethod -Method Patch $manager -Body (@{ spec = @{ workConfiguration = @{ featureGates = @(@{ feature = 'ManifestWorkReplicaSet'; mode = $Mode }) } } } | ConvertTo-Json -Depth 6))
    }
    function Clear-ReplicaSet {
        Get-OcmWorkReplicaSet | Remove-OcmWorkReplicaSet -Wait -TimeoutSec 20
        [void](Wait-Until { -not (Get-OcmWork) } -Seconds 20)
    }
    $map = Out-TestFile map.yml (Get-ConfigMapText)
    $web = Out-TestFile web.yml (Get-DeploymentText web)
}

AfterAll { Exit-Sandbox }

Describe 'New-OcmWorkReplicaSet makes replica sets' {
    BeforeEach { Clear-SentRequest }

    AfterEach { Clear-Fault; Clear-ReplicaSet }

    It 'delivers to every cluster of a placement, in its namespace' {
        $set = New-OcmWorkReplicaSet web -Path $web -Placement prod/web -Label @{ team = 'a' } -Wait -TimeoutSec 30
        $set.FullName, "$($set.Status)", $set.RolloutStrategy | Should -Be prod/web, RolledOut, All
        $set.RolledOut, $set.PlacementVerified, $set.ManifestworkApplied | Should -Be $true, $true, $true
        $set.Total, $set.Selected, $set.Applied, $set.Available, $set.Degraded | Should -Be 5, 5, 5, 5, 0
        $works = Get-OcmWork
        $works.Cluster | Sort-Object | Should -Be $clusters
        $works.ManagedBy | Select-Object -Unique | Should -Be ReplicaSet
        $works.ManifestHash | Select-Object -Unique | Should -Be $set.ManifestHash
        $works[0].Labels['team'] | Should -Be a
        $works.Ready | Should -Not -Contain $false
    }

    It 'is told its placements by the pipeline, all of them' {
        $set = Get-OcmPlacement default/web, default/two | New-OcmWorkReplicaSet all -Path $map -Wait -TimeoutSec 30
        $set.Placements.Name | Should -Be web, two
        @(Get-WorkOf all) | Should -HaveCount 7
        (New-OcmWorkReplicaSet text -InputObject (Get-ConfigMapText) -Placement default/two).FullName | Should -Be default/text
        (Get-ConfigMapText | New-OcmWorkReplicaSet piped -Placement two).ManifestCount | Should -Be 1
        (Import-Csv (Out-TestFile p.csv ((Get-OcmPlacement default/two | ConvertTo-Csv) -join "`n")) | New-OcmWorkReplicaSet copied -Path $map).FullName | Should -Be default/copied
    }

    It 'finishes with what needs nothing to run alone' {
        $set = New-OcmWorkReplicaSet map -Path $map -Placement web -RolloutStrategy Progressive -MaxConcurrency 2 -Wait -TimeoutSec 30
        "$($set.Status)" | Should -Be RolledOut
        @(Get-WorkOf map) | Should -HaveCount 5
    }

    It 'does nothing for an empty pipeline' {
        Get-OcmPlacement nothing/* | New-OcmWorkReplicaSet none -Path $map | Should -BeNullOrEmpty
        @() | New-OcmWorkReplicaSet none -Placement web | Should -BeNullOrEmpty
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'sends nothing that changes anything with -WhatIf, and asks the server with -DryRun' {
        New-OcmWorkReplicaSet web -Path $map -Placement web -WhatIf | Should -BeNullOrEmpty
        Get-SentRequest | Where-Object Method -NE GET | Should -BeNullOrEmpty
        (New-OcmWorkReplicaSet web -Path $map -Placement web -DryRun).FullName | Should -Be default/web
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        Get-OcmWorkReplicaSet | Should -BeNullOrEmpty
        (Get-Failure { New-OcmWorkReplicaSet web -Path $map -Placement web -DryRun -Wait })[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
    }

    It 'leaves one that exists without -Force' {
        [void](New-OcmWorkReplicaSet web -Path $map -Placement web)
        $failed = Get-Failure { New-OcmWorkReplicaSet web -Path $web -Placement web }
        $failed[0].FullyQualifiedErrorId | Should -Be 'AlreadyExists,OcmPowerShell.Commands.NewOcmWorkReplicaSetCommand'
        $failed[0].CategoryInfo.Category | Should -Be ResourceExists
        "$($failed[0].TargetObject)" | Should -Be web
        (Get-OcmWorkReplicaSet web).ManifestHash | Should -Be (Get-WorkOf web)[0].ManifestHash
    }

    It 'updates one that exists with -Force, and never drops how it is rolled out' {
        [void](New-OcmWorkReplicaSet web -Path $map -Placement web -RolloutStrategy Progressive -MaxConcurrency 40% -MaxFailures 1 -CascadeDeletionPolicy Foreground -Wait -TimeoutSec 30)
        $set = New-OcmWorkReplicaSet web -Path (Out-TestFile map2.yml (Get-ConfigMapText -Value 2)) -Placement web, two -Force -Wait -TimeoutSec 30
        $set.Placements.Name | Should -Be web, two
        $set.Placements.MaxConcurrency | Should -Be '40%', '40%'
        $set.Placements[0].MaxFailures, $set.CascadeDeletionPolicy | Should -Be 1, Foreground
        (Get-WorkOf web).ManifestHash | Select-Object -Unique | Should -Be $set.ManifestHash
        $before = $set.ResourceVersion
        (New-OcmWorkReplicaSet web -Path (Join-Path $TestDrive map2.yml) -Placement web, two -Force).ResourceVersion | Should -Be $before
        New-OcmWorkReplicaSet fresh -Path $map -Placement web -Force | Should -Not -BeNullOrEmpty
    }

    It 'tries again when somebody else was faster, and tells when the hub is busy for good' {
        [void](New-OcmWorkReplicaSet web -Path $map -Placement web -Wait -TimeoutSec 30)
        [void](Add-Fault Status 409, 'Conflict', 'changed' -Method PATCH -Count 2)
        (New-OcmWorkReplicaSet web -Path $web -Placement web -Force).ManifestCount | Should -Be 1
        (Get-Raw web).spec.manifestWorkTemplate.workload.manifests[0].kind | Should -Be Deployment
        [void](Add-Fault Status 403, 'Forbidden', 'no' -Method POST)
        (Get-Failure { New-OcmWorkReplicaSet other -Path $map -Placement web })[0].CategoryInfo.Category | Should -Be PermissionDenied
    }
}

Describe 'New-OcmWorkReplicaSet refuses what cannot be, before anything is sent' {
    It 'refuses <What> (<Id>)' -ForEach @(
        @{ What = 'an empty name'; Id = 'EmptyTarget'; Run = { New-OcmWorkReplicaSet '' -Path $map -Placement web } }
        @{ What = 'an empty placement'; Id = 'EmptyTarget'; Run = { New-OcmWorkReplicaSet web -Path $map -Placement $null } }
        @{ What = 'an empty text for a placement'; Id = 'EmptyTarget'; Run = { New-OcmWorkReplicaSet web -Path $map -Placement web, '' } }
        @{ What = 'an empty group'; Id = 'EmptyTarget'; Run = { New-OcmWorkReplicaSet web -Path $map -Placement web -RolloutStrategy Progressive -MandatoryDecisionGroup @() } }
        @{ What = 'a pattern'; Id = 'WildcardNotSupported'; Run = { New-OcmWorkReplicaSet web -Path $map -Placement 'we*' } }
        @{ What = 'placements of two namespaces'; Id = 'InvalidArgument'; Run = { New-OcmWorkReplicaSet web -Path $map -Placement default/web, prod/web } }
        @{ What = 'a name in another namespace'; Id = 'InvalidArgument'; Run = { New-OcmWorkReplicaSet prod/web -Path $map -Placement default/web } }
        @{ What = 'a placement that is not there'; Id = 'NotFound'; Run = { New-OcmWorkReplicaSet web -Path $map -Placement nowhere } }
        @{ What = 'a bad name'; Id = 'InvalidName'; Run = { New-OcmWorkReplicaSet Web -Path $map -Placement web } }
        @{ What = 'a name whose works nobody would find'; Id = 'InvalidName'; Run = { New-OcmWorkReplicaSet ('w' * 60) -Path $map -Placement web } }
        @{ What = '-MaxConcurrency without a strategy'; Id = 'InvalidArgument'; Run = { New-OcmWorkReplicaSet web -Path $map -Placement web -MaxConcurrency 1 } }
        @{ What = '-MaxConcurrency with groups'; Id = 'InvalidArgument'; Run = { New-OcmWorkReplicaSet web -Path $map -Placement web -RolloutStrategy ProgressivePerGroup -MaxConcurrency 1 } }
        @{ What = 'none at a time'; Id = 'InvalidArgument'; Run = { New-OcmWorkReplicaSet web -Path $map -Placement web -RolloutStrategy Progressive -MaxConcurrency 0 } }
        @{ What = 'a time without a unit'; Id = 'InvalidArgument'; Run = { New-OcmWorkReplicaSet web -Path $map -Placement web -ProgressDeadline 300 } }
        @{ What = 'a time to live'; Id = 'InvalidArgument'; Run = { New-OcmWorkReplicaSet web -Path $map -Placement web -TtlAfterFinished 5 } }
        @{ What = 'no manifests'; Id = 'ManifestNotFound'; Run = { New-OcmWorkReplicaSet web -Path (Join-Path $TestDrive none.yml) -Placement web } }
    ) {
        Clear-SentRequest
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be "$Id,OcmPowerShell.Commands.NewOcmWorkReplicaSetCommand"
        Get-SentRequest | Where-Object Method -NE GET | Should -BeNullOrEmpty
    }

    It 'takes a name alone for a placement of the namespace that -Name says' {
        (New-OcmWorkReplicaSet prod/one -Path $map -Placement web -DryRun).FullName | Should -Be prod/one
    }
}

Describe 'A rollout' {
    BeforeEach { Clear-SentRequest }

    AfterEach {
        $clusters | ForEach-Object { Enable-Cluster $_ }
        Clear-ReplicaSet
    }

    It 'runs to its end with one cluster at a time' {
        $set = New-OcmWorkReplicaSet web -Path $web -Placement web -RolloutStrategy Progressive -MaxConcurrency 1 -Wait -TimeoutSec 60
        "$($set.Status)", $set.Total | Should -Be RolledOut, 5
        $works = Get-WorkOf web
        $works.Cluster | Should -Be $clusters
        # One after the other: each was done before the next was made.
        foreach ($next in 1..4) {
            $done = ($works[$next - 1].Conditions | Where-Object Type -EQ Progressing).LastTransitionTime
            $works[$next].Created | Should -BeGreaterOrEqual $done
        }
    }

    It 'stops after the first clusters without condition rules, as it is of old' {
        [void](Invoke-OcmRestMethod -Method Post $sets -Body @{
                apiVersion = 'work.open-cluster-management.io/v1alpha1'; kind = 'ManifestWorkReplicaSet'; metadata = @{ name = 'raw' }
                spec       = @{
                    placementRefs        = @(@{ name = 'web'; rolloutStrategy = @{ type = 'Progressive'; progressive = @{ maxConcurrency = 1 } } })
                    manifestWorkTemplate = @{ workload = @{ manifests = @(@{ apiVersion = 'v1'; kind = 'ConfigMap'; metadata = @{ name = 'raw'; namespace = 'default' } }) } }
                }
            })
        Wait-Until { (Get-WorkOf raw).Available -eq $true } -Seconds 20 | Should -BeTrue
        # While it would have gone on, another is rolled out from start to end.
        [void](New-OcmWorkReplicaSet map -Path $map -Placement web -RolloutStrategy Progressive -MaxConcurrency 1 -Wait -TimeoutSec 30)
        @(Get-WorkOf raw).Cluster | Should -Be c1
        $raw = Get-OcmWorkReplicaSet raw
        $raw.HasProgressRule, $raw.RolledOut | Should -Be $false, $false
        $raw.Message | Should -Match 'no condition rule'

        Set-OcmWorkReplicaSet raw -InputObject (Get-ConfigMapText raw) -Wait -TimeoutSec 30
        @(Get-WorkOf raw) | Should -HaveCount 5
    }

    It 'stops at MaxFailures, and says which cluster it was' {
        $broken = Out-TestFile broken.yml ((Get-DeploymentText web -Image broken:1) -replace 'replicas: 2', "progressDeadlineSeconds: 1`n  replicas: 2")
        [void](New-OcmWorkReplicaSet web -Path $broken -Placement web -RolloutStrategy Progressive -MaxConcurrency 1 -MaxFailures 0)
        Wait-Until { (Get-OcmWorkReplicaSet web).Degraded -eq 1 } -Seconds 30 | Should -BeTrue
        $failed = Get-Failure { Wait-OcmWorkReplicaSet web -TimeoutSec 2 }
        "$failed" | Should -BeLike '*Degraded (1 of 5 clusters are degraded)*Degraded: c1*'
        @(Get-WorkOf web).Cluster | Should -Be c1

        Set-OcmWorkReplicaSet web -Path $web -Wait -TimeoutSec 60
        (Get-OcmWorkReplicaSet web).RolledOut | Should -BeTrue
    }

    It 'serves mandatory groups first' {
        [void](New-OcmWorkReplicaSet web -Path $web -Placement grouped -RolloutStrategy Progressive -MandatoryDecisionGroup canary -Wait -TimeoutSec 60)
        $works = Get-WorkOf web
        $works | Should -HaveCount 5
        $done = $works | Where-Object Cluster -In c4, c5 | ForEach-Object { ($_.Conditions | Where-Object Type -EQ Progressing).LastTransitionTime } | Sort-Object | Select-Object -Last 1
        $works | Where-Object Cluster -NotIn c4, c5 | ForEach-Object { $_.Created | Should -BeGreaterOrEqual $done }
        $warned = $null
        [void](New-OcmWorkReplicaSet map -Path $map -Placement grouped -RolloutStrategy Progressive -MandatoryDecisionGroup nobody -WarningAction SilentlyContinue -WarningVariable warned)
        "$warned" | Should -BeLike "*no decision group 'nobody'*canary*"
    }

    It 'goes group by group, and waits for a cluster that is offline until its deadline' {
        [void](Invoke-OcmRestMethod -Method Patch /sandbox/v1/clusters/c2 -Body '{"offline":true}')
        [void](New-OcmWorkReplicaSet web -Path $map -Placement pairs -RolloutStrategy ProgressivePerGroup)
        Wait-Until { @(Get-WorkOf web | Where-Object Applied).Count -eq 1 } -Seconds 20 | Should -BeTrue
        $failed = Get-Failure { Wait-OcmWorkReplicaSet web -TimeoutSec 1 }
        "$failed" | Should -BeLike '*was not rolled out after 1 s*Not applied: c2*'
        (Get-WorkOf web).Cluster | Should -Be c1, c2
        Enable-Cluster c2
        (Wait-OcmWorkReplicaSet web -TimeoutSec 30).Total | Should -Be 5
    }

    It 'goes on past a cluster whose workload is not done by its deadline, where failures are allowed' {
        [void](Invoke-OcmRestMethod -Method Patch /sandbox/v1/clusters/c1 -Body '{"failing":true}')
        try {
            [void](New-OcmWorkReplicaSet web -Path $web -Placement web -RolloutStrategy Progressive -MaxConcurrency 1 -MaxFailures 1 -ProgressDeadline 1s)
            Wait-Until { @(Get-WorkOf web | Where-Object Progressing -EQ $false).Count -eq 4 } -Seconds 40 | Should -BeTrue
            $set = Get-OcmWorkReplicaSet web
            $set.RolledOut, $set.Progressing | Should -Be $false, 1
        }
        finally { [void](Invoke-OcmRestMethod -Method Patch /sandbox/v1/clusters/c1 -Body '{"failing":false}') }
    }

    It 'warns of what nothing tells about' {
        $crd = "apiVersion: example.com/v1`nkind: Widget`nmetadata: { name: w, namespace: default }`n"
        [void](New-OcmWorkReplicaSet web -InputObject $crd -Placement two -RolloutStrategy Progressive -WarningAction SilentlyContinue -WarningVariable warned)
        "$warned" | Should -BeLike '*Widget default/w is done*never ends*-ConditionRule*'
        [void](New-OcmWorkReplicaSet both -InputObject "$crd---`n$(Get-ConfigMapText)" -Placement two -WarningAction SilentlyContinue -WarningVariable warned)
        "$warned" | Should -BeLike '*Widget default/w*without looking at it*'
        [void](New-OcmWorkReplicaSet pair -InputObject "$(Get-DeploymentText a)`n---`n$(Get-DeploymentText b)" -Placement two -RolloutStrategy Progressive -MaxFailures 1 -WarningAction SilentlyContinue -WarningVariable warned)
        "$warned" | Should -BeLike '*only when all of them have failed*-ProgressDeadline*'
        [void](New-OcmWorkReplicaSet single -Path $web -Placement two -RolloutStrategy ProgressivePerGroup -WarningAction SilentlyContinue -WarningVariable warned)
        "$warned" | Should -BeLike '*one decision group*at once*'
    }

    It 'takes the user''s own rules' {
        $config = @{ Resource = 'deployments'; Group = 'apps'; Name = 'web'; Namespace = 'default'; ConditionRule = @(@{ condition = 'Progressing'; type = 'CEL'; celExpressions = @('false') }) }
        [void](New-OcmWorkReplicaSet web -Path (Out-TestFile broken2.yml (Get-DeploymentText web -Image broken:1)) -Placement two -ManifestConfig $config -Wait -TimeoutSec 30 -WarningAction SilentlyContinue)
        @((Get-Raw web).spec.manifestWorkTemplate.manifestConfigs.conditionRules).celExpressions | Should -Be 'false'
    }
}

Describe 'The feature gate' {
    AfterEach {
        Set-Gate Enable
        Clear-ReplicaSet
    }

    It 'is known to be off before anything is sent' {
        Set-Gate Disable
        Clear-SentRequest
        $failed = Get-Failure { New-OcmWorkReplicaSet web -Path $map -Placement web }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'FeatureGateDisabled,OcmPowerShell.Commands.NewOcmWorkReplicaSetCommand'
        $failed[0].CategoryInfo.Category | Should -Be InvalidOperation
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike '*kubectl edit clustermanager*clusteradm init*Sync-OcmWork*'
        (Get-Failure { Set-OcmWorkReplicaSet web -Path $map })[0].FullyQualifiedErrorId | Should -BeLike 'FeatureGateDisabled,*'
        Get-SentRequest | Where-Object Method -NE GET | Should -BeNullOrEmpty
    }

    It 'is asked for where it cannot be read, only when nothing happens' {
        [void](Add-Fault Status 403, 'Forbidden', 'no' -Method GET -Path clustermanagers)
        [void](New-OcmWorkReplicaSet web -Path $map -Placement web -WarningVariable warned)
        $warned | Should -BeNullOrEmpty
        Clear-Fault
        Set-Gate Disable
        [void](Wait-Until { -not (Get-SentRequest | Where-Object { $_.Path -like '*watch*' }) } -Seconds 1)
        [void](Add-Fault Status 404, 'NotFound', 'none' -Method GET -Path clustermanagers)
        [void](New-OcmWorkReplicaSet idle -Path $map -Placement web -WarningAction SilentlyContinue -WarningVariable warned)
        "$warned" | Should -BeLike '*not taken it up within*ManifestWorkReplicaSet*'
        "$(Get-Failure { Wait-OcmWorkReplicaSet idle -TimeoutSec 1 })" | Should -BeLike "*Pending (the hub's controller has not taken it up)*"
        Clear-Fault
    }
}

Describe 'Completion of New-OcmWorkReplicaSet' {
    It 'completes placements and strategies' {
        Get-Completion 'New-OcmWorkReplicaSet web -Placement pr' | Should -Be prod/web
        Get-Completion 'New-OcmWorkReplicaSet web -RolloutStrategy ProgressiveP' | Should -Be ProgressivePerGroup
    }
}
