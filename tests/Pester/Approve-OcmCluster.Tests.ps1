BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox)
    $script:number = 0
    function New-Join([string] $Prefix = 'c') {
        # The name of a cluster that asks to join, and has not been used before.
        $script:number++
        Add-JoiningCluster "$Prefix$script:number"
        Clear-SentRequest
        "$Prefix$script:number"
    }

    function New-Registered([string] $Prefix = 'r') {
        # The name of a cluster that has registered, and asks for nothing.
        $script:number++
        Add-RegisteredCluster "$Prefix$script:number"
        Clear-SentRequest
        "$Prefix$script:number"
    }
}

AfterAll { Exit-Sandbox }

Describe 'Approve-OcmCluster lets clusters in' {
    AfterEach { Clear-Fault }

    It 'approves the request, then accepts the cluster, and says nothing' {
        $name = New-Join
        Approve-OcmCluster $name | Should -BeNullOrEmpty
        $sent = @(Get-SentRequest -Changing)
        $sent.Method | Should -Be PUT, PATCH
        $sent[0].Path | Should -BeLike "/apis/certificates.k8s.io/v1/certificatesigningrequests/$name-*/approval"
        Wait-Until { (Get-OcmCluster $name).Joined } | Should -BeTrue
        (Get-OcmRegistrationRequest $name -All).Conditions.Reason | Should -Be OcmPowerShellApprove
    }

    It 'returns the cluster with -PassThru, joined with -Wait' {
        $first = Approve-OcmCluster (New-Join) -PassThru
        $first.Accepted | Should -BeTrue
        $second = Approve-OcmCluster (New-Join) -PassThru -Wait -TimeoutSec 20
        $second | Should -HaveCount 1
        $second.Accepted, $second.Joined | Should -Be $true, $true
    }

    It 'takes <Kind>' -ForEach @(
        @{ Kind = 'piped names'; Run = { $args[0] | Approve-OcmCluster } }
        @{ Kind = 'piped clusters'; Run = { Get-OcmCluster $args[0] | Approve-OcmCluster } }
        @{ Kind = 'CSV copies of clusters'; Run = { Get-OcmCluster $args[0] | ConvertTo-Csv | ConvertFrom-Csv | Approve-OcmCluster } }
        @{ Kind = 'kubectl objects'; Run = { (Get-OcmCluster $args[0] -IncludeJson).Json | ConvertFrom-Json | Approve-OcmCluster } }
        @{ Kind = 'rows with a Cluster'; Run = { [pscustomobject]@{ Cluster = $args[0] } | Approve-OcmCluster } }
        @{ Kind = 'piped requests'; Run = { Get-OcmRegistrationRequest $args[0] | Approve-OcmCluster } }
        @{ Kind = 'CSV copies of requests'; Run = { Get-OcmRegistrationRequest $args[0] | ConvertTo-Csv | ConvertFrom-Csv | Approve-OcmCluster } }
        @{ Kind = 'kubectl''s requests'; Run = { (Get-OcmRegistrationRequest $args[0] -IncludeJson).Json | ConvertFrom-Json | Approve-OcmCluster } }
        @{ Kind = 'requests as an argument'; Run = { Approve-OcmCluster -Request (Get-OcmRegistrationRequest $args[0]) } }
        @{ Kind = '-Name'; Run = { Approve-OcmCluster -Name $args[0] } }
    ) {
        $name = New-Join
        & $Run $name
        (Get-OcmCluster $name).Accepted | Should -BeTrue
        (Get-OcmRegistrationRequest $name -All).Status | Should -BeIn Approved, Issued
    }

    It 'does nothing for an empty pipeline' {
        Clear-SentRequest
        Get-OcmRegistrationRequest no* | Approve-OcmCluster
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'approves only the request that was piped' {
        $name = New-Registered
        Add-RegistrationRequest $name "$name-1" -Agent a
        Add-RegistrationRequest $name "$name-2" -Agent b
        Get-OcmRegistrationRequest $name | Where-Object RequestName -EQ "$name-2" | Approve-OcmCluster
        (Get-OcmRegistrationRequest $name -All).Where({ $_.Status -ne 'Pending' }).RequestName | Should -Be "$name-2"
        (Get-OcmCluster $name).Accepted | Should -BeTrue
    }

    It 'sends nothing that changes with -WhatIf' {
        $name = New-Join
        Approve-OcmCluster $name -WhatIf
        Approve-OcmCluster $name, nowhere -Wait -WhatIf -TimeoutSec 20
        Get-OcmRegistrationRequest $name | Approve-OcmCluster -WhatIf
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'asks the server with -DryRun, and changes nothing' {
        $name = New-Join
        Approve-OcmCluster $name -DryRun
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        @(Get-SentRequest | Where-Object IsMutating).Method | Should -Be PUT, PATCH
        (Get-OcmRegistrationRequest $name).Status | Should -Be Pending
        [void](Add-Fault Status 403, 'Forbidden', 'no' -Method PUT)
        (Get-Failure { Approve-OcmCluster $name -DryRun })[0].FullyQualifiedErrorId | Should -BeLike 'Forbidden,*'
    }

    It 'is EmptyTarget for <Kind>' -ForEach @(
        @{ Kind = 'a null -Cluster'; Run = { Approve-OcmCluster -Cluster $null } }
        @{ Kind = 'an empty -Cluster'; Run = { Approve-OcmCluster -Cluster @() } }
        @{ Kind = 'an empty name'; Run = { Approve-OcmCluster '' } }
        @{ Kind = 'a null -Requester'; Run = { Approve-OcmCluster one -Requester $null } }
        @{ Kind = 'an empty -Requester'; Run = { Approve-OcmCluster one -Requester '' } }
    ) {
        Clear-SentRequest
        (Get-Failure $Run)[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'is one error for one cluster, and the others go on' {
        $name = New-Join
        $bad = New-Registered
        Add-RegistrationRequest $bad "$bad-1" -User alice
        $failed = Get-Failure { Approve-OcmCluster nowhere, $bad, $name }
        $failed | Should -HaveCount 2
        $failed.TargetObject | Sort-Object | Should -Be nowhere, $bad
        (Get-OcmCluster $name).Accepted | Should -BeTrue
    }

    It 'needs no answer without a person there' {
        $name = New-Join
        $shell = Get-NewShell
        try {
            [void]$shell.AddScript('param($config, $name) Approve-OcmCluster $name -KubeConfig $config').AddArgument((Get-OcmSandbox).KubeConfig).AddArgument($name)
            [void]$shell.Invoke()
            $shell.Streams.Error | Should -BeNullOrEmpty
        }
        finally { $shell.Dispose() }
        (Get-OcmCluster $name).Accepted | Should -BeTrue
    }

    It 'writes again what somebody else wrote meanwhile, and waits for a busy hub' {
        $name = New-Join
        [void](Add-Fault Status 409, 'Conflict', 'the object has been modified' -Path /approval -Count 2)
        [void](Add-Fault Status 503, 'ServiceUnavailable', 'busy', 0 -Method PATCH -Count 1)
        Approve-OcmCluster $name
        (Get-OcmCluster $name).Accepted | Should -BeTrue
    }

    It 'refuses a piped request or cluster that is another one now' {
        $name = New-Registered
        Add-RegistrationRequest $name "$name-1"
        $request = Get-OcmRegistrationRequest $name
        $cluster = Get-OcmCluster $name
        Remove-Request "$name-1"
        Add-RegistrationRequest $name "$name-1" -Agent other
        $failed = Get-Failure { $request | Approve-OcmCluster }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Conflict,*'
        $failed[0].TargetObject | Should -Be $request
        [void](Invoke-OcmRestMethod -Method Delete "/apis/cluster.open-cluster-management.io/v1/managedclusters/$name")
        [void](Wait-Until { -not (Get-OcmCluster $name -ErrorAction Ignore) })
        Add-RegisteredCluster $name
        (Get-Failure { $cluster | Approve-OcmCluster })[0].FullyQualifiedErrorId | Should -BeLike 'Conflict,*'
        (Get-OcmCluster $name).Accepted | Should -BeFalse
    }

    It 'names the right that is missing to <Kind>' -ForEach @(
        @{ Kind = 'approve'; Method = 'PUT'; Text = '*approve for signers named kubernetes.io/kube-apiserver-client*'; Accepted = $false }
        @{ Kind = 'accept'; Method = 'PATCH'; Text = '*managedclusters/accept*goes on from there*'; Accepted = $false }
    ) {
        $name = New-Join
        [void](Add-Fault Status 403, 'Forbidden', 'not for you' -Method $Method)
        $failed = Get-Failure { Approve-OcmCluster $name }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Forbidden,*'
        $failed[0].CategoryInfo.Category | Should -Be PermissionDenied
        "$($failed[0])" | Should -BeLike $Text
        Clear-Fault
        Approve-OcmCluster $name
        (Get-OcmCluster $name).Accepted | Should -BeTrue -Because 'running it again goes on from there'
    }

    It 'completes clusters that ask' {
        $name = New-Join zulu
        Get-Completion 'Approve-OcmCluster zu' | Should -Be $name
    }
}

Describe 'Approve-OcmCluster lets nobody in by accident' {
    AfterEach { Clear-Fault }

    It 'refuses whoever is no bootstrap user, changes nothing, and says what to do' {
        $name = New-Registered
        Add-RegistrationRequest $name "$name-1" -User alice
        Clear-SentRequest
        $failed = Get-Failure { Approve-OcmCluster $name }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'RequestRefused,OcmPowerShell.Commands.ApproveOcmClusterCommand'
        $failed[0].CategoryInfo.Category | Should -Be PermissionDenied
        $failed[0].TargetObject | Should -Be $name
        "$($failed[0])" | Should -BeLike "*$name-1*'alice' is not a bootstrap user*-Requester*-SkipApproveCheck*"
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        (Get-Failure { Get-OcmRegistrationRequest $name | Approve-OcmCluster })[0].FullyQualifiedErrorId | Should -BeLike 'RequestRefused,*'
    }

    It 'lets him in with <With>' -ForEach @(
        @{ With = '-Requester and his name'; Argument = @{ Requester = 'bob', 'alice' } }
        @{ With = '-SkipApproveCheck'; Argument = @{ SkipApproveCheck = $true } }
    ) {
        $name = New-Registered
        Add-RegistrationRequest $name "$name-1" -User alice
        Approve-OcmCluster $name @Argument
        (Get-OcmCluster $name).Accepted | Should -BeTrue
        (Get-OcmRegistrationRequest $name -All).Status | Should -BeIn Approved, Issued
    }

    It 'with -Requester refuses bootstrap users who are not named' {
        $name = New-Join
        $failed = Get-Failure { Approve-OcmCluster $name -Requester alice }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'RequestRefused,*'
        "$($failed[0])" | Should -BeLike '*not one that -Requester names*'
    }

    It 'takes wildcards only together with -Requester' {
        $name = New-Join wild
        $failed = Get-Failure { Approve-OcmCluster wild* }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        "$($failed[0])" | Should -BeLike '*-Requester*Get-OcmRegistrationRequest*'
        Get-SentRequest | Should -BeNullOrEmpty

        $other = New-Registered wild
        Add-RegistrationRequest $other "$other-1" -User alice
        Approve-OcmCluster wild* -Requester alice
        (Get-OcmCluster $other).Accepted | Should -BeTrue
        (Get-OcmCluster $name).Accepted | Should -BeFalse -Because 'alice does not ask for it'
        Approve-OcmCluster wild* -Requester system:serviceaccount:open-cluster-management:agent-registration-bootstrap
        (Get-OcmCluster $name).Accepted | Should -BeTrue
        Get-Failure { Approve-OcmCluster nothing* -Requester alice } | Should -BeNullOrEmpty
    }

    It 'tells a request that was denied from one that is missing' {
        $name = New-Registered
        (Get-Failure { Approve-OcmCluster $name })[0].FullyQualifiedErrorId | Should -BeLike 'RequestNotFound,*'
        Add-RegistrationRequest $name "$name-1"
        Deny-OcmCluster $name -Confirm:$false
        $failed = Get-Failure { Approve-OcmCluster $name }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'RequestDenied,*'
        "$($failed[0])" | Should -BeLike "*$name-1*asks anew*"
        (Get-OcmCluster $name).Accepted | Should -BeFalse
        Remove-Request "$name-1"
        Add-RegistrationRequest $name "$name-2"
        Approve-OcmCluster $name
        (Get-OcmCluster $name).Accepted | Should -BeTrue
    }

    It 'does not let in a cluster that is being deleted' {
        $name = New-Registered
        [void](Invoke-OcmRestMethod -Method Patch "/apis/cluster.open-cluster-management.io/v1/managedclusters/$name" -Body '{"metadata":{"finalizers":["test/hold"]}}')
        [void](Invoke-OcmRestMethod -Method Delete "/apis/cluster.open-cluster-management.io/v1/managedclusters/$name")
        $failed = Get-Failure { Approve-OcmCluster $name }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ClusterDeleting,*'
        $failed[0].CategoryInfo.Category | Should -Be ResourceBusy
    }
}

Describe 'Approve-OcmCluster -Wait' {
    AfterEach { Clear-Fault }

    It 'waits for a cluster that has not come yet, lets it in and sees it join' {
        $shell = Get-NewShell
        try {
            [void]$shell.AddScript('param($config) Approve-OcmCluster late, later -Wait -PassThru -TimeoutSec 30 -ThrottleLimit 1 -KubeConfig $config').AddArgument((Get-OcmSandbox).KubeConfig)
            $running = $shell.BeginInvoke()
            Wait-Until { @(Get-OpenRequest).Count -ge 2 } | Should -BeTrue
            Add-JoiningCluster late
            Wait-Until { (Get-OcmCluster late).Joined } | Should -BeTrue
            Add-JoiningCluster later
            $clusters = $shell.EndInvoke($running)
            $shell.Streams.Error | Should -BeNullOrEmpty
            $clusters.Name | Sort-Object | Should -Be late, later
            $clusters.Joined | Should -Be $true, $true
        }
        finally { $shell.Dispose() }
    }

    It 'is a WaitTimeout error with the last state, and the others are let in' {
        $name = New-Join
        $registered = New-Registered
        $failed = Get-Failure { Approve-OcmCluster nowhere, $registered, $name -Wait -TimeoutSec 2 }
        $failed | Should -HaveCount 2
        $failed | ForEach-Object { $_.FullyQualifiedErrorId | Should -BeLike 'WaitTimeout,*'; $_.CategoryInfo.Category | Should -Be OperationTimeout }
        "$($failed | Where-Object TargetObject -EQ nowhere)" | Should -BeLike '*within 2 s*last state*no managed cluster*'
        "$($failed | Where-Object TargetObject -EQ $registered)" | Should -BeLike '*within 2 s*last state*no request for its certificate*'
        (Get-OcmCluster $name).Joined | Should -BeTrue
    }

    It 'is a WaitTimeout error where a cluster that was let in does not join' {
        # Its agent asks with another key than the one that is approved.
        $name = New-Join
        Remove-Request (Get-OcmRegistrationRequest $name).RequestName
        Add-RegistrationRequest $name "$name-1"
        $failed = Get-Failure { Approve-OcmCluster $name -Wait -TimeoutSec 1 }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'WaitTimeout,*'
        "$($failed[0])" | Should -BeLike '*not joined*last state*has not come*'
        (Get-OcmCluster $name).Accepted | Should -BeTrue
    }

    It 'does not wait for a request that it would refuse' {
        $name = New-Registered
        Add-RegistrationRequest $name "$name-1" -User alice
        (Get-Failure { Approve-OcmCluster $name -Wait -TimeoutSec 60 })[0].FullyQualifiedErrorId | Should -BeLike 'RequestRefused,*'
    }

    It 'refuses -Wait with -DryRun' {
        (Get-Failure { Approve-OcmCluster one -DryRun -Wait })[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
    }

    It 'gives the prompt back soon after Ctrl+C' {
        $stopped = Measure-Stop 'param($config) Approve-OcmCluster never -Wait -KubeConfig $config' @{ config = (Get-OcmSandbox).KubeConfig } -Once { Get-OpenRequest }
        $stopped.Begun | Should -BeTrue
        $stopped.State | Should -Be Stopped
        $stopped.Milliseconds | Should -BeLessThan 2000
        Wait-Until { -not (Get-OpenRequest) } | Should -BeTrue
    }
}

# What clusteradm 1.3.1 answered on a real hub (and what its code does), and what is right.
Describe 'Approve-OcmCluster beside clusteradm accept' {
    It '"accept --clusters one", accepted before: exit code 0, and so here' {
        Clear-SentRequest
        Get-Failure { Approve-OcmCluster one } | Should -BeNullOrEmpty
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It '"accept --clusters nowhere": one error that names the cluster, not two' {
        $failed = Get-Failure { Approve-OcmCluster nowhere }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        "$($failed[0])" | Should -BeLike "*no managed cluster 'nowhere'*"
    }

    It 'run twice it succeeds twice, though the request was cleaned up (clusteradm: no csr is approved yet)' {
        $name = New-Join
        Approve-OcmCluster $name -Wait -TimeoutSec 20
        Remove-Request (Get-OcmRegistrationRequest $name -All).RequestName
        Get-Failure { Approve-OcmCluster $name } | Should -BeNullOrEmpty
        Get-Failure { Approve-OcmCluster $name -Wait -TimeoutSec 20 } | Should -BeNullOrEmpty
    }

    It 'a cluster accepted before it came is no failure, only told (clusteradm: no csr is approved yet)' {
        $name = New-Join
        Remove-Request (Get-OcmRegistrationRequest $name).RequestName
        [void](Invoke-OcmRestMethod -Method Patch "/apis/cluster.open-cluster-management.io/v1/managedclusters/$name" -Body '{"spec":{"hubAcceptsClient":true}}')
        Approve-OcmCluster $name -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike "*$name*has not joined*"
    }

    It 'an unapproved request leaves the cluster out (clusteradm accepts it all the same)' {
        $name = New-Registered
        Add-RegistrationRequest $name "$name-1" -User alice
        [void](Get-Failure { Approve-OcmCluster $name })
        (Get-OcmCluster $name).Accepted | Should -BeFalse
    }

    It 'of several agents the named one is approved (clusteradm refuses all, --requesters or not)' {
        $name = New-Registered
        Add-RegistrationRequest $name "$name-1" -Agent a
        Add-RegistrationRequest $name "$name-2" -Agent b
        $failed = Get-Failure { Approve-OcmCluster $name }
        "$($failed[0])" | Should -BeLike "*several agents*${name}:a*${name}:b*"
        Approve-OcmCluster $name -Requester "system:open-cluster-management:${name}:b"
        (Get-OcmRegistrationRequest $name -All).Where({ $_.Status -ne 'Pending' }).RequestName | Should -Be "$name-2"
    }

    It 'with a dry run nothing is said to have joined (clusteradm: "has joined the Hub successfully")' {
        $name = New-Join
        $said = Get-Stream { Approve-OcmCluster $name -DryRun -PassThru:$false }
        $said | Should -Not -BeLike '*joined*'
        (Get-OcmCluster $name).Accepted | Should -BeFalse
    }
}
