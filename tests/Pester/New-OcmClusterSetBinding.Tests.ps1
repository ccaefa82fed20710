BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $info = Enter-Sandbox
    [void](New-OcmClusterSet prod, dev)
}

AfterAll { Exit-Sandbox }

Describe 'New-OcmClusterSetBinding' {
    BeforeEach { Clear-SentRequest }
    AfterEach { Clear-Fault; Get-OcmClusterSetBinding | Remove-OcmClusterSetBinding -WarningAction Ignore }

    It 'binds a set to the namespace default when none is named, and returns the binding' {
        $binding = New-OcmClusterSetBinding prod
        $binding | Should -BeOfType OcmPowerShell.Hub.Model.ClusterSetBinding
        $binding.Namespace, $binding.ClusterSet | Should -Be default, prod
        Wait-Until { (Get-OcmClusterSetBinding prod -Namespace default).Bound } | Should -BeTrue
    }

    It 'binds <Kind>' -ForEach @(
        @{ Kind = 'several sets to several namespaces'; Run = { New-OcmClusterSetBinding prod, dev -Namespace default, kube-public }; Bound = 4 }
        @{ Kind = 'piped sets'; Run = { Get-OcmClusterSet prod, dev | New-OcmClusterSetBinding -Namespace kube-public }; Bound = 2 }
        @{ Kind = 'names from the pipeline'; Run = { 'prod', 'dev' | New-OcmClusterSetBinding }; Bound = 2 }
        @{ Kind = 'each once'; Run = { New-OcmClusterSetBinding -Name prod, prod -Namespace default, default }; Bound = 1 }
        @{ Kind = 'nothing for an empty pipeline'; Run = { Get-OcmClusterSet 'no*' | New-OcmClusterSetBinding }; Bound = 0 }
    ) {
        & $Run | Should -HaveCount $Bound
        @(Get-OcmClusterSetBinding) | Should -HaveCount $Bound
        @(Get-SentRequest -Changing) | Should -HaveCount $Bound
    }

    It 'is success for a binding that is there, which it returns' {
        $first = New-OcmClusterSetBinding prod
        $all = New-OcmClusterSetBinding prod -Verbose 4>&1
        "$all" | Should -BeLike '*already bound*'
        ($all | Where-Object { $_ -is [OcmPowerShell.Hub.Model.ClusterSetBinding] }).Uid | Should -Be $first.Uid
    }

    It 'is a NotFound error for a set that is not there, sends nothing for it, and binds the others' {
        $bindings = New-OcmClusterSetBinding nope, prod -ErrorAction SilentlyContinue -ErrorVariable failed
        $bindings.ClusterSet | Should -Be prod
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'NotFound,OcmPowerShell.Commands.NewOcmClusterSetBindingCommand'
        $failed[0].TargetObject | Should -Be nope
        @(Get-SentRequest -Changing) | Should -HaveCount 1
    }

    It 'says how to make a namespace that is not there, and binds to the others' {
        $bindings = New-OcmClusterSetBinding prod -Namespace nowhere, default -ErrorAction SilentlyContinue -ErrorVariable failed
        $bindings.Namespace | Should -Be default
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        $failed[0].TargetObject | Should -Be nowhere
        "$($failed[0])" | Should -BeLike "*no namespace 'nowhere'*kubectl create namespace nowhere"
    }

    It 'explains the right that is missing when the hub''s webhook refuses' {
        $rules = @(@{ apiGroups = @('cluster.open-cluster-management.io'); resources = @('managedclustersets', 'managedclustersetbindings'); verbs = @('*') })
        [void](Invoke-OcmRestMethod /apis/rbac.authorization.k8s.io/v1/clusterroles -Method Post -Body @{ apiVersion = 'rbac.authorization.k8s.io/v1'; kind = 'ClusterRole'; metadata = @{ name = 'binder' }; rules = $rules })
        [void](Invoke-OcmRestMethod /apis/rbac.authorization.k8s.io/v1/clusterrolebindings -Method Post -Body @{
                apiVersion = 'rbac.authorization.k8s.io/v1'; kind = 'ClusterRoleBinding'; metadata = @{ name = 'binder' }
                roleRef = @{ apiGroup = 'rbac.authorization.k8s.io'; kind = 'ClusterRole'; name = 'binder' }
                subjects = @(@{ apiGroup = 'rbac.authorization.k8s.io'; kind = 'User'; name = 'bob' })
            })
        try {
            Connect-OcmHub -KubeConfig $info.KubeConfig -ImpersonateUser bob
            [void](Wait-Until { try { [bool](Get-OcmClusterSet prod -ErrorAction Stop -WarningAction Ignore) } catch { $false } })
            $failed = Get-Failure { New-OcmClusterSetBinding prod }
        }
        finally { Connect-OcmHub -KubeConfig $info.KubeConfig }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Forbidden,*'
        "$($failed[0])" | Should -BeLike '*managedclustersets/bind*'
    }

    It 'sends nothing that changes anything with -WhatIf and -DryRun' {
        New-OcmClusterSetBinding prod -Namespace default, kube-public -WhatIf | Should -BeNullOrEmpty
        (New-OcmClusterSetBinding prod -DryRun).ClusterSet | Should -Be prod
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        Get-OcmClusterSetBinding | Should -BeNullOrEmpty
    }

    It 'refuses <Case> before anything is sent' -ForEach @(
        @{ Case = 'no set'; Run = { New-OcmClusterSetBinding '' }; Id = 'EmptyTarget' }
        @{ Case = 'an empty namespace'; Run = { New-OcmClusterSetBinding prod -Namespace '' }; Id = 'EmptyTarget' }
        @{ Case = 'a null namespace'; Run = { New-OcmClusterSetBinding prod -Namespace $null }; Id = 'EmptyTarget' }
        @{ Case = 'a namespace that is none'; Run = { New-OcmClusterSetBinding prod -Namespace 'a/b' }; Id = 'InvalidName' }
        @{ Case = 'wildcards'; Run = { New-OcmClusterSetBinding 'p*' }; Id = 'WildcardNotSupported' }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'does not take a binding for a set' {
        $binding = New-OcmClusterSetBinding prod
        (Get-Failure { $binding | New-OcmClusterSetBinding })[0].FullyQualifiedErrorId | Should -Match '^(InputObjectNotBound|ParameterArgumentTransformationError)'
    }

    It 'completes -ClusterSet and -Namespace' {
        Get-Completion 'New-OcmClusterSetBinding prod -Namespace kube-p' | Should -Be kube-public
        Get-Completion 'New-OcmClusterSetBinding p' | Should -Be prod
    }
}
