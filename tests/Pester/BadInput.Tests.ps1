# One clear error each, with its id and category, and nothing sent or left behind.
BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $info = Enter-Sandbox
    $map = Join-Path $TestDrive map.yml
    Set-Content $map (Get-ConfigMapText)

    function Copy-Config([string] $Name, [scriptblock] $Change = { $_ }) {
        Out-TestFile $Name (Get-Content $info.KubeConfig -Raw | ForEach-Object $Change)
    }

    function Get-OtherAuthority {
        $key = [System.Security.Cryptography.ECDsa]::Create()
        $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=somebody else', $key, 'SHA256')
        $pem = $request.CreateSelfSigned([DateTimeOffset]::UtcNow.AddDays(-1), [DateTimeOffset]::UtcNow.AddDays(1)).ExportCertificatePem()
        [Convert]::ToBase64String([Text.Encoding]::ASCII.GetBytes($pem))
    }

    function Get-ClosedPort {
        $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $listener.LocalEndpoint.Port
        $listener.Stop()
    }
}

AfterAll { Exit-Sandbox }

Describe 'Bad manifests' {
    BeforeEach { Clear-SentRequest }

    It 'is one <Id> error for <What>, and nothing is sent' -ForEach @(
        @{ What = 'a missing file'; Id = 'ManifestNotFound'; Category = 'ObjectNotFound'; Run = { New-OcmWork web (Join-Path $TestDrive none.yml) -Cluster one }; Text = '*none.yml*' }
        @{ What = 'a missing file with -LiteralPath'; Id = 'ManifestNotFound'; Category = 'ObjectNotFound'; Run = { New-OcmWork web -LiteralPath (Join-Path $TestDrive none.yml) -Cluster one }; Text = '*none.yml*' }
        @{ What = 'a YAML syntax error'; Id = 'YamlSyntax'; Category = 'ParserError'; Run = { New-OcmWork web (Out-TestFile bad.yml "apiVersion: v1`nkind: ConfigMap`nmetadata:`n  name: [a`n") -Cluster one }; Text = '*bad.yml*line *' }
        @{ What = 'a template that was not rendered'; Id = 'YamlSyntax'; Category = 'ParserError'; Run = { New-OcmWork web (Out-TestFile tpl.yml "apiVersion: v1`nkind: {{ .Kind }}`n") -Cluster one }; Text = '*tpl.yml*helm template*' }
        @{ What = 'a syntax error in piped text'; Id = 'YamlSyntax'; Category = 'ParserError'; Run = { 'apiVersion: v1', 'kind: "a' | New-OcmWork web -Cluster one }; Text = '*pipeline text*line *' }
        @{ What = 'a 600 KB work'; Id = 'ManifestsTooLarge'; Category = 'InvalidData'; Run = { New-OcmWork web (Out-TestFile big.yml (Get-ConfigMapText big ('x' * 600KB))) -Cluster one }; Text = '*512,000*big*' }
        @{ What = 'duplicate manifests'; Id = 'DuplicateManifest'; Category = 'InvalidData'; Run = { New-OcmWork web (Out-TestFile twice.yml ((Get-ConfigMapText a) + "---`n" + (Get-ConfigMapText a))) -Cluster one }; Text = '*twice.yml*' }
        @{ What = 'a manifest without a name'; Id = 'MissingName'; Category = 'InvalidData'; Run = { New-OcmWork web (Out-TestFile noname.yml "apiVersion: v1`nkind: ConfigMap`n") -Cluster one }; Text = '*noname.yml*ConfigMap*' }
        @{ What = 'a manifest with generateName'; Id = 'GenerateName'; Category = 'InvalidData'; Run = { New-OcmWork web (Out-TestFile gen.yml "apiVersion: v1`nkind: ConfigMap`nmetadata:`n  generateName: a-`n") -Cluster one }; Text = '*gen.yml*metadata.name*' }
        @{ What = 'a manifest without a kind'; Id = 'MissingKind'; Category = 'InvalidData'; Run = { @{ apiVersion = 'v1'; metadata = @{ name = 'a' } } | New-OcmWork web -Cluster one }; Text = '*pipeline object 1*kind*' }
        @{ What = 'a list in place of a manifest'; Id = 'NotAnObject'; Category = 'InvalidData'; Run = { '[1, 2]' | New-OcmWork web -Cluster one }; Text = '*pipeline text*' }
        @{ What = 'a picture'; Id = 'NotText'; Category = 'InvalidData'; Run = { $file = Out-TestFile photo.yml ''; [IO.File]::WriteAllBytes($file, [byte[]](0x89, 0x50, 0, 0xFF, 0xD8, 0xFF)); New-OcmWork web $file -Cluster one }; Text = '*photo.yml*' }
        @{ What = 'a file that is empty'; Id = 'NoManifest'; Category = 'InvalidData'; Run = { New-OcmWork web (Out-TestFile empty.yml '') -Cluster one }; Text = '*empty.yml*' }
        @{ What = 'a folder without manifests'; Id = 'NoManifest'; Category = 'InvalidData'; Run = { $file = Out-TestFile docs/readme.md hi; New-OcmWork web (Split-Path $file) -Cluster one }; Text = '*docs*' }
        @{ What = 'a work of the hub in place of a manifest'; Id = 'NotAnObject'; Category = 'InvalidData'; Run = { Get-OcmCluster one | New-OcmWork web -Cluster one }; Text = '*one*' }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be "$Id,OcmPowerShell.Commands.NewOcmWorkCommand"
        $failed[0].CategoryInfo.Category | Should -Be $Category
        "$($failed[0])" | Should -BeLike $Text
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        Get-OcmWork | Should -BeNullOrEmpty
    }

    It 'names document and line of a file with several' {
        $file = Out-TestFile several.yml ((Get-ConfigMapText a) + "---`napiVersion: v1`nkind: ConfigMap`nmetadata: {}`n")
        "$(Get-Failure { New-OcmWork web $file -Cluster one })" | Should -Match 'several\.yml.*document 2.*line \d+|several\.yml.*line \d+.*document 2'
    }

    It 'names all problems of a folder in one error' {
        [void](Out-TestFile wrong/a.yml 'kind: A')
        [void](Out-TestFile wrong/b.yml 'x: [')
        $failed = Get-Failure { New-OcmWork web (Join-Path $TestDrive wrong) -Cluster one }
        $failed | Should -HaveCount 1
        "$($failed[0])" | Should -BeLike '*a.yml*b.yml*'
    }

    It 'takes a work of just under the limit, and refuses one of just over it' {
        $size = 512000 - (ConvertTo-OcmWork web $map | ForEach-Object { ($_.spec.workload.manifests[0] | ConvertTo-Json -Compress -Depth 9).Length }) - 10
        (New-OcmWork big (Out-TestFile ok.yml (Get-ConfigMapText settings ('x' * $size))) -Cluster one).SizeBytes | Should -BeLessOrEqual 512000
        (Get-Failure { New-OcmWork big2 (Out-TestFile no.yml (Get-ConfigMapText settings ('x' * ($size + 20)))) -Cluster one }).FullyQualifiedErrorId | Should -BeLike 'ManifestsTooLarge,*'
        Clear-Work
    }

    It 'does not fall for a billion laughs' {
        $lines = @('apiVersion: v1', 'kind: ConfigMap', 'metadata: { name: a }', 'a0: &a0 [x, x, x, x, x, x, x, x, x]')
        $lines += 1..9 | ForEach-Object { "a${_}: &a$_ [" + ((, "*a$($_ - 1)" * 9) -join ', ') + ']' }
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $failed = Get-Failure { $lines | New-OcmWork web -Cluster one }
        $failed | Should -HaveCount 1
        $failed[0].CategoryInfo.Category | Should -BeIn ParserError, InvalidData
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
    }
}

