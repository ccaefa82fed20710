BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $info = Enter-Sandbox -Cluster one, two, three
    [void](New-OcmClusterSet prod -ManagedNamespace shop, web -Label @{ team = 'a' })
    [void](New-OcmClusterSet eu -LabelSelector 'region in (eu,uk)')
    Add-OcmClusterSetMember prod -Cluster one, two
    [void](Invoke-OcmRestMethod /apis/cluster.open-cluster-management.io/v1/managedclusters/three -Method Patch -Body @{ metadata = @{ labels = @{ region = 'uk' } } })
    [void](New-OcmClusterSetBinding prod, global -Namespace default, kube-public)
    [void](Wait-Until { (Get-OcmClusterSet prod).Message -like '2 *' -and (Get-OcmClusterSet eu).Message -like '1 *' -and (Get-OcmClusterSetBinding prod -Namespace default).Bound })
}

AfterAll { Exit-Sandbox }

Describe 'Get-OcmClusterSet' {
    BeforeEach { Clear-Fault; Clear-SentRequest }

    It 'lists all sets with one request each for sets, clusters and bindings' {
        $sets = Get-OcmClusterSet
        $sets | Should -BeOfType OcmPowerShell.Hub.Model.ClusterSet
        $sets.Name | Should -Be default, eu, global, prod
        @(Get-SentRequest).Path | Split-Path -Leaf | Sort-Object | Should -Be managedclusters, managedclustersetbindings, managedclustersets
    }

    It 'tells the clusters of <Name>, which is of type <Type>' -ForEach @(
        @{ Name = 'prod'; Type = 'ExclusiveClusterSetLabel'; Clusters = @('one', 'two'); Selector = $null }
        @{ Name = 'eu'; Type = 'LabelSelector'; Clusters = @('three'); Selector = 'region in (eu,uk)' }
        @{ Name = 'global'; Type = 'LabelSelector'; Clusters = @('one', 'three', 'two'); Selector = '' }
        @{ Name = 'default'; Type = 'ExclusiveClusterSetLabel'; Clusters = @('three'); Selector = $null }
    ) {
        # Among all sets and alone, which are asked for differently.
        foreach ($set in (Get-OcmClusterSet | Where-Object Name -EQ $Name), (Get-OcmClusterSet $Name)) {
            $set.SelectorType | Should -Be $Type
            $set.LabelSelector | Should -Be $Selector
            $set.Clusters | Should -Be $Clusters
            $set.ClusterCount | Should -Be $Clusters.Count
            $set.Empty | Should -BeFalse
        }
    }

    It 'tells the namespaces that it is bound to, and those that it manages' {
        $set = Get-OcmClusterSet prod
        $set.BoundNamespaces | Should -Be default, kube-public
        $set.ManagedNamespaces | Should -Be shop, web
        $set.Labels['team'] | Should -Be a
        $set.Message | Should -Be '2 ManagedClusters selected'
        (Get-OcmClusterSet eu).BoundNamespaces | Should -BeNullOrEmpty
        $null -eq (Get-OcmClusterSet eu).BoundNamespaces | Should -BeFalse -Because 'none is not the same as unknown'
    }

    It 'asks only for what concerns a set that is named alone' {
        [void](Get-OcmClusterSet prod)
        $queries = @(Get-SentRequest | Sort-Object Path)
        $queries[0].QueryString | Should -Match 'labelSelector=cluster.open-cluster-management.io%2Fclusterset%3Dprod'
        $queries[1].QueryString | Should -Match 'fieldSelector=metadata.name%3Dprod'
    }

    It 'takes wildcards and labels, and returns what several names match once' {
        (Get-OcmClusterSet 'P*', prod, 'gl?bal').Name | Sort-Object | Should -Be global, prod
        (Get-OcmClusterSet -LabelSelector team=a).Name | Should -Be prod
        Get-Failure { Get-OcmClusterSet 'nothing*' } | Should -BeNullOrEmpty
    }

    It 'asks for no clusters when no set matches' {
        Get-OcmClusterSet 'nothing*' | Should -BeNullOrEmpty
        @(Get-SentRequest) | Should -HaveCount 1
    }

    It 'is a NotFound error for a name that is not there, and returns the others' {
        $sets = Get-OcmClusterSet prod, nope -ErrorAction SilentlyContinue -ErrorVariable failed
        $sets.Name | Should -Be prod
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'NotFound,OcmPowerShell.Commands.GetOcmClusterSetCommand'
        $failed[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $failed[0].TargetObject | Should -Be nope
    }

    It 'refuses an empty name' -ForEach @{ Value = '' }, @{ Value = $null }, @{ Value = @() } {
        $failed = Get-Failure { Get-OcmClusterSet -Name $Value }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'returns the sets without what one may not list, and says so (<Path>)' -ForEach @(
        @{ Path = '/v1/managedclusters'; Lost = 'Clusters'; Kept = 'BoundNamespaces' }
        @{ Path = 'managedclustersetbindings'; Lost = 'BoundNamespaces'; Kept = 'Clusters' }
    ) {
        [void](Add-Fault Status 403, 'Forbidden', 'not for you' -Path $Path)
        $sets = Get-OcmClusterSet -WarningVariable warned -WarningAction SilentlyContinue -ErrorVariable failed
        $failed | Should -BeNullOrEmpty
        $sets.Name | Should -Be default, eu, global, prod
        $warned | Should -HaveCount 1
        "$warned" | Should -BeLike "*$Lost*empty*"
        $prod = $sets | Where-Object Name -EQ prod
        $null -eq $prod.$Lost | Should -BeTrue
        $prod.$Kept | Should -HaveCount 2
        $prod.ClusterCount | Should -Be 2 -Because 'the hub tells the number itself'
    }

    It 'returns the sets, and an error, when their clusters cannot be read for another reason' {
        [void](Add-Fault Status 500, 'InternalError', 'broken' -Path /v1/managedclusters)
        $sets = Get-OcmClusterSet -ErrorAction SilentlyContinue -ErrorVariable failed
        $sets | Should -HaveCount 4
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InternalError,*'
    }

    It 'shows a table that fits in 80 columns' {
        $table = (Get-OcmClusterSet | Format-Table | Out-String -Width 80).Trim() -split '\r?\n'
        ($table[0] -split ' +') -join ' ' | Should -Be 'Name Clusters BoundNamespaces ManagedNamespaces Age Message'
        $table[-1] | Should -Match '^prod +2 +default, kube-public +shop, web +\d+[smh] +\S'
        ([OcmPowerShell.Hub.Model.ClusterSet]@{ Name = 'a' } | Format-Table | Out-String) | Should -Match 'a +Unknown +Unknown'
    }

    It 'can be copied through Clixml and CSV' {
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Get-OcmClusterSet prod)))
        $copy.Clusters | Should -Be one, two
        $copy.Conditions[0].Type | Should -Be ClusterSetEmpty
    }

    It 'completes -Name' {
        Get-Completion 'Get-OcmClusterSet ' | Should -Be default, eu, global, prod
    }
}

