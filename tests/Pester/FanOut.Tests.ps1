BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $info = Enter-Sandbox -Cluster one
    $map = Join-Path $TestDrive map.yml
    Set-Content $map (Get-ConfigMapText)
}

AfterAll { Exit-Sandbox }

Describe 'A command that goes out to 500 clusters' {
    BeforeEach {
        Clear-Fault
        Clear-SentRequest
    }

    It 'gives the prompt back after Ctrl+C while the hub says nothing (<Command>)' -ForEach @(
        @{ Command = 'New-OcmWork web $file'; Stalled = 'POST' }
        @{ Command = 'New-OcmWork web $file -Force'; Stalled = 'GET' }
        @{ Command = 'Wait-OcmWork web'; Stalled = 'GET' }
        @{ Command = 'Watch-OcmWork web'; Stalled = 'GET' }
        @{ Command = 'Get-OcmWork web'; Stalled = 'GET' }
    ) {
        [void](Add-Fault Stall -Method $Stalled -Path manifestworks)
        $stopped = Measure-Stop "param(`$file, `$config) 1..500 | ForEach-Object { `"c`$_`" } | $Command -KubeConfig `$config" @{ file = $map; config = $info.KubeConfig } -Once { Get-OpenRequest }
        $stopped.Begun | Should -BeTrue
        $stopped.State | Should -Be Stopped
        $stopped.Milliseconds | Should -BeLessThan 2000 -Because 'it takes no longer than one request, however many are left; a second is what is promised, and the machine of a test may be busy'
        $stopped.Errors | Should -BeNullOrEmpty
        Wait-Until { -not (Get-OpenRequest) } | Should -BeTrue
        @(Get-SentRequest -Changing).Count | Should -BeLessOrEqual 16 -Because 'no more than -ThrottleLimit were begun'
    }
}
