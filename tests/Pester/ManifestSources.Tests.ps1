BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $map = Out-TestFile map.yml (Get-ConfigMapText)

    # A web server of a few fixed answers, in a runspace of its own.
    $listener = $null
    foreach ($port in 18400..18499) {
        $listener = [System.Net.HttpListener]::new()
        $listener.Prefixes.Add("http://127.0.0.1:$port/")
        try { $listener.Start(); break } catch { $listener = $null }
    }
    $web = "http://127.0.0.1:$port"
    $seen = [System.Collections.Concurrent.ConcurrentQueue[string]]::new()
    $server = [powershell]::Create()
    [void]$server.AddScript({
            param($listener, $seen, $text)
            while ($listener.IsListening) {
                $context = $listener.GetContext()
                $seen.Enqueue("$($context.Request.RawUrl) $($context.Request.Headers['Authorization'])")
                if ($context.Request.Url.AbsolutePath -eq '/hang') { continue }
                $bytes = [System.Text.Encoding]::UTF8.GetBytes($text)
                if ($context.Request.Url.AbsolutePath -ne '/map.yaml') { $context.Response.StatusCode = 404 }
                $context.Response.OutputStream.Write($bytes, 0, $bytes.Length)
                $context.Response.Close()
            }
        }).AddArgument($listener).AddArgument($seen).AddArgument((Get-ConfigMapText web))
    [void]$server.BeginInvoke()

    $kustomization = Join-Path $TestDrive overlay
    [void](Out-TestFile overlay/kustomization.yaml "resources: [map.yml]`nnamePrefix: prod-`n")
    [void](Out-TestFile overlay/map.yml (Get-ConfigMapText))
    $hasKubectl = [bool](Get-Command kubectl -CommandType Application -ErrorAction Ignore)
}

AfterAll {
    $listener.Abort()
    $server.Dispose()
    Exit-Sandbox
}

Describe '-Uri' {
    It 'reads manifests from a web server' {
        (ConvertTo-OcmWork web -Uri "$web/map.yaml?key=hidden").spec.workload.manifests.metadata.name | Should -Be web
    }

    It 'delivers them, to piped clusters too, and shows the server no credentials of the hub' {
        [void](Enter-Sandbox)
        (New-OcmWork web -Uri "$web/map.yaml" -Cluster one).Cluster | Should -Be one
        (Get-OcmCluster two | New-OcmWork web -Uri "$web/map.yaml").Cluster | Should -Be two
        @($seen) | Should -Not -BeLike '*Bearer*'
    }

    It 'says where nothing is, and not what the query holds' {
        $failure = (Get-Failure { ConvertTo-OcmWork web -Uri "$web/none.yaml?key=hidden" })[0]
        $failure.FullyQualifiedErrorId | Should -BeLike 'ManifestNotFound,*'
        $failure.CategoryInfo.Category | Should -Be ObjectNotFound
        $failure.Exception.Message | Should -BeLike "*$web/none.yaml*404*"
        $failure.Exception.Message | Should -Not -BeLike '*hidden*'
        "$($failure.TargetObject)" | Should -BeLike "$web/none.yaml*"
    }

    It 'refuses <Uri>' -ForEach @{ Uri = 'web.yaml' }, @{ Uri = 'file:///etc/passwd' } {
        (Get-Failure { ConvertTo-OcmWork web -Uri $Uri })[0].FullyQualifiedErrorId | Should -BeLike 'InvalidUri,*'
    }

    It 'stops within a second while the server is silent' {
        $stop = Measure-Stop 'param($Uri) ConvertTo-OcmWork web -Uri $Uri' @{ Uri = "$web/hang" } { @($seen) -like '/hang*' }
        $stop.Begun | Should -BeTrue
        $stop.Milliseconds | Should -BeLessThan 1000
        $stop.Errors | Should -BeNullOrEmpty
    }
}

