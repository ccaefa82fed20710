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

Describe 'Lines for clusters, sets and placements that must work as written' {
    BeforeAll {
        [void](New-OcmClusterSetBinding default)
        [void](Set-OcmCluster one -Label @{ env = 'prod' })
        [void](Invoke-OcmRestMethod -Method Post /api/v1/namespaces -Body '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"prod"}}')
        [void](New-OcmClusterSetBinding default -Namespace prod)
        [void](New-OcmPlacement prod/web -LabelSelector env=prod)
        [void](Wait-OcmPlacement prod/web -TimeoutSec 20)
    }

    It 'does if (Test-OcmPlacement prod/web -Quiet) { … }' {
        $went = if (Test-OcmPlacement prod/web -Quiet) { 'yes' } else { 'no' }
        $went | Should -Be yes
        [void](New-OcmPlacement prod/nobody -LabelSelector env=none)
        $went = if (Test-OcmPlacement prod/nobody -Quiet -WarningAction SilentlyContinue) { 'yes' } else { 'no' }
        $went | Should -Be no
    }

    It 'does Get-OcmCluster | Where-Object Version -lt 1.31 | Sort-Object Memory -Descending' {
        Get-OcmCluster | Where-Object Version -LT 1.31 | Sort-Object Memory -Descending | Should -BeNullOrEmpty
        (Get-OcmCluster | Where-Object Version -GE 1.31 | Sort-Object Memory -Descending).Name | Should -Contain one
    }

    It 'does Get-OcmCluster -Hub $hub -Status Unavailable, Unknown | Suspend-OcmCluster -Reason nightly' {
        $hub = Connect-OcmHub -KubeConfig $info.KubeConfig -PassThru
        $lease = @{ apiVersion = 'cluster.open-cluster-management.io/v1'; kind = 'ManagedCluster'; metadata = @{ name = 'quiet' }; spec = @{ hubAcceptsClient = $false } } | ConvertTo-Json -Depth 5
        [void](Invoke-OcmRestMethod -Method Post /apis/cluster.open-cluster-management.io/v1/managedclusters -Body $lease)
        try {
            Get-OcmCluster -Hub $hub -Status Unavailable, Unknown | Suspend-OcmCluster -Reason nightly | Should -BeNullOrEmpty
            # Nobody was silent, so nobody was suspended; whoever is not accepted is neither.
            (Get-OcmCluster).Taints | Where-Object Value -EQ nightly | Should -BeNullOrEmpty
            Get-OcmCluster -Hub $hub -Status NotAccepted | Suspend-OcmCluster -Reason nightly
            (Get-OcmCluster quiet).Taints | Where-Object Value -EQ nightly | Should -HaveCount 1
            Get-OcmCluster quiet | Resume-OcmCluster
            (Get-OcmCluster quiet).Taints | Where-Object Value -EQ nightly | Should -BeNullOrEmpty
        }
        finally { Remove-OcmCluster quiet -Confirm:$false }
    }

    It 'does so in another runspace, with the hub that is handed to it' {
        $hub = Connect-OcmHub -KubeConfig $info.KubeConfig -PassThru
        $names = 1..2 | ForEach-Object -Parallel {
            Import-Module $using:ModulePath
            $hub = $using:hub
            Get-OcmCluster -Hub $hub -Status Available | Suspend-OcmCluster -Hub $hub -Reason nightly -DryRun
            (Get-OcmCluster -Hub $using:hub -Status Available).Count
        }
        $names | Should -Be 2, 2
    }

    It 'lets a nightly job tell by its exit code that a placement has lost its clusters' {
        $job = Out-TestFile placements.ps1 @"
`$ErrorActionPreference = 'Stop'
Import-Module '$ModulePath'
Connect-OcmHub -KubeConfig '$($info.KubeConfig)'
if (-not (Test-OcmPlacement prod/web -Quiet)) { exit 4 }
Get-OcmPlacementDecision prod/web | ForEach-Object Cluster
if (-not (Test-OcmPlacement prod/nobody -Quiet 3>`$null)) { exit 5 }
"@
        $said = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $job
        $LASTEXITCODE | Should -Be 5
        $said | Should -Be one
    }

    It 'needs no switch for what a scheduled job does, and asks before a cluster is taken off the hub' {
        $job = Out-TestFile scheduled.ps1 @"
`$ErrorActionPreference = 'Stop'
Import-Module '$ModulePath'
Connect-OcmHub -KubeConfig '$($info.KubeConfig)'
[void](New-OcmClusterSet night -Force); [void](New-OcmClusterSetBinding night -Namespace prod); Add-OcmClusterSetMember night two
[void](New-OcmPlacement prod/night -ClusterSet night -Force); Set-OcmPlacement prod/night -Count 1; [void](Wait-OcmPlacement prod/night -TimeoutSec 30)
Add-OcmClusterTaint two night -Effect PreferNoSelect; Remove-OcmClusterTaint two night
Set-OcmCluster two -Label @{ seen = 'yes' }; Set-OcmCluster two -RemoveLabel seen
Remove-OcmPlacement prod/night; Remove-OcmClusterSetMember night two 3>`$null; Remove-OcmClusterSetBinding night -Namespace prod 3>`$null; Remove-OcmClusterSet night
'all done'
Remove-OcmCluster two
'removed'
"@
        $said = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $job 2>$null
        $said | Should -Contain 'all done'
        $said | Should -Not -Contain removed
        Get-OcmCluster two | Should -HaveCount 1
    }
}
