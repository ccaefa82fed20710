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

Describe 'Connect-OcmHub without files and child processes' {
    BeforeAll {
        $server = @{ Server = $info.Url; CertificateAuthority = (Get-SandboxHub).CertificateAuthorityPem }
        $secure = ConvertTo-SecureString (Get-SandboxToken) -AsPlainText
        function Get-ClientPem {
            $flags = [System.Reflection.BindingFlags]'Instance, NonPublic'
            $hub = Get-SandboxHub
            $client = $hub.GetType().GetMethod('IssueClientCertificate', $flags).Invoke($hub, @('alice', [string[]]@('system:masters')))
            Get-Inside $client CertificatePem
            Get-Inside $client KeyPem
        }
    }
    BeforeEach { Disconnect-OcmHub; Clear-Fault; Grant-SandboxToken; Clear-SentRequest }

    It 'takes a kubeconfig''s content as <What>' -ForEach @(
        @{ What = 'text'; Make = { $args[0] } }
        @{ What = 'lines'; Make = { $args[0] -split "`n" } }
        @{ What = 'SecureString'; Make = { ConvertTo-SecureString $args[0] -AsPlainText } }
    ) {
        $hub = Connect-OcmHub -KubeConfigContent (& $Make (Get-Content $info.KubeConfig -Raw)) -PassThru
        $hub.Identity | Should -Be "$($info.Url) (sandbox)"
        Get-OcmCluster | Should -HaveCount 2
    }

    It 'takes a context of that content' {
        (Connect-OcmHub "other's own" -KubeConfigContent (Get-Config) -PassThru).Context | Should -Be "other's own"
        (Get-Failure { Connect-OcmHub nobody -KubeConfigContent (Get-Config) })[0].FullyQualifiedErrorId | Should -BeLike 'ContextNotFound,*'
    }

    It 'says where paths in that content would be relative to, and none of the content' {
        $failed = Get-Failure { Connect-OcmHub -KubeConfigContent "clusters: [{name: c, cluster: {server: 'https://hub.example', certificate-authority: s3cret/ca.pem}}]`ncontexts: [{name: a, context: {cluster: c}}]`ncurrent-context: a" }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'KubeconfigInvalid,*'
    }

    It 'takes a server and a token' {
        $hub = Connect-OcmHub @server -Token $secure -PassThru
        $hub.Identity | Should -Be $info.Url
        $hub.Context | Should -BeNullOrEmpty
        (Get-OcmCluster).Hub | Select-Object -Unique | Should -Be $info.Url
    }

    It 'refuses a token in plain text without repeating it' {
        $plain = 's3cret-in-plain-text'
        $failed = Get-Failure { Connect-OcmHub @server -Token $plain }
        $failed | Should -HaveCount 1
        "$($failed[0])" | Should -BeLike '*SecureString*'
        Get-Stream { Connect-OcmHub @server -Token $plain } | Should -Not -BeLike "*$plain*"
    }

    It 'takes the authority as <What>' -ForEach @(
        @{ What = 'a file'; Make = { Out-TestFile ca.pem $args[0] } }
        @{ What = 'base64'; Make = { [Convert]::ToBase64String([Text.Encoding]::ASCII.GetBytes($args[0])) } }
        @{ What = 'an object'; Make = { [System.Security.Cryptography.X509Certificates.X509Certificate2]::CreateFromPem($args[0]) } }
        @{ What = 'several objects'; Make = { $one = [System.Security.Cryptography.X509Certificates.X509Certificate2]::CreateFromPem($args[0]); $one, $one } }
    ) {
        Connect-OcmHub -Server $info.Url -Token $secure -CertificateAuthority (& $Make $server.CertificateAuthority)
        Get-OcmCluster | Should -HaveCount 2
    }

    It 'trusts only that authority' {
        $failed = Get-Failure { Connect-OcmHub -Server $info.Url -Token $secure -CertificateAuthority (Get-SandboxHub other).CertificateAuthorityPem }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'CertificateError,*'
        (Get-Failure { Connect-OcmHub -Server $info.Url -Token $secure })[0].FullyQualifiedErrorId | Should -BeLike 'CertificateError,*'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'warns where the certificate is not to be checked' {
        Connect-OcmHub -Server $info.Url -Token $secure -SkipCertificateCheck -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike '*not checked*'
        (Get-Failure { Connect-OcmHub @server -Token $secure -SkipCertificateCheck })[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
    }

    It 'asks a token script once, and again when the hub refuses the token' {
        $script:asked = 0
        Connect-OcmHub @server -TokenScript { $script:asked++; (Get-Inside (Get-SandboxHub) Tokens).Issue("user$script:asked", [string[]]@('system:masters')) }
        Get-OcmCluster | Out-Null
        Get-OcmWork | Out-Null
        $asked | Should -Be 1
        $tokens = Get-Inside (Get-SandboxHub) Tokens
        $script:asked = 1
        [void]$tokens.Expire((Get-Inside (Get-Inside (Get-OcmHub)[0] Config) Credentials).GetAsync([System.Threading.CancellationToken]::None).Result.Authorization.Parameter)
        Get-OcmCluster | Should -HaveCount 2
        $asked | Should -Be 2
        (Get-SentRequest)[-1].User | Should -Be user2
    }

    It 'takes a token from a token script''s <What>' -ForEach @(
        @{ What = 'SecureString'; Give = { ConvertTo-SecureString (Get-SandboxToken) -AsPlainText } }
        @{ What = 'Az object'; Give = { [pscustomobject]@{ Token = (ConvertTo-SecureString (Get-SandboxToken) -AsPlainText); ExpiresOn = [DateTimeOffset]::UtcNow.AddHours(1) } } }
        @{ What = 'az object'; Give = { [pscustomobject]@{ accessToken = (Get-SandboxToken); expires_on = [DateTimeOffset]::UtcNow.AddHours(1).ToUnixTimeSeconds() } } }
    ) {
        Connect-OcmHub @server -TokenScript $Give
        Get-OcmCluster | Should -HaveCount 2
    }

    It 'asks a token script again before its token ends' {
        $script:asked = 0
        Connect-OcmHub @server -TokenScript { $script:asked++; [pscustomobject]@{ Token = (Get-SandboxToken); ExpiresOn = [DateTimeOffset]::UtcNow.AddSeconds(10) } }
        Get-OcmCluster | Out-Null
        $asked | Should -BeGreaterThan 1
    }

    It 'is one error when the token script gives <What>' -ForEach @(
        @{ What = 'nothing'; Give = {} }, @{ What = 'two things'; Give = { 'a', 'b' } }, @{ What = 'an error'; Give = { throw 'the vault is closed' } }
        @{ What = 'an object without a token'; Give = { [pscustomobject]@{ Value = 1 } } }, @{ What = 'lines'; Give = { "a`nb" } }
    ) {
        $failed = Get-Failure { Connect-OcmHub @server -TokenScript $Give }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'TokenScriptFailed,OcmPowerShell.Commands.ConnectOcmHubCommand'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'runs a token script in parallel runspaces that share the connection' {
        $token = Get-SandboxToken
        $hub = Connect-OcmHub @server -TokenScript ([scriptblock]::Create("'$token'")) -PassThru
        $names = 1..4 | ForEach-Object -Parallel { Import-Module $using:ModulePath; (Get-OcmCluster one -Hub $using:hub).Name } -ThrottleLimit 4
        $names | Should -Be one, one, one, one
    }

    It 'takes a client certificate as <What>' -ForEach @(
        @{ What = 'files'; Make = { @{ ClientCertificate = (Out-TestFile c.pem $args[0]); ClientKey = (Out-TestFile k.pem $args[1]) } } }
        @{ What = 'text'; Make = { @{ ClientCertificate = $args[0]; ClientKey = $args[1] } } }
        @{ What = 'one text'; Make = { @{ ClientCertificate = $args[0] + "`n" + $args[1] } } }
        @{ What = 'an object'; Make = { $pem = [System.Security.Cryptography.X509Certificates.X509Certificate2]::CreateFromPem($args[0], $args[1]); @{ ClientCertificate = [System.Security.Cryptography.X509Certificates.X509Certificate2]::new($pem.Export('Pkcs12')) } } }
        @{ What = 'a PKCS#12 file'; Make = { $pem = [System.Security.Cryptography.X509Certificates.X509Certificate2]::CreateFromPem($args[0], $args[1]); $file = Join-Path $TestDrive c.pfx; [IO.File]::WriteAllBytes($file, $pem.Export('Pkcs12')); @{ ClientCertificate = $file } } }
    ) {
        $pem, $key = Get-ClientPem
        $client = & $Make $pem $key
        Connect-OcmHub @server @client
        Get-OcmCluster | Should -HaveCount 2
        (Get-SentRequest)[-1].User | Should -Be alice
    }

    It 'is one error for a certificate that <What>' -ForEach @(
        @{ What = 'has no key'; Make = { @{ ClientCertificate = $args[0] } } }
        @{ What = 'is not there'; Make = { @{ ClientCertificate = (Join-Path $TestDrive none.pem) } } }
        @{ What = 'is text of something else'; Make = { @{ ClientCertificate = (Out-TestFile text.pem 'hello') } } }
    ) {
        $pem, $key = Get-ClientPem
        $client = & $Make $pem $key
        $failed = Get-Failure { Connect-OcmHub @server @client }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'CertificateInvalid,*'
    }

    It 'acts as somebody else, groups one by one' {
        Connect-OcmHub -KubeConfig $info.KubeConfig -As alice -AsGroup 'system:masters', 'a, b'
        Get-OcmCluster | Should -HaveCount 2
        (Get-SentRequest)[-1].User | Should -Be alice
        (Test-OcmHub).Groups | Should -Be 'system:masters', 'a, b', 'system:authenticated'
        (Get-Failure { Connect-OcmHub -KubeConfig $info.KubeConfig -AsGroup a })[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
    }

    It 'names the right that is missing' {
        Connect-OcmHub -KubeConfig $info.KubeConfig -As nobody
        $failed = Get-Failure { Get-OcmCluster }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Forbidden,*'
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike '*list managedclusters.cluster.open-cluster-management.io*'
    }

    It 'goes through the proxy that it is told, and says when that is not there' {
        $proxy = 'http://user:pr0xy-pass@127.0.0.1:1'
        $failed = Get-Failure { Connect-OcmHub @server -Token $secure -Proxy $proxy }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ProxyError,*'
        "$($failed[0])" | Should -BeLike '*127.0.0.1:1*'
        Get-Stream { Connect-OcmHub @server -Token $secure -Proxy $proxy } | Should -Not -BeLike '*pr0xy-pass*'
        (Get-Failure { Connect-OcmHub @server -Token $secure -Proxy 'ftp://proxy' })[0].FullyQualifiedErrorId | Should -BeLike 'ProxyInvalid,*'
    }

    It 'runs a credential plugin of the kubeconfig, once for many commands' -Skip:$IsWindows {
        $count = Join-Path $TestDrive count
        $plugin = Out-TestFile plugin.sh "#!/bin/sh`necho run >> '$count'`nprintf '{`"apiVersion`":`"client.authentication.k8s.io/v1`",`"kind`":`"ExecCredential`",`"status`":{`"token`":`"%s`"}}' `"`$TOKEN`"`n"
        chmod +x $plugin
        $file = Out-TestFile exec.config (Get-Config -User "exec: { apiVersion: client.authentication.k8s.io/v1, command: ./plugin.sh, interactiveMode: Never, env: [{ name: TOKEN, value: '$(Get-SandboxToken)' }] }")
        Connect-OcmHub -KubeConfig $file
        Get-OcmCluster | Should -HaveCount 2
        Get-OcmWork | Out-Null
        Get-Content $count | Should -HaveCount 1
    }

    It 'says which plugin is missing, and how to do without' {
        $file = Out-TestFile noplugin.config (Get-Config -User 'exec: { apiVersion: client.authentication.k8s.io/v1, command: no-such-plugin, interactiveMode: Never, installHint: "Get it from the shop." }')
        $failed = Get-Failure { Connect-OcmHub -KubeConfig $file }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'CredentialPluginNotFound,*'
        "$($failed[0])" | Should -BeLike '*no-such-plugin*Get it from the shop.*'
    }

    It 'refuses what contradicts itself (<What>)' -ForEach @(
        @{ What = 'token and script'; With = { @{ Token = $secure; TokenScript = { 'a' } } } }
        @{ What = 'key without certificate'; With = { @{ ClientKey = 'k.pem' } } }
    ) {
        $more = & $With
        (Get-Failure { Connect-OcmHub @server @more })[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'refuses a server that is no URL, or carries a password, without telling it' {
        (Get-Failure { Connect-OcmHub -Server 'ftp://hub' })[0].FullyQualifiedErrorId | Should -BeLike 'ServerInvalid,*'
        $address = 'https://admin:hunter2@hub'
        $text = Get-Stream { Connect-OcmHub -Server $address }
        $text | Should -BeLike '*carries a user name*'
        $text | Should -Not -BeLike '*hunter2*'
    }

    It 'keeps one connection of those that nobody was given' {
        1..3 | ForEach-Object { Connect-OcmHub @server -Token $secure }
        Get-OcmHub | Should -HaveCount 1
        $given = Connect-OcmHub @server -Token $secure -PassThru
        Connect-OcmHub @server -Token $secure
        $given.Closed | Should -BeFalse
        Get-OcmHub | Should -HaveCount 3 -Because 'the first was shown by Get-OcmHub'
    }

    It 'never asks as another than the one that piped objects were read as' {
        Connect-OcmHub -KubeConfig $info.KubeConfig
        $cluster = Get-OcmCluster one
        Connect-OcmHub -KubeConfig $info.KubeConfig -As alice
        (Get-OcmHub)[0].Identity | Should -Be "$($info.Url) (sandbox) as alice"
        Clear-SentRequest
        $cluster | Get-OcmWork
        (Get-SentRequest).User | Select-Object -Unique | Should -Be sandbox-admin
    }

    It 'says EmptyTarget for a content that is empty' -ForEach @{ Value = '' }, @{ Value = [securestring]::new() } {
        (Get-Failure { Connect-OcmHub -KubeConfigContent $Value })[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
    }

    It 'closes what it opened when the hub turns out to be none' {
        [void](Add-Fault Answer 404, 'text/plain', '404 page not found' -Path cluster.open-cluster-management.io)
        Get-Failure { Connect-OcmHub @server -Token $secure } | Should -HaveCount 1
        Get-OcmHub | Should -BeNullOrEmpty
    }

    It 'ends in time' {
        [void](Add-Fault Delay ([TimeSpan]::FromMinutes(1)))
        (Get-Failure { Connect-OcmHub @server -Token $secure -TimeoutSec 1 })[0].FullyQualifiedErrorId | Should -BeLike 'HubTimeout,*'
    }
}
