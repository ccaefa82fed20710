BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox -Cluster one, two)
    function Get-TaintText([string] $Cluster = 'one') { @((Get-OcmCluster $Cluster).Taints | ForEach-Object { "$_" }) }
}

AfterAll { Exit-Sandbox }

Describe 'Add-OcmClusterTaint' {
    BeforeEach { Clear-SentRequest }
    AfterEach { Clear-Fault; Remove-OcmClusterTaint * * -WarningAction Ignore }

    It 'adds a taint and says nothing; the hub stamps it' {
        Add-OcmClusterTaint one gpu | Should -BeNullOrEmpty
        Add-OcmClusterTaint one example.com/team -Value web -Effect NoSelectIfNew
        Get-TaintText | Should -Be 'gpu:NoSelect', 'example.com/team=web:NoSelectIfNew'
        (Get-OcmCluster one).Taints[0].TimeAdded.Kind | Should -Be Utc
    }

    It 'leaves the time of the taints that are there' {
        Add-OcmClusterTaint one gpu
        $before = (Get-OcmCluster one).Taints[0].TimeAdded
        Start-Sleep -Milliseconds 1100
        Add-OcmClusterTaint one other
        (Get-OcmCluster one).Taints[0].TimeAdded | Should -Be $before
    }

    It 'can be run again, and changes value and effect of the one taint of a key' {
        Add-OcmClusterTaint one gpu true
        Clear-SentRequest
        (Add-OcmClusterTaint one gpu true -PassThru).Name | Should -Be one
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        Add-OcmClusterTaint one gpu false
        Get-TaintText | Should -Be 'gpu=false:NoSelect'
        Add-OcmClusterTaint one gpu -Effect PreferNoSelect
        Get-TaintText | Should -Be 'gpu:PreferNoSelect'
        # It must stay changeable: two taints of a key would lock the cluster.
        Get-Failure { Set-OcmCluster one -Label @{ env = "t$(Get-Random)" } } | Should -BeNullOrEmpty
    }

    It 'takes clusters from the pipeline and by wildcards, and returns them with -PassThru' {
        (Get-OcmCluster | Add-OcmClusterTaint -Key a -PassThru).Name | Sort-Object | Should -Be one, two
        Add-OcmClusterTaint t* b
        Get-TaintText two | Should -Be 'a:NoSelect', 'b:NoSelect'
        Get-TaintText one | Should -Be 'a:NoSelect'
    }

    It 'sends nothing that changes with -WhatIf and -DryRun' {
        Add-OcmClusterTaint * gpu -WhatIf
        (Add-OcmClusterTaint one gpu -DryRun -PassThru).Taints.Key | Should -Be gpu
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        Get-TaintText | Should -BeNullOrEmpty
    }

    It 'warns of a taint that is the hub''s, once' {
        Add-OcmClusterTaint one, two cluster.open-cluster-management.io/unavailable -WarningVariable said -WarningAction SilentlyContinue
        @($said) | Should -HaveCount 1
        "$said" | Should -BeLike '*unavailable*Suspend-OcmCluster*'
    }

    It 'is one error for a cluster that is not there, and the others go on' {
        $failed = Get-Failure { Add-OcmClusterTaint one, nobody, two gpu }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'NotFound,OcmPowerShell.Commands.AddOcmClusterTaintCommand'
        $failed[0].TargetObject | Should -Be nobody
        Get-TaintText two | Should -Be 'gpu:NoSelect'
    }

    It 'keeps what another writes meanwhile' {
        [void](Add-Fault Status 409, 'Conflict', 'the object has been modified' -Method PATCH -Count 2)
        Get-Failure { Add-OcmClusterTaint one gpu } | Should -BeNullOrEmpty
        Get-TaintText | Should -Be 'gpu:NoSelect'
    }

    It 'refuses <What> before anything is sent' -ForEach @(
        @{ What = 'a key that no taint can have'; Id = 'InvalidLabel'; Run = { Add-OcmClusterTaint one 'a b' } }
        @{ What = 'an empty key'; Id = 'EmptyTarget'; Run = { Add-OcmClusterTaint one '' } }
        @{ What = 'an empty cluster'; Id = 'EmptyTarget'; Run = { Add-OcmClusterTaint $null gpu } }
        @{ What = 'an effect that there is not'; Id = 'CannotConvertArgumentNoMessage'; Run = { Add-OcmClusterTaint one gpu -Effect NoSchedule } }
        @{ What = 'a value that is too long'; Id = 'ParameterArgumentValidationError'; Run = { Add-OcmClusterTaint one gpu ('x' * 1025) } }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'completes clusters, keys and effects' {
        Add-OcmClusterTaint two gpu
        Get-Completion 'Add-OcmClusterTaint ' | Should -Be one, two
        Get-Completion 'Add-OcmClusterTaint two -Key ' | Should -Be gpu
        Get-Completion 'Add-OcmClusterTaint one gpu -Effect ' | Should -Be NoSelect, NoSelectIfNew, PreferNoSelect
    }
}
