BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox -Cluster one, two, edge1)
    $api = '/apis/cluster.open-cluster-management.io'

    function Add-Placement([string] $Namespace, [string] $Name, [hashtable] $Spec = @{}, [hashtable] $Label = @{}) {
        [void](Invoke-OcmRestMethod -Method POST -Path "$api/v1beta1/namespaces/$Namespace/placements" -Body @{
                apiVersion = 'cluster.open-cluster-management.io/v1beta1'; kind = 'Placement'; metadata = @{ name = $Name; labels = $Label }; spec = $Spec
            })
    }
    foreach ($namespace in 'prod', 'test') {
        [void](Invoke-OcmRestMethod -Method POST -Path /api/v1/namespaces -Body @{ apiVersion = 'v1'; kind = 'Namespace'; metadata = @{ name = $namespace } })
    }
    [void](Invoke-OcmRestMethod -Method POST -Path "$api/v1beta2/namespaces/prod/managedclustersetbindings" -Body @{
            apiVersion = 'cluster.open-cluster-management.io/v1beta2'; kind = 'ManagedClusterSetBinding'; metadata = @{ name = 'default' }; spec = @{ clusterSet = 'default' }
        })
    Add-Placement prod web @{ clusterSets = @('default'); numberOfClusters = 2 } @{ app = 'web' }
    Add-Placement prod many @{ numberOfClusters = 9 }
    Add-Placement test web
    Add-Placement prod bad @{ predicates = @(@{ requiredClusterSelector = @{ labelSelector = @{ matchExpressions = @(@{ key = 'a'; operator = 'In' }) } } }) }
    [void](Wait-Until { @(Get-OcmPlacement | Where-Object Reason).Count -eq 4 })
}

AfterAll { Exit-Sandbox }

