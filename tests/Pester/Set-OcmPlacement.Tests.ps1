BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox)
    $cluster = 'apis/cluster.open-cluster-management.io'
    [void](Invoke-OcmRestMethod api/v1/namespaces -Method Post -Body @{ apiVersion = 'v1'; kind = 'Namespace'; metadata = @{ name = 'prod' } })
    foreach ($namespace in 'default', 'prod') {
        [void](Invoke-OcmRestMethod "$cluster/v1beta2/namespaces/$namespace/managedclustersetbindings" -Method Post -Body @{
                apiVersion = 'cluster.open-cluster-management.io/v1beta2'; kind = 'ManagedClusterSetBinding'; metadata = @{ name = 'default' }; spec = @{ clusterSet = 'default' } })
    }

    # The scheduler writes too: what it was faster with is sent again.
    function Get-AcceptedChange { Get-SentRequest -Changing | Where-Object Status -NE 409 }
}

AfterAll { Exit-Sandbox }

Describe 'Set-OcmPlacement changes what is named' {
    BeforeEach {
        [void](New-OcmPlacement web -LabelSelector env=prod -ClaimSelector gpu -Count 1 -Toleration gpu -Label @{ team = 'web' })
        [void](New-OcmPlacement prod/web -Count 1)
        Clear-SentRequest
    }

    AfterEach { Clear-Fault; Get-OcmPlacement | Remove-OcmPlacement }

    It 'changes <Kind>' -ForEach @(
        @{ Kind = 'a name alone'; Run = { Set-OcmPlacement web -Count 2 }; Changed = 'default/web' }
        @{ Kind = 'namespace/name'; Run = { Set-OcmPlacement prod/web -Count 2 }; Changed = 'prod/web' }
        @{ Kind = 'a name and a namespace'; Run = { Set-OcmPlacement web -Namespace prod -Count 2 }; Changed = 'prod/web' }
        @{ Kind = 'several names'; Run = { Set-OcmPlacement web, prod/web -Count 2 }; Changed = 'default/web', 'prod/web' }
        @{ Kind = 'piped placements'; Run = { Get-OcmPlacement | Set-OcmPlacement -Count 2 }; Changed = 'default/web', 'prod/web' }
        @{ Kind = 'piped text'; Run = { 'prod/web', 'prod/web' | Set-OcmPlacement -Count 2 }; Changed = 'prod/web' }
        @{ Kind = 'CSV copies'; Run = { Get-OcmPlacement prod/web | ConvertTo-Csv | ConvertFrom-Csv | Set-OcmPlacement -Count 2 }; Changed = 'prod/web' }
        @{ Kind = 'kubectl objects'; Run = { (Get-OcmPlacement prod/web -IncludeJson).Json | ConvertFrom-Json | Set-OcmPlacement -Count 2 }; Changed = 'prod/web' }
        @{ Kind = 'placements as an argument'; Run = { Set-OcmPlacement -Placement (Get-OcmPlacement) -Count 2 }; Changed = 'default/web', 'prod/web' }
        @{ Kind = 'nothing for an empty pipeline'; Run = { Get-OcmPlacement no* | Set-OcmPlacement -Count 2 }; Changed = @() }
    ) {
        & $Run | Should -BeNullOrEmpty
        (Get-OcmPlacement | Where-Object Count -EQ 2).FullName | Sort-Object | Should -Be $Changed
        @(Get-AcceptedChange) | Should -HaveCount @($Changed).Count
    }

    It 'sends <Body>' -ForEach @(
        @{ Run = { Set-OcmPlacement web -Count 2 }; Body = '"spec":{"numberOfClusters":2}' }
        @{ Run = { Set-OcmPlacement web -Clear Count }; Body = '"spec":{"numberOfClusters":null}' }
        @{ Run = { Set-OcmPlacement web -Clear count, toleration -ClusterSet default }; Body = '"spec":{"clusterSets":["default"],"numberOfClusters":null,"tolerations":null}' }
        @{ Run = { Set-OcmPlacement web -LabelSelector env=test }; Body = '"spec":{"predicates":[{"requiredClusterSelector":{"claimSelector":{"matchExpressions":[{"key":"gpu","operator":"Exists"}]},"labelSelector":{"matchLabels":{"env":"test"}}}}]}' }
        @{ Run = { Set-OcmPlacement web -Clear ClaimSelector }; Body = '"spec":{"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"env":"prod"}}}}]}' }
        @{ Run = { Set-OcmPlacement web -Predicate a=b, c=d }; Body = '"spec":{"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"a":"b"}}}},{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"c":"d"}}}}]}' }
        @{ Run = { Set-OcmPlacement web -Paused }; Body = '"annotations":{"cluster.open-cluster-management.io/experimental-scheduling-disable":"true"}' }
    ) {
        & $Run
        $sent = @(Get-AcceptedChange)
        $sent | Should -HaveCount 1
        $sent[0].Method | Should -Be PATCH
        $patch = $sent[0].Body | ConvertFrom-Json -AsHashtable
        $wanted = "{$Body}" | ConvertFrom-Json -AsHashtable
        foreach ($part in 'spec', 'annotations') {
            $here = $part -eq 'spec' ? $patch.spec : $patch.metadata.annotations
            (ConvertTo-Json $here -Depth 20) | Should -Be (ConvertTo-Json $wanted[$part] -Depth 20)
        }
        $patch.metadata.resourceVersion | Should -Not -BeNullOrEmpty
    }

    It 'returns the placement with -PassThru only' {
        $after = Set-OcmPlacement web -Count 2 -PassThru
        "$($after.FullName) $($after.Count) $($after.Predicates) $($after.Labels.team)" | Should -Be 'default/web 2 env=prod and claims gpu web'
    }

    It 'pauses and goes on' {
        Set-OcmPlacement prod/web -Paused
        (Get-OcmPlacement prod/web).Paused | Should -BeTrue
        Set-OcmPlacement prod/web -Paused:$false -Clear Count
        (Get-OcmPlacement prod/web).Paused | Should -BeFalse
        Wait-Until { (Get-OcmPlacement prod/web).SelectedCount -eq 2 } | Should -BeTrue
    }

    It 'sends nothing when it is so already' {
        Set-OcmPlacement web -Count 1 -LabelSelector env=prod -Toleration gpu -Paused:$false
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'sends nothing that changes with -WhatIf' {
        Get-OcmPlacement | Set-OcmPlacement -Count 2 -WhatIf
        Set-OcmPlacement web -Count 2 -WhatIf
        Get-SentRequest | Where-Object Method -NE GET | Should -BeNullOrEmpty
    }

    It 'asks the server with -DryRun and changes nothing' {
        (Set-OcmPlacement web -Count 2 -DryRun -PassThru).Count | Should -Be 2
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        (Get-OcmPlacement default/web).Count | Should -Be 1
    }

    It 'tries again when somebody else was faster' {
        [void](Add-Fault Status 409, 'Conflict', 'somebody was faster' -Method PATCH -Count 1)
        (Set-OcmPlacement web -Count 2 -PassThru).Count | Should -Be 2
    }

    It 'is Conflict for an object that was deleted and made again' {
        $old = Get-OcmPlacement default/web
        Remove-OcmPlacement web
        [void](New-OcmPlacement web)
        $failed = Get-Failure { $old | Set-OcmPlacement -Count 2 }
        $failed[0].FullyQualifiedErrorId | Should -Be 'Conflict,OcmPowerShell.Commands.SetOcmPlacementCommand'
        $failed[0].TargetObject.FullName | Should -Be default/web
    }

    It 'goes on with the others when one fails' {
        [void](Add-Fault Status 403, 'Forbidden', 'no' -Method PATCH -Path /prod/)
        $failed = Get-Failure { Set-OcmPlacement nope, prod/web, web -Count 2 }
        $failed.FullyQualifiedErrorId | Sort-Object | Should -Be 'Forbidden,OcmPowerShell.Commands.SetOcmPlacementCommand', 'NotFound,OcmPowerShell.Commands.SetOcmPlacementCommand'
        $failed.TargetObject | Sort-Object | Should -Be nope, prod/web
        (Get-OcmPlacement default/web).Count | Should -Be 2
    }

    It 'refuses <Name> before anything is sent' -ForEach @(
        @{ Name = 'what no placement can have'; Run = { Get-OcmPlacement | Set-OcmPlacement -Prioritizer Spread }; Id = 'InvalidPrioritizer' }
        @{ Name = 'nothing to change'; Run = { Set-OcmPlacement web }; Id = 'InvalidArgument' }
        @{ Name = 'setting and clearing the same'; Run = { Set-OcmPlacement web -Count 1 -Clear Count }; Id = 'InvalidArgument' }
        @{ Name = 'wildcards'; Run = { Set-OcmPlacement w* -Count 1 }; Id = 'WildcardNotSupported' }
        @{ Name = 'an empty name'; Run = { Set-OcmPlacement '' -Count 1 }; Id = 'EmptyTarget' }
        @{ Name = 'no name'; Run = { Set-OcmPlacement $null -Count 1 }; Id = 'EmptyTarget' }
        @{ Name = 'an empty namespace'; Run = { Set-OcmPlacement web -Namespace '' -Count 1 }; Id = 'EmptyTarget' }
        @{ Name = 'empty placements'; Run = { Set-OcmPlacement -Placement @() -Count 1 }; Id = 'EmptyTarget' }
        @{ Name = 'an empty list, which is not to clear'; Run = { Set-OcmPlacement web -Toleration @() }; Id = 'EmptyTarget' }
        @{ Name = 'an unset count'; Run = { Set-OcmPlacement web -Count $null }; Id = 'EmptyTarget' }
        @{ Name = 'a set that is not bound'; Run = { Set-OcmPlacement web -ClusterSet global }; Id = 'ClusterSetNotBound' }
    ) {
        (Get-Failure $Run)[0].FullyQualifiedErrorId | Should -Be "$Id,OcmPowerShell.Commands.SetOcmPlacementCommand"
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'does not guess which of several predicates is meant' {
        Set-OcmPlacement web -Predicate a=b, c=d
        $failed = Get-Failure { Set-OcmPlacement web -LabelSelector e=f }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidPredicate,*'
        $failed[0].TargetObject | Should -Be web
        "$((Get-OcmPlacement default/web).Predicates)" | Should -Be 'a=b c=d'
    }

    It 'refuses a placement from another hub' {
        $other = Get-OcmPlacement default/web
        $other.Hub = 'https://elsewhere (x)'
        (Get-Failure { $other | Set-OcmPlacement -Count 2 })[0].FullyQualifiedErrorId | Should -BeLike 'HubMismatch,*'
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'completes <Line>' -ForEach @(
        @{ Line = 'Set-OcmPlacement def'; Expected = 'default/web' }
        @{ Line = 'Set-OcmPlacement -Namespace prod w'; Expected = 'web' }
        @{ Line = 'Set-OcmPlacement web -Clear clai'; Expected = 'ClaimSelector' }
    ) {
        Get-Completion $Line | Should -Be $Expected
    }
}
