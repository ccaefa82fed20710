BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox -Cluster one, two)
}

AfterAll { Exit-Sandbox }

Describe 'Resume-OcmCluster' {
    BeforeEach { Suspend-OcmCluster one, two -Reason nightly; Clear-SentRequest }
    AfterEach { Clear-Fault }

    It 'lets placements choose a cluster again, and says nothing' {
        Resume-OcmCluster one | Should -BeNullOrEmpty
        (Get-OcmCluster one).Suspended, (Get-OcmCluster one).SuspendReason | Should -Be $false, ''
        (Get-OcmCluster one).Taints | Should -BeNullOrEmpty
        (Get-OcmCluster two).Suspended | Should -BeTrue
    }

    It 'takes clusters from the pipeline and by wildcards, and returns them with -PassThru' {
        (Get-OcmCluster | Where-Object Suspended | Resume-OcmCluster -PassThru).Name | Sort-Object | Should -Be one, two
        Get-OcmCluster | Where-Object Suspended | Should -BeNullOrEmpty
        Suspend-OcmCluster one
        Resume-OcmCluster o*
        (Get-OcmCluster one).Suspended | Should -BeFalse
    }

    It 'can be run again without a write' {
        Resume-OcmCluster one
        Clear-SentRequest
        (Resume-OcmCluster one -PassThru).Name | Should -Be one
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'sends nothing that changes with -WhatIf and -DryRun' {
        Resume-OcmCluster * -WhatIf
        (Resume-OcmCluster one -DryRun -PassThru).Suspended | Should -BeFalse
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        (Get-OcmCluster).Suspended | Should -Be $true, $true
    }

    It 'is one error for a cluster that is not there or refuses, and the others go on' {
        [void](Add-Fault Status 403, 'Forbidden', 'no' -Method PATCH -Path managedclusters/one)
        $failed = Get-Failure { Resume-OcmCluster one, nobody, two }
        $failed.FullyQualifiedErrorId | Sort-Object | Should -Be 'Forbidden,OcmPowerShell.Commands.ResumeOcmClusterCommand', 'NotFound,OcmPowerShell.Commands.ResumeOcmClusterCommand'
        ($failed | Where-Object FullyQualifiedErrorId -Like 'NotFound*').TargetObject | Should -Be nobody
        (Get-OcmCluster two).Suspended | Should -BeFalse
    }

    It 'takes nothing empty for "all"' {
        foreach ($run in { Resume-OcmCluster '' }, { Resume-OcmCluster $null }, { Resume-OcmCluster @() }) {
            (Get-Failure $run)[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        }
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'completes clusters' { Get-Completion 'Resume-OcmCluster ' | Should -Be one, two }
}