Describe 'Bad targets' {
    BeforeAll { [void](New-OcmWork keep $map -Cluster one -Wait -TimeoutSec 20) }
    BeforeEach { Clear-SentRequest }
    AfterAll { Clear-Work }

    It 'is one EmptyTarget error for <What>: empty is never all' -ForEach @(
        foreach ($value in @{ Show = '$null'; Value = $null }, @{ Show = 'empty text'; Value = '' }, @{ Show = 'spaces'; Value = '  ' }, @{ Show = 'an empty array'; Value = @() }, @{ Show = 'an array with $null'; Value = @('one', $null) }) {
            @{ What = "New-OcmWork -Cluster $($value.Show)"; Value = $value.Value; Run = { New-OcmWork web $map -Cluster $Value } }
            @{ What = "Get-OcmWork -Cluster $($value.Show)"; Value = $value.Value; Run = { Get-OcmWork -Cluster $Value } }
            @{ What = "Get-OcmWork -Name $($value.Show)"; Value = $value.Value; Run = { Get-OcmWork -Name $Value } }
            @{ What = "Get-OcmWorkManifest -Name $($value.Show)"; Value = $value.Value; Run = { Get-OcmWorkManifest -Name $Value } }
            @{ What = "Get-OcmWorkManifest -Cluster $($value.Show)"; Value = $value.Value; Run = { Get-OcmWorkManifest -Cluster $Value } }
            @{ What = "Get-OcmCluster -Name $($value.Show)"; Value = $value.Value; Run = { Get-OcmCluster -Name $Value } }
            @{ What = "Remove-OcmWork -Name $($value.Show)"; Value = $value.Value; Run = { Remove-OcmWork -Name $Value -Cluster one } }
            @{ What = "Remove-OcmWork -Cluster $($value.Show)"; Value = $value.Value; Run = { Remove-OcmWork -Name keep -Cluster $Value } }
            @{ What = "Get-OcmContext -Name $($value.Show)"; Value = $value.Value; Run = { Get-OcmContext -Name $Value -KubeConfig $info.KubeConfig } }
            @{ What = "ConvertTo-OcmWork -Cluster $($value.Show)"; Value = $value.Value; Run = { ConvertTo-OcmWork web $map -Cluster $Value } }
        }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        $failed[0].CategoryInfo.Category | Should -Be InvalidArgument
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'does nothing, or says EmptyTarget, for a piped variable that is not set (<Name>)' -ForEach @(
        @{ Name = 'Get-OcmWork'; Run = { $notset | Get-OcmWork } }
        @{ Name = 'New-OcmWork'; Run = { $notset | New-OcmWork web $map } }
        @{ Name = 'Remove-OcmWork'; Run = { $notset | Remove-OcmWork keep } }
        @{ Name = 'Remove-OcmWork -Work'; Run = { $notset | Remove-OcmWork } }
        @{ Name = 'Stop-OcmSandbox'; Run = { $notset | Stop-OcmSandbox } }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        Get-SentRequest | Should -BeNullOrEmpty
        Get-OcmSandbox | Should -HaveCount 1
    }

    It 'is a NotFound error for an unknown cluster, and the others get their work' {
        $failed = Get-Failure { New-OcmWork web $map -Cluster one, nobody }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'NotFound,OcmPowerShell.Commands.NewOcmWorkCommand'
        $failed[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $failed[0].TargetObject | Should -Be nobody
        "$($failed[0])" | Should -BeLike "*$($info.Url)*'nobody'*'web'*Get-OcmCluster*"
        (Get-OcmWork web).Cluster | Should -Be one
    }

    It 'refuses a wildcard in -Cluster of New-OcmWork and says how to mean it' {
        $failed = Get-Failure { New-OcmWork new $map -Cluster one, 't*' }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'WildcardNotSupported,*'
        "$($failed[0])" | Should -BeLike "*Get-OcmCluster 't`*' |*"
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'refuses a name that no work can have (<Name>)' -ForEach @{ Name = 'Web' }, @{ Name = 'a b' }, @{ Name = '-a' }, @{ Name = '../a' }, @{ Name = ('a' * 254) } {
        $failed = Get-Failure { New-OcmWork $Name $map -Cluster one }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidName,*'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'sends names with odd letters as names, not as paths (<Name>)' -ForEach @{ Name = '../../../version' }, @{ Name = 'a/b' }, @{ Name = 'a?x=1' }, @{ Name = 'a%2Fb' } {
        $failed = Get-Failure { Get-OcmWork -Name web -Cluster ($Name -replace '\?', '#') }
        $failed | Should -HaveCount 1
        @(Get-SentRequest).Path | Should -Not -Contain '/version'
    }

    It 'goes to no other hub than the piped object came from' {
        $second = Enter-Sandbox other -Cluster one -Second
        $first = (Get-OcmHub)[0]
        $far = Get-OcmCluster -KubeConfig $second.KubeConfig
        Disconnect-OcmHub
        Connect-OcmHub -KubeConfig $info.KubeConfig
        Clear-SentRequest; Clear-SentRequest other
        $failed = Get-Failure { $far | New-OcmWork web $map }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'HubMismatch,*'
        "$($failed[0])" | Should -BeLike "*'one'*$($second.Url)*Connect-OcmHub*"
        $failed = Get-Failure { $far | New-OcmWork web $map -KubeConfig $info.KubeConfig }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'HubMismatch,*'
        "$($failed[0])" | Should -BeLike "*$($second.Url)*$($first.Identity)*"
        $row = $far | ConvertTo-Csv | ConvertFrom-Csv
        "$(Get-Failure { $row | New-OcmWork web $map })".Length | Should -BeLessThan 400 -Because 'a row is named, not printed'
        @(Get-SentRequest) + @(Get-SentRequest -Sandbox other) | Should -BeNullOrEmpty
        Stop-OcmSandbox other
    }
}

Describe 'Bad hubs' {
    BeforeEach { Disconnect-OcmHub; $env:KUBECONFIG = ''; Clear-Fault; Clear-SentRequest }
    AfterEach { $env:KUBECONFIG = ''; Clear-Fault; Grant-SandboxToken }

    It 'is one <Id> error of <Command> for <What>' -ForEach @(
        foreach ($command in @{ Command = 'Connect-OcmHub'; Try = { Connect-OcmHub -KubeConfig $args[0] } },
            @{ Command = 'Get-OcmCluster'; Try = { Get-OcmCluster -KubeConfig $args[0] } },
            @{ Command = 'Get-OcmWork'; Try = { Get-OcmWork -KubeConfig $args[0] -Cluster one, two } },
            @{ Command = 'New-OcmWork'; Try = { New-OcmWork web $map -KubeConfig $args[0] -Cluster one, two } },
            @{ Command = 'Remove-OcmWork'; Try = { Remove-OcmWork web -KubeConfig $args[0] -Cluster one, two } }) {
            @{ What = 'a wrong CA'; Id = 'CertificateError'; Category = 'SecurityError'; Text = '*certificate*'; Config = { Copy-Config ca.config { $_ -replace '(certificate-authority-data: ).*', "`$1$(Get-OtherAuthority)" } } } + $command
            @{ What = 'a certificate for another host'; Id = 'CertificateError'; Category = 'SecurityError'; Text = '*another host name*'; Config = { Copy-Config host.config { $_ -replace '127\.0\.0\.1', '[::ffff:127.0.0.1]' } } } + $command
            @{ What = 'a server that does not listen'; Id = 'HubUnreachable'; Category = 'ConnectionError'; Text = '*cannot be reached*'; Config = { Copy-Config port.config { $_ -replace '127\.0\.0\.1:\d+', "127.0.0.1:$(Get-ClosedPort)" } } } + $command
            @{ What = 'a host that is not known'; Id = 'HubUnreachable'; Category = 'ConnectionError'; Text = '*host name is not known*'; Config = { Copy-Config dns.config { $_ -replace '127\.0\.0\.1', 'hub.invalid' } } } + $command
            @{ What = 'an expired token'; Id = 'Unauthorized'; Category = 'AuthenticationError'; Text = '*does not accept the credentials*token*expired*'; Config = { Revoke-SandboxToken; Copy-Config token.config } } + $command
            @{ What = 'a kubeconfig that is not there'; Id = 'KubeconfigNotFound'; Category = 'ObjectNotFound'; Text = '*none.config*'; Config = { Join-Path $TestDrive none.config } } + $command
            @{ What = 'a kubeconfig that is none'; Id = 'KubeconfigInvalid'; Category = 'InvalidData'; Text = '*no.config*'; Config = { Out-TestFile no.config 'just text' } } + $command
        }
    ) {
        $config = & $Config
        $failed = Get-Failure { & $Try $config }
        $failed | Should -HaveCount 1
        ($failed[0].FullyQualifiedErrorId -split ',')[0] | Should -Be $Id
        $failed[0].CategoryInfo.Category | Should -Be $Category
        "$($failed[0])" | Should -BeLike $Text
        "$($failed[0])" | Should -Not -BeLike "*$(Get-SandboxToken)*"
        if ($Id -eq 'Unauthorized') { $failed[0].ErrorDetails.RecommendedAction | Should -BeLike '*Renew*Connect-OcmHub*' }
        @(Get-SentRequest -Changing | Where-Object Status -LT 400) | Should -BeNullOrEmpty
    }

    It 'says where it looked when there is no kubeconfig at all, and offers the sandbox' {
        $saved = $env:HOME
        $env:HOME = $TestDrive
        try { $failed = Get-Failure { Get-OcmCluster } } finally { $env:HOME = $saved }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'KubeconfigNotFound,*'
        "$($failed[0])" | Should -BeLike '*KUBECONFIG is not set*.kube*config*Start-OcmSandbox*'
    }

    It 'names the files of KUBECONFIG that are missing' {
        $env:KUBECONFIG = Join-Path $TestDrive gone.config
        "$(Get-Failure { Get-OcmWork })" | Should -BeLike '*KUBECONFIG*gone.config*'
    }

    It 'is a ContextNotFound error for a context that is not there' {
        $failed = Get-Failure { Get-OcmCluster -KubeConfig $info.KubeConfig -Context nobody }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ContextNotFound,*'
        $failed[0].CategoryInfo.Category | Should -Be ObjectNotFound
        "$($failed[0])" | Should -BeLike "*'nobody'*"
    }

    It 'says that it is not known whether a change was made when the answer is lost' {
        Connect-OcmHub -KubeConfig $info.KubeConfig
        [void](Add-Fault LoseAnswer -Method POST)
        $failed = Get-Failure { New-OcmWork lost $map -Cluster one }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ConnectionLost,*'
        $failed[0].CategoryInfo.Category | Should -Be ConnectionError
        "$($failed[0])" | Should -BeLike '*not known*'
        @(Get-SentRequest -Changing) | Should -HaveCount 1 -Because 'a create is never repeated blindly'
        Clear-Fault
        Clear-Work
    }

    It 'is one ConnectionLost error of <Command> when connections are reset' -ForEach @(
        @{ Command = 'Get-OcmCluster'; Run = { Get-OcmCluster one } }
        @{ Command = 'Get-OcmWork'; Run = { Get-OcmWork -Cluster one } }
        @{ Command = 'New-OcmWork'; Run = { New-OcmWork web $map -Cluster one } }
    ) {
        Connect-OcmHub -KubeConfig $info.KubeConfig
        [void](Add-Fault Reset)
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        ($failed[0].FullyQualifiedErrorId -split ',')[0] | Should -Be ConnectionLost
        $failed[0].CategoryInfo.Category | Should -Be ConnectionError
        "$($failed[0])" | Should -BeLike "*$($info.Url)*"
    }

    It 'is one <Reason> error a cluster when the hub is overrun (<Code>)' -ForEach @(
        @{ Code = 429; Reason = 'TooManyRequests' }
        @{ Code = 503; Reason = 'ServiceUnavailable' }
    ) {
        Connect-OcmHub -KubeConfig $info.KubeConfig
        [void](Add-Fault Status $Code, $Reason, 'slow down' -Method POST)
        $failed = Get-Failure { New-OcmWork busy $map -Cluster one, two }
        $failed | Should -HaveCount 2
        $failed[0].FullyQualifiedErrorId | Should -BeLike "$Reason,*"
        $failed[0].CategoryInfo.Category | Should -Be ResourceUnavailable
    }

    It 'is one error when the list breaks in the middle' {
        Connect-OcmHub -KubeConfig $info.KubeConfig
        [void](Add-Fault HalfBody -Path managedclusters)
        $failed = Get-Failure { Get-OcmCluster }
        $failed | Should -HaveCount 1
        $failed[0].CategoryInfo.Category | Should -Be ConnectionError
    }

    It 'is one error when a token expires in the middle of a wait' {
        Connect-OcmHub -KubeConfig $info.KubeConfig
        $shell = Get-NewShell
        try {
            [void]$shell.AddScript('param($text, $config) $text | New-OcmWork slow -Cluster one -KubeConfig $config -Wait -TimeoutSec 6').AddArgument((Get-DeploymentText slow 'broken:1')).AddArgument($info.KubeConfig)
            $running = $shell.BeginInvoke()
            Wait-Until { Get-OpenRequest | Where-Object QueryString -Like '*watch=*' } | Should -BeTrue
            Revoke-SandboxToken
            [void]$shell.EndInvoke($running)
            @($shell.Streams.Error) | Should -HaveCount 1
        }
        finally { $shell.Dispose(); Grant-SandboxToken; Clear-Work }
    }
}

Describe 'Secrets stay secret' {
    BeforeEach { Disconnect-OcmHub; Clear-Fault }
    AfterEach { Clear-Fault; Grant-SandboxToken }

    It 'shows the token in no stream of <What>' -ForEach @(
        @{ What = 'a whole session'; Run = { Connect-OcmHub -KubeConfig $info.KubeConfig -Verbose -Debug; Get-OcmHub | Format-List * -Force; Get-OcmCluster -Verbose -Debug; New-OcmWork s $map -Cluster one -Verbose -Debug -Wait; Get-OcmWork s one -IncludeJson | Format-List *; Remove-OcmWork s one -Verbose -Debug -Wait } }
        @{ What = 'a refused session'; Run = { Revoke-SandboxToken; Connect-OcmHub -KubeConfig $info.KubeConfig -Verbose -Debug } }
        @{ What = 'a server that breaks'; Run = { [void](Add-Fault Reset); Connect-OcmHub -KubeConfig $info.KubeConfig -Verbose -Debug } }
        @{ What = 'a kubeconfig with a fault'; Run = { Connect-OcmHub -KubeConfig (Copy-Config fault.config { $_ -replace 'current-context.*', "current-context: [`n" }) -Verbose -Debug } }
    ) {
        $text = Get-Stream $Run
        $text | Should -Not -BeNullOrEmpty
        $text | Should -Not -BeLike "*$(Get-SandboxToken)*"
        ($global:Error | ForEach-Object { $_, $_.Exception, $_.Exception.InnerException } | Out-String -Width 5000) | Should -Not -BeLike "*$(Get-SandboxToken)*"
    }

    It 'shows what a Secret holds in no error' {
        Connect-OcmHub -KubeConfig $info.KubeConfig
        $secret = "apiVersion: v1`nkind: Secret`nmetadata: { name: s, namespace: default }`nstringData: { password: hunter2-$(('x' * 9)) }`n"
        $text = Get-Stream { $secret + "---`n" + $secret | New-OcmWork s -Cluster one -Verbose -Debug }
        $text | Should -Not -BeLike '*hunter2*'
        $text = Get-Stream { $secret + 'broken: [' | New-OcmWork s -Cluster one -Verbose -Debug }
        $text | Should -Not -BeLike '*hunter2*'
        [void](Add-Fault Status 403, 'Forbidden', 'no' -Method POST)
        Get-Stream { $secret | New-OcmWork s -Cluster one -Verbose -Debug } | Should -Not -BeLike '*hunter2*'
    }
}
