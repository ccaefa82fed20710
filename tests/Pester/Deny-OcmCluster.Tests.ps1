BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox)
    $script:number = 0
    function New-Asking([switch] $Accepted) {
        # The name of a cluster with a request that nobody has decided.
        $script:number++
        $name = "c$script:number"
        Add-RegisteredCluster $name -Accepted:$Accepted
        Add-RegistrationRequest $name "$name-1"
        Clear-SentRequest
        $name
    }
}

AfterAll { Exit-Sandbox }

Describe 'Deny-OcmCluster turns clusters away' {
    AfterEach { Clear-Fault; Approve-OcmCluster one, two }

    It 'cuts a joined cluster off, for good until it is approved again' {
        Clear-SentRequest
        Deny-OcmCluster one -Confirm:$false | Should -BeNullOrEmpty
        (Get-SentRequest -Changing).Method | Should -Be PATCH
        $cluster = Get-OcmCluster one
        $cluster.Accepted, "$($cluster.Status)" | Should -Be $false, NotAccepted
        Wait-Until { ((Get-OcmCluster one).Conditions | Where-Object Type -EQ HubAcceptedManagedCluster).Reason -eq 'HubClusterAdminDenied' } | Should -BeTrue
        Approve-OcmCluster one
        (Get-OcmCluster one).Accepted | Should -BeTrue
    }

    It 'first stops accepting, then denies what is pending' {
        $name = New-Asking -Accepted
        Deny-OcmCluster $name -Confirm:$false
        (Get-SentRequest -Changing).Method | Should -Be PATCH, PUT
        $request = Get-OcmRegistrationRequest $name -All
        $request.Status, $request.WouldBeApproved | Should -Be Denied, $false
        $request.Conditions.Reason | Should -Be OcmPowerShellDeny
        (Get-OcmCluster $name).Accepted | Should -BeFalse
    }

    It 'twice is once' {
        $name = New-Asking
        Deny-OcmCluster $name -Confirm:$false
        Clear-SentRequest
        Get-Failure { Deny-OcmCluster $name -Confirm:$false } | Should -BeNullOrEmpty
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        (Deny-OcmCluster $name -Confirm:$false -PassThru).Accepted | Should -BeFalse
    }

    It 'takes <Kind>' -ForEach @(
        @{ Kind = 'piped names'; Run = { $args[0] | Deny-OcmCluster -Confirm:$false } }
        @{ Kind = 'piped clusters'; Run = { Get-OcmCluster $args[0] | Deny-OcmCluster -Confirm:$false } }
        @{ Kind = 'CSV copies of clusters'; Run = { Get-OcmCluster $args[0] | ConvertTo-Csv | ConvertFrom-Csv | Deny-OcmCluster -Confirm:$false } }
        @{ Kind = 'wildcards'; Run = { Deny-OcmCluster "$($args[0])*" -Confirm:$false } }
        @{ Kind = '-Name'; Run = { Deny-OcmCluster -Name $args[0] -Confirm:$false } }
    ) {
        $name = New-Asking
        & $Run $name
        (Get-OcmRegistrationRequest $name -All).Status | Should -Be Denied
    }

    It 'never takes a row that only names a cluster (<Kind>)' -ForEach @(
        @{ Kind = 'a request'; Get = { Get-OcmRegistrationRequest $args[0] } }
        @{ Kind = 'a copy of a request'; Get = { Get-OcmRegistrationRequest $args[0] | ConvertTo-Csv | ConvertFrom-Csv } }
        @{ Kind = 'a row with a Cluster'; Get = { [pscustomobject]@{ Cluster = $args[0] } } }
    ) {
        $name = New-Asking
        $row = & $Get $name
        Clear-SentRequest
        (Get-Failure { $row | Deny-OcmCluster -Confirm:$false })[0].FullyQualifiedErrorId | Should -Match '^(InputObjectNotBound|ParameterArgumentTransformationError|ParameterBindingFailed)'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'asks before it does it, and without a person does nothing' {
        $name = New-Asking
        $shell = Get-NewShell
        try {
            [void]$shell.AddScript('param($config, $name) Deny-OcmCluster $name -KubeConfig $config').AddArgument((Get-OcmSandbox).KubeConfig).AddArgument($name)
            try { [void]$shell.Invoke() } catch { Write-Verbose "$_" }
        }
        finally { $shell.Dispose() }
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'sends nothing that changes with -WhatIf' {
        $name = New-Asking -Accepted
        Deny-OcmCluster $name -WhatIf
        Deny-OcmCluster * -WhatIf
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'asks the server with -DryRun, and changes nothing' {
        $name = New-Asking -Accepted
        Deny-OcmCluster $name -DryRun -Confirm:$false
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        @(Get-SentRequest | Where-Object IsMutating).Method | Should -Be PATCH, PUT
        (Get-OcmCluster $name).Accepted | Should -BeTrue
    }

    It 'is EmptyTarget for <Kind>' -ForEach @(@{ Kind = 'null'; Value = $null }, @{ Kind = 'nothing'; Value = @() }) {
        Clear-SentRequest
        (Get-Failure { Deny-OcmCluster -Cluster $Value -Confirm:$false })[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'is a NotFound error for a cluster that nobody knows, and the others are turned away' {
        $name = New-Asking
        $failed = Get-Failure { Deny-OcmCluster nowhere, $name -Confirm:$false }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'NotFound,OcmPowerShell.Commands.DenyOcmClusterCommand'
        $failed[0].TargetObject | Should -Be nowhere
        (Get-OcmRegistrationRequest $name -All).Status | Should -Be Denied
    }

    It 'denies a request that came before its cluster' {
        Add-RegistrationRequest early early-1
        Deny-OcmCluster early -Confirm:$false
        (Get-OcmRegistrationRequest early -All).Status | Should -Be Denied
    }

    It 'refuses a piped cluster that was deleted and created again since' {
        $name = New-Asking
        $old = Get-OcmCluster $name
        [void](Invoke-OcmRestMethod -Method Delete "/apis/cluster.open-cluster-management.io/v1/managedclusters/$name")
        [void](Wait-Until { -not (Get-OcmCluster $name -ErrorAction Ignore) })
        Add-RegisteredCluster $name -Accepted
        $failed = Get-Failure { $old | Deny-OcmCluster -Confirm:$false }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Conflict,*'
        $failed[0].TargetObject | Should -Be $old
        (Get-OcmCluster $name).Accepted | Should -BeTrue
    }

    It 'names the right that is missing' {
        $name = New-Asking
        [void](Add-Fault Status 403, 'Forbidden', 'not for you' -Path /approval)
        $failed = Get-Failure { Deny-OcmCluster $name -Confirm:$false }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Forbidden,*'
        "$($failed[0])" | Should -BeLike '*was not denied*approve for signers*'
    }

    It 'writes again what somebody else wrote meanwhile' {
        $name = New-Asking -Accepted
        [void](Add-Fault Status 409, 'Conflict', 'the object has been modified' -Method PATCH -Count 2)
        [void](Add-Fault Status 409, 'Conflict', 'the object has been modified' -Path /approval -Count 2)
        Deny-OcmCluster $name -Confirm:$false
        (Get-OcmRegistrationRequest $name -All).Status | Should -Be Denied
    }

    It 'completes clusters' { Get-Completion 'Deny-OcmCluster tw' | Should -Be two }
}
