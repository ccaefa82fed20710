BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $info = Enter-Sandbox
    $other = Enter-Sandbox other -Cluster far -Second
}

AfterAll { Exit-Sandbox }

Describe 'Disconnect-OcmHub' {
    BeforeEach {
        Disconnect-OcmHub
        $second = Connect-OcmHub -KubeConfig $other.KubeConfig -PassThru
        $first = Connect-OcmHub -KubeConfig $info.KubeConfig -PassThru
    }

    It 'closes all connections of the runspace and sends nothing' {
        Clear-SentRequest
        Disconnect-OcmHub | Should -BeNullOrEmpty
        Get-OcmHub | Should -BeNullOrEmpty
        $first.Closed, $second.Closed | Should -Be $true, $true
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'closes the named one, <How>, and keeps the others' -ForEach @(
        @{ How = 'as an argument'; Run = { Disconnect-OcmHub $first } }
        @{ How = 'from the pipeline'; Run = { Get-OcmHub | Where-Object Context -EQ sandbox | Disconnect-OcmHub } }
    ) {
        & $Run
        @(Get-OcmHub).Context | Should -Be other
        (Get-OcmCluster -Hub $second).Name | Should -Be far
    }

    It 'closes nothing for an empty pipeline or a variable that is not set' {
        Get-OcmHub | Where-Object Context -EQ nobody | Disconnect-OcmHub
        { Disconnect-OcmHub -Hub $null } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
        @(Get-OcmHub) | Should -HaveCount 2
    }

    It 'is no error when nothing is connected' {
        Disconnect-OcmHub
        Get-Failure { Disconnect-OcmHub } | Should -BeNullOrEmpty
    }

    It 'leaves a closed connection that says so' {
        Disconnect-OcmHub
        $failed = Get-Failure { Get-OcmCluster -Hub $first }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'HubMismatch,*'
        "$($failed[0])" | Should -BeLike '*closed*Connect-OcmHub*'
    }
}
