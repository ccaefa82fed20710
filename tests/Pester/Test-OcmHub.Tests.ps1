BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $info = Enter-Sandbox

    function Connect-As([string] $User, [string[]] $Group = @()) {
        $token = (Get-Inside (Get-SandboxHub) Tokens).Issue($User, $Group)
        Connect-OcmHub -Server $info.Url -CertificateAuthority (Get-SandboxHub).CertificateAuthorityPem -Token (ConvertTo-SecureString $token -AsPlainText)
    }

    function Get-Check($Test, [string] $Name) { $Test.Checks | Where-Object Name -Like $Name }
}

AfterAll { Exit-Sandbox }

Describe 'Test-OcmHub' {
    BeforeEach { Disconnect-OcmHub; Clear-Fault; Grant-SandboxToken; Connect-OcmHub -KubeConfig $info.KubeConfig; Clear-SentRequest }
    AfterEach { Clear-Fault; Grant-SandboxToken }

    It 'tells that a hub is reachable, is one, who we are, what we may do and what time it has' {
        $test = Test-OcmHub
        $test | Should -BeOfType OcmPowerShell.Hub.Diagnosis.HubTest
        $test.Passed | Should -BeTrue
        $test.Hub | Should -Be "$($info.Url) (sandbox)"
        $test.User | Should -Be sandbox-admin
        $test.Groups | Should -Contain system:masters
        $test.KubernetesVersion | Should -BeLike 'v1.*'
        [Math]::Abs($test.ClockDifference.TotalSeconds) | Should -BeLessThan 10
        $test.Checks.Name | Should -Be Reachable, Identity, OcmHub, Permissions, Clock
        $test.Checks.Passed | Select-Object -Unique | Should -BeTrue
    }

    It 'changes nothing' {
        Test-OcmHub 'create manifestworks', 'delete managedclusters' | Out-Null
        Get-SentRequest -Changing | Where-Object Path -NotLike '*/selfsubject*reviews' | Should -BeNullOrEmpty
    }

    It 'gives one bool with -Quiet' {
        Test-OcmHub -Quiet | Should -BeTrue
        Test-OcmHub -Quiet | Should -BeOfType bool
    }

    It 'asks for each right of -Permission' {
        $test = Test-OcmHub 'create manifestworks', 'get secrets in one', 'update managedclusters/accept.register.open-cluster-management.io'
        $test.Passed | Should -BeTrue
        $test.Checks.Name | Should -Contain 'create manifestworks'
        (Get-Check $test 'get secrets in one').Passed | Should -BeTrue
    }

    It 'fails for a right that is missing, and says which role to ask for' {
        Connect-As alice
        $test = Test-OcmHub 'create manifestworks'
        $test.Passed | Should -BeFalse
        $test.User | Should -Be alice
        $check = Get-Check $test 'create manifestworks'
        $check.Passed | Should -BeFalse
        $check.Message | Should -BeLike '*role*create manifestworks.work.open-cluster-management.io*'
        Test-OcmHub 'create manifestworks' -Quiet | Should -BeFalse
        Test-OcmHub -Quiet | Should -BeTrue -Because 'rights that were not asked for may be missing'
    }

    It 'says whom the hub takes us for when we act as somebody else' {
        Connect-OcmHub -KubeConfig $info.KubeConfig -ImpersonateUser bob -ImpersonateGroup dev, ops
        $test = Test-OcmHub
        $test.User | Should -Be bob
        $test.Groups | Should -Be dev, ops, system:authenticated
        (Get-OcmHub)[0].ActingAs | Should -Be bob
    }

    It 'tells credentials that have run out from a hub that is not there' {
        Revoke-SandboxToken
        $test = Test-OcmHub
        $test.Passed | Should -BeFalse
        (Get-Check $test Reachable).Passed | Should -BeTrue
        (Get-Check $test Identity).Passed | Should -BeFalse
    }

    It 'is an answer, not an error, when nobody listens' {
        $dead = Out-TestFile dead.config ((Get-Content $info.KubeConfig -Raw) -replace 'https://127.0.0.1:\d+', 'https://127.0.0.1:1')
        $failed = Get-Failure { $script:test = Test-OcmHub -KubeConfig $dead -Context sandbox }
        $failed | Should -BeNullOrEmpty
        $test.Passed | Should -BeFalse
        $test.Checks.Name | Should -Be Reachable
        $test.Checks[0].Message | Should -BeLike '*127.0.0.1:1*'
        Test-OcmHub -Quiet -KubeConfig $dead -Context sandbox | Should -BeFalse
    }

    It 'tells a cluster that is no hub' {
        [void](Add-Fault Answer 404, 'text/plain', '404 page not found' -Path cluster.open-cluster-management.io)
        $test = Test-OcmHub
        (Get-Check $test OcmHub).Passed | Should -BeFalse
        (Get-Check $test Reachable).Passed | Should -BeTrue
    }

    It 'tests several hubs, one object each and one bool for all' {
        $second = Enter-Sandbox other -Cluster far -Second
        $hubs = (Connect-OcmHub -KubeConfig $info.KubeConfig -PassThru), (Connect-OcmHub -KubeConfig $second.KubeConfig -PassThru)
        (Test-OcmHub -Hub $hubs).Hub | Should -Be "$($info.Url) (sandbox)", "$($second.Url) (other)"
        Test-OcmHub -Hub $hubs -Quiet | Should -BeTrue
        Revoke-SandboxToken other
        Test-OcmHub -Hub $hubs -Quiet | Should -BeFalse
        Stop-OcmSandbox other
    }

    It 'refuses what is no permission before anything is sent (<Value>)' -ForEach @{ Value = 'manifestworks' }, @{ Value = 'create' }, @{ Value = 'create manifest works' } {
        Clear-SentRequest
        $failed = Get-Failure { Test-OcmHub $Value }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'InvalidPermission,*'
        "$($failed[0])" | Should -BeLike "*'$Value'*create manifestworks*"
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'ends in time' {
        [void](Add-Fault Delay ([TimeSpan]::FromMinutes(1)))
        Get-Failure { $script:test = Test-OcmHub -TimeoutSec 1 } | Should -BeNullOrEmpty
        (Get-Check $test Reachable).Passed | Should -BeFalse
        (Get-Check $test Reachable).Message | Should -BeLike '*within 1 s*'
        Test-OcmHub -TimeoutSec 1 -Quiet | Should -BeFalse
    }

    It 'shows every check in its view' {
        $text = Test-OcmHub | Out-String
        $text | Should -BeLike '*Hub*Passed*User*Checks*+ Reachable*+ Clock*'
        Test-OcmHub | Format-List | Out-String | Should -BeLike '*Reachable: The hub answers*'
        Connect-As alice
        Test-OcmHub 'create manifestworks' | Out-String -Width 200 | Should -BeLike '*- create manifestworks: Not allowed*'
        (Test-OcmHub).Checks | Format-Table | Out-String | Should -Match 'Check +Passed +Message'
    }

    It 'survives Clixml' {
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Test-OcmHub)))
        $copy.Checks[0].Name | Should -Be Reachable
        $copy.Passed | Should -BeTrue
    }
}
