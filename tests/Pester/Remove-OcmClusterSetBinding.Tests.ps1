BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox)
    [void](New-OcmClusterSet prod, dev)

    function Add-Placement([string] $Name, [string[]] $Set = @(), [string] $Namespace = 'default') {
        [void](Invoke-OcmRestMethod "/apis/cluster.open-cluster-management.io/v1beta1/namespaces/$Namespace/placements" -Method Post -Body @{
                apiVersion = 'cluster.open-cluster-management.io/v1beta1'; kind = 'Placement'; metadata = @{ name = $Name }; spec = @{ clusterSets = $Set }
            })
    }
    function Clear-Placement {
        (Invoke-OcmRestMethod /apis/cluster.open-cluster-management.io/v1beta1/placements).items | ForEach-Object {
            [void](Invoke-OcmRestMethod "/apis/cluster.open-cluster-management.io/v1beta1/namespaces/$($_.metadata.namespace)/placements/$($_.metadata.name)" -Method Delete)
        }
    }
}

AfterAll { Exit-Sandbox }

Describe 'Remove-OcmClusterSetBinding' {
    BeforeEach { [void](New-OcmClusterSetBinding prod, dev -Namespace default, kube-public); Clear-SentRequest }
    AfterEach { Clear-Fault; Clear-Placement; Get-OcmClusterSetBinding | Remove-OcmClusterSetBinding -WarningAction Ignore }

    It 'unbinds <Kind>, and says nothing' -ForEach @(
        @{ Kind = 'a set from the namespace default'; Run = { Remove-OcmClusterSetBinding prod }; Left = 3 }
        @{ Kind = 'a set from several namespaces'; Run = { Remove-OcmClusterSetBinding prod -Namespace default, kube-public }; Left = 2 }
        @{ Kind = 'piped bindings'; Run = { Get-OcmClusterSetBinding -Namespace kube-public | Remove-OcmClusterSetBinding }; Left = 2 }
        @{ Kind = 'piped sets'; Run = { Get-OcmClusterSet prod, dev | Remove-OcmClusterSetBinding -Namespace kube-public }; Left = 2 }
        @{ Kind = 'CSV copies of bindings'; Run = { Get-OcmClusterSetBinding prod | ConvertTo-Csv | ConvertFrom-Csv | Remove-OcmClusterSetBinding }; Left = 2 }
        @{ Kind = 'kubectl objects'; Run = { Get-OcmClusterSetBinding prod -IncludeJson | ForEach-Object { $_.Json | ConvertFrom-Json } | Remove-OcmClusterSetBinding }; Left = 2 }
        @{ Kind = 'bindings as an argument, each once'; Run = { Remove-OcmClusterSetBinding -ClusterSetBinding (@(Get-OcmClusterSetBinding prod) * 2) }; Left = 2 }
        @{ Kind = 'names from the pipeline'; Run = { 'prod', 'dev' | Remove-OcmClusterSetBinding }; Left = 2 }
        @{ Kind = 'nothing for an empty pipeline'; Run = { Get-OcmClusterSetBinding 'no*' | Remove-OcmClusterSetBinding }; Left = 4 }
    ) {
        $ErrorActionPreference = 'Stop'
        & $Run | Should -BeNullOrEmpty
        @(Get-OcmClusterSetBinding) | Should -HaveCount $Left
        @(Get-SentRequest -Changing) | Should -HaveCount (4 - $Left)
    }

    It 'warns which placements of the namespace lose clusters' {
        Add-Placement web prod
        Add-Placement api prod
        Add-Placement both prod, dev
        Add-Placement any
        Add-Placement other dev
        Add-Placement elsewhere prod -Namespace kube-public
        Remove-OcmClusterSetBinding prod -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -HaveCount 2
        "$($warned[0])" | Should -BeLike "*'default'*select nothing*: api, web."
        "$($warned[1])" | Should -BeLike '*lose its clusters: any, both.'
        Wait-Until {
            $status = (Invoke-OcmRestMethod /apis/cluster.open-cluster-management.io/v1beta1/namespaces/default/placements/web).status
            ($status.conditions | Where-Object type -EQ PlacementSatisfied).reason -eq 'NoIntersection'
        } | Should -BeTrue -Because 'the warning is true'
    }

    It 'warns with -WhatIf too, and sends nothing that changes anything' {
        Add-Placement web prod
        Clear-SentRequest
        Remove-OcmClusterSetBinding prod -WhatIf -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike '*web*'
        Remove-OcmClusterSetBinding prod -DryRun -WarningAction Ignore
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        @(Get-SentRequest | Where-Object Method -EQ DELETE) | Should -HaveCount 1
        @(Get-OcmClusterSetBinding) | Should -HaveCount 4
    }

    It 'unbinds for whoever may not list placements, and says that nobody knows them' {
        [void](Add-Fault Status 403, 'Forbidden', 'not for you' -Method GET -Path placements)
        Remove-OcmClusterSetBinding prod -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike '*may not list*'
        @(Get-OcmClusterSetBinding) | Should -HaveCount 3
    }

    It 'is a NotFound error for what is not bound, and unbinds the others' {
        Remove-OcmClusterSetBinding prod
        $failed = Get-Failure { Remove-OcmClusterSetBinding prod, dev -Namespace default }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'NotFound,OcmPowerShell.Commands.RemoveOcmClusterSetBindingCommand'
        $failed[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $failed[0].TargetObject | Should -Be prod
        @(Get-OcmClusterSetBinding) | Should -HaveCount 2
    }

    It 'counts as done what somebody else deleted meanwhile' {
        [void](Add-Fault Status 404, 'NotFound', 'managedclustersetbindings "prod" not found' -Method DELETE)
        Get-Failure { Remove-OcmClusterSetBinding prod } | Should -BeNullOrEmpty
    }

    It 'is a Conflict error for a piped binding that was deleted and made again since' {
        $old = Get-OcmClusterSetBinding prod -Namespace default
        Remove-OcmClusterSetBinding prod
        [void](New-OcmClusterSetBinding prod)
        $failed = Get-Failure { $old | Remove-OcmClusterSetBinding }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Conflict,*'
        $failed[0].TargetObject | Should -Be $old
    }

    It 'refuses <Case> before anything is sent' -ForEach @(
        @{ Case = 'no set'; Run = { Remove-OcmClusterSetBinding '' }; Id = 'EmptyTarget' }
        @{ Case = 'a null set'; Run = { Remove-OcmClusterSetBinding $null }; Id = 'EmptyTarget' }
        @{ Case = 'an empty namespace'; Run = { Remove-OcmClusterSetBinding prod -Namespace '' }; Id = 'EmptyTarget' }
        @{ Case = 'wildcards'; Run = { Remove-OcmClusterSetBinding 'p*' }; Id = 'WildcardNotSupported' }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'completes -ClusterSet and -Namespace' {
        Get-Completion 'Remove-OcmClusterSetBinding prod -Namespace kube-p' | Should -Be kube-public
        Get-Completion 'Remove-OcmClusterSetBinding p' | Should -Be prod
    }
}
