BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox -Cluster one, two)
    $map = Out-TestFile map.yml (Get-ConfigMapText)
    $api = '/apis/cluster.open-cluster-management.io'
    $taint = 'ocmpowershell.io/suspended'
    [void](Invoke-OcmRestMethod "$api/v1beta2/namespaces/default/managedclustersetbindings" -Method Post -Body @{
            apiVersion = 'cluster.open-cluster-management.io/v1beta2'; kind = 'ManagedClusterSetBinding'
            metadata = @{ name = 'default' }; spec = @{ clusterSet = 'default' }
        })

    function Add-Placement([string] $Name, [object[]] $Toleration = @()) {
        [void](Invoke-OcmRestMethod "$api/v1beta1/namespaces/default/placements" -Method Post -Body @{
                apiVersion = 'cluster.open-cluster-management.io/v1beta1'; kind = 'Placement'
                metadata = @{ name = $Name }; spec = @{ tolerations = $Toleration }
            })
        Wait-Until { (Get-Selected $Name).Count -eq 2 } | Should -BeTrue
    }

    function Get-Selected([string] $Placement) {
        @((Invoke-OcmRestMethod "$api/v1beta1/namespaces/default/placementdecisions").items |
                Where-Object { $_.metadata.labels.'cluster.open-cluster-management.io/placement' -eq $Placement } |
                ForEach-Object { $_.status.decisions.clusterName } | Where-Object { $_ })
    }

    function Clear-Placement {
        (Invoke-OcmRestMethod "$api/v1beta1/namespaces/default/placements").items | ForEach-Object {
            Invoke-OcmRestMethod "$api/v1beta1/namespaces/default/placements/$($_.metadata.name)" -Method Delete | Out-Null
        }
        Wait-Until { -not (Invoke-OcmRestMethod "$api/v1beta1/namespaces/default/placementdecisions").items } | Should -BeTrue
    }
}

AfterAll { Exit-Sandbox }

