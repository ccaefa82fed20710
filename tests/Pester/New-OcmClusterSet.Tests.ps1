BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox)
    function Get-Raw([string] $Name) { Invoke-OcmRestMethod "/apis/cluster.open-cluster-management.io/v1beta2/managedclustersets/$Name" }
}

AfterAll { Exit-Sandbox }

Describe 'New-OcmClusterSet' {
    BeforeEach { Clear-SentRequest }
    AfterEach { Clear-Fault; Get-OcmClusterSet | Where-Object Name -NotIn default, global | Remove-OcmClusterSet -Wait -TimeoutSec 20 -WarningAction Ignore }

    It 'makes a set that clusters join, and returns it' {
        $set = New-OcmClusterSet prod
        $set | Should -BeOfType OcmPowerShell.Hub.Model.ClusterSet
        $set.Name, $set.SelectorType, $set.LabelSelector | Should -Be prod, ExclusiveClusterSetLabel, $null
        $set.Hub | Should -Be "$((Get-OcmHub)[0])"
        @(Get-SentRequest) | Should -HaveCount 1
    }

    It 'makes several sets at once' {
        (New-OcmClusterSet prod, dev, prod).Name | Sort-Object | Should -Be dev, prod
        @(Get-SentRequest -Changing) | Should -HaveCount 2
    }

    It 'makes a set with namespaces, labels and annotations' {
        [void](New-OcmClusterSet prod -ManagedNamespace shop, web -Label @{ team = 'a'; core = $true } -Annotation @{ note = 'b' })
        $raw = Get-Raw prod
        $raw.spec.managedNamespaces.name | Should -Be shop, web
        $raw.metadata.labels.team, $raw.metadata.labels.core, $raw.metadata.annotations.note | Should -Be a, true, b
    }

    It 'makes a set of clusters by their labels: <Text>' -ForEach @(
        @{ Text = 'env=prod'; Labels = @{ env = 'prod' }; Operators = @() }
        @{ Text = 'env = prod , !legacy'; Labels = @{ env = 'prod' }; Operators = 'DoesNotExist' }
        @{ Text = 'tier in (a,b),zone notin (x),region'; Labels = $null; Operators = 'In', 'NotIn', 'Exists' }
    ) {
        $set = New-OcmClusterSet picked -LabelSelector $Text
        $set.SelectorType | Should -Be LabelSelector
        $selector = (Get-Raw picked).spec.clusterSelector.labelSelector
        $selector.matchLabels.env | Should -Be $Labels.env
        @($selector.matchExpressions).operator | Where-Object { $_ } | Should -Be $Operators
    }

    It 'gives such a set its clusters at once' {
        [void](Invoke-OcmRestMethod /apis/cluster.open-cluster-management.io/v1/managedclusters/two -Method Patch -Body @{ metadata = @{ labels = @{ env = 'prod' } } })
        [void](New-OcmClusterSet picked -LabelSelector env=prod)
        (Get-OcmClusterSet picked).Clusters | Should -Be two
        (Get-OcmCluster two).ClusterSet | Should -Be default -Because 'such a set is beside the one that a cluster has joined'
    }

    It 'refuses <Case> before anything is sent' -ForEach @(
        @{ Case = 'no name'; Run = { New-OcmClusterSet '' }; Id = 'EmptyTarget' }
        @{ Case = 'a null name'; Run = { New-OcmClusterSet $null }; Id = 'EmptyTarget' }
        @{ Case = 'an upper-case name'; Run = { New-OcmClusterSet Prod }; Id = 'InvalidName' }
        @{ Case = 'a name that no label can hold'; Run = { New-OcmClusterSet ('a' * 64) }; Id = 'InvalidName' }
        @{ Case = 'one bad name among others'; Run = { New-OcmClusterSet good, 'not good' }; Id = 'InvalidName' }
        @{ Case = 'an empty selector'; Run = { New-OcmClusterSet x -LabelSelector '' }; Id = 'EmptyTarget' }
        @{ Case = 'a null selector'; Run = { New-OcmClusterSet x -LabelSelector $null }; Id = 'EmptyTarget' }
        @{ Case = 'a selector of all'; Run = { New-OcmClusterSet x -LabelSelector '{}' }; Id = 'EmptyTarget' }
        @{ Case = 'a selector that is none'; Run = { New-OcmClusterSet x -LabelSelector 'env=prod=x' }; Id = 'InvalidSelector' }
        @{ Case = 'an empty namespace'; Run = { New-OcmClusterSet x -ManagedNamespace '' }; Id = 'EmptyTarget' }
        @{ Case = 'a namespace that is none'; Run = { New-OcmClusterSet x -ManagedNamespace a.b }; Id = 'InvalidName' }
        @{ Case = 'a label that is no text'; Run = { New-OcmClusterSet x -Label @{ a = 1, 2 } }; Id = 'InvalidArgument' }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be "$Id,OcmPowerShell.Commands.NewOcmClusterSetCommand"
        $failed[0].CategoryInfo.Category | Should -Be InvalidArgument
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'names the set of all clusters to whoever wants one' {
        "$(Get-Failure { New-OcmClusterSet x -LabelSelector '' })" | Should -BeLike "*'global'*"
    }

    It 'is an AlreadyExists error for a set that is there, and makes the others' {
        [void](New-OcmClusterSet prod -ManagedNamespace shop)
        $sets = New-OcmClusterSet prod, dev -ManagedNamespace web -ErrorAction SilentlyContinue -ErrorVariable failed
        $sets.Name | Should -Be dev
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'AlreadyExists,OcmPowerShell.Commands.NewOcmClusterSetCommand'
        $failed[0].CategoryInfo.Category | Should -Be ResourceExists
        $failed[0].TargetObject | Should -Be prod
        "$($failed[0])" | Should -BeLike '*-Force*Set-OcmClusterSet*'
        (Get-OcmClusterSet prod).ManagedNamespaces | Should -Be shop
    }

    It 'also updates with -Force: what is named, nothing else; a second run changes nothing' {
        [void](New-OcmClusterSet prod -ManagedNamespace shop -Label @{ team = 'a'; kept = 'x' })
        $set = New-OcmClusterSet prod -Force -ManagedNamespace web -Label @{ team = 'b' }
        $set.ManagedNamespaces | Should -Be shop, web
        $set.Labels['team'], $set.Labels['kept'] | Should -Be b, x
        Clear-SentRequest
        $again = New-OcmClusterSet prod -Force -ManagedNamespace web -Label @{ team = 'b' } -Verbose 4>&1
        "$again" | Should -BeLike '*Unchanged*'
        @(Get-SentRequest -Changing | Where-Object Method -EQ PATCH) | Should -BeNullOrEmpty
    }

    It 'warns with -Force that clusters which joined a set leave it when it selects by labels' {
        [void](New-OcmClusterSet prod)
        $set = New-OcmClusterSet prod -Force -LabelSelector env=prod -WarningVariable warned -WarningAction SilentlyContinue
        $set.SelectorType, $set.LabelSelector | Should -Be LabelSelector, 'env=prod'
        "$warned" | Should -BeLike '*env=prod*Add-OcmClusterSetMember*'
    }

    It 'says no with -Force to a selector of a set that the hub keeps itself' {
        $failed = Get-Failure { New-OcmClusterSet global -Force -LabelSelector env=prod }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'BuiltInClusterSet,*'
        $failed[0].CategoryInfo.Category | Should -Be InvalidOperation
    }

    It 'sends nothing that changes anything with -WhatIf, and asks the hub with -DryRun' {
        New-OcmClusterSet prod -WhatIf | Should -BeNullOrEmpty
        Get-SentRequest | Should -BeNullOrEmpty
        (New-OcmClusterSet prod -DryRun).Name | Should -Be prod
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        Get-OcmClusterSet prod* | Should -BeNullOrEmpty
    }

    It 'says what the hub refuses' {
        [void](Add-Fault Status 403, 'Forbidden', 'not for you' -Method POST)
        $failed = Get-Failure { New-OcmClusterSet prod }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Forbidden,*'
        $failed[0].CategoryInfo.Category | Should -Be PermissionDenied
        $failed[0].TargetObject | Should -Be prod
    }

    It 'goes on when the hub is busy for a moment' {
        [void](Add-Fault Status 429, 'TooManyRequests', 'busy', 0 -Method POST -Count 1)
        (New-OcmClusterSet prod).Name | Should -Be prod
    }
}
