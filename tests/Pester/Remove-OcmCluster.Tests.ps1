BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox -Cluster one)
    $map = Join-Path $TestDrive map.yml
    Set-Content $map (Get-ConfigMapText)
    $works = '/apis/work.open-cluster-management.io/v1/namespaces/{0}/manifestworks/{1}'
    $addOns = '/apis/addon.open-cluster-management.io/v1alpha1/namespaces/{0}/managedclusteraddons'
    $script:number = 0
    function New-Member([string[]] $Work = @(), [string[]] $AddOn = @(), [string] $Prefix = 'c') {
        # The name of a cluster that has joined, with works that its agent has applied and with add-ons.
        $script:number++
        $name = "$Prefix$script:number"
        Add-JoiningCluster $name
        Approve-OcmCluster $name -Wait -TimeoutSec 20
        foreach ($one in $Work) { [void](New-OcmWork $one $map -Cluster $name -Wait -TimeoutSec 20) }
        foreach ($one in $AddOn) {
            [void](Invoke-OcmRestMethod -Method Post ($addOns -f $name) -Body (@{ apiVersion = 'addon.open-cluster-management.io/v1alpha1'; kind = 'ManagedClusterAddOn'; metadata = @{ name = $one }; spec = @{} } | ConvertTo-Json))
        }
        Clear-SentRequest
        $name
    }

    function Get-Deletion { @(Get-SentRequest -Changing | Where-Object Method -EQ DELETE).Path }
}

AfterAll { Exit-Sandbox }

