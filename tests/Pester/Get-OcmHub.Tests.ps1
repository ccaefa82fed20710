BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $info = Enter-Sandbox
    $other = Enter-Sandbox other -Cluster far -Second
}

AfterAll { Exit-Sandbox }

Describe 'Get-OcmHub' {
    BeforeEach { Disconnect-OcmHub }

    It 'is silent when nothing is connected' { Get-OcmHub | Should -BeNullOrEmpty }

    It 'shows the connected hub first, then other connections of the runspace' {
        [void](Get-OcmCluster -KubeConfig $other.KubeConfig)
        Connect-OcmHub -KubeConfig $info.KubeConfig
        $hubs = Get-OcmHub
        $hubs | Should -BeOfType OcmPowerShell.Hub.Connection.HubConnection
        $hubs.Context | Should -Be sandbox, other
    }

    It 'shows one connection for a context, whether it was named or is the current one' {
        Connect-OcmHub -KubeConfig $info.KubeConfig
        Connect-OcmHub sandbox -KubeConfig $info.KubeConfig
        [void](Get-OcmCluster -KubeConfig $info.KubeConfig -Context sandbox)
        @(Get-OcmHub) | Should -HaveCount 1
    }

    It 'shows no secret' {
        Connect-OcmHub -KubeConfig $info.KubeConfig
        $text = (Get-OcmHub | Format-List * -Force | Out-String) + (Get-OcmHub | ConvertTo-Json -Depth 5 -WarningAction SilentlyContinue) + [System.Management.Automation.PSSerializer]::Serialize((Get-OcmHub), 5)
        $text | Should -Not -BeLike "*$(Get-SandboxToken)*"
        $text | Should -BeLike '*sandbox*'
    }

    It 'sends nothing' {
        Connect-OcmHub -KubeConfig $info.KubeConfig
        Clear-SentRequest
        [void](Get-OcmHub)
        Get-SentRequest | Should -BeNullOrEmpty
    }
}
