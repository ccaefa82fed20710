BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox -Cluster one, two)
    function Get-TaintText([string] $Cluster = 'one') { @((Get-OcmCluster $Cluster).Taints | ForEach-Object { "$_" }) }
}

AfterAll { Exit-Sandbox }

Describe 'Remove-OcmClusterTaint' {
    BeforeEach {
        Add-OcmClusterTaint one, two gpu true
        Add-OcmClusterTaint one example.com/a x -Effect NoSelectIfNew
        Add-OcmClusterTaint one example.com/b
        Clear-SentRequest
    }
    AfterEach { Clear-Fault; Remove-OcmClusterTaint * * -WarningAction Ignore }

    It 'removes <What>' -ForEach @(
        @{ What = 'a taint'; Run = { Remove-OcmClusterTaint one gpu }; Left = 'example.com/a=x:NoSelectIfNew', 'example.com/b:NoSelect' }
        @{ What = 'several'; Run = { Remove-OcmClusterTaint one gpu, example.com/a }; Left = 'example.com/b:NoSelect' }
        @{ What = 'what wildcards match'; Run = { Remove-OcmClusterTaint one example.com/* }; Left = 'gpu=true:NoSelect' }
        @{ What = 'only those with the value'; Run = { Remove-OcmClusterTaint one * -Value x }; Left = 'gpu=true:NoSelect', 'example.com/b:NoSelect' }
        @{ What = 'only those without a value'; Run = { Remove-OcmClusterTaint one * -Value '' }; Left = 'gpu=true:NoSelect', 'example.com/a=x:NoSelectIfNew' }
        @{ What = 'only those with the effect'; Run = { Remove-OcmClusterTaint one * -Effect NoSelect }; Left = 'example.com/a=x:NoSelectIfNew' }
        @{ What = 'all'; Run = { Remove-OcmClusterTaint one * }; Left = @() }
        @{ What = 'nothing that is not there'; Run = { Remove-OcmClusterTaint one nothing }; Left = 'gpu=true:NoSelect', 'example.com/a=x:NoSelectIfNew', 'example.com/b:NoSelect' }
    ) {
        & $Run | Should -BeNullOrEmpty
        Get-TaintText | Should -Be $Left
        Get-TaintText two | Should -Be 'gpu=true:NoSelect'
    }

    It 'can be run again without a write, and returns the clusters with -PassThru' {
        (Get-OcmCluster | Remove-OcmClusterTaint -Key gpu -PassThru).Name | Sort-Object | Should -Be one, two
        Clear-SentRequest
        (Get-OcmCluster | Remove-OcmClusterTaint -Key gpu -PassThru).Name | Sort-Object | Should -Be one, two
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'sends nothing that changes with -WhatIf and -DryRun' {
        Remove-OcmClusterTaint * * -WhatIf
        (Remove-OcmClusterTaint one * -DryRun -PassThru).Taints | Should -BeNullOrEmpty
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        Get-TaintText | Should -HaveCount 3
    }

    It 'warns when a taint of the hub''s own goes' {
        [void](New-OcmCluster silent)
        Wait-Until { 'cluster.open-cluster-management.io/unreachable' -in (Get-OcmCluster silent).Taints.Key } | Should -BeTrue
        Remove-OcmClusterTaint silent *unreachable -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -BeLike '*unreachable*comes back*'
        Remove-OcmClusterTaint one gpu -WarningVariable said
        $said | Should -BeNullOrEmpty
        Invoke-OcmRestMethod /apis/cluster.open-cluster-management.io/v1/managedclusters/silent -Method Delete | Out-Null
    }

    It 'is one error for a cluster that is not there or refuses, and the others go on' {
        [void](Add-Fault Status 403, 'Forbidden', 'no' -Method PATCH -Path managedclusters/one)
        $failed = Get-Failure { Remove-OcmClusterTaint one, nobody, two gpu }
        $failed.FullyQualifiedErrorId | Sort-Object | Should -Be 'Forbidden,OcmPowerShell.Commands.RemoveOcmClusterTaintCommand', 'NotFound,OcmPowerShell.Commands.RemoveOcmClusterTaintCommand'
        Get-TaintText two | Should -BeNullOrEmpty
    }

    It 'takes no empty key or cluster for "all"' {
        foreach ($run in { Remove-OcmClusterTaint one '' }, { Remove-OcmClusterTaint one $null }, { Remove-OcmClusterTaint one @() }, { Remove-OcmClusterTaint '' gpu }) {
            (Get-Failure $run)[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        }
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'completes clusters and the keys that they have' {
        Get-Completion 'Remove-OcmClusterTaint ' | Should -Be one, two
        Get-Completion 'Remove-OcmClusterTaint two ' | Should -Be gpu
        Get-Completion 'Remove-OcmClusterTaint one -Key ' | Should -Contain example.com/b
    }
}
