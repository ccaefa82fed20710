BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox)
    [void](New-OcmClusterSet prod, dev)
    [void](New-OcmClusterSetBinding prod -Namespace default, kube-public)
    [void](New-OcmClusterSetBinding dev -Namespace kube-public)
    [void](Wait-Until { @(Get-OcmClusterSetBinding | Where-Object Bound).Count -eq 3 })
}

AfterAll { Exit-Sandbox }

Describe 'Get-OcmClusterSetBinding' {
    BeforeEach { Clear-Fault; Clear-SentRequest }

    It 'lists the bindings of all namespaces with one request' {
        $bindings = Get-OcmClusterSetBinding
        $bindings | Should -BeOfType OcmPowerShell.Hub.Model.ClusterSetBinding
        $bindings | ForEach-Object { "$_" } | Sort-Object | Should -Be default/prod, kube-public/dev, kube-public/prod
        $bindings[0].Bound, $bindings[0].Reason | Should -Be $true, ClusterSetBound
        @(Get-SentRequest) | Should -HaveCount 1
    }

    It 'returns <Count> for <Case>' -ForEach @(
        @{ Case = 'a set'; Run = { Get-OcmClusterSetBinding prod }; Count = 2 }
        @{ Case = 'a set and a namespace'; Run = { Get-OcmClusterSetBinding prod -Namespace default }; Count = 1 }
        @{ Case = 'a namespace'; Run = { Get-OcmClusterSetBinding -Namespace kube-public }; Count = 2 }
        @{ Case = 'several namespaces'; Run = { Get-OcmClusterSetBinding -Namespace default, kube-public }; Count = 3 }
        @{ Case = 'wildcards'; Run = { Get-OcmClusterSetBinding 'P*' -Namespace 'kube*' }; Count = 1 }
        @{ Case = 'a pattern and a name that match the same'; Run = { Get-OcmClusterSetBinding 'p*', prod -Namespace default }; Count = 1 }
        @{ Case = 'piped sets, of which some are not bound'; Run = { Get-OcmClusterSet | Get-OcmClusterSetBinding }; Count = 3 }
        @{ Case = 'a name from the pipeline'; Run = { 'dev' | Get-OcmClusterSetBinding }; Count = 1 }
        @{ Case = 'the alias -Name'; Run = { Get-OcmClusterSetBinding -Name dev }; Count = 1 }
        @{ Case = 'an empty pipeline'; Run = { Get-OcmClusterSet 'no*' | Get-OcmClusterSetBinding }; Count = 0 }
        @{ Case = 'a pattern that matches nothing'; Run = { Get-OcmClusterSetBinding 'no*' }; Count = 0 }
        @{ Case = 'a namespace without bindings'; Run = { Get-OcmClusterSetBinding -Namespace kube-system }; Count = 0 }
    ) {
        $ErrorActionPreference = 'Stop'
        @(& $Run) | Should -HaveCount $Count
    }

    It 'reads a binding that is named whole without a list' {
        [void](Get-OcmClusterSetBinding prod -Namespace default)
        @(Get-SentRequest).Path | Should -BeLike '*/namespaces/default/managedclustersetbindings/prod'
    }

    It 'is a NotFound error for a name that is not bound (<Target>)' -ForEach @(
        @{ Target = 'default/dev'; Run = { Get-OcmClusterSetBinding dev -Namespace default } }
        @{ Target = 'nope'; Run = { Get-OcmClusterSetBinding nope } }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'NotFound,OcmPowerShell.Commands.GetOcmClusterSetBindingCommand'
        $failed[0].TargetObject | Should -Be $Target
    }

    It 'says that a set is gone that a namespace is bound to' {
        [void](New-OcmClusterSet temp)
        [void](New-OcmClusterSetBinding temp)
        [void](Invoke-OcmRestMethod /apis/cluster.open-cluster-management.io/v1beta2/managedclustersets/temp -Method Delete)
        Wait-Until { (Get-OcmClusterSetBinding temp).Bound -eq $false } | Should -BeTrue
        (Get-OcmClusterSetBinding temp).Reason | Should -Be ClusterSetNotFound
        Remove-OcmClusterSetBinding temp
    }

    It 'refuses an empty <Case>' -ForEach @(
        @{ Case = 'set'; Run = { Get-OcmClusterSetBinding '' } }
        @{ Case = 'list of sets'; Run = { Get-OcmClusterSetBinding @() } }
        @{ Case = 'namespace'; Run = { Get-OcmClusterSetBinding -Namespace '' } }
        @{ Case = 'null namespace'; Run = { Get-OcmClusterSetBinding prod -Namespace $null } }
    ) {
        (Get-Failure $Run)[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'shows a table, of a copy too' {
        $binding = Get-OcmClusterSetBinding prod -Namespace default
        foreach ($shown in $binding, [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($binding))) {
            $table = ($shown | Format-Table | Out-String -Width 80).Trim() -split '\r?\n'
            ($table[0] -split ' +') -join ' ' | Should -Be 'Namespace ClusterSet Bound Reason Age'
            $table[2] | Should -Match '^default +prod +True +ClusterSetBound +\d+[smh]'
        }
        ([OcmPowerShell.Hub.Model.ClusterSetBinding]@{ ClusterSet = 'a' } | Format-Table | Out-String) | Should -Match 'a +Unknown'
    }

    It 'completes -ClusterSet and -Namespace' {
        Get-Completion 'Get-OcmClusterSetBinding -Namespace kube-p' | Should -Be kube-public
        Get-Completion 'Get-OcmClusterSetBinding p' | Should -Be prod
    }
}