Describe 'Remove-OcmCluster takes clusters off the hub' {
    AfterEach { Clear-Fault }

    It 'removes works, add-ons and then the cluster, and says nothing' {
        $name = New-Member -Work api, web -AddOn proxy
        Remove-OcmCluster $name -Wait -Confirm:$false -TimeoutSec 30 | Should -BeNullOrEmpty
        $deleted = Get-Deletion
        $deleted[0..1] | Sort-Object | Should -Be ($works -f $name, 'api'), ($works -f $name, 'web')
        $deleted[2..3] | Should -Be "$($addOns -f $name)/proxy", "/apis/cluster.open-cluster-management.io/v1/managedclusters/$name"
        Get-OcmCluster $name -ErrorAction Ignore | Should -BeNullOrEmpty
        (Invoke-OcmRestMethod "/api/v1/namespaces/$name").metadata.name | Should -Be $name -Because 'the hub keeps it'
    }

    It 'takes <Kind>' -ForEach @(
        @{ Kind = 'piped names'; Run = { $args[0] | Remove-OcmCluster -Wait -Confirm:$false -TimeoutSec 30 } }
        @{ Kind = 'piped clusters'; Run = { Get-OcmCluster $args[0] | Remove-OcmCluster -Wait -Confirm:$false -TimeoutSec 30 } }
        @{ Kind = 'CSV copies of clusters'; Run = { Get-OcmCluster $args[0] | ConvertTo-Csv | ConvertFrom-Csv | Remove-OcmCluster -Wait -Confirm:$false -TimeoutSec 30 } }
        @{ Kind = 'kubectl objects'; Run = { (Get-OcmCluster $args[0] -IncludeJson).Json | ConvertFrom-Json | Remove-OcmCluster -Wait -Confirm:$false -TimeoutSec 30 } }
        @{ Kind = 'wildcards'; Run = { Remove-OcmCluster "$($args[0])*" -Wait -Confirm:$false -TimeoutSec 30 } }
        @{ Kind = '-Name'; Run = { Remove-OcmCluster -Name $args[0] -Wait -Confirm:$false -TimeoutSec 30 } }
    ) {
        $name = New-Member -Prefix piped
        & $Run $name
        Get-OcmCluster piped* | Should -BeNullOrEmpty
        Get-OcmCluster one | Should -HaveCount 1
    }

    It 'never takes a row that only names a cluster (<Kind>)' -ForEach @(
        @{ Kind = 'a work'; Get = { New-OcmWork row $map -Cluster one -Force } }
        @{ Kind = 'a row with a Cluster'; Get = { [pscustomobject]@{ Cluster = 'one' } } }
        @{ Kind = 'a request'; Get = { Add-RegistrationRequest one one-9; Get-OcmRegistrationRequest one | Select-Object -First 1 } }
    ) {
        $row = & $Get
        Clear-SentRequest
        (Get-Failure { $row | Remove-OcmCluster -Confirm:$false })[0].FullyQualifiedErrorId | Should -Match '^(InputObjectNotBound|ParameterArgumentTransformationError|ParameterBindingFailed)'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'asks before it does it, and without a person does nothing' {
        $name = New-Member
        $shell = Get-NewShell
        try {
            [void]$shell.AddScript('param($config, $name) Remove-OcmCluster $name -KubeConfig $config').AddArgument((Get-OcmSandbox).KubeConfig).AddArgument($name)
            try { [void]$shell.Invoke() } catch { Write-Verbose "$_" }
        }
        finally { $shell.Dispose() }
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        (Get-OcmCluster $name).Deleting | Should -BeFalse
    }

    It 'tells with -WhatIf what would go, and sends nothing that changes' {
        $name = New-Member -Work api, web -AddOn proxy
        $said = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command "`$env:KUBECONFIG=''; Import-Module '$ModulePath'; Remove-OcmCluster $name -WhatIf -KubeConfig '$((Get-OcmSandbox).KubeConfig)'; Remove-OcmCluster $name -RemoveFinalizer -WhatIf -KubeConfig '$((Get-OcmSandbox).KubeConfig)'" | Out-String -Width 1000
        $said = $said -replace '\s+', ' '
        $said | Should -BeLike "*Remove 2 works (api, web), 1 add-on (proxy), and then the cluster*cluster '$name'*"
        $said | Should -BeLike '*without its agent*stay on the cluster*'
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'asks the server for each deletion with -DryRun, and changes nothing' {
        $name = New-Member -Work web -AddOn proxy
        Remove-OcmCluster $name -DryRun -Confirm:$false
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        @(Get-SentRequest | Where-Object Method -EQ DELETE) | Should -HaveCount 3
        [void](Add-Fault Status 403, 'Forbidden', 'a webhook said no' -Method DELETE -Path managedclusters/)
        (Get-Failure { Remove-OcmCluster $name -DryRun -Confirm:$false })[0].FullyQualifiedErrorId | Should -BeLike 'Forbidden,*'
    }

    It 'refuses <Kind>' -ForEach @(
        @{ Kind = '-Wait with -DryRun'; Run = { Remove-OcmCluster one -DryRun -Wait -Confirm:$false } }
        @{ Kind = '-RemoveFinalizer with -DryRun'; Run = { Remove-OcmCluster one -DryRun -RemoveFinalizer -Confirm:$false } }
    ) {
        (Get-Failure $Run)[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
    }

    It 'is EmptyTarget for <Kind>' -ForEach @(@{ Kind = 'null'; Value = $null }, @{ Kind = 'nothing'; Value = @() }, @{ Kind = 'an empty name'; Value = '' }) {
        Clear-SentRequest
        (Get-Failure { Remove-OcmCluster -Cluster $Value -Confirm:$false })[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'warns of a cluster that is not there, which is what was asked for' {
        Clear-SentRequest
        Get-Failure { Remove-OcmCluster nowhere -Confirm:$false } | Should -BeNullOrEmpty
        Remove-OcmCluster nowhere -Wait -Confirm:$false -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike "*no managed cluster 'nowhere'*"
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'is run twice without harm' {
        $name = New-Member -Work web
        Remove-OcmCluster $name -Confirm:$false
        Get-Failure { Remove-OcmCluster $name -Wait -Confirm:$false -TimeoutSec 30 } | Should -BeNullOrEmpty
        Get-OcmCluster $name -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'refuses a piped cluster that was deleted and created again since' {
        Add-RegisteredCluster again
        $old = Get-OcmCluster again
        Remove-OcmCluster again -Wait -Confirm:$false -TimeoutSec 20
        Add-RegisteredCluster again
        Clear-SentRequest
        $failed = Get-Failure { $old | Remove-OcmCluster -Confirm:$false }
        $failed[0].FullyQualifiedErrorId | Should -Be 'Conflict,OcmPowerShell.Commands.RemoveOcmClusterCommand'
        $failed[0].TargetObject | Should -Be $old
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        Remove-OcmCluster again -Wait -Confirm:$false -TimeoutSec 20
    }

    It 'refuses a piped cluster of another hub' {
        $cluster = Get-OcmCluster one
        $cluster.Hub = 'https://elsewhere:6443 (other)'
        Clear-SentRequest
        (Get-Failure { $cluster | Remove-OcmCluster -Confirm:$false })[0].FullyQualifiedErrorId | Should -BeLike 'HubMismatch,*'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'goes on with the others when one cannot be removed' {
        $bad = New-Member -Work web
        $good = New-Member -Work web
        [void](Add-Fault Status 403, 'Forbidden', 'a webhook said no' -Method DELETE -Path "/$bad/")
        $failed = Get-Failure { Remove-OcmCluster $bad, $good -Wait -Confirm:$false -TimeoutSec 30 }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Forbidden,*'
        $failed[0].TargetObject | Should -Be $bad
        (Get-OcmCluster $bad).Deleting | Should -BeFalse -Because 'the cluster does not go before its works'
        Get-OcmCluster $good -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'writes again what somebody else wrote meanwhile, and waits for a busy hub' {
        $name = New-Member -Work web
        [void](Add-Fault Status 409, 'Conflict', 'the object has been modified' -Method PATCH -Count 2)
        [void](Add-Fault Status 503, 'ServiceUnavailable', 'busy', 0 -Method DELETE -Count 1)
        Remove-OcmCluster $name -Wait -Confirm:$false -TimeoutSec 30
        Get-OcmCluster $name -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'completes clusters' { Get-Completion 'Remove-OcmCluster on' | Should -Be one }
}

Describe 'Remove-OcmCluster of a cluster that does not answer' {
    AfterEach { Clear-Fault }

    It 'ends with WaitTimeout, which says what is left and what to do, and goes on when it is run again' {
        $name = New-Member -Work web -AddOn proxy
        Disable-Cluster $name
        $failed = Get-Failure { Remove-OcmCluster $name -Confirm:$false -TimeoutSec 1 }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'WaitTimeout,*'
        $failed[0].CategoryInfo.Category | Should -Be OperationTimeout
        $failed[0].TargetObject | Should -Be $name
        "$($failed[0])" | Should -BeLike '*within 1 s*step 1 of 3, works, 1 left: web*Unknown*-RemoveFinalizer*go on from there*'
        (Get-OcmCluster $name).Deleting | Should -BeFalse
        (Get-OcmCluster $name).Taints.Key | Should -Contain ocmpowershell.io/removing
        Enable-Cluster $name
        Remove-OcmCluster $name -Wait -Confirm:$false -TimeoutSec 30 -WarningAction SilentlyContinue
        Get-OcmCluster $name -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'warns beforehand that it may take as long as the cluster is away' {
        $name = New-Member -Work web
        Disable-Cluster $name
        Remove-OcmCluster $name -Confirm:$false -TimeoutSec 1 -WarningVariable warned -WarningAction SilentlyContinue -ErrorAction Ignore
        "$warned" | Should -BeLike "*'$name' is Unknown*its works go only when its agent*"
    }

    It 'removes it with -RemoveFinalizer, and warns what stays' {
        $name = New-Member -Work web -AddOn proxy
        Disable-Cluster $name
        Remove-OcmCluster $name -RemoveFinalizer -Wait -Confirm:$false -TimeoutSec 30 -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike '*resources of its works, and its klusterlet*'
        Get-OcmCluster $name -ErrorAction Ignore | Should -BeNullOrEmpty
        Get-OcmWork -Cluster '*' | Where-Object Cluster -EQ $name | Should -BeNullOrEmpty
    }

    It 'gives the prompt back soon after Ctrl+C' {
        $name = New-Member -Work web
        Disable-Cluster $name
        $stopped = Measure-Stop 'param($config, $name) Remove-OcmCluster $name -Confirm:$false -KubeConfig $config' @{ config = (Get-OcmSandbox).KubeConfig; name = $name } -Once { Get-Deletion }
        $stopped.Begun | Should -BeTrue
        $stopped.State | Should -Be Stopped
        $stopped.Milliseconds | Should -BeLessThan 2000
        Wait-Until { -not (Get-OpenRequest) } | Should -BeTrue
    }
}
