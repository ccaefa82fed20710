BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $info = Enter-Sandbox
    $other = Enter-Sandbox other -Cluster far -Second

    function Get-Config([string] $Server = $info.Url, [string] $User = 'token: "{0}"' -f (Get-SandboxToken), [string] $Authority = (Get-SandboxHub).CertificateAuthorityPem) {
        $data = [Convert]::ToBase64String([Text.Encoding]::ASCII.GetBytes($Authority))
        @"
apiVersion: v1
kind: Config
clusters: [{ name: c, cluster: { server: '$Server', certificate-authority-data: '$data' } }]
users: [{ name: u, user: { $User } }]
contexts: [{ name: mine, context: { cluster: c, user: u } }, { name: "other's own", context: { cluster: c, user: u } }]
current-context: mine
"@
    }
}

AfterAll { Exit-Sandbox }

Describe 'Connect-OcmHub' {
    BeforeEach { Disconnect-OcmHub; $env:KUBECONFIG = ''; Clear-Fault }
    AfterAll { $env:KUBECONFIG = '' }

    It 'says nothing, and makes the kubeconfig''s current context the runspace''s hub' {
        Connect-OcmHub -KubeConfig $info.KubeConfig | Should -BeNullOrEmpty
        (Get-OcmHub).Context | Should -Be sandbox
        (Get-OcmCluster).Name | Should -Be one, two
    }

    It 'returns the connection with -PassThru, which -Hub takes' {
        $hub = Connect-OcmHub -KubeConfig $other.KubeConfig -PassThru
        $hub | Should -BeOfType OcmPowerShell.Hub.Connection.HubConnection
        $hub.Server.AbsoluteUri.TrimEnd('/'), $hub.Context, $hub.User, $hub.Closed | Should -Be $other.Url, 'other', 'other', $false
        Connect-OcmHub -KubeConfig $info.KubeConfig
        (Get-OcmCluster -Hub $hub).Name | Should -Be far
        (Get-OcmCluster).Name | Should -Be one, two
    }

    It 'takes a context of the files in KUBECONFIG, and kubectl''s rules for several' {
        $env:KUBECONFIG = ($info.KubeConfig, $other.KubeConfig, (Join-Path $TestDrive missing)) -join [IO.Path]::PathSeparator
        (Connect-OcmHub -PassThru).Context | Should -Be sandbox -Because 'the first file that names a current context wins'
        (Connect-OcmHub other -PassThru).Context | Should -Be other
        (Connect-OcmHub -Context sandbox -PassThru).Context | Should -Be sandbox
    }

    It 'takes a relative -KubeConfig from the present location' {
        Copy-Item $info.KubeConfig (Join-Path $TestDrive hub.config)
        Push-Location $TestDrive
        try { (Connect-OcmHub -KubeConfig hub.config -PassThru).Context | Should -Be sandbox } finally { Pop-Location }
    }

    It 'takes a client certificate in place of a token' {
        $flags = [System.Reflection.BindingFlags]'Instance, NonPublic'
        $hub = Get-SandboxHub
        $client = $hub.GetType().GetMethod('IssueClientCertificate', $flags).Invoke($hub, @('alice', [string[]]@('system:masters')))
        $data = $client.GetType().GetProperties() | Where-Object PropertyType -EQ ([string])
        $user = ($data | ForEach-Object {
                $value = $_.GetValue($client)
                $key = if ($value -like '*PRIVATE KEY*') { 'client-key-data' } elseif ($value -like '*CERTIFICATE*') { 'client-certificate-data' }
                if ($key) { "${key}: '$([Convert]::ToBase64String([Text.Encoding]::ASCII.GetBytes($value)))'" }
            }) -join ', '
        $user | Should -BeLike '*client-key-data*'
        Connect-OcmHub -KubeConfig (Out-TestFile cert.config (Get-Config -User $user))
        Clear-SentRequest
        Get-OcmCluster | Should -HaveCount 2
        (Get-SentRequest)[-1].User | Should -Be alice
    }

    It 'sends one request, which changes nothing, to see that it is a hub' {
        Clear-SentRequest
        Connect-OcmHub -KubeConfig $info.KubeConfig
        @(Get-SentRequest).Path | Should -Be '/apis/cluster.open-cluster-management.io/v1'
    }

    It 'keeps the old hub when the new one fails' {
        Connect-OcmHub -KubeConfig $info.KubeConfig
        { Connect-OcmHub nobody -KubeConfig $other.KubeConfig } | Should -Throw -ErrorId 'ContextNotFound,*'
        (Get-OcmHub)[0].Context | Should -Be sandbox
    }

    It 'connects again after the token in the file was renewed' {
        $file = Out-TestFile renew.config (Get-Config -User 'token: old')
        { Connect-OcmHub -KubeConfig $file } | Should -Throw -ErrorId 'Unauthorized,*'
        Set-Content $file (Get-Config)
        (Get-Item $file).LastWriteTimeUtc = [DateTime]::UtcNow.AddSeconds(2)
        Connect-OcmHub -KubeConfig $file
        Get-OcmCluster | Should -HaveCount 2
    }

    It 'lets piped objects go with the renewed token too, and forgets the old connection' {
        $env:KUBECONFIG = Out-TestFile renewed.config (Get-Config)
        Get-OcmCluster | Should -HaveCount 2
        $old = (Get-OcmHub)[0]
        $new = (Get-Inside (Get-SandboxHub) Tokens).Issue('renewed', [string[]]@('system:masters'))
        Set-Content $env:KUBECONFIG (Get-Config -User "token: $new")
        (Get-Item $env:KUBECONFIG).LastWriteTimeUtc = [DateTime]::UtcNow.AddSeconds(2)
        Clear-SentRequest
        Get-Failure { Get-OcmCluster | Get-OcmWork } | Should -BeNullOrEmpty
        (Get-SentRequest).User | Select-Object -Unique | Should -Be renewed
        Get-OcmHub | Should -Not -Contain $old
    }

    It 'tells a server that is no hub' {
        [void](Add-Fault Answer 404, 'text/plain', '404 page not found' -Path cluster.open-cluster-management.io)
        $failed = Get-Failure { Connect-OcmHub -KubeConfig $info.KubeConfig }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'NotAHub,OcmPowerShell.Commands.ConnectOcmHubCommand'
        $failed[0].CategoryInfo.Category | Should -Be ConnectionError
        "$($failed[0])" | Should -BeLike "*$($info.Url)*Get-OcmContext*"
    }

    It 'tells a page of a proxy from a hub''s answer' {
        [void](Add-Fault HtmlPage 502)
        $failed = Get-Failure { Connect-OcmHub -KubeConfig $info.KubeConfig }
        $failed | Should -HaveCount 1
        $failed[0].CategoryInfo.Category | Should -BeIn ConnectionError, ResourceUnavailable
        "$($failed[0])" | Should -BeLike "*$($info.Url)*502*"
    }

    It 'warns when the server''s certificate is not checked' {
        $text = (Get-Config) -replace 'certificate-authority-data: ''[^'']*''', 'insecure-skip-tls-verify: true'
        Connect-OcmHub -KubeConfig (Out-TestFile insecure.config $text) -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -HaveCount 1
        "$warned" | Should -BeLike '*certificate*not checked*'
    }

    It 'can be stopped while the hub is silent' {
        [void](Add-Fault Stall)
        $stopped = Measure-Stop 'param($config) Connect-OcmHub -KubeConfig $config' @{ config = $info.KubeConfig } -Once { Get-OpenRequest }
        $stopped.Begun | Should -BeTrue
        $stopped.Milliseconds | Should -BeLessThan 2000
        $stopped.State | Should -Be Stopped
    }

    It 'completes -Context, and quotes what needs it' {
        $file = Out-TestFile names.config (Get-Config)
        Get-Completion "Connect-OcmHub -KubeConfig '$file' -Context " | Should -Be mine, "'other''s own'"
        $env:KUBECONFIG = $file
        Get-Completion 'Connect-OcmHub m' | Should -Be mine
        Get-Completion 'Get-OcmCluster -Context m' | Should -Be mine
    }

    It 'completes contexts of a relative -KubeConfig' {
        [void](Out-TestFile here/my.config (Get-Config))
        Push-Location (Join-Path $TestDrive here)
        try { Get-Completion 'Connect-OcmHub -KubeConfig ./my.config -Context m' | Should -Be mine } finally { Pop-Location }
    }
}
