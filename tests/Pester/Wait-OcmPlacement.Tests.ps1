BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $info = Enter-Sandbox -Cluster one, two
    $api = '/apis/cluster.open-cluster-management.io'

    function Add-Placement([string] $Name, [hashtable] $Spec = @{}, [hashtable] $Annotation = @{}) {
        [void](Invoke-OcmRestMethod -Method POST -Path "$api/v1beta1/namespaces/default/placements" -Body @{
                apiVersion = 'cluster.open-cluster-management.io/v1beta1'; kind = 'Placement'; metadata = @{ name = $Name; annotations = $Annotation }; spec = $Spec
            })
    }
    function Set-Placement([string] $Name, [hashtable] $Spec) { [void](Invoke-OcmRestMethod -Method PATCH -Path "$api/v1beta1/namespaces/default/placements/$Name" -Body @{ spec = $Spec }) }
    $bad = @{ predicates = @(@{ requiredClusterSelector = @{ labelSelector = @{ matchExpressions = @(@{ key = 'a'; operator = 'In' }) } } }) }
    [void](Invoke-OcmRestMethod -Method POST -Path "$api/v1beta2/namespaces/default/managedclustersetbindings" -Body @{
            apiVersion = 'cluster.open-cluster-management.io/v1beta2'; kind = 'ManagedClusterSetBinding'; metadata = @{ name = 'default' }; spec = @{ clusterSet = 'default' }
        })
    Add-Placement web
    Add-Placement many @{ numberOfClusters = 9 }
}

AfterAll { Exit-Sandbox }

Describe 'Wait-OcmPlacement' {
    BeforeEach { Clear-Fault; Clear-SentRequest }

    It 'passes each on when it is satisfied, given by name, object or copy' {
        $web = Wait-OcmPlacement web, default/web -TimeoutSec 20
        $web | Should -HaveCount 1
        $web.Satisfied, $web.SelectedCount | Should -Be $true, 2
        (Get-OcmPlacement web | Wait-OcmPlacement -TimeoutSec 20).FullName | Should -Be default/web
        (Get-OcmPlacement web | ConvertTo-Csv | ConvertFrom-Csv | Wait-OcmPlacement -TimeoutSec 20).FullName | Should -Be default/web
        ((Get-OcmPlacement web -IncludeJson).Json | ConvertFrom-Json | Wait-OcmPlacement -TimeoutSec 20).FullName | Should -Be default/web
        (Wait-OcmPlacement 'default/w*' -TimeoutSec 20).FullName | Should -Be default/web
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'waits for the scheduler only with -For Decided' {
        (Wait-OcmPlacement many -For Decided -TimeoutSec 20).Satisfied | Should -BeFalse
    }

    It 'says with what reason one is not satisfied' {
        $failed = Get-Failure { Wait-OcmPlacement many -TimeoutSec 1 }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'WaitTimeout,OcmPowerShell.Commands.WaitOcmPlacementCommand'
        $failed[0].CategoryInfo.Category | Should -Be OperationTimeout
        "$($failed[0].TargetObject)" | Should -Be many
        "$failed" | Should -BeLike '*default/many*not satisfied after 1 s*NotAllDecisionsScheduled (*)*'
        "$(Get-Failure { Wait-OcmPlacement many -TimeoutSec 0 })" | Should -BeLike '*is not satisfied now*'
    }

    It 'says that the scheduler leaves one alone' {
        Add-Placement paused -Annotation @{ 'cluster.open-cluster-management.io/experimental-scheduling-disable' = 'true' }
        "$(Get-Failure { Wait-OcmPlacement paused -For Decided -TimeoutSec 1 })" | Should -BeLike '*experimental-scheduling-disable*'
    }

    It 'ends early for one that asks for what cannot be, and goes on with the others' {
        Add-Placement bad $bad
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $found = Wait-OcmPlacement bad, web -ErrorAction SilentlyContinue -ErrorVariable failed
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 30
        $found.FullName | Should -Be default/web
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'PlacementMisconfigured,OcmPowerShell.Commands.WaitOcmPlacementCommand'
        $failed[0].CategoryInfo.Category | Should -Be InvalidData
        "$failed" | Should -Match 'values'
        (Wait-OcmPlacement bad -For Decided -TimeoutSec 20).Misconfigured | Should -BeTrue
    }

    It 'is not misled by a state of before, when one has just been mended' {
        Add-Placement mended $bad
        [void](Wait-OcmPlacement mended -For Decided -TimeoutSec 20)
        Set-Placement mended @{ predicates = @() }
        (Wait-OcmPlacement mended -TimeoutSec 20).Satisfied | Should -BeTrue
        Set-Placement mended @{ numberOfClusters = 1 }
        (Wait-OcmPlacement mended -TimeoutSec 20).SelectedCount | Should -Be 1
    }

    It 'waits for placements to go' {
        Add-Placement leaving
        "$(Get-Failure { Wait-OcmPlacement leaving -For Deleted -TimeoutSec 1 })" | Should -BeLike '*not gone after 1 s*'
        [void](Invoke-OcmRestMethod -Method DELETE -Path "$api/v1beta1/namespaces/default/placements/leaving")
        foreach ($time in 1, 2) { Get-Failure { Wait-OcmPlacement leaving -For Deleted -TimeoutSec 20 } | Should -BeNullOrEmpty }
    }

    It 'is a NotFound error at once for one that is not there' {
        $failed = Get-Failure { Wait-OcmPlacement default/none }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        $failed[0].CategoryInfo.Category | Should -Be ObjectNotFound
    }

    It 'refuses what names nothing (<Case>)' -ForEach @(
        @{ Case = 'empty'; Run = { Wait-OcmPlacement '' } }
        @{ Case = 'null'; Run = { Wait-OcmPlacement $null } }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'outlives watches that break' {
        [void](Add-Fault Reset -Path placements -Count 3)
        (Wait-OcmPlacement web -TimeoutSec 20).FullName | Should -Be default/web
    }

    It 'can be stopped while it waits' {
        $stopped = Measure-Stop 'param($config) Wait-OcmPlacement many -KubeConfig $config' @{ config = $info.KubeConfig } -Once { Get-OpenRequest }
        $stopped.Begun | Should -BeTrue
        $stopped.State | Should -Be Stopped
        $stopped.Milliseconds | Should -BeLessThan 1000
        Wait-Until { -not (Get-OpenRequest) } | Should -BeTrue
    }

    It 'completes -Placement and -For' {
        Get-Completion 'Wait-OcmPlacement default/w' | Should -Be default/web
        Get-Completion 'Wait-OcmPlacement web -For De' | Sort-Object | Should -Be Decided, Deleted
    }
}