Describe 'Get-OcmPlacement' {
    BeforeEach { Clear-Fault; Clear-SentRequest }

    It 'lists the placements of all namespaces with one request' {
        $all = Get-OcmPlacement
        $all.FullName | Sort-Object | Should -Be prod/bad, prod/many, prod/web, test/web
        $all | Should -BeOfType OcmPowerShell.Hub.Model.Placement
        @(Get-SentRequest).Path | Should -Be "$api/v1beta1/placements"
    }

    It 'tells what clusteradm shows, and the reason that counts whatever the order of the conditions' {
        $web = Get-OcmPlacement prod/web
        $web.Namespace, $web.Name, "$($web.ClusterSets)" | Should -Be prod, web, default
        $web.Count, $web.SelectedCount, $web.Satisfied, $web.Misconfigured | Should -Be 2, 2, $true, $false
        $web.Reason | Should -Be AllDecisionsScheduled
        $web.Conditions[0].Type | Should -Be PlacementMisconfigured -Because 'clusteradm shows the reason of the first'
        $many = Get-OcmPlacement prod/many
        $many.Satisfied, $many.SelectedCount, $many.Reason | Should -Be $false, 3, NotAllDecisionsScheduled
        $bad = Get-OcmPlacement prod/bad
        $bad.Misconfigured, $bad.Reason | Should -Be $true, Misconfigured
        $bad.Message | Should -Match 'values'
    }

    It 'reads a placement that is named with its namespace without a list' {
        (Get-OcmPlacement prod/web).FullName | Should -Be prod/web
        (Get-OcmPlacement web -Namespace test).FullName | Should -Be test/web
        @(Get-SentRequest).Path | Should -Be "$api/v1beta1/namespaces/prod/placements/web", "$api/v1beta1/namespaces/test/placements/web"
    }

    It 'looks for a name alone in all namespaces' {
        (Get-OcmPlacement web).FullName | Sort-Object | Should -Be prod/web, test/web
    }

    It 'takes wildcards in names and namespaces (<Case>)' -ForEach @(
        @{ Case = 'prod/*'; Run = { Get-OcmPlacement prod/* }; Expected = 'prod/bad', 'prod/many', 'prod/web' }
        @{ Case = 'T*/W*'; Run = { Get-OcmPlacement 'T*/W*' }; Expected = 'test/web' }
        @{ Case = 'w*, prod/m*'; Run = { Get-OcmPlacement 'w*', 'prod/m*' }; Expected = 'prod/many', 'prod/web', 'test/web' }
        @{ Case = '-Namespace prod'; Run = { Get-OcmPlacement -Namespace prod }; Expected = 'prod/bad', 'prod/many', 'prod/web' }
        @{ Case = '-Namespace t*'; Run = { Get-OcmPlacement -Namespace 't*' }; Expected = 'test/web' }
        @{ Case = 'nothing'; Run = { Get-OcmPlacement 'none*' }; Expected = @() }
    ) {
        @((& $Run).FullName | Sort-Object) | Should -Be $Expected
    }

    It 'selects by labels on the server, and reads in pages' {
        (Get-OcmPlacement -LabelSelector app=web).FullName | Should -Be prod/web
        Clear-SentRequest
        Get-OcmPlacement -PageSize 3 | Should -HaveCount 4
        @(Get-SentRequest) | Should -HaveCount 2
    }

    It 'gives the whole object only when told so' {
        (Get-OcmPlacement prod/web).Json | Should -BeNull
        ((Get-OcmPlacement prod/web -IncludeJson).Json | ConvertFrom-Json).kind | Should -Be Placement
    }

    It 'is a NotFound error for a name that is not there, and returns the others' {
        $found = Get-OcmPlacement prod/web, prod/none, none -ErrorAction SilentlyContinue -ErrorVariable failed
        $found.FullName | Should -Be prod/web
        $failed.TargetObject | Should -Be prod/none, none
        $failed[0].FullyQualifiedErrorId | Should -Be 'NotFound,OcmPowerShell.Commands.GetOcmPlacementCommand'
        $failed[0].CategoryInfo.Category | Should -Be ObjectNotFound
    }

    It 'refuses what names nothing, or two namespaces (<Case>)' -ForEach @(
        @{ Case = 'empty'; Run = { Get-OcmPlacement '' }; Id = 'EmptyTarget' }
        @{ Case = 'null'; Run = { Get-OcmPlacement $null }; Id = 'EmptyTarget' }
        @{ Case = 'empty namespace'; Run = { Get-OcmPlacement -Namespace '' }; Id = 'EmptyTarget' }
        @{ Case = 'a/b/c'; Run = { Get-OcmPlacement a/b/c }; Id = 'InvalidArgument' }
        @{ Case = '/web'; Run = { Get-OcmPlacement /web }; Id = 'InvalidArgument' }
        @{ Case = 'two namespaces'; Run = { Get-OcmPlacement prod/web -Namespace test }; Id = 'InvalidArgument' }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be "$Id,OcmPowerShell.Commands.GetOcmPlacementCommand"
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'shows a table that says what is wanted' {
        $table = (Get-OcmPlacement prod/many, test/web | Format-Table | Out-String -Width 200).Trim() -split '\r?\n'
        ($table[0] -split ' +') -join ' ' | Should -Be 'Namespace Name Satisfied Reason Selected Wanted Age'
        $table[2] | Should -Match '^prod +many +False +NotAllDecisionsScheduled +3 +9 +\d+[sm]'
        $table[3] | Should -Match '^test +web +False +NoManagedClusterSetBindings +0 +All '
        [OcmPowerShell.Hub.Model.Placement]::new() | Format-Table | Out-String | Should -Match 'Unknown'
    }

    It 'keeps all of it through Clixml' {
        $web = Get-OcmPlacement prod/web
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($web))
        $copy.FullName, $copy.Satisfied, $copy.Groups[0].ClusterCount, $copy.Conditions[0].Reason | Should -Be prod/web, $true, 2, $web.Conditions[0].Reason
        "$copy" | Should -Be prod/web
    }

    It 'completes -Name, with -Namespace the name alone' {
        Get-Completion 'Get-OcmPlacement prod' | Should -Be prod/bad, prod/many, prod/web
        Get-Completion 'Get-OcmPlacement -Namespace test -Name ' | Should -Be web
        Get-Completion 'Get-OcmPlacement -Namespace te' | Should -Be test
    }
}
