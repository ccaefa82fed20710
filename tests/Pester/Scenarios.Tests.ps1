# The lines that the README, the issue and COMMANDS print, as people will copy them.
BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $info = Enter-Sandbox
    $map = Join-Path $TestDrive map.yml
    Set-Content $map (Get-ConfigMapText)
}

AfterAll { Exit-Sandbox }

Describe 'Lines that must work as written' {
    BeforeEach { Clear-Work; Push-Location $TestDrive; Set-Content nginx.yml (Get-DeploymentText) }
    AfterEach { Pop-Location; $env:KUBECONFIG = '' }

    It 'does the three lines of the README' {
        $env:KUBECONFIG = $info.KubeConfig
        New-OcmWork nginx1 -Path nginx.yml -Cluster one -Context sandbox -Wait | Should -HaveCount 1
        Get-OcmWork -Cluster one | Format-Table | Out-String | Should -Match 'nginx1 +one'
        (Get-OcmWorkManifest nginx1 -Cluster one).Feedback.ReadyReplicas | Should -Be 2
    }

    It 'does Get-OcmCluster -LabelSelector ... | New-OcmWork ... -Wait' {
        Get-OcmCluster -LabelSelector 'cluster.open-cluster-management.io/clusterset=default' | New-OcmWork nginx1 -Path nginx.yml -Wait | Should -HaveCount 2
        Get-OcmWork -Cluster one | Where-Object Ready -NE $true | Get-OcmWorkManifest | Format-Table | Should -BeNullOrEmpty
    }

    It 'does helm template ... | New-OcmWork web -Cluster one' {
        Get-Content nginx.yml | New-OcmWork web -Cluster one | Should -HaveCount 1
    }

    It 'does Get-OcmWork | Remove-OcmWork -WhatIf, and Get-OcmCluster | Get-OcmWork' {
        [void](New-OcmWork nginx1 nginx.yml -Cluster one, two)
        Get-OcmWork | Remove-OcmWork -WhatIf
        Get-OcmCluster | Get-OcmWork | Should -HaveCount 2
    }

    It 'makes a drift report of Group-Object ManifestHash' {
        [void](New-OcmWork web nginx.yml -Cluster one)
        [void](Get-ConfigMapText | New-OcmWork web -Cluster two)
        Get-OcmWork web | Group-Object ManifestHash | Should -HaveCount 2
    }

    It 'lets a nightly job go on after a failed cluster, and tell by its exit code' {
        $job = Out-TestFile nightly.ps1 @"
`$ErrorActionPreference = 'Stop'
Import-Module '$ModulePath'
Connect-OcmHub -KubeConfig '$($info.KubeConfig)'
'one', 'nobody', 'two' | New-OcmWork nightly -Path '$map' -ErrorAction Continue -ErrorVariable bad | ForEach-Object Cluster
if (`$bad) { exit 3 }
"@
        $done = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $job 2>$null
        $LASTEXITCODE | Should -Be 3
        $done | Sort-Object | Should -Be one, two
    }

    It 'has a failing exit code in a script that stops on errors' {
        $job = Out-TestFile stops.ps1 @"
`$ErrorActionPreference = 'Stop'
Import-Module '$ModulePath'
New-OcmWork x -Path '$map' -Cluster nobody -KubeConfig '$($info.KubeConfig)'
'went on'
"@
        $said = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $job 2>$null
        $LASTEXITCODE | Should -Be 1
        $said | Should -Not -Contain 'went on'
    }
}