Describe '-Kustomize' {
    It 'builds a directory with kubectl' {
        if (-not $hasKubectl) { Set-ItResult -Skipped -Because 'there is no kubectl' }
        (ConvertTo-OcmWork web $kustomization -Kustomize).spec.workload.manifests.metadata.name | Should -Be prod-settings
        (ConvertTo-OcmWork web -LiteralPath "$kustomization/kustomization.yaml" -Kustomize).spec.workload.manifests.metadata.name | Should -Be prod-settings
    }

    It 'delivers what was built' {
        if (-not $hasKubectl) { Set-ItResult -Skipped -Because 'there is no kubectl' }
        if (-not (Get-OcmSandbox)) { [void](Enter-Sandbox) }
        (New-OcmWork kustomized $kustomization -Kustomize -Cluster one).Manifests.ResourceName | Should -Be prod-settings
    }

    It 'shows what kubectl complains of' {
        if (-not $hasKubectl) { Set-ItResult -Skipped -Because 'there is no kubectl' }
        [void](Out-TestFile broken/kustomization.yaml "resources: [missing.yml]`n")
        $failure = (Get-Failure { ConvertTo-OcmWork web (Join-Path $TestDrive broken) -Kustomize })[0]
        $failure.FullyQualifiedErrorId | Should -BeLike 'KustomizeFailed,*'
        $failure.CategoryInfo.Category | Should -Be InvalidResult
        $failure.Exception.Message | Should -BeLike '*missing.yml*'
    }

    It 'says what to do where there is no kubectl' {
        $path = $env:PATH
        try {
            $env:PATH = "$TestDrive"
            $failure = (Get-Failure { ConvertTo-OcmWork web $kustomization -Kustomize })[0]
        }
        finally { $env:PATH = $path }
        $failure.FullyQualifiedErrorId | Should -BeLike 'KubectlNotFound,*'
        $failure.CategoryInfo.Category | Should -Be ObjectNotFound
        $failure.Exception.Message | Should -BeLike '*Install kubectl*'
    }

    It 'needs a kustomization, and is told what belongs to it by that' {
        (Get-Failure { ConvertTo-OcmWork web $map -Kustomize })[0].FullyQualifiedErrorId | Should -BeLike 'KustomizationNotFound,*'
        (Get-Failure { ConvertTo-OcmWork web $kustomization -Kustomize -Recurse })[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
    }

    It 'is named where a directory with a kustomization is given without it, and nothing is made' {
        $failure = (Get-Failure { ConvertTo-OcmWork web $kustomization })[0]
        $failure.FullyQualifiedErrorId | Should -BeLike 'Kustomization,*'
        $failure.Exception.Message | Should -BeLike '*kustomization.yaml*-Kustomize*'
    }
}

Describe 'What helm template prints' {
    BeforeAll {
        $chart = @(
            '---', '# Source: web/templates/tests/test.yaml', 'apiVersion: v1', 'kind: Pod', 'metadata:', '  name: "web-test"', '  annotations:', '    "helm.sh/hook": test', 'spec: {}'
            '---', '# Source: web/templates/cleanup.yaml', 'apiVersion: batch/v1', 'kind: Job', 'metadata:', '  name: web-cleanup', '  annotations:', '    "helm.sh/hook": pre-delete'
            '---', '# Source: web/templates/migrate.yaml', 'apiVersion: batch/v1', 'kind: Job', 'metadata:', '  name: web-migrate', '  annotations:', '    "helm.sh/hook": pre-install,pre-upgrade'
            '---', '# Source: web/templates/none.yaml', ''
            '---', '# Source: web/templates/map.yaml') + (Get-ConfigMapText).Split("`n")
    }

    It 'is gathered line by line, without the hooks that an installation does not run' {
        $work = $chart | ConvertTo-OcmWork web -WarningVariable warnings -WarningAction SilentlyContinue
        $work.spec.workload.manifests.metadata.name | Should -Be web-migrate, settings
        $warnings | Should -HaveCount 2
        "$($warnings[0])" | Should -BeLike '*left out*Pod web-test (test)*Job web-cleanup (pre-delete)*'
        "$($warnings[1])" | Should -BeLike '*like any other*Job web-migrate (pre-install, pre-upgrade)*'
    }

    It 'is warned of once, not again for each cluster that a script fits it to' {
        $works = $chart | ConvertTo-OcmWork web -Cluster one, two -Transform { } -WarningVariable warnings -WarningAction SilentlyContinue
        $works | Should -HaveCount 2
        $warnings | Should -HaveCount 2
    }
}