Describe 'Suspend-OcmCluster keeps placements away' {
    BeforeEach { Clear-SentRequest }
    AfterEach { Clear-Fault; Resume-OcmCluster *; Clear-Placement }

    It 'suspends a cluster with a reason, and says nothing' {
        Suspend-OcmCluster one -Reason 'disk is full: 97 %' | Should -BeNullOrEmpty
        $one = Get-OcmCluster one
        $one.Suspended, $one.SuspendReason, $one.Status | Should -Be $true, 'disk is full: 97 %', Available
        "$($one.Taints)" | Should -Be "$taint=disk is full: 97 %:NoSelect"
        (Get-OcmCluster two).Suspended | Should -BeFalse
    }

    It 'does what the nightly runbook says' {
        Get-OcmCluster -Status Unavailable, Unknown | Suspend-OcmCluster -Reason nightly
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        Get-OcmCluster -Status Available | Suspend-OcmCluster -Reason nightly
        @((Get-OcmCluster).SuspendReason) | Should -Be nightly, nightly
    }

    It 'survives CSV and Clixml' {
        Suspend-OcmCluster one -Reason nightly
        (Get-OcmCluster one | ConvertTo-Csv | ConvertFrom-Csv).Suspended | Should -Be True
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Get-OcmCluster one), 2))
        $copy.SuspendReason | Should -Be nightly
        $copy | Resume-OcmCluster
        (Get-OcmCluster one).Suspended | Should -BeFalse
    }

    It 'can be run again: the reason stays unless another is given' {
        Suspend-OcmCluster one -Reason nightly
        Clear-SentRequest
        Suspend-OcmCluster one
        Suspend-OcmCluster one -Reason nightly
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        (Suspend-OcmCluster one -Reason other -PassThru).SuspendReason | Should -Be other
        @((Get-OcmCluster one).Taints) | Should -HaveCount 1
    }

    It 'leaves the other taints' {
        Add-OcmClusterTaint one gpu
        Suspend-OcmCluster one
        (Get-OcmCluster one).Taints.Key | Should -Be gpu, $taint
        Resume-OcmCluster one
        (Get-OcmCluster one).Taints.Key | Should -Be gpu
        Remove-OcmClusterTaint one gpu
    }

    It 'waits with -Wait until no placement selects the clusters, and returns them with -PassThru' {
        Add-Placement web
        $drained = Suspend-OcmCluster one, two -Wait -TimeoutSec 20 -PassThru
        $drained.Name | Sort-Object | Should -Be one, two
        @(Get-Selected web) | Should -BeNullOrEmpty
        Resume-OcmCluster one
        Wait-Until { (Get-Selected web) -eq 'one' } | Should -BeTrue
    }

    It 'sends nothing that changes with -WhatIf and -DryRun' {
        Suspend-OcmCluster * -Reason nightly -Wait -WhatIf
        (Suspend-OcmCluster one -Reason nightly -DryRun -PassThru).Suspended | Should -BeTrue
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        (Get-OcmCluster).Suspended | Should -Be $false, $false
    }

    It 'is one error for a cluster that is not there, and the others go on' {
        $failed = Get-Failure { Suspend-OcmCluster nobody, two -Wait -TimeoutSec 20 }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'NotFound,OcmPowerShell.Commands.SuspendOcmClusterCommand'
        $failed[0].TargetObject | Should -Be nobody
        (Get-OcmCluster two).Suspended | Should -BeTrue
    }

    It 'refuses <What>' -ForEach @(
        @{ What = 'an empty cluster'; Id = 'EmptyTarget'; Run = { Suspend-OcmCluster '' } }
        @{ What = 'a reason that is too long'; Id = 'ParameterArgumentValidationError'; Run = { Suspend-OcmCluster one -Reason ('x' * 1025) } }
        @{ What = '-Wait with -DryRun'; Id = 'InvalidArgument'; Run = { Suspend-OcmCluster one -Wait -DryRun } }
    ) {
        (Get-Failure $Run)[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'completes clusters' { Get-Completion 'Suspend-OcmCluster ' | Should -Be one, two }
}

Describe 'Suspend-OcmCluster tells what stays' {
    BeforeEach { Clear-SentRequest }
    AfterEach { Clear-Fault; Resume-OcmCluster *; Clear-Placement; Clear-Work }

    It 'warns of works that no placement put there, with up to five names' {
        1..7 | ForEach-Object { [void](New-OcmWork "web$_" $map -Cluster one) }
        [void](New-OcmWork placed $map -Cluster two -Label @{ 'ocmpowershell.io/placement' = 'default.web' })
        [void](New-OcmWork addon-x $map -Cluster two)
        Suspend-OcmCluster one, two -WarningVariable said -WarningAction SilentlyContinue
        @($said) | Should -HaveCount 1
        "$said" | Should -BeLike "*'one'*keeps 7 work(s)*web1, web2, web3, web4, web5 and 2 more*Remove-OcmWork*"
    }

    It 'says before it begins which placements keep a cluster, and again when time is up' {
        Add-Placement web
        Add-Placement keeper -Toleration @{ key = $taint; operator = 'Exists' }
        $failed = @(Suspend-OcmCluster one -Wait -TimeoutSec 2 -WarningVariable said -WarningAction SilentlyContinue -ErrorAction SilentlyContinue -ErrorVariable failed -PassThru; $failed)
        "$said" | Should -BeLike "*'one'*default/keeper (tolerates it)*"
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'WaitTimeout,OcmPowerShell.Commands.SuspendOcmClusterCommand'
        $failed[0].CategoryInfo.Category | Should -Be OperationTimeout
        $failed[0].TargetObject | Should -Be one
        "$($failed[0])" | Should -BeLike "*'one'*is suspended*default/keeper (tolerates it)*"
        "$($failed[0])" | Should -Not -BeLike '*default/web*'
        (Get-OcmCluster one).Suspended | Should -BeTrue
    }

    It 'asks for the placements once, and for what they chose only where one keeps clusters' {
        Add-Placement web
        Clear-SentRequest
        Get-OcmCluster | Suspend-OcmCluster
        @(Get-SentRequest | Where-Object Path -Like '*/placements') | Should -HaveCount 1
        @(Get-SentRequest | Where-Object Path -Like '*/placementdecisions') | Should -BeNullOrEmpty
    }

    It 'suspends all the same where placements and works may not be looked at' {
        [void](Add-Fault Status 403, 'Forbidden', 'no' -Method GET -Path /placements)
        [void](Add-Fault Status 403, 'Forbidden', 'no' -Method GET -Path /manifestworks)
        $failed = Get-Failure { Suspend-OcmCluster one, two -WarningVariable script:said }
        $failed | Should -BeNullOrEmpty
        (Get-OcmCluster).Suspended | Should -Be $true, $true
        @($said) | Should -HaveCount 2
    }

    It 'is an error where waiting is not allowed; the clusters stay suspended' {
        [void](Add-Fault Status 403, 'Forbidden', 'no' -Method GET -Path /placementdecisions)
        $failed = Get-Failure { Suspend-OcmCluster one -Wait -TimeoutSec 20 }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Forbidden,*'
        "$($failed[0])" | Should -BeLike '*are suspended*'
        (Get-OcmCluster one).Suspended | Should -BeTrue
    }

    It 'gives the prompt back at once on Ctrl+C' {
        Add-Placement keeper -Toleration @{ operator = 'Exists' }
        $stop = Measure-Stop 'param($KubeConfig) Suspend-OcmCluster one -Wait -KubeConfig $KubeConfig' @{ KubeConfig = (Get-OcmSandbox).KubeConfig } {
            Get-OpenRequest | Where-Object Path -Like '*placementdecisions*'
        }
        $stop.Begun | Should -BeTrue
        $stop.Milliseconds | Should -BeLessThan 1000
        Wait-Until { -not (Get-OpenRequest | Where-Object Path -Like '*placementdecisions*') } | Should -BeTrue
    }
}
