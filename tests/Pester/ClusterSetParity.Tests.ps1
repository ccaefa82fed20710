# What clusteradm 1.3.1 printed on a real hub (get clustersets and get clusters, as table and tree, and what changes sets),
# with the same state here: our objects hold all of it, and are right where clusteradm is not.
BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox -Cluster one, two, scale-0001, scale-0002, scale-0003)
    [void](New-OcmClusterSet scale)
    Add-OcmClusterSetMember scale -Cluster 'scale-*'
    [void](New-OcmClusterSetBinding default)

    function Get-Settled([string] $Name, [string] $Message) {
        [void](Wait-Until { (Get-OcmClusterSet $Name).Message -eq $Message })
        Get-OcmClusterSet $Name
    }
}

AfterAll { Exit-Sandbox }

Describe 'clusteradm get clustersets -o table' {
    # NAME      BOUND NAMESPACES   STATUS                         MANAGED NAMESPACES
    # default   default            2 ManagedClusters selected
    It 'prints of <Name>: bound to "<Bound>", <Status>' -ForEach @(
        @{ Name = 'default'; Bound = 'default'; Status = '2 ManagedClusters selected' }
        @{ Name = 'global'; Bound = ''; Status = '5 ManagedClusters selected' }
        @{ Name = 'scale'; Bound = ''; Status = '3 ManagedClusters selected' }
    ) {
        $set = Get-Settled $Name $Status
        $set.BoundNamespaces -join ',' | Should -Be $Bound
        $set.Message | Should -Be $Status
        $set.ManagedNamespaces -join ',' | Should -Be ''
    }

    It 'prints managed namespaces' {
        [void](Set-OcmClusterSet scale -ManagedNamespace shop, web)
        (Get-OcmClusterSet scale).ManagedNamespaces | Should -Be shop, web
        Set-OcmClusterSet scale -RemoveManagedNamespace shop, web
    }
}

Describe 'clusteradm get clustersets (tree)' {
    # <default> ManagedNamespaces [], BoundNamespace default, Status 1 ManagedClusters selected, Clusters [one]
    It 'prints the clusters of <Name>' -ForEach @(
        @{ Name = 'default'; Clusters = 'one', 'two' }
        @{ Name = 'global'; Clusters = 'one', 'scale-0001', 'scale-0002', 'scale-0003', 'two' }
        @{ Name = 'scale'; Clusters = 'scale-0001', 'scale-0002', 'scale-0003' }
    ) {
        (Get-OcmClusterSet $Name).Clusters | Should -Be $Clusters
    }
}

Describe 'clusteradm get clusters' {
    # NAME   ACCEPTED   AVAILABLE   CLUSTERSET   CPU   MEMORY   KUBERNETES VERSION
    # one    true       True        default      8     16Gi     v1.33.13
    It 'prints the columns of a cluster' {
        $one = Get-OcmCluster one
        $one.Accepted, $one.Available, $one.ClusterSet, $one.Capacity['cpu'], $one.Capacity['memory'], $one.KubernetesVersion |
            Should -Be $true, $true, default, '8', 16Gi, v1.33.13
    }

    It 'prints the clusters of the set <Name> with --clusterset' -ForEach @(
        @{ Name = 'default'; Clusters = 'one', 'two' }
        @{ Name = 'scale'; Clusters = 'scale-0001', 'scale-0002', 'scale-0003' }
    ) {
        (Get-OcmCluster -ClusterSet $Name).Name | Should -Be $Clusters
    }

    It 'prints nothing with --clusterset global; here are its clusters' {
        (Get-OcmCluster -ClusterSet global).Name | Should -Be one, scale-0001, scale-0002, scale-0003, two
    }

    It 'fails with --clusterset of a set that is not there' {
        (Get-Failure { Get-OcmCluster -ClusterSet nope })[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
    }
}

Describe 'clusteradm''s commands that change sets, in the order they were recorded' {
    It 'create clusterset s1: "Clusterset s1 is created"' {
        (New-OcmClusterSet s1).Name | Should -Be s1
    }

    It 'create clusterset s1 again: "already created" and exit code 0; here an error, and success with -Force' {
        (Get-Failure { New-OcmClusterSet s1 })[0].FullyQualifiedErrorId | Should -BeLike 'AlreadyExists,*'
        (New-OcmClusterSet s1 -Force).Name | Should -Be s1
    }

    It 'clusterset bind s1 --namespace default: "Clusterset s1 is bound to Namespace default", and again the same' {
        (New-OcmClusterSetBinding s1 -Namespace default).Namespace | Should -Be default
        (New-OcmClusterSetBinding s1 -Namespace default).Namespace | Should -Be default
    }

    It 'clusterset set s1 --clusters two: "Cluster two is set, from ClusterSet default to Clusterset s1"' {
        "$(Add-OcmClusterSetMember s1 -Cluster two -Verbose 4>&1)" | Should -BeLike "*'two'*moved from cluster set 'default' to 's1'*"
        "$(Add-OcmClusterSetMember s1 -Cluster two -Verbose 4>&1)" | Should -BeLike "*already in*"
    }

    It 'get clustersets: s1 is bound to default and has the cluster two' {
        $set = Get-Settled s1 '1 ManagedClusters selected'
        $set.BoundNamespaces, $set.Message, $set.Clusters | Should -Be default, '1 ManagedClusters selected', two
    }

    It 'clusterset set s1 --namespaces a: appended' {
        Set-OcmClusterSet s1 -ManagedNamespace a
        Set-OcmClusterSet s1 -ManagedNamespace b
        (Get-OcmClusterSet s1).ManagedNamespaces | Should -Be a, b
    }

    It 'delete clusterset s1: "still bind to a namespace!" and exit code 0; here an error with the namespace' {
        $failed = Get-Failure { Remove-OcmClusterSet s1 }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ClusterSetBound,*'
        "$($failed[0])" | Should -BeLike '*default*'
        Get-OcmClusterSet s1 | Should -HaveCount 1
    }

    It 'clusterset unbind s1 --namespace default' {
        Remove-OcmClusterSetBinding s1 -Namespace default
        (Get-OcmClusterSet s1).BoundNamespaces | Should -BeNullOrEmpty
    }

    It 'clusterset set default --clusters two: "Cluster two is set, from ClusterSet s1 to Clusterset default"' {
        "$(Add-OcmClusterSetMember default -Cluster two -Verbose 4>&1)" | Should -BeLike "*'two'*moved from cluster set 's1' to 'default'*"
    }

    It 'delete clusterset s1: "Clusterset s1 is deleted", and it waits' {
        Remove-OcmClusterSet s1 -Wait -TimeoutSec 20
        Get-OcmClusterSet s1* | Should -BeNullOrEmpty
    }

    It 'delete clusterset default prints a refusal with exit code 0, and global is deleted; here both are errors' {
        $failed = Get-Failure { Remove-OcmClusterSet default, global }
        $failed.FullyQualifiedErrorId | Should -Be (@('BuiltInClusterSet,OcmPowerShell.Commands.RemoveOcmClusterSetCommand') * 2)
        (Get-OcmClusterSet).Name | Should -Contain global
    }

    It 'makes the change with --dry-run (clusterset set and bind); -DryRun and -WhatIf do not' {
        Clear-SentRequest
        Add-OcmClusterSetMember scale -Cluster one -DryRun
        [void](New-OcmClusterSetBinding scale -DryRun)
        [void](New-OcmClusterSet s2 -DryRun)
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }
}
