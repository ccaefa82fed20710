BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox)
    function Get-Raw([string] $Name) { Invoke-OcmRestMethod "/apis/cluster.open-cluster-management.io/v1beta2/managedclustersets/$Name" }
}

AfterAll { Exit-Sandbox }

Describe 'Set-OcmClusterSet' {
    BeforeEach {
        [void](New-OcmClusterSet prod -ManagedNamespace shop, web -Label @{ team = 'a'; old = 'x' } -Annotation @{ note = 'b' })
        [void](New-OcmClusterSet eu -LabelSelector 'env=prod,zone=x')
        Clear-SentRequest
    }
    AfterEach { Clear-Fault; Get-OcmClusterSet | Where-Object Name -NotIn default, global | Remove-OcmClusterSet -Wait -TimeoutSec 20 -WarningAction Ignore }

    It 'changes what is named and nothing else, and says nothing' {
        Set-OcmClusterSet prod -Label @{ team = 'b' } -RemoveLabel old -ManagedNamespace api -RemoveManagedNamespace web | Should -BeNullOrEmpty
        $set = Get-OcmClusterSet prod
        $set.Labels['team'] | Should -Be b
        $set.Labels.ContainsKey('old') | Should -BeFalse
        $set.Annotations['note'] | Should -Be b
        $set.ManagedNamespaces | Should -Be shop, api
        $set.SelectorType | Should -Be ExclusiveClusterSetLabel
    }

    It 'returns the set with -PassThru, changed or not' {
        (Set-OcmClusterSet prod -RemoveAnnotation note -PassThru).Annotations.Count | Should -Be 0
        (Set-OcmClusterSet prod -RemoveAnnotation note -PassThru).Name | Should -Be prod
        @(Get-SentRequest -Changing) | Should -HaveCount 1 -Because 'the second run has nothing to change'
    }

    It 'takes the last managed namespace away' {
        (Set-OcmClusterSet prod -RemoveManagedNamespace shop, web, never -PassThru).ManagedNamespaces | Should -BeNullOrEmpty
        (Get-Raw prod).spec.managedNamespaces | Should -BeNullOrEmpty
    }

    It 'puts a selector in the place of the old one' {
        (Set-OcmClusterSet eu -LabelSelector 'env in (dev,test)' -PassThru).LabelSelector | Should -Be 'env in (dev,test)'
        (Get-Raw eu).spec.clusterSelector.labelSelector.matchLabels | Should -BeNullOrEmpty
    }

    It 'warns when clusters that had joined a set may leave it' {
        Set-OcmClusterSet prod -LabelSelector env=prod -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike "*'prod'*env=prod*joined*"
        Set-OcmClusterSet eu -LabelSelector env=dev -WarningVariable quiet
        $quiet | Should -BeNullOrEmpty
    }

    It 'takes <Kind>' -ForEach @(
        @{ Kind = 'names from the pipeline'; Run = { 'prod', 'eu' | Set-OcmClusterSet -Label @{ x = '1' } } }
        @{ Kind = 'piped sets'; Run = { Get-OcmClusterSet prod, eu | Set-OcmClusterSet -Label @{ x = '1' } } }
        @{ Kind = 'CSV copies'; Run = { Get-OcmClusterSet prod, eu | ConvertTo-Csv | ConvertFrom-Csv | Set-OcmClusterSet -Label @{ x = '1' } } }
        @{ Kind = 'names as an argument, each once'; Run = { Set-OcmClusterSet -Name prod, eu, prod -Label @{ x = '1' } } }
    ) {
        & $Run
        (Get-OcmClusterSet -LabelSelector x=1).Name | Should -Be eu, prod
        @(Get-SentRequest -Changing) | Should -HaveCount 2
    }

    It 'leaves the selector of <_> to the hub, and says so' -ForEach default, global {
        $failed = Get-Failure { Set-OcmClusterSet $_ -LabelSelector env=prod }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'BuiltInClusterSet,OcmPowerShell.Commands.SetOcmClusterSetCommand'
        $failed[0].CategoryInfo.Category | Should -Be InvalidOperation
        $failed[0].TargetObject | Should -Be $_
        "$($failed[0])" | Should -BeLike '*autoupdate*'
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'changes all else of a set that the hub keeps, and its selector once the hub is told to leave it' {
        (Set-OcmClusterSet global -ManagedNamespace shop -PassThru).ManagedNamespaces | Should -Be shop
        $set = Set-OcmClusterSet global -LabelSelector env=prod -Annotation @{ 'cluster.open-cluster-management.io/autoupdate' = $false } -PassThru
        $set.LabelSelector | Should -Be env=prod
        Set-OcmClusterSet global -RemoveManagedNamespace shop -RemoveAnnotation cluster.open-cluster-management.io/autoupdate
        Wait-Until { (Get-OcmClusterSet global).LabelSelector -eq '' } | Should -BeTrue -Because 'the hub keeps it again'
    }

    It 'refuses <Case> before anything is sent' -ForEach @(
        @{ Case = 'no set'; Run = { Set-OcmClusterSet '' -Label @{ a = 'b' } }; Id = 'EmptyTarget' }
        @{ Case = 'nothing to change'; Run = { Set-OcmClusterSet prod }; Id = 'NothingToChange' }
        @{ Case = 'a label that Kubernetes does not take'; Run = { Set-OcmClusterSet prod -Label @{ 'a b' = 'c' } }; Id = 'InvalidLabel' }
        @{ Case = 'an empty label key'; Run = { Set-OcmClusterSet prod -RemoveLabel '' }; Id = 'EmptyTarget' }
        @{ Case = 'an empty namespace'; Run = { Set-OcmClusterSet prod -RemoveManagedNamespace $null }; Id = 'EmptyTarget' }
        @{ Case = 'an empty selector'; Run = { Set-OcmClusterSet prod -LabelSelector '' }; Id = 'EmptyTarget' }
        @{ Case = 'a label that is set and removed'; Run = { Set-OcmClusterSet prod -Label @{ a = 'b' } -RemoveLabel a }; Id = 'InvalidArgument' }
        @{ Case = 'a namespace that is added and removed'; Run = { Set-OcmClusterSet prod -ManagedNamespace a -RemoveManagedNamespace a }; Id = 'InvalidArgument' }
        @{ Case = 'wildcards'; Run = { Set-OcmClusterSet 'p*' -Label @{ a = 'b' } }; Id = 'WildcardNotSupported' }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be "$Id,OcmPowerShell.Commands.SetOcmClusterSetCommand"
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'is a NotFound error for a set that is not there, and changes the others' {
        $failed = Get-Failure { Set-OcmClusterSet nope, prod -Label @{ x = '1' } }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        $failed[0].TargetObject | Should -Be nope
        (Get-OcmClusterSet prod).Labels['x'] | Should -Be 1
    }

    It 'is a Conflict error for a piped set that was deleted and made again since' {
        $old = Get-OcmClusterSet eu
        Remove-OcmClusterSet eu -Wait -TimeoutSec 20
        [void](New-OcmClusterSet eu)
        $failed = Get-Failure { $old | Set-OcmClusterSet -Label @{ x = '1' } }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Conflict,*'
        $failed[0].TargetObject | Should -Be $old
    }

    It 'tries again when somebody else was faster' {
        [void](Add-Fault Status 409, 'Conflict', 'the object has been modified' -Method PATCH -Count 2)
        Set-OcmClusterSet prod -ManagedNamespace api
        (Get-OcmClusterSet prod).ManagedNamespaces | Should -Be shop, web, api
    }

    It 'sends nothing that changes anything with -WhatIf and -DryRun' {
        Set-OcmClusterSet prod -Label @{ x = '1' } -WhatIf
        Get-SentRequest | Should -BeNullOrEmpty
        (Set-OcmClusterSet prod -Label @{ x = '1' } -DryRun -PassThru).Labels['x'] | Should -Be 1
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        (Get-OcmClusterSet prod).Labels.ContainsKey('x') | Should -BeFalse
    }

    It 'completes -ClusterSet' {
        Get-Completion 'Set-OcmClusterSet p' | Should -Be prod
        Get-Completion 'Set-OcmClusterSet prod -LabelSelector cluster.open' | Should -Not -BeNullOrEmpty -Because 'it is the labels of clusters that count'
    }
}
