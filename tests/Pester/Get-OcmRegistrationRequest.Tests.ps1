BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox)
    Add-JoiningCluster three, four
    Add-RegisteredCluster five
    Add-RegistrationRequest five five-1 -User alice
    Add-RegisteredCluster six
    Add-RegistrationRequest six six-1 -Agent a
    Add-RegistrationRequest six six-2 -Agent b
    Add-RegistrationRequest one one-proxy -User alice -Label @{ 'open-cluster-management.io/addon-name' = 'proxy' }
    [void](Wait-Until { Get-OcmRegistrationRequest four })
}

AfterAll { Exit-Sandbox }

Describe 'Get-OcmRegistrationRequest lists who asks to join' {
    BeforeEach { Clear-SentRequest }
    AfterEach { Clear-Fault }

    It 'shows pending requests, who asks, and that a klusterlet''s would be approved' {
        $request = Get-OcmRegistrationRequest three
        $request | Should -HaveCount 1
        $request | Should -BeOfType OcmPowerShell.Hub.Model.RegistrationRequest
        $request.RequestName | Should -BeLike 'three-*'
        $request.Cluster, $request.Status, $request.WouldBeApproved, $request.Reason | Should -Be three, Pending, $true, ''
        $request.Requester | Should -Be system:serviceaccount:open-cluster-management:agent-registration-bootstrap
        $request.Groups | Should -Contain system:serviceaccounts:open-cluster-management
        $request.CommonName | Should -Be system:open-cluster-management:three:sandbox
        $request.SignerName | Should -Be kubernetes.io/kube-apiserver-client
        $request.Created | Should -BeGreaterThan ([DateTime]::UtcNow.AddMinutes(-5))
        $request.Hub | Should -Be (Get-OcmHub).Identity
        $request.PSObject.Properties.Name | Should -Not -Contain Name -Because 'it would bind as a cluster''s'
    }

    It 'says why one would be refused (<Cluster>)' -ForEach @(
        @{ Cluster = 'five'; Reason = "*'alice' is not a bootstrap user*" }
        @{ Cluster = 'six'; Reason = '*several agents*six:a*six:b*' }
        @{ Cluster = 'one'; Reason = "*add-on 'proxy'*" }
    ) {
        foreach ($request in Get-OcmRegistrationRequest $Cluster) {
            $request.WouldBeApproved | Should -BeFalse
            $request.Reason | Should -BeLike $Reason
        }
    }

    It 'agrees with Approve-OcmCluster' {
        foreach ($request in Get-OcmRegistrationRequest three, four, five, six) {
            $failed = Get-Failure { Approve-OcmCluster $request.Cluster -WhatIf }
            ($failed.Count -eq 0) | Should -Be $request.WouldBeApproved -Because $request.RequestName
        }
    }

    It 'lists by <Kind>' -ForEach @(
        @{ Kind = 'nothing: all'; Run = { Get-OcmRegistrationRequest }; Clusters = 'five', 'four', 'one', 'six', 'six', 'three' }
        @{ Kind = 'names'; Run = { Get-OcmRegistrationRequest three, four }; Clusters = 'four', 'three' }
        @{ Kind = 'a pattern'; Run = { Get-OcmRegistrationRequest f* }; Clusters = 'five', 'four' }
        @{ Kind = 'piped names'; Run = { 'three', 'six' | Get-OcmRegistrationRequest }; Clusters = 'six', 'six', 'three' }
        @{ Kind = 'piped clusters'; Run = { Get-OcmCluster three, five | Get-OcmRegistrationRequest }; Clusters = 'five', 'three' }
        @{ Kind = 'CSV copies of clusters'; Run = { Get-OcmCluster three | ConvertTo-Csv | ConvertFrom-Csv | Get-OcmRegistrationRequest }; Clusters = 'three' }
        @{ Kind = 'a cluster that asks for nothing'; Run = { Get-OcmRegistrationRequest two }; Clusters = @() }
        @{ Kind = 'an empty pipeline'; Run = { Get-OcmCluster no* | Get-OcmRegistrationRequest }; Clusters = @() }
    ) {
        @((& $Run).Cluster | Sort-Object) | Should -Be $Clusters
    }

    It 'lets the server select: one list, of requests with a cluster''s label only' {
        [void](Get-OcmRegistrationRequest)
        [void](Get-OcmRegistrationRequest three)
        $sent = @(Get-SentRequest)
        $sent.Path | Should -Be @('/apis/certificates.k8s.io/v1/certificatesigningrequests', '/apis/certificates.k8s.io/v1/certificatesigningrequests')
        [uri]::UnescapeDataString($sent[0].QueryString) | Should -BeLike '*labelSelector=open-cluster-management.io/cluster-name*'
        [uri]::UnescapeDataString($sent[1].QueryString) | Should -BeLike '*labelSelector=open-cluster-management.io/cluster-name=three*'
    }

    It 'shows decided requests with -All and -Status' {
        Approve-OcmCluster four -Wait -TimeoutSec 20
        Get-OcmRegistrationRequest four | Should -BeNullOrEmpty
        (Get-OcmRegistrationRequest four -All).Status | Should -Be Issued
        (Get-OcmRegistrationRequest four -All).WouldBeApproved | Should -BeTrue
        (Get-OcmRegistrationRequest -Status Issued).Cluster | Should -Be four
        Get-OcmRegistrationRequest three -Status Issued, Denied | Should -BeNullOrEmpty
    }

    It 'is a NotFound error for a cluster that nobody knows, and the others are listed' {
        $failed = Get-Failure { Get-OcmRegistrationRequest nowhere, three }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'NotFound,OcmPowerShell.Commands.GetOcmRegistrationRequestCommand'
        $failed[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $failed[0].TargetObject | Should -Be nowhere
        (Get-OcmRegistrationRequest nowhere, three -ErrorAction Ignore).Cluster | Should -Be three
    }

    It 'is EmptyTarget for <Kind>, never all' -ForEach @(
        @{ Kind = 'null'; Value = $null }, @{ Kind = 'no names'; Value = @() }, @{ Kind = 'an empty name'; Value = '' }, @{ Kind = 'an empty name among others'; Value = 'three', ' ' }
    ) {
        (Get-Failure { Get-OcmRegistrationRequest -Cluster $Value })[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'returns the whole object with -IncludeJson only' {
        (Get-OcmRegistrationRequest three).Json | Should -BeNullOrEmpty
        ((Get-OcmRegistrationRequest three -IncludeJson).Json | ConvertFrom-Json).kind | Should -Be CertificateSigningRequest
    }

    It 'outlives what is not a request' {
        [void](Add-Fault Answer 200, application/json, '{"apiVersion":"certificates.k8s.io/v1","kind":"CertificateSigningRequestList","metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"x","uid":"1","labels":{"open-cluster-management.io/cluster-name":"x"}},"spec":{"request":"AAAA","groups":7}}]}' -Path certificatesigningrequests)
        $request = Get-OcmRegistrationRequest
        $request.RequestName, $request.Status, $request.WouldBeApproved | Should -Be x, Pending, $false
    }

    It 'asks a busy hub again, and tells of one that refuses' {
        [void](Add-Fault Status 503, 'ServiceUnavailable', 'busy', 0 -Path certificatesigningrequests -Count 1)
        Get-OcmRegistrationRequest three | Should -HaveCount 1
        [void](Add-Fault Status 403, 'Forbidden', 'not for you' -Path certificatesigningrequests)
        $failed = Get-Failure { Get-OcmRegistrationRequest }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Forbidden,*'
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike '*list certificatesigningrequests*'
    }

    It 'shows a table of what matters, and copies keep it' {
        $table = Get-OcmRegistrationRequest five | Format-Table | Out-String -Width 200
        $table | Should -Match 'Cluster +Request +Status +Approvable'
        $table | Should -BeLike '*five-1*Pending*False*not a bootstrap user*'
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Get-OcmRegistrationRequest three)))
        "$($copy.Status)", $copy.WouldBeApproved, $copy.Groups[0] | Should -Be Pending, $true, system:serviceaccounts
        $copy | Format-Table | Out-String | Should -BeLike '*three*Pending*'
    }

    It 'completes clusters that ask' {
        Get-Completion 'Get-OcmRegistrationRequest t' | Should -Be three
    }
}
