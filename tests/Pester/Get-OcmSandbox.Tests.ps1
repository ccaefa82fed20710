BeforeAll { . (Join-Path $PSScriptRoot Common.ps1) }

Describe 'Get-OcmSandbox' {
    AfterAll { Exit-Sandbox }

    It 'is silent when none runs' { Get-OcmSandbox | Should -BeNullOrEmpty }

    It 'lists those of the process' {
        $a = Start-OcmSandbox alpha -Cluster one
        [void](Start-OcmSandbox beta -WarningAction SilentlyContinue)
        $all = Get-OcmSandbox
        $all | Should -BeOfType OcmPowerShell.Commands.SandboxInfo
        $all.Name | Should -Be alpha, beta
        $all[0].Url, $all[0].KubeConfig, $all[0].Started | Should -Be $a.Url, $a.KubeConfig, $a.Started
        $a.Started.Kind | Should -Be Utc
        $a.State | Should -BeNullOrEmpty
    }

    It 'takes names and wildcards, whatever their case' {
        (Get-OcmSandbox Alpha).Name | Should -Be alpha
        (Get-OcmSandbox '*ET*').Name | Should -Be beta
        Get-Failure { Get-OcmSandbox 'x*' } | Should -BeNullOrEmpty
    }

    It 'is a SandboxNotFound error for a name that does not run' {
        $failed = Get-Failure { Get-OcmSandbox nobody, beta }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'SandboxNotFound,OcmPowerShell.Commands.GetOcmSandboxCommand'
        $failed[0].TargetObject | Should -Be nobody
    }

    It 'is an EmptyTarget error when -Name is given but empty' {
        (Get-Failure { Get-OcmSandbox -Name $null })[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
    }

    It 'holds no secret' {
        Get-OcmSandbox | ConvertTo-Json | Should -Not -BeLike "*$(Get-SandboxToken alpha)*"
    }

    It 'completes names' { Get-Completion 'Get-OcmSandbox b' | Should -Be beta }

    It 'sees those that another runspace started' {
        $shell = Get-NewShell
        try { ($shell.AddCommand('Get-OcmSandbox').Invoke()).Name | Should -Be alpha, beta } finally { $shell.Dispose() }
    }
}
