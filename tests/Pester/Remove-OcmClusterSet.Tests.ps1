BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox -Cluster one, two)
}

AfterAll { Exit-Sandbox }

Describe 'Remove-OcmClusterSet' {
    BeforeEach { [void](New-OcmClusterSet prod, dev); Clear-SentRequest }
    AfterEach {
        Clear-Fault
        Get-OcmClusterSetBinding | Remove-OcmClusterSetBinding -WarningAction Ignore
        Add-OcmClusterSetMember default -Cluster one, two
        Get-OcmClusterSet | Where-Object Name -NotIn default, global | Remove-OcmClusterSet -Wait -TimeoutSec 20
    }

    It 'deletes a set and says nothing' {
        Remove-OcmClusterSet prod -Wait -TimeoutSec 20 -WarningVariable warned | Should -BeNullOrEmpty
        $warned | Should -BeNullOrEmpty
        (Get-OcmClusterSet).Name | Should -Be default, dev, global
    }

    It 'deletes <Kind>' -ForEach @(
        @{ Kind = 'piped sets'; Run = { Get-OcmClusterSet prod, dev | Remove-OcmClusterSet -Wait -TimeoutSec 20 } }
        @{ Kind = 'names from the pipeline'; Run = { 'prod', 'dev' | Remove-OcmClusterSet -Wait -TimeoutSec 20 } }
        @{ Kind = 'CSV copies'; Run = { Get-OcmClusterSet prod, dev | ConvertTo-Csv | ConvertFrom-Csv | Remove-OcmClusterSet -Wait -TimeoutSec 20 } }
        @{ Kind = 'kubectl objects'; Run = { Get-OcmClusterSet prod, dev -IncludeJson | ForEach-Object { $_.Json | ConvertFrom-Json } | Remove-OcmClusterSet -Wait -TimeoutSec 20 } }
        @{ Kind = 'names as an argument'; Run = { Remove-OcmClusterSet -Name prod, dev -Wait -TimeoutSec 20 } }
    ) {
        & $Run
        (Get-OcmClusterSet).Name | Should -Be default, global
    }

    It 'refuses <_>, which the hub would make again' -ForEach default, global {
        $failed = Get-Failure { Remove-OcmClusterSet $_ }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'BuiltInClusterSet,OcmPowerShell.Commands.RemoveOcmClusterSetCommand'
        $failed[0].CategoryInfo.Category | Should -Be InvalidOperation
        $failed[0].TargetObject | Should -Be $_
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'refuses a set that is bound, says where and what to do, and deletes the others' {
        [void](New-OcmClusterSetBinding prod -Namespace default, kube-public)
        $failed = Get-Failure { Remove-OcmClusterSet prod, dev -Wait -TimeoutSec 20 }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ClusterSetBound,*'
        $failed[0].CategoryInfo.Category | Should -Be ResourceBusy
        $failed[0].TargetObject | Should -Be prod
        "$($failed[0])" | Should -BeLike '*default, kube-public*Remove-OcmClusterSetBinding prod -Namespace default, kube-public'
        (Get-OcmClusterSet).Name | Should -Be default, global, prod
        Remove-OcmClusterSetBinding prod -Namespace default, kube-public
        Remove-OcmClusterSet prod -Wait -TimeoutSec 20
        Get-OcmClusterSet prod* | Should -BeNullOrEmpty
    }

    It 'does not delete a set of which one may not see whether it is bound' {
        [void](Add-Fault Status 403, 'Forbidden', 'not for you' -Path managedclustersetbindings)
        $failed = Get-Failure { Remove-OcmClusterSet prod }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Forbidden,*'
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'warns which clusters keep its label; what it says helps' {
        Add-OcmClusterSetMember prod -Cluster one, two
        Remove-OcmClusterSet prod -Wait -TimeoutSec 20 -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -HaveCount 1
        "$warned" | Should -BeLike '2 cluster(s)*prod*one, two*Add-OcmClusterSetMember default'
        (Get-OcmCluster one).ClusterSet | Should -Be prod -Because 'the hub does not take the label off'
        (Get-OcmClusterSet | Where-Object Clusters -Contains one).Name | Should -Be global
        Invoke-Expression ("$warned" -replace '^.*such as .global.*with: ')
        (Get-OcmCluster).ClusterSet | Should -Be default, default
    }

    It 'warns with -WhatIf too, and sends nothing that changes anything' {
        Add-OcmClusterSetMember prod -Cluster one
        Clear-SentRequest
        Remove-OcmClusterSet prod, dev -WhatIf -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike '1 cluster(s)*one*'
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        Remove-OcmClusterSet prod -DryRun -WarningAction Ignore
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        @(Get-SentRequest | Where-Object Method -EQ DELETE) | Should -HaveCount 1
        Get-OcmClusterSet prod | Should -HaveCount 1
    }

    It 'deletes a set whose clusters one may not list, and says that nobody knows them' {
        [void](Add-Fault Status 403, 'Forbidden', 'not for you' -Method GET -Path /v1/managedclusters)
        Remove-OcmClusterSet prod -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike '*may not list*prod*'
        Clear-Fault
        Wait-Until { -not (Get-OcmClusterSet prod*) } | Should -BeTrue
    }

    It 'refuses <Case> before anything is sent' -ForEach @(
        @{ Case = 'an empty name'; Run = { Remove-OcmClusterSet '' }; Id = 'EmptyTarget' }
        @{ Case = 'null'; Run = { Remove-OcmClusterSet $null }; Id = 'EmptyTarget' }
        @{ Case = 'wildcards'; Run = { Remove-OcmClusterSet 'p*' }; Id = 'WildcardNotSupported' }
        @{ Case = '-Wait with -DryRun'; Run = { Remove-OcmClusterSet prod -Wait -DryRun }; Id = 'InvalidArgument' }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'is a NotFound error for a set that is not there' {
        $failed = Get-Failure { Remove-OcmClusterSet nope }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        $failed[0].TargetObject | Should -Be nope
    }

    It 'is a Conflict error for a piped set that was deleted and made again since' {
        $old = Get-OcmClusterSet dev
        Remove-OcmClusterSet dev -Wait -TimeoutSec 20
        [void](New-OcmClusterSet dev)
        $failed = Get-Failure { $old | Remove-OcmClusterSet }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Conflict,*'
        Get-OcmClusterSet dev | Should -HaveCount 1
    }

    It 'counts as done what somebody else deleted meanwhile' {
        [void](Add-Fault Status 404, 'NotFound', 'managedclustersets "dev" not found' -Method DELETE)
        Get-Failure { Remove-OcmClusterSet dev } | Should -BeNullOrEmpty
    }

    It 'completes -ClusterSet' {
        Get-Completion 'Remove-OcmClusterSet p' | Should -Be prod
    }
}
