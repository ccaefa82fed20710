BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $info = Enter-Sandbox
    $works = '/apis/work.open-cluster-management.io/v1/namespaces/one/manifestworks'
    $work = @{
        apiVersion = 'work.open-cluster-management.io/v1'
        kind       = 'ManifestWork'
        metadata   = @{ name = 'raw' }
        spec       = @{ workload = @{ manifests = @(@{ apiVersion = 'v1'; kind = 'ConfigMap'; metadata = @{ name = 'a'; namespace = 'default' } }) } }
    }
}

AfterAll { Exit-Sandbox }

Describe 'Invoke-OcmRestMethod' {
    BeforeEach { Clear-Fault; Clear-SentRequest }
    AfterEach { Clear-Fault; Clear-Work }

    It 'gets objects' {
        $cluster = Invoke-OcmRestMethod /apis/cluster.open-cluster-management.io/v1/managedclusters/one
        $cluster.metadata.name | Should -Be one
        $cluster.spec.hubAcceptsClient | Should -BeOfType bool
        $cluster.spec.leaseDurationSeconds | Should -BeOfType long
    }

    It 'takes a path without its first slash, and a query' {
        (Invoke-OcmRestMethod 'apis/cluster.open-cluster-management.io/v1/managedclusters?limit=1').items | Should -HaveCount 1
        (Get-SentRequest)[-1].QueryString | Should -Be limit=1
    }

    It 'gives text where the server sends text' {
        Invoke-OcmRestMethod /healthz | Should -Be ok
    }

    It 'gives the answer''s text with -Raw' {
        $text = Invoke-OcmRestMethod /version -Raw
        $text | Should -BeOfType string
        ($text | ConvertFrom-Json).major | Should -Be 1
    }

    It 'creates, changes and deletes with a body of objects or text' {
        (Invoke-OcmRestMethod $works -Method Post -Body $work).metadata.name | Should -Be raw
        Invoke-OcmRestMethod "$works/raw" -Method Patch -Body '{"metadata":{"labels":{"a":"b"}}}' | Out-Null
        (Get-OcmWork raw -Cluster one).Labels['a'] | Should -Be b
        $read = Invoke-OcmRestMethod "$works/raw"
        $read.metadata.labels.a = 'c'
        Invoke-OcmRestMethod "$works/raw" -Method Put -Body $read | Out-Null
        (Get-OcmWork raw -Cluster one).Labels['a'] | Should -Be c
        Invoke-OcmRestMethod "$works/raw" -Method Delete | Out-Null
        Wait-Until { -not (Get-OcmWork | Where-Object Name -EQ raw) } | Should -BeTrue
    }

    It 'sends another type when told' {
        Invoke-OcmRestMethod $works -Method Post -Body $work | Out-Null
        Invoke-OcmRestMethod "$works/raw" -Method Patch -ContentType application/json-patch+json -Body '[{"op":"add","path":"/metadata/labels","value":{"j":"p"}}]' | Out-Null
        (Get-OcmWork raw -Cluster one).Labels['j'] | Should -Be p
    }

    It 'changes nothing with -WhatIf or -DryRun' {
        Invoke-OcmRestMethod $works -Method Post -Body $work -WhatIf
        Get-SentRequest | Should -BeNullOrEmpty
        (Invoke-OcmRestMethod $works -Method Post -Body $work -DryRun).metadata.name | Should -Be raw
        Get-OcmWork | Should -BeNullOrEmpty
    }

    It 'refuses what is no path of this hub, so that nobody else gets its credentials (<Value>)' -ForEach @(
        @{ Value = 'https://elsewhere.example/api' }, @{ Value = '//elsewhere.example/api' }, @{ Value = '/../admin' }, @{ Value = '/apis/%2e%2e/x' }, @{ Value = '/a/..\b' }, @{ Value = "/a`nHost: b" }, @{ Value = '/a#b' }
    ) {
        $failed = Get-Failure { Invoke-OcmRestMethod $Value }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidPath,*'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'refuses a watch, which has no end' {
        (Get-Failure { Invoke-OcmRestMethod "$works`?watch=true" })[0].FullyQualifiedErrorId | Should -BeLike 'InvalidPath,*'
    }

    It 'says EmptyTarget for an empty path' -ForEach @{ Value = '' }, @{ Value = $null } {
        (Get-Failure { Invoke-OcmRestMethod $Value })[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
    }

    It 'refuses a body without a method that has one' {
        (Get-Failure { Invoke-OcmRestMethod $works -Body $work })[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
    }

    It 'gives the API''s refusal as one error' {
        $failed = Get-Failure { Invoke-OcmRestMethod "$works/missing" }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'NotFound,OcmPowerShell.Commands.InvokeOcmRestMethodCommand'
        $failed[0].CategoryInfo.Category | Should -Be ObjectNotFound
    }

    It 'takes a page of a proxy for an error, not for text' {
        [void](Add-Fault HtmlPage 200)
        (Get-Failure { Invoke-OcmRestMethod /healthz })[0].FullyQualifiedErrorId | Should -BeLike 'NotAnApiServer,*'
    }

    It 'waits as long as a busy hub asks, and says so' {
        [void](Add-Fault Status 429, 'TooManyRequests', 'slow down', 1 -Count 1)
        $all = Invoke-OcmRestMethod /version -Verbose 4>&1
        $all | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | Should -BeLike '*slow down*Trying again in*'
        ($all | Where-Object { $_ -isnot [System.Management.Automation.VerboseRecord] }).major | Should -Be 1
    }

    It 'tells each request with -Debug, without its credentials' {
        $debug = Invoke-OcmRestMethod /version -Debug 5>&1 | Where-Object { $_ -is [System.Management.Automation.DebugRecord] }
        "$debug" | Should -BeLike "*GET $($info.Url)/version 200 * ms*"
        "$debug" | Should -Not -BeLike "*$(Get-SandboxToken)*"
    }
}
