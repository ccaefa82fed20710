BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox)
    [void](New-OcmClusterSetBinding default -Namespace default)
    [void](New-OcmPlacement web)
    [void](New-OcmPlacement none -LabelSelector nobody=here)
    [void](Wait-OcmPlacement default/* -For Decided -TimeoutSec 20)
    $map = Out-TestFile map.yml (Get-ConfigMapText)
    [void](New-OcmWorkReplicaSet web -Path $map -Placement web)
    [void](New-OcmWorkReplicaSet idle -Path $map -Placement none)
}

AfterAll { Exit-Sandbox }

Describe 'Wait-OcmWorkReplicaSet' {
    BeforeEach { Clear-Fault; Clear-SentRequest }

    It 'passes each on when it is rolled out, given by <Kind>' -ForEach @(
        @{ Kind = 'name'; Run = { Wait-OcmWorkReplicaSet web, default/web -TimeoutSec 20 } }
        @{ Kind = 'object'; Run = { Get-OcmWorkReplicaSet web | Wait-OcmWorkReplicaSet -TimeoutSec 20 } }
        @{ Kind = 'copy'; Run = { Get-OcmWorkReplicaSet web | ConvertTo-Csv | ConvertFrom-Csv | Wait-OcmWorkReplicaSet -TimeoutSec 20 } }
        @{ Kind = 'kubectl object'; Run = { (Get-OcmWorkReplicaSet web -IncludeJson).Json | ConvertFrom-Json | Wait-OcmWorkReplicaSet -TimeoutSec 20 } }
        @{ Kind = 'pattern'; Run = { Wait-OcmWorkReplicaSet 'default/w*' -TimeoutSec 20 } }
    ) {
        $found = & $Run
        $found | Should -HaveCount 1
        $found.FullName, $found.RolledOut | Should -Be default/web, $true
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'waits for <For>' -ForEach @(
        @{ For = 'RolledOut' }, @{ For = 'applied' }, @{ For = 'Available' }, @{ For = 'PlacementVerified' }, @{ For = 'ManifestworkApplied=True' }
    ) { (Wait-OcmWorkReplicaSet web -For $For -TimeoutSec 20).FullName | Should -Be default/web }

    It 'is not content with no clusters at all, and says so' {
        foreach ($goal in 'RolledOut', 'Applied', 'Available') {
            $failed = Get-Failure { Wait-OcmWorkReplicaSet idle -For $goal -TimeoutSec 1 }
            $failed[0].FullyQualifiedErrorId | Should -Be 'WaitTimeout,OcmPowerShell.Commands.WaitOcmWorkReplicaSetCommand'
            "$failed" | Should -BeLike '*NoCluster (its placements have selected no cluster)*'
        }
        (Wait-OcmWorkReplicaSet idle -For PlacementVerified=False -TimeoutSec 20).FullName | Should -Be default/idle
    }

    It 'is not misled by a state of before, whoever changed it' {
        [void](Invoke-OcmRestMethod -Method Patch /sandbox/v1/clusters/one -Body '{"offline":true}')
        try {
            [void](Invoke-OcmRestMethod -Method Patch /apis/work.open-cluster-management.io/v1alpha1/namespaces/default/manifestworkreplicasets/web -Body (@{
                        spec = @{ manifestWorkTemplate = @{ workload = @{ manifests = @(@{ apiVersion = 'v1'; kind = 'ConfigMap'; metadata = @{ name = 'settings'; namespace = 'default' }; data = @{ value = 'new' } }) } } }
                    } | ConvertTo-Json -Depth 9))
            $failed = Get-Failure { Wait-OcmWorkReplicaSet web -TimeoutSec 2 }
            "$failed" | Should -BeLike '*Not applied: one*'
        }
        finally { Enable-Cluster one }
        (Wait-OcmWorkReplicaSet web -TimeoutSec 30).RolledOut | Should -BeTrue
    }

    It 'ends early where no rollout can end' {
        [void](Invoke-OcmRestMethod -Method Post /apis/work.open-cluster-management.io/v1alpha1/namespaces/default/manifestworkreplicasets -Body @{
                apiVersion = 'work.open-cluster-management.io/v1alpha1'; kind = 'ManifestWorkReplicaSet'; metadata = @{ name = 'raw' }
                spec       = @{ placementRefs = @(@{ name = 'web' }); manifestWorkTemplate = @{ workload = @{ manifests = @(@{ apiVersion = 'v1'; kind = 'ConfigMap'; metadata = @{ name = 'raw'; namespace = 'default' } }) } } }
            })
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $failed = Get-Failure { Wait-OcmWorkReplicaSet raw -TimeoutSec 60 }
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 30
        $failed[0].FullyQualifiedErrorId | Should -Be 'NoProgressRule,OcmPowerShell.Commands.WaitOcmWorkReplicaSetCommand'
        $failed[0].CategoryInfo.Category | Should -Be InvalidOperation
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike '*Set-OcmWorkReplicaSet*'
        (Wait-OcmWorkReplicaSet raw -For Available -TimeoutSec 20).FullName | Should -Be default/raw
    }

    It 'waits for replica sets to go' {
        [void](New-OcmWorkReplicaSet leaving -Path $map -Placement web)
        "$(Get-Failure { Wait-OcmWorkReplicaSet leaving -For Deleted -TimeoutSec 1 })" | Should -BeLike '*not gone after 1 s*'
        Remove-OcmWorkReplicaSet leaving
        Wait-OcmWorkReplicaSet leaving -For Deleted -TimeoutSec 20 | Should -BeNullOrEmpty
        Wait-OcmWorkReplicaSet leaving -For Deleted -TimeoutSec 20 | Should -BeNullOrEmpty
        (Get-Failure { Wait-OcmWorkReplicaSet leaving -TimeoutSec 5 })[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
    }

    It 'refuses <What>' -ForEach @(
        @{ What = 'an empty name'; Id = 'EmptyTarget'; Run = { Wait-OcmWorkReplicaSet $null } }
        @{ What = 'what nobody can wait for'; Id = 'InvalidArgument'; Run = { Wait-OcmWorkReplicaSet web -For 'a b' } }
    ) { (Get-Failure $Run)[0].FullyQualifiedErrorId | Should -BeLike "$Id,*" }

    It 'stops within a second when the pipeline stops' {
        $stopped = Measure-Stop 'param($config) Wait-OcmWorkReplicaSet idle -KubeConfig $config' @{ config = (Get-OcmSandbox).KubeConfig } { Get-OpenRequest }
        $stopped.Begun, $stopped.Ended | Should -Be $true, $true
        $stopped.Milliseconds | Should -BeLessThan 1000
    }

    It 'completes replica sets and goals' {
        Get-Completion 'Wait-OcmWorkReplicaSet default/w' | Should -Be default/web
        Get-Completion 'Wait-OcmWorkReplicaSet web -For A' | Should -Be Applied, Available
    }
}
