BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $first = Join-Path $TestDrive first.config
    Set-Content $first @'
apiVersion: v1
kind: Config
clusters: [{ name: kind, cluster: { server: 'https://hub.example:6443' } }]
users: [{ name: admin, user: { token: SECRET-TOKEN } }]
contexts:
- { name: kind-hub, context: { cluster: kind, user: admin, namespace: prod } }
- { name: "team's hub", context: { cluster: gone, user: admin } }
current-context: kind-hub
'@
    $second = Join-Path $TestDrive second.config
    Set-Content $second @'
apiVersion: v1
kind: Config
clusters: [{ name: edge, cluster: { server: 'https://edge.example' } }]
contexts: [{ name: edge, context: { cluster: edge } }]
current-context: edge
'@
}

Describe 'Get-OcmContext' {
    BeforeEach { $env:KUBECONFIG = '' }
    AfterAll { $env:KUBECONFIG = '' }

    It 'lists the contexts of a file' {
        $contexts = Get-OcmContext -KubeConfig $first
        $contexts | Should -BeOfType OcmPowerShell.Hub.Kubeconfig.HubContext
        $contexts.Name | Should -Be kind-hub, "team's hub"
        $contexts[0].Server, $contexts[0].User, $contexts[0].Namespace, $contexts[0].Current | Should -Be 'https://hub.example:6443', 'admin', 'prod', $true
        $contexts[0].KubeConfig | Should -Be $first
        $contexts[1].Server, $contexts[1].Current | Should -Be '', $false
    }

    It 'merges the files of KUBECONFIG as kubectl does' {
        $env:KUBECONFIG = ($first, $second) -join [IO.Path]::PathSeparator
        (Get-OcmContext).Name | Sort-Object | Should -Be edge, kind-hub, "team's hub"
        (Get-OcmContext | Where-Object Current).Name | Should -Be kind-hub
    }

    It 'takes names and wildcards' {
        $env:KUBECONFIG = $first
        (Get-OcmContext kind-hub).Name | Should -Be kind-hub
        (Get-OcmContext 'TEAM*').Name | Should -Be "team's hub"
        Get-Failure { Get-OcmContext 'nobody*' } | Should -BeNullOrEmpty
    }

    It 'is a ContextNotFound error for a name that is not there' {
        $failed = Get-Failure { Get-OcmContext nobody, kind-hub -KubeConfig $first }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'ContextNotFound,OcmPowerShell.Commands.GetOcmContextCommand'
        $failed[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $failed[0].TargetObject | Should -Be nobody
        "$($failed[0])" | Should -BeLike '*first.config*'
    }

    It 'takes a relative file from the present location' {
        Push-Location $TestDrive
        try { (Get-OcmContext -KubeConfig second.config).Name | Should -Be edge } finally { Pop-Location }
    }

    It 'needs no server and shows no secret' {
        Get-Stream { Get-OcmContext -KubeConfig $first | Format-List * } | Should -Not -Match 'SECRET-TOKEN'
    }

    It 'says <Id> and where it looked when <What>' -ForEach @(
        @{ What = 'the file is not there'; Id = 'KubeconfigNotFound'; Category = 'ObjectNotFound'; Run = { Get-OcmContext -KubeConfig (Join-Path $TestDrive none.config) }; Text = '*none.config*' }
        @{ What = 'no file of KUBECONFIG is there'; Id = 'KubeconfigNotFound'; Category = 'ObjectNotFound'; Run = { $env:KUBECONFIG = Join-Path $TestDrive none.config; Get-OcmContext }; Text = '*KUBECONFIG*none.config*' }
        @{ What = 'the file is no kubeconfig'; Id = 'KubeconfigInvalid'; Category = 'InvalidData'; Run = { Get-OcmContext -KubeConfig (Out-TestFile bad.config "a: [1`nb: 2") }; Text = '*bad.config*' }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failed[0].CategoryInfo.Category | Should -Be $Category
        "$($failed[0])" | Should -BeLike $Text
    }

    It 'completes -Name' {
        $env:KUBECONFIG = $first
        Get-Completion 'Get-OcmContext ' | Should -Be kind-hub, "'team''s hub'"
    }
}
