BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox -Cluster one, two, edge1, edge2)
    $clusterSets = '/apis/cluster.open-cluster-management.io/v1beta2/managedclustersets'
    $set = @{ apiVersion = 'cluster.open-cluster-management.io/v1beta2'; kind = 'ManagedClusterSet' }
    [void](Invoke-OcmRestMethod $clusterSets -Method Post -Body ($set + @{ metadata = @{ name = 'prod' } }))
    [void](Invoke-OcmRestMethod $clusterSets -Method Post -Body ($set + @{
                metadata = @{ name = 'west' }
                spec     = @{ clusterSelector = @{ selectorType = 'LabelSelector'; labelSelector = @{ matchLabels = @{ zone = 'west' } } } }
            }))
    $setLabel = 'cluster.open-cluster-management.io/clusterset'
}

AfterAll { Exit-Sandbox }

Describe 'Set-OcmCluster changes what is named, and nothing else' {
    BeforeEach { Clear-SentRequest }
    AfterEach {
        Clear-Fault
        Set-OcmCluster * -RemoveLabel env, team, zone -RemoveAnnotation note -ClusterSet default -LeaseDurationSeconds 60
    }

    It 'sets and takes away labels and annotations, and says nothing' {
        Set-OcmCluster one -Label @{ env = 'prod'; team = 'web' } -Annotation @{ note = 'two words' } | Should -BeNullOrEmpty
        Set-OcmCluster one -Label @{ env = 'test' } -RemoveLabel team
        $one = Get-OcmCluster one
        $one.Labels['env'], $one.Labels['team'], $one.Labels[$setLabel] | Should -Be test, $null, default
        $one.Annotations['note'] | Should -Be 'two words'
        Set-OcmCluster one -RemoveAnnotation note
        (Get-OcmCluster one).Annotations.ContainsKey('note') | Should -BeFalse
    }

    It 'takes <Kind>' -ForEach @(
        @{ Kind = 'names'; Run = { Set-OcmCluster one, two -Label @{ env = 'prod' } }; Names = 'one', 'two' }
        @{ Kind = 'names from the pipeline'; Run = { 'one', 'two' | Set-OcmCluster -Label @{ env = 'prod' } }; Names = 'one', 'two' }
        @{ Kind = 'the alias of -Cluster'; Run = { Set-OcmCluster -Name one -Label @{ env = 'prod' } }; Names = 'one' }
        @{ Kind = 'clusters'; Run = { Get-OcmCluster edge* | Set-OcmCluster -Label @{ env = 'prod' } }; Names = 'edge1', 'edge2' }
        @{ Kind = 'CSV copies of clusters'; Run = { Get-OcmCluster one | ConvertTo-Csv | ConvertFrom-Csv | Set-OcmCluster -Label @{ env = 'prod' } }; Names = 'one' }
        @{ Kind = 'kubectl objects'; Run = { (Get-OcmCluster one -IncludeJson).Json | ConvertFrom-Json | Set-OcmCluster -Label @{ env = 'prod' } }; Names = 'one' }
        @{ Kind = 'rows with a Cluster'; Run = { [pscustomobject]@{ Cluster = 'two' } | Set-OcmCluster -Label @{ env = 'prod' } }; Names = 'two' }
        @{ Kind = 'wildcards'; Run = { Set-OcmCluster 'edge*', 'o?e' -Label @{ env = 'prod' } }; Names = 'edge1', 'edge2', 'one' }
        @{ Kind = 'an empty pipeline for nothing'; Run = { Get-OcmCluster 'no*' | Set-OcmCluster -Label @{ env = 'prod' } }; Names = @() }
        @{ Kind = 'a pattern that matches nothing for nothing'; Run = { Set-OcmCluster 'no*' -Label @{ env = 'prod' } }; Names = @() }
    ) {
        Get-Failure $Run | Should -BeNullOrEmpty
        @((Get-OcmCluster -LabelSelector env=prod).Name | Sort-Object) | Should -Be $Names
    }

    It 'changes a cluster once, however often it is named, and lists once for all patterns' {
        'one', 'ONE*', 'o*' | Set-OcmCluster -Label @{ env = 'prod' }
        @(Get-SentRequest -Changing) | Should -HaveCount 1
        @(Get-SentRequest | Where-Object Path -Like '*/managedclusters') | Should -HaveCount 1
    }

    It 'returns the clusters with -PassThru' {
        $changed = Set-OcmCluster one, two -Label @{ env = 'prod' } -PassThru
        $changed | Should -BeOfType OcmPowerShell.Hub.Model.Cluster
        @($changed | ForEach-Object { $_.Labels['env'] }) | Should -Be prod, prod
    }

    It 'writes nothing where all is as it should be, and can be run again' {
        Set-OcmCluster one -Label @{ env = 'prod' } -ClusterSet prod -LeaseDurationSeconds 30
        Clear-SentRequest
        (Set-OcmCluster one -Label @{ env = 'prod' } -RemoveLabel nothere -ClusterSet prod -LeaseDurationSeconds 30 -PassThru).Name | Should -Be one
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'moves clusters into a set that is looked at once' {
        Set-OcmCluster * -ClusterSet prod
        @((Get-OcmCluster).ClusterSet | Sort-Object -Unique) | Should -Be prod
        @(Get-SentRequest | Where-Object Path -Like '*managedclustersets*') | Should -HaveCount 1
    }

    It 'sets the lease' {
        (Set-OcmCluster one -LeaseDurationSeconds 30 -PassThru).LeaseDuration | Should -Be ([timespan]'0:0:30')
    }

    It 'sends nothing that changes with -WhatIf, and tells what it would' {
        Get-OcmCluster | Set-OcmCluster -Label @{ env = 'prod' } -WhatIf
        Set-OcmCluster edge* -ClusterSet prod -WhatIf
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        Get-OcmCluster -LabelSelector env=prod | Should -BeNullOrEmpty
    }

    It 'asks the server with -DryRun' {
        (Set-OcmCluster one -Label @{ env = 'prod' } -DryRun -PassThru).Labels['env'] | Should -Be prod
        @(Get-SentRequest | Where-Object Method -EQ PATCH) | Should -HaveCount 1
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        (Get-OcmCluster one).Labels['env'] | Should -BeNullOrEmpty
    }

    It 'does many as fast as they come, and no more at once than allowed' {
        [void](New-OcmCluster (1..120 | ForEach-Object { "many$_" }))
        try {
            [void](Add-Fault Delay ([timespan]::FromMilliseconds(5)) -Method PATCH)
            $script:seen = 0
            1..120 | ForEach-Object { $script:seen = $_; "many$_" } | Set-OcmCluster -Label @{ env = 'many' } -ThrottleLimit 2 -PassThru | Select-Object -First 1 | Should -Not -BeNullOrEmpty
            # The first comes out before the last goes in: what is under way is bounded.
            $script:seen | Should -BeLessThan 60
            Clear-Fault
            Get-OcmCluster many* | Set-OcmCluster -Label @{ env = 'many' }
            Get-OcmCluster -LabelSelector env=many | Should -HaveCount 120
        }
        finally {
            Get-OcmCluster many* | ForEach-Object { Invoke-OcmRestMethod "/apis/cluster.open-cluster-management.io/v1/managedclusters/$($_.Name)" -Method Delete | Out-Null }
            Wait-Until { -not (Get-OcmCluster many*) } -Seconds 30 | Should -BeTrue
        }
    }
}

Describe 'Set-OcmCluster when something is wrong' {
    BeforeEach { Clear-SentRequest }
    AfterEach { Clear-Fault; Set-OcmCluster * -RemoveLabel env -WarningAction Ignore }

    It 'tells which parameters there are when nothing is named' {
        foreach ($run in { Set-OcmCluster one }, { Set-OcmCluster one -Label @{} }) {
            $failed = Get-Failure $run
            $failed | Should -HaveCount 1
            $failed[0].FullyQualifiedErrorId | Should -Be 'NothingToChange,OcmPowerShell.Commands.SetOcmClusterCommand'
            $failed[0].CategoryInfo.Category | Should -Be InvalidArgument
            "$($failed[0])" | Should -BeLike '*-Label*-RemoveLabel*-Annotation*-RemoveAnnotation*-ClusterSet*-LeaseDurationSeconds*'
        }
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'refuses <What> before anything is sent' -ForEach @(
        @{ What = 'a label''s key'; Id = 'InvalidLabel'; Run = { Set-OcmCluster one -Label @{ 'a b' = 'c' } } }
        @{ What = 'a label''s value'; Id = 'InvalidLabel'; Run = { Set-OcmCluster one -Label @{ env = 'two words' } } }
        @{ What = 'an annotation''s key'; Id = 'InvalidLabel'; Run = { Set-OcmCluster one -Annotation @{ 'a/b/c' = '' } } }
        @{ What = 'a key to take away'; Id = 'InvalidLabel'; Run = { Set-OcmCluster one -RemoveLabel 'env*' } }
        @{ What = 'a label both set and taken away'; Id = 'InvalidArgument'; Run = { Set-OcmCluster one -Label @{ env = 'prod' } -RemoveLabel env } }
        @{ What = 'the set''s label'; Id = 'InvalidArgument'; Run = { Set-OcmCluster one -Label @{ $setLabel = 'prod' } } }
        @{ What = 'a label that is a list'; Id = 'InvalidArgument'; Run = { Set-OcmCluster one -Label @{ env = 'a', 'b' } } }
        @{ What = 'an empty name'; Id = 'EmptyTarget'; Run = { Set-OcmCluster '' -Label @{ env = 'prod' } } }
        @{ What = 'a null'; Id = 'EmptyTarget'; Run = { Set-OcmCluster $null -Label @{ env = 'prod' } } }
        @{ What = 'an empty list'; Id = 'EmptyTarget'; Run = { Set-OcmCluster @() -Label @{ env = 'prod' } } }
        @{ What = 'an empty name beside others'; Id = 'EmptyTarget'; Run = { Set-OcmCluster one, '' -Label @{ env = 'prod' } } }
        @{ What = 'an empty set'; Id = 'EmptyTarget'; Run = { Set-OcmCluster one -ClusterSet '' } }
        @{ What = 'a set that is null'; Id = 'EmptyTarget'; Run = { Set-OcmCluster one -ClusterSet $null } }
        @{ What = 'an empty key to take away'; Id = 'EmptyTarget'; Run = { Set-OcmCluster one -RemoveLabel @() } }
        @{ What = 'a pattern of sets'; Id = 'WildcardNotSupported'; Run = { Set-OcmCluster one -ClusterSet 'p*' } }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failed[0].CategoryInfo.Category | Should -Be InvalidArgument
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'refuses the set <Set> before a cluster is changed' -ForEach @(
        @{ Set = 'nowhere'; Id = 'NotFound'; Category = 'ObjectNotFound'; Says = "*no cluster set 'nowhere'*Get-OcmClusterSet*" }
        @{ Set = 'west'; Id = 'ClusterSetSelectsByLabels'; Category = 'InvalidOperation'; Says = '*zone=west*Set-OcmCluster -Label*' }
        @{ Set = 'global'; Id = 'ClusterSetSelectsByLabels'; Category = 'InvalidOperation'; Says = '*all clusters are in it*' }
    ) {
        $failed = Get-Failure { Set-OcmCluster one, two -ClusterSet $Set -Label @{ env = 'prod' } }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failed[0].CategoryInfo.Category | Should -Be $Category
        $failed[0].TargetObject | Should -Be $Set
        "$($failed[0])" | Should -BeLike $Says
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'is a NotFound error for a name that is not there, and the others go on' {
        $failed = Get-Failure { Set-OcmCluster one, nobody, two -Label @{ env = 'prod' } }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'NotFound,OcmPowerShell.Commands.SetOcmClusterCommand'
        $failed[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $failed[0].TargetObject | Should -Be nobody
        Get-OcmCluster -LabelSelector env=prod | Should -HaveCount 2
    }

    It 'leaves a cluster alone that was deleted and made again since it was read' {
        $old = New-OcmCluster again
        Invoke-OcmRestMethod /apis/cluster.open-cluster-management.io/v1/managedclusters/again -Method Delete | Out-Null
        Wait-Until { -not (Get-OcmCluster again -ErrorAction Ignore) } | Should -BeTrue
        [void](New-OcmCluster again)
        $failed = Get-Failure { $old | Set-OcmCluster -Label @{ env = 'prod' } }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Conflict,*'
        $failed[0].CategoryInfo.Category | Should -Be ResourceBusy
        $failed[0].TargetObject | Should -Be $old
        (Get-OcmCluster again).Labels['env'] | Should -BeNullOrEmpty
        Invoke-OcmRestMethod /apis/cluster.open-cluster-management.io/v1/managedclusters/again -Method Delete | Out-Null
    }

    It 'goes on with the others when the hub refuses one' {
        [void](Add-Fault Status 403, 'Forbidden', 'a webhook said no' -Method PATCH -Path managedclusters/two)
        $failed = Get-Failure { Get-OcmCluster | Set-OcmCluster -Label @{ env = 'prod' } }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Forbidden,*'
        $failed[0].TargetObject.Name | Should -Be two
        Get-OcmCluster -LabelSelector env=prod | Should -HaveCount 3
    }

    It 'names the right that moving between sets takes' {
        [void](Add-Fault Status 403, 'Forbidden', 'user "jane" cannot add/remove a ManagedCluster to/from ManagedClusterSet "prod"' -Method PATCH)
        $failed = Get-Failure { Set-OcmCluster one -ClusterSet prod }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Forbidden,*'
        $failed[0].CategoryInfo.Category | Should -Be PermissionDenied
        "$($failed[0])" | Should -BeLike '*managedclustersets/join*'
    }

    It 'gets through a conflict and a busy hub' {
        [void](Add-Fault Status 409, 'Conflict', 'the object has been modified' -Method PATCH -Count 1)
        [void](Add-Fault Status 503, 'ServiceUnavailable', 'busy' -Method GET -Path managedclusters/one -Count 1)
        Get-Failure { Set-OcmCluster one -Label @{ env = 'prod' } } | Should -BeNullOrEmpty
        (Get-OcmCluster one).Labels['env'] | Should -Be prod
    }

    It 'refuses a cluster of another hub' {
        $copy = Get-OcmCluster one | ConvertTo-Csv | ConvertFrom-Csv
        $copy.Hub = 'https://elsewhere:6443 (other)'
        $failed = Get-Failure { $copy | Set-OcmCluster -Label @{ env = 'prod' } }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'HubMismatch,*'
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'warns of a label that the hub writes itself' {
        Set-OcmCluster one -RemoveLabel feature.open-cluster-management.io/addon-search -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -BeLike '*addon-search*health*'
    }

    It 'refuses what is no cluster' {
        (Get-Failure { Get-OcmHub | Set-OcmCluster -Label @{ env = 'prod' } })[0].FullyQualifiedErrorId | Should -BeLike 'InputObjectNotBound,*'
        [void](New-OcmWork web (Out-TestFile map.yml (Get-ConfigMapText)) -Cluster one)
        (Get-Failure { Get-OcmWork web | Set-OcmCluster -Label @{ env = 'prod' } })[0].FullyQualifiedErrorId | Should -BeLike 'InputObjectNotBound,*'
    }
}

Describe 'Completion on Set-OcmCluster' {
    It 'completes clusters, sets and keys' {
        Set-OcmCluster one -Label @{ env = 'prod' } -Annotation @{ note = 'x' }
        Get-Completion 'Set-OcmCluster ' | Should -Contain two
        Get-Completion 'Set-OcmCluster one -ClusterSet ' | Should -Contain prod
        Get-Completion 'Set-OcmCluster one -RemoveLabel ' | Should -Contain env
        Get-Completion 'Set-OcmCluster one -RemoveAnnotation ' | Should -Contain note
    }
}
