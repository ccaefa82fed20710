BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $one = Enter-Sandbox
    $two = Enter-Sandbox other -Cluster far -Second
    $both = ($one.KubeConfig, $two.KubeConfig) -join [IO.Path]::PathSeparator
}

AfterAll { $env:KUBECONFIG = ''; Exit-Sandbox }

Describe 'Use-OcmContext' {
    BeforeEach { Disconnect-OcmHub; $env:KUBECONFIG = $both; Clear-SentRequest }
    AfterEach { $env:KUBECONFIG = '' }

    It 'makes a context this runspace''s hub, without a word and without asking it' {
        Use-OcmContext other | Should -BeNullOrEmpty
        (Get-OcmHub)[0].Context | Should -Be other
        Get-SentRequest | Should -BeNullOrEmpty
        Get-SentRequest -Sandbox other | Should -BeNullOrEmpty
        (Get-OcmCluster).Name | Should -Be far
    }

    It 'replaces the connection that was there, and closes it' {
        $before = Connect-OcmHub sandbox -PassThru
        Use-OcmContext other
        $before.Closed | Should -BeTrue
        @(Get-OcmHub).Context | Should -Be other
        (Get-OcmCluster).Name | Should -Be far
    }

    It 'leaves the file alone by default' {
        $file = Out-TestFile config (Get-Content $one.KubeConfig -Raw)
        $text = Get-Content $file -Raw
        Use-OcmContext sandbox -KubeConfig $file
        Get-Content $file -Raw | Should -Be $text
    }

    It 'returns the context with -PassThru' {
        $context = Use-OcmContext other -PassThru
        $context | Should -BeOfType OcmPowerShell.Hub.Kubeconfig.HubContext
        $context.Name, $context.Server | Should -Be other, $two.Url
    }

    It 'takes a context from the pipeline, with the file that it stands in' {
        $env:KUBECONFIG = ''
        Get-OcmContext other -KubeConfig $two.KubeConfig | Use-OcmContext
        (Get-OcmCluster).Name | Should -Be far
    }

    It 'takes a context from the pipeline whose cluster stands in another file of KUBECONFIG' {
        $first = Out-TestFile split/first "current-context: a`ncontexts:`n- {name: a, context: {cluster: c}}`n- {name: b, context: {cluster: c}}`n"
        $second = Out-TestFile split/second "clusters:`n- {name: c, cluster: {server: '$($one.Url)'}}`ncontexts:`n- {name: d, context: {cluster: c}}`n"
        $env:KUBECONFIG = ($first, $second) -join [IO.Path]::PathSeparator
        Get-OcmContext d | Use-OcmContext -Scope File
        (Get-OcmContext | Where-Object Current).Name | Should -Be d
        (Get-OcmHub)[0].Context | Should -Be d
    }

    It 'writes the current context with -Scope File, keeps everything else, and follows it' {
        $text = "# mine`napiVersion: v1`nkind: Config`ncurrent-context: a # today`nclusters:`n- {name: c, cluster: {server: '$($one.Url)'}}`ncontexts:`n- {name: a, context: {cluster: c}}`n- {name: 'b: 1', context: {cluster: c}}`nx-kept: {yes: true}`n"
        $file = Out-TestFile scope.config $text
        Use-OcmContext 'b: 1' -KubeConfig $file -Scope File
        $now = Get-Content $file -Raw
        (Get-OcmContext -KubeConfig $file | Where-Object Current).Name | Should -Be 'b: 1'
        ($now -split "`n" | Where-Object { $_ -notlike 'current-context*' }) | Should -Be ($text -split "`n" | Where-Object { $_ -notlike 'current-context*' })
        (Get-OcmHub)[0].Context | Should -Be 'b: 1'
        Get-Item "$file.lock" -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'keeps a file private that was' -Skip:$IsWindows {
        $file = Out-TestFile private.config ((Get-Content $one.KubeConfig -Raw) -replace 'current-context: \S+', 'current-context: ""')
        chmod 600 $file
        Use-OcmContext sandbox -KubeConfig $file -Scope File
        (Get-Item $file).UnixMode | Should -Be '-rw-------'
    }

    It 'changes nothing with -WhatIf' {
        $file = Out-TestFile whatif.config ((Get-Content $one.KubeConfig -Raw) -replace 'current-context: \S+', 'current-context: ""')
        $text = Get-Content $file -Raw
        Use-OcmContext sandbox -KubeConfig $file -Scope File -WhatIf
        Get-Content $file -Raw | Should -Be $text
        Get-OcmHub | Should -BeNullOrEmpty
    }

    It 'is one error for a context that is not there, and keeps the hub' {
        Connect-OcmHub sandbox
        $failed = Get-Failure { Use-OcmContext othre }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'ContextNotFound,OcmPowerShell.Commands.UseOcmContextCommand'
        $failed[0].CategoryInfo.Category | Should -Be ObjectNotFound
        "$($failed[0])" | Should -BeLike "*'othre'*other*"
        (Get-OcmHub)[0].Context | Should -Be sandbox
        (Get-OcmHub)[0].Closed | Should -BeFalse
    }

    It 'does not make a context the current one that cannot be used' {
        $file = Out-TestFile broken.config "apiVersion: v1`nkind: Config`ncurrent-context: a`nclusters: [{name: c, cluster: {server: 'https://hub.example'}}]`ncontexts: [{name: a, context: {cluster: c}}, {name: b, context: {cluster: gone}}]`n"
        (Get-Failure { Use-OcmContext b -KubeConfig $file -Scope File })[0].FullyQualifiedErrorId | Should -BeLike 'KubeconfigInvalid,*'
        Get-Content $file -Raw | Should -BeLike '*current-context: a*'
    }

    It 'says EmptyTarget for a name that is empty' -ForEach @{ Value = '' }, @{ Value = $null } {
        (Get-Failure { Use-OcmContext $Value })[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
    }

    It 'names the lock when somebody else is writing' {
        $file = Out-TestFile locked.config ((Get-Content $one.KubeConfig -Raw) -replace 'current-context: \S+', 'current-context: ""')
        [void](New-Item "$file.lock" -ItemType File)
        $failed = Get-Failure { Use-OcmContext sandbox -KubeConfig $file -Scope File }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'KubeconfigLocked,*'
        "$($failed[0])" | Should -BeLike '*locked.config.lock*'
    }

    It 'completes the names of contexts' {
        (TabExpansion2 'Use-OcmContext oth' 18).CompletionMatches.CompletionText | Should -Contain other
    }
}
