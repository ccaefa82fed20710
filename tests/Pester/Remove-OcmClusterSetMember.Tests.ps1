BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox -Cluster one, two, three)
    [void](New-OcmClusterSet prod, dev)
}

AfterAll { Exit-Sandbox }

Describe 'Remove-OcmClusterSetMember' {
    BeforeEach { Add-OcmClusterSetMember prod -Cluster one, two; Clear-SentRequest }
    AfterEach { Clear-Fault; Add-OcmClusterSetMember default -Cluster * }

    It 'takes a cluster out of a set, and says that it is in default now' {
        Remove-OcmClusterSetMember prod one -WarningVariable warned -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        (Get-OcmCluster one).ClusterSet | Should -Be default
        (Get-OcmCluster two).ClusterSet | Should -Be prod
        $warned | Should -HaveCount 1
        "$warned" | Should -BeLike "1 cluster(s) left*'prod'*in cluster set 'default' now: one.*Add-OcmClusterSetMember*"
    }

    It 'takes <Kind> out, with one warning for all' -ForEach @(
        @{ Kind = 'piped clusters'; Run = { Get-OcmCluster | Remove-OcmClusterSetMember prod -WarningVariable script:warned -WarningAction SilentlyContinue } }
        @{ Kind = 'all clusters of the set'; Run = { Get-OcmClusterSet prod | Get-OcmCluster | Remove-OcmClusterSetMember prod -WarningVariable script:warned -WarningAction SilentlyContinue } }
        @{ Kind = 'what a pattern matches'; Run = { Remove-OcmClusterSetMember prod -Cluster '*' -WarningVariable script:warned -WarningAction SilentlyContinue } }
        @{ Kind = 'names from the pipeline'; Run = { 'one', 'two' | Remove-OcmClusterSetMember prod -WarningVariable script:warned -WarningAction SilentlyContinue } }
    ) {
        & $Run
        Get-OcmCluster -ClusterSet prod | Should -BeNullOrEmpty
        @(Get-SentRequest -Changing) | Should -HaveCount 2
        $warned | Should -HaveCount 1
        "$warned" | Should -BeLike '2 cluster(s)*one, two*'
    }

    It 'leaves a cluster where it is that is in another set; a second run changes nothing' {
        Add-OcmClusterSetMember dev three
        Clear-SentRequest
        $all = Remove-OcmClusterSetMember prod three -PassThru -Verbose -WarningVariable warned 4>&1
        "$all" | Should -BeLike "*not in cluster set 'prod', but in cluster set 'dev'*"
        ($all | Where-Object { $_ -is [OcmPowerShell.Hub.Model.Cluster] }).ClusterSet | Should -Be dev
        $warned | Should -BeNullOrEmpty
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        Remove-OcmClusterSetMember dev three -WarningAction Ignore
        Get-Failure { Remove-OcmClusterSetMember dev three } | Should -BeNullOrEmpty
    }

    It 'returns the cluster in the set where the hub has it with -PassThru' {
        (Remove-OcmClusterSetMember prod one -PassThru -WarningAction Ignore).ClusterSet | Should -Be default
    }

    It 'refuses the set default, and says what to do' {
        $failed = Get-Failure { Get-OcmCluster | Remove-OcmClusterSetMember default }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'BuiltInClusterSet,OcmPowerShell.Commands.RemoveOcmClusterSetMemberCommand'
        $failed[0].CategoryInfo.Category | Should -Be InvalidOperation
        $failed[0].TargetObject | Should -Be default
        "$($failed[0])" | Should -BeLike '*Add-OcmClusterSetMember*'
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'refuses a set that clusters do not join' {
        $failed = Get-Failure { Remove-OcmClusterSetMember global one }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ClusterSetSelectsByLabels,*'
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'takes the label of a set that is gone off its clusters, and is a NotFound error for the others' {
        [void](New-OcmClusterSet temp)
        Add-OcmClusterSetMember temp one
        Remove-OcmClusterSet temp -Wait -TimeoutSec 20 -WarningAction Ignore
        $failed = Get-Failure { Remove-OcmClusterSetMember temp one, two }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        $failed[0].TargetObject | Should -Be two
        "$($failed[0])" | Should -BeLike "*no cluster set 'temp'*"
        (Get-OcmCluster one).ClusterSet | Should -Be default
        (Get-OcmCluster two).ClusterSet | Should -Be prod
    }

    It 'is a NotFound error for a cluster that is not there, and goes on' {
        $failed = Get-Failure { Remove-OcmClusterSetMember prod nobody, one }
        $failed | Should -HaveCount 1
        $failed[0].TargetObject | Should -Be nobody
        (Get-OcmCluster one).ClusterSet | Should -Be default
    }

    It 'sends nothing that changes anything with -WhatIf and -DryRun' {
        Remove-OcmClusterSetMember prod one, two -WhatIf
        Remove-OcmClusterSetMember prod one -DryRun -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike "*would be in cluster set 'default'*"
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        (Get-OcmCluster one).ClusterSet | Should -Be prod
    }

    It 'refuses an empty <Case> before anything is sent' -ForEach @(
        @{ Case = 'cluster'; Run = { Remove-OcmClusterSetMember prod -Cluster @() } }
        @{ Case = 'set'; Run = { Remove-OcmClusterSetMember ' ' one } }
    ) {
        (Get-Failure $Run)[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'completes -ClusterSet' {
        Get-Completion 'Remove-OcmClusterSetMember p' | Should -Be prod
    }
}