Describe 'Get-OcmCluster -ClusterSet' {
    BeforeEach { Clear-Fault; Clear-SentRequest }

    It 'returns the clusters of <Sets>, which the hub selects' -ForEach @(
        @{ Sets = @('prod'); Clusters = 'one', 'two'; Lists = 1 }
        @{ Sets = @('eu'); Clusters = @('three'); Lists = 1 }
        @{ Sets = @('global'); Clusters = 'one', 'three', 'two'; Lists = 1 }
        @{ Sets = @('prod', 'default'); Clusters = 'one', 'three', 'two'; Lists = 1 }
        @{ Sets = @('default', 'eu'); Clusters = @('three'); Lists = 2 }
        @{ Sets = @('prod', 'global', 'eu'); Clusters = 'one', 'three', 'two'; Lists = 1 }
        @{ Sets = @('p*', 'prod'); Clusters = 'one', 'two'; Lists = 1 }
    ) {
        (Get-OcmCluster -ClusterSet $Sets).Name | Sort-Object | Should -Be $Clusters
        @(Get-SentRequest | Where-Object Path -Like '*/managedclusters') | Should -HaveCount $Lists
    }

    It 'takes sets from the pipeline: <Kind>' -ForEach @(
        @{ Kind = 'objects'; Get = { Get-OcmClusterSet prod } }
        @{ Kind = 'CSV copies'; Get = { Get-OcmClusterSet prod | ConvertTo-Csv | ConvertFrom-Csv } }
        @{ Kind = 'kubectl objects'; Get = { (Get-OcmClusterSet prod -IncludeJson).Json | ConvertFrom-Json } }
    ) {
        (& $Get | Get-OcmCluster).Name | Should -Be one, two
    }

    It 'asks about nothing, and not about all, when no set comes down the pipeline' {
        Get-OcmClusterSet 'nothing*' | Get-OcmCluster | Should -BeNullOrEmpty
        @(Get-SentRequest | Where-Object Path -Like '*/managedclusters') | Should -BeNullOrEmpty
    }

    It 'does not guess what a text in the pipeline names' {
        $failed = Get-Failure { 'one' | Get-OcmCluster }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'joins with -LabelSelector, -Name and -Status' {
        (Get-OcmCluster -ClusterSet global -LabelSelector region=uk).Name | Should -Be three
        (Get-OcmCluster -ClusterSet prod, eu -LabelSelector region=uk).Name | Should -Be three
        Get-OcmCluster -ClusterSet prod -Status Unavailable | Should -BeNullOrEmpty
        (Get-OcmCluster one, three -ClusterSet prod -ErrorAction SilentlyContinue -ErrorVariable failed).Name | Should -Be one
        $failed | Should -HaveCount 1
        "$($failed[0])" | Should -BeLike "*'three'*clusterset=prod*"
        (Get-OcmCluster 't*' -ClusterSet prod).Name | Should -Be two
    }

    It 'is a NotFound error for a set that is not there, and returns the clusters of the others' {
        $clusters = Get-OcmCluster -ClusterSet nope, prod -ErrorAction SilentlyContinue -ErrorVariable failed
        $clusters.Name | Should -Be one, two
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        $failed[0].TargetObject | Should -Be nope
        Get-OcmCluster -ClusterSet nope -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'selects nothing by a set that has no selector' {
        [void](Invoke-OcmRestMethod /apis/cluster.open-cluster-management.io/v1beta2/managedclustersets -Method Post -Body @{
                apiVersion = 'cluster.open-cluster-management.io/v1beta2'; kind = 'ManagedClusterSet'; metadata = @{ name = 'hollow' }
                spec = @{ clusterSelector = @{ selectorType = 'LabelSelector' } }
            })
        Get-OcmCluster -ClusterSet hollow | Should -BeNullOrEmpty
        (Get-OcmClusterSet hollow).Clusters | Should -BeNullOrEmpty
        (Get-Failure { Get-OcmCluster one -ClusterSet hollow })[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        Remove-OcmClusterSet hollow
    }

    It 'refuses an empty set' -ForEach @{ Value = '' }, @{ Value = $null }, @{ Value = @() } {
        $failed = Get-Failure { Get-OcmCluster -ClusterSet $Value }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'completes -ClusterSet' {
        Get-Completion 'Get-OcmCluster -ClusterSet p' | Should -Be prod
    }
}

Describe 'A set of another hub' {
    BeforeAll {
        $other = Enter-Sandbox other -Cluster far -Second
        $mine = Connect-OcmHub -KubeConfig $info.KubeConfig -PassThru
        $theirs = Connect-OcmHub -KubeConfig $other.KubeConfig -PassThru
    }
    AfterAll { Connect-OcmHub -KubeConfig $info.KubeConfig }

    It 'is asked for on its hub' {
        (Get-OcmClusterSet prod -Hub $mine | Get-OcmCluster).Name | Should -Be one, two
        (Get-OcmClusterSet global -Hub $mine, $theirs | Get-OcmCluster).Name | Sort-Object | Should -Be far, one, three, two
        (Get-OcmCluster -ClusterSet global -Hub $mine, $theirs).Name | Sort-Object | Should -Be far, one, three, two
        (Get-OcmClusterSet prod -Hub $mine | Get-OcmClusterSetBinding).Namespace | Should -Be default, kube-public
    }

    It 'is a HubMismatch error with a hub that it is not from' {
        $failed = Get-Failure { Get-OcmClusterSet prod -Hub $mine | Get-OcmCluster -Hub $theirs }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'HubMismatch,*'
        $failed = Get-Failure { Get-OcmCluster far -Hub $theirs | Add-OcmClusterSetMember (Get-OcmClusterSet prod -Hub $mine) }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'HubMismatch,*'
        (Get-OcmCluster far -Hub $theirs).ClusterSet | Should -Be default
    }
}
