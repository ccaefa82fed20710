BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $info = Enter-Sandbox -Cluster one, two, three
    [void](New-OcmClusterSet prod, dev)
    [void](New-OcmClusterSet eu -LabelSelector region=eu)
    [void](Invoke-OcmRestMethod /apis/cluster.open-cluster-management.io/v1beta2/managedclustersets -Method Post -Body @{
            apiVersion = 'cluster.open-cluster-management.io/v1beta2'; kind = 'ManagedClusterSet'; metadata = @{ name = 'hollow' }
            spec = @{ clusterSelector = @{ selectorType = 'LabelSelector' } }
        })
}

AfterAll { Exit-Sandbox }

Describe 'Add-OcmClusterSetMember' {
    BeforeEach { Clear-SentRequest }
    AfterEach { Clear-Fault; Add-OcmClusterSetMember default -Cluster * }

    It 'puts <Kind> into a set and says nothing' -ForEach @(
        @{ Kind = 'a named cluster'; Run = { Add-OcmClusterSetMember prod one }; In = @('one') }
        @{ Kind = 'named clusters, each once'; Run = { Add-OcmClusterSetMember prod -Cluster one, two, one }; In = 'one', 'two' }
        @{ Kind = 'piped clusters'; Run = { Get-OcmCluster one, two | Add-OcmClusterSetMember prod }; In = 'one', 'two' }
        @{ Kind = 'names from the pipeline'; Run = { 'one', 'two' | Add-OcmClusterSetMember prod }; In = 'one', 'two' }
        @{ Kind = 'rows of a CSV file'; Run = { "Cluster,Site`none,a`ntwo,b" | ConvertFrom-Csv | Add-OcmClusterSetMember prod }; In = 'one', 'two' }
        @{ Kind = 'what a pattern matches'; Run = { Add-OcmClusterSetMember prod -Cluster 't*' }; In = 'three', 'two' }
        @{ Kind = 'clusters of another set'; Run = { Get-OcmClusterSet default | Get-OcmCluster | Add-OcmClusterSetMember prod }; In = 'one', 'three', 'two' }
        @{ Kind = 'nothing for an empty pipeline'; Run = { Get-OcmCluster 'no*' | Add-OcmClusterSetMember prod }; In = @() }
    ) {
        & $Run | Should -BeNullOrEmpty
        @((Get-OcmCluster -ClusterSet prod).Name | Sort-Object) | Should -Be $In
    }

    It 'takes the set as an object' {
        Add-OcmClusterSetMember (Get-OcmClusterSet prod) one
        (Get-OcmCluster one).ClusterSet | Should -Be prod
    }

    It 'says from which set a cluster comes, and returns it with -PassThru' {
        Add-OcmClusterSetMember dev one
        $all = Add-OcmClusterSetMember prod one -PassThru -Verbose 4>&1
        $cluster = $all | Where-Object { $_ -is [OcmPowerShell.Hub.Model.Cluster] }
        $cluster.Name, $cluster.ClusterSet | Should -Be one, prod
        "$all" | Should -BeLike "*'one'*moved from cluster set 'dev' to 'prod'*"
    }

    It 'writes nothing for a cluster that is in the set already' {
        Add-OcmClusterSetMember prod one
        Clear-SentRequest
        $all = Add-OcmClusterSetMember prod one -PassThru -Verbose 4>&1
        "$all" | Should -BeLike "*already in cluster set 'prod'*"
        ($all | Where-Object { $_ -is [OcmPowerShell.Hub.Model.Cluster] }).ClusterSet | Should -Be prod
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'patches the label and nothing else' {
        Add-OcmClusterSetMember prod one
        $patch = (@(Get-SentRequest -Changing)[0].Body | ConvertFrom-Json)
        $patch.metadata.labels.'cluster.open-cluster-management.io/clusterset' | Should -Be prod
        $patch.PSObject.Properties.Name | Should -Be metadata
        $patch.metadata.PSObject.Properties.Name | Sort-Object | Should -Be labels, resourceVersion
    }

    It 'looks at the set once, however many clusters there are' {
        Get-OcmCluster | Add-OcmClusterSetMember prod
        @(Get-SentRequest | Where-Object Path -Like '*/managedclustersets/*') | Should -HaveCount 1
    }

    It 'ends with one NotFound error for a set that is not there, before anything is sent' {
        $failed = Get-Failure { Get-OcmCluster | Add-OcmClusterSetMember nope }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'NotFound,OcmPowerShell.Commands.AddOcmClusterSetMemberCommand'
        $failed[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $failed[0].TargetObject | Should -Be nope
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'says which labels a set wants that clusters cannot join (<Set>)' -ForEach @(
        @{ Set = 'eu'; Text = '*region=eu*Set-OcmCluster -Label*' }
        @{ Set = 'global'; Text = '*all clusters are in it*' }
        @{ Set = 'hollow'; Text = '*no cluster is in it*' }
    ) {
        $failed = Get-Failure { Add-OcmClusterSetMember $Set one, two }
        $failed | Should -HaveCount 1
        "$(Get-Failure { Set-OcmCluster one -ClusterSet $Set })" | Should -BeLike $Text -Because 'both ways into a set say the same'
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ClusterSetSelectsByLabels,*'
        $failed[0].CategoryInfo.Category | Should -Be InvalidOperation
        $failed[0].TargetObject | Should -Be $Set
        "$($failed[0])" | Should -BeLike $Text
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'is a NotFound error for a cluster that is not there, and moves the others' {
        $failed = Get-Failure { Add-OcmClusterSetMember prod one, nobody, two }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        $failed[0].TargetObject | Should -Be nobody
        (Get-OcmCluster -ClusterSet prod).Name | Should -Be one, two
    }

    It 'explains the right that is missing when the hub''s webhook refuses' {
        $rules = @(
            @{ apiGroups = @('cluster.open-cluster-management.io'); resources = @('managedclusters', 'managedclustersets'); verbs = @('*') }
            @{ apiGroups = @('cluster.open-cluster-management.io'); resources = @('managedclustersets/join'); resourceNames = @('default'); verbs = @('create') }
        )
        [void](Invoke-OcmRestMethod /apis/rbac.authorization.k8s.io/v1/clusterroles -Method Post -Body @{ apiVersion = 'rbac.authorization.k8s.io/v1'; kind = 'ClusterRole'; metadata = @{ name = 'mover' }; rules = $rules })
        [void](Invoke-OcmRestMethod /apis/rbac.authorization.k8s.io/v1/clusterrolebindings -Method Post -Body @{
                apiVersion = 'rbac.authorization.k8s.io/v1'; kind = 'ClusterRoleBinding'; metadata = @{ name = 'mover' }
                roleRef = @{ apiGroup = 'rbac.authorization.k8s.io'; kind = 'ClusterRole'; name = 'mover' }
                subjects = @(@{ apiGroup = 'rbac.authorization.k8s.io'; kind = 'User'; name = 'bob' })
            })
        try {
            Connect-OcmHub -KubeConfig $info.KubeConfig -ImpersonateUser bob
            [void](Wait-Until { try { [bool](Get-OcmCluster one -ErrorAction Stop) } catch { $false } })
            $failed = Get-Failure { Add-OcmClusterSetMember prod one, two }
        }
        finally { Connect-OcmHub -KubeConfig $info.KubeConfig }
        $failed | Should -HaveCount 2
        $failed.FullyQualifiedErrorId | Select-Object -Unique | Should -BeLike 'Forbidden,*'
        $failed[0].CategoryInfo.Category | Should -Be PermissionDenied
        ($failed.TargetObject | Sort-Object) | Should -Be one, two
        "$($failed[0])" | Should -BeLike "*from the cluster set 'default' to 'prod'*managedclustersets/join*both sets*"
        (Get-OcmCluster one).ClusterSet | Should -Be default
    }

    It 'is a Conflict error for a <Kind> that was passed as an object and made again since' -ForEach @(
        @{ Kind = 'set'; Run = { $old = New-OcmClusterSet temp; Remove-OcmClusterSet temp -Wait -TimeoutSec 20; [void](New-OcmClusterSet temp); Get-Failure { Add-OcmClusterSetMember $old one } } }
        @{ Kind = 'cluster'; Run = { $old = Get-OcmCluster one; $old.Uid = 'another'; Get-Failure { $old | Add-OcmClusterSetMember prod } } }
    ) {
        $failed = & $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Conflict,*'
        (Get-OcmCluster one).ClusterSet | Should -Be default
        Get-OcmClusterSet temp* | Remove-OcmClusterSet
    }

    It 'tries again when somebody else was faster, and goes on when one cluster fails' {
        [void](Add-Fault Status 409, 'Conflict', 'the object has been modified' -Method PATCH -Path /one -Count 2)
        [void](Add-Fault Status 500, 'InternalError', 'broken' -Method PATCH -Path /two)
        $failed = Get-Failure { Add-OcmClusterSetMember prod one, two, three }
        $failed | Should -HaveCount 1
        $failed[0].TargetObject | Should -Be two
        (Get-OcmCluster -ClusterSet prod).Name | Should -Be one, three
    }

    It 'sends nothing that changes anything with -WhatIf and -DryRun' {
        Add-OcmClusterSetMember prod one, 't*' -WhatIf
        (Add-OcmClusterSetMember prod one -DryRun -PassThru).ClusterSet | Should -Be prod
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        (Get-OcmCluster one).ClusterSet | Should -Be default
    }

    It 'refuses <Case> before anything is sent' -ForEach @(
        @{ Case = 'no cluster'; Run = { Add-OcmClusterSetMember prod -Cluster '' }; Id = 'EmptyTarget' }
        @{ Case = 'a null cluster'; Run = { Add-OcmClusterSetMember prod -Cluster $null }; Id = 'EmptyTarget' }
        @{ Case = 'no set'; Run = { Add-OcmClusterSetMember '' one }; Id = 'EmptyTarget' }
        @{ Case = 'a null set'; Run = { Add-OcmClusterSetMember $null one }; Id = 'EmptyTarget' }
        @{ Case = 'a pattern of sets'; Run = { Add-OcmClusterSetMember 'p*' one }; Id = 'WildcardNotSupported' }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'completes -ClusterSet and -Cluster' {
        Get-Completion 'Add-OcmClusterSetMember p' | Should -Be prod
        Get-Completion 'Add-OcmClusterSetMember prod -Cluster t' | Should -Be three, two
    }
}
