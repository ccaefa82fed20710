BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $clusters = 1..120 | ForEach-Object { 'c{0:000}' -f $_ }
    [void](Enter-Sandbox -Cluster ($clusters + 'one'))
    $api = '/apis/cluster.open-cluster-management.io'

    function Add-Placement([string] $Namespace, [string] $Name, [hashtable] $Spec = @{}) {
        [void](Invoke-OcmRestMethod -Method POST -Path "$api/v1beta1/namespaces/$Namespace/placements" -Body @{
                apiVersion = 'cluster.open-cluster-management.io/v1beta1'; kind = 'Placement'; metadata = @{ name = $Name }; spec = $Spec
            })
    }
    function Get-Selector([string] $Cluster) { @{ requiredClusterSelector = @{ claimSelector = @{ matchExpressions = @(@{ key = 'id.k8s.io'; operator = 'In'; values = @("sandbox-$Cluster") }) } } } }
    foreach ($namespace in 'prod', 'test') {
        [void](Invoke-OcmRestMethod -Method POST -Path /api/v1/namespaces -Body @{ apiVersion = 'v1'; kind = 'Namespace'; metadata = @{ name = $namespace } })
        [void](Invoke-OcmRestMethod -Method POST -Path "$api/v1beta2/namespaces/$namespace/managedclustersetbindings" -Body @{
                apiVersion = 'cluster.open-cluster-management.io/v1beta2'; kind = 'ManagedClusterSetBinding'; metadata = @{ name = 'default' }; spec = @{ clusterSet = 'default' }
            })
    }
    Add-Placement prod all @{ decisionStrategy = @{ groupStrategy = @{ clustersPerDecisionGroup = 110 } } }
    Add-Placement prod web @{ predicates = @((Get-Selector one), (Get-Selector c007)) }
    Add-Placement test web @{ predicates = @(, (Get-Selector c008)) }
    Add-Placement test none @{ predicates = @(, (Get-Selector nobody)) }
    [void](Wait-OcmPlacement prod/all, prod/web, test/web, test/none -For Decided -TimeoutSec 30)
    [void](Wait-Until { (Get-OcmPlacement prod/all).SelectedCount -eq 121 } -Seconds 30)
}

AfterAll { Exit-Sandbox }

Describe 'Get-OcmPlacementDecision' {
    BeforeEach { Clear-Fault; Clear-SentRequest }

    It 'gives a row a cluster, from all PlacementDecisions and groups, in order' {
        $rows = Get-OcmPlacementDecision prod/all
        $rows | Should -BeOfType OcmPowerShell.Hub.Model.PlacementDecision
        $rows | Should -HaveCount 121
        @($rows.Cluster | Select-Object -Unique) | Should -HaveCount 121
        @($rows.DecisionName | Select-Object -Unique).Count | Should -BeGreaterThan 1
        $rows.GroupIndex | Should -Be (@(0) * 110 + @(1) * 11)
        $rows[0..109].Cluster | Should -Be ($rows[0..109].Cluster | Sort-Object)
        (Get-OcmPlacementDecision prod/all -PageSize 1).Cluster | Should -Be $rows.Cluster
    }

    It 'never mixes equal names of two namespaces, as clusteradm does' {
        $rows = Get-OcmPlacementDecision prod/web
        $rows.Cluster | Should -Be c007, one
        $rows.Placement | Select-Object -Unique | Should -Be prod/web
        $rows[0].Hub | Should -Be "$((Get-OcmHub)[0])"
        (Get-OcmPlacementDecision test/web).Cluster | Should -Be c008
    }

    It 'lists all with one request when nothing is named, and by pattern' {
        $rows = Get-OcmPlacementDecision
        $rows | Should -HaveCount 124
        @(Get-SentRequest) | Should -HaveCount 1
        ($rows | Group-Object Placement).Name | Sort-Object | Should -Be prod/all, prod/web, test/web
        (Get-OcmPlacementDecision '*/web').Cluster | Should -Be c007, one, c008
        (Get-OcmPlacementDecision 'prod/w*').Cluster | Should -Be c007, one
        Get-OcmPlacementDecision 'none/*' | Should -BeNullOrEmpty
    }

    It 'takes placements from the pipeline, each once' {
        (Get-OcmPlacement '*/web' | Get-OcmPlacementDecision).Cluster | Sort-Object | Should -Be c007, c008, one
        ('test/web', 'test/web' | Get-OcmPlacementDecision).Cluster | Should -Be c008
        ((Get-OcmPlacement test/web -IncludeJson).Json | ConvertFrom-Json | Get-OcmPlacementDecision).Cluster | Should -Be c008
        (Get-OcmPlacement test/web | ConvertTo-Csv | ConvertFrom-Csv | Get-OcmPlacementDecision).Cluster | Should -Be c008
        @() | Get-OcmPlacementDecision | Should -BeNullOrEmpty
    }

    It 'is nothing for a placement that selects nothing, and an error for one that is not there' {
        Get-Failure { Get-OcmPlacementDecision test/none } | Should -BeNullOrEmpty
        $rows = Get-OcmPlacementDecision test/missing, test/web -ErrorAction SilentlyContinue -ErrorVariable failed
        $rows.Cluster | Should -Be c008
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'NotFound,OcmPowerShell.Commands.GetOcmPlacementDecisionCommand'
        "$($failed[0].TargetObject)" | Should -Be test/missing
        "$(Get-Failure { Get-OcmPlacementDecision web })" | Should -BeLike "*default/web*" -Because 'a name alone is in the namespace default'
    }

    It 'refuses what names nothing (<Case>)' -ForEach @(
        @{ Case = 'empty'; Run = { Get-OcmPlacementDecision '' } }
        @{ Case = 'null'; Run = { Get-OcmPlacementDecision $null } }
        @{ Case = 'no elements'; Run = { Get-OcmPlacementDecision @() } }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'gives rows that are clusters to whoever takes clusters' {
        $file = Out-TestFile web.yml (Get-ConfigMapText)
        (Get-OcmPlacementDecision prod/web | New-OcmWork web -Path $file).Cluster | Sort-Object | Should -Be c007, one
        (Get-OcmPlacementDecision prod/web | Get-OcmWork).Cluster | Sort-Object | Should -Be c007, one
        (Get-OcmPlacementDecision test/web | ConvertTo-Csv | ConvertFrom-Csv | Wait-OcmCluster -TimeoutSec 20).Name | Should -Be c008
        Get-Failure { Get-OcmPlacementDecision test/web | Remove-OcmWork -WhatIf } | Should -HaveCount 1
    }

    It 'ends the list early when the pipeline after it has enough' {
        Get-OcmPlacementDecision -PageSize 1 | Select-Object -First 1 | Should -HaveCount 1
        Wait-Until { -not (Get-OpenRequest) } | Should -BeTrue
    }

    It 'shows a table' {
        $table = (Get-OcmPlacementDecision test/web | Format-Table | Out-String -Width 200).Trim() -split '\r?\n'
        ($table[0] -split ' +') -join ' ' | Should -Be 'Placement Cluster Group GroupName Reason'
        $table[2] | Should -Match '^test/web +c008 +0'
    }

    It 'completes -Placement' {
        Get-Completion 'Get-OcmPlacementDecision test/' | Should -Be test/none, test/web
    }
}
