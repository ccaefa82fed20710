BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox)
    [void](Invoke-OcmRestMethod api/v1/namespaces -Method Post -Body @{ apiVersion = 'v1'; kind = 'Namespace'; metadata = @{ name = 'prod' } })
    'default', 'prod' | ForEach-Object { [void](New-OcmClusterSetBinding default -Namespace $_) }
    'web', 'prod/web' | ForEach-Object { [void](New-OcmPlacement $_) }
    [void](Wait-OcmPlacement default/web, prod/web -TimeoutSec 20)
    $map = Out-TestFile map.yml (Get-ConfigMapText)
    $manager = '/apis/operator.open-cluster-management.io/v1/clustermanagers/cluster-manager'

    function Set-Gate([string] $Mode) {
        [void](Invoke-OcmRestMethod -Method Patch $manager -Body (@{ spec = @{ workConfiguration = @{ featureGates = @(@{ feature = 'ManifestWorkReplicaSet'; mode = $Mode }) } } } | ConvertTo-Json -Depth 6))
    }
}

AfterAll { Exit-Sandbox }

Describe 'Remove-OcmWorkReplicaSet' {
    BeforeEach {
        'web', 'api' | ForEach-Object { [void](New-OcmWorkReplicaSet $_ -Path $map -Placement web) }
        [void](New-OcmWorkReplicaSet web -Path $map -Placement prod/web)
        [void](Get-OcmWorkReplicaSet | Wait-OcmWorkReplicaSet -TimeoutSec 30)
        Clear-SentRequest
    }

    AfterEach {
        Clear-Fault
        Set-Gate Enable
        Get-OcmWorkReplicaSet | Remove-OcmWorkReplicaSet -Wait -TimeoutSec 20
        Get-OcmWork | Where-Object { -not $_.Deleting } | Remove-OcmWork -IncludeManaged -ErrorAction SilentlyContinue
        [void](Wait-Until { -not (Get-OcmWork) } -Seconds 20)
    }

    It 'removes <Kind>' -ForEach @(
        @{ Kind = 'a name, and says nothing'; Run = { Remove-OcmWorkReplicaSet web }; Left = 'default/api', 'prod/web' }
        @{ Kind = 'namespace/name'; Run = { Remove-OcmWorkReplicaSet prod/web }; Left = 'default/api', 'default/web' }
        @{ Kind = 'what wildcards match in a namespace'; Run = { Remove-OcmWorkReplicaSet * -Namespace default }; Left = 'prod/web' }
        @{ Kind = 'nothing where wildcards match nothing'; Run = { Remove-OcmWorkReplicaSet 'x*' -Namespace default }; Left = 'default/api', 'default/web', 'prod/web' }
        @{ Kind = 'piped objects'; Run = { Get-OcmWorkReplicaSet web | Remove-OcmWorkReplicaSet }; Left = 'default/api' }
        @{ Kind = 'piped text'; Run = { 'prod/web' | Remove-OcmWorkReplicaSet }; Left = 'default/api', 'default/web' }
        @{ Kind = 'CSV copies'; Run = { Get-OcmWorkReplicaSet prod/web | ConvertTo-Csv | ConvertFrom-Csv | Remove-OcmWorkReplicaSet }; Left = 'default/api', 'default/web' }
        @{ Kind = 'nothing for an empty pipeline'; Run = { Get-OcmWorkReplicaSet no* | Remove-OcmWorkReplicaSet }; Left = 'default/api', 'default/web', 'prod/web' }
    ) {
        & $Run | Should -BeNullOrEmpty
        Wait-Until { -not (Compare-Object @(Get-OcmWorkReplicaSet | ForEach-Object FullName) $Left) } | Should -BeTrue
    }

    It 'takes the works along, and waits for them where it is Foreground' {
        Set-OcmWorkReplicaSet web -CascadeDeletionPolicy Foreground
        Remove-OcmWorkReplicaSet web -Wait -TimeoutSec 30
        Get-OcmWork -LabelSelector 'work.open-cluster-management.io/manifestworkreplicaset=default.web' | Should -BeNullOrEmpty
        Remove-OcmWorkReplicaSet api -Wait -TimeoutSec 30
        Wait-Until { -not (Get-OcmWork -LabelSelector 'work.open-cluster-management.io/manifestworkreplicaset=default.api') } -Seconds 20 | Should -BeTrue
    }

    It 'sends nothing with -WhatIf, and changes nothing with -DryRun' {
        Get-OcmWorkReplicaSet | Remove-OcmWorkReplicaSet -WhatIf
        Get-OcmWorkReplicaSet | Remove-OcmWorkReplicaSet -RemoveFinalizer -WhatIf -WarningAction SilentlyContinue
        Get-SentRequest | Where-Object Method -NE GET | Should -BeNullOrEmpty
        Remove-OcmWorkReplicaSet web -DryRun
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        (Get-Failure { Remove-OcmWorkReplicaSet web -DryRun -RemoveFinalizer })[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
    }

    It 'refuses <What> (<Id>)' -ForEach @(
        @{ What = 'an empty name'; Id = 'EmptyTarget'; Run = { Remove-OcmWorkReplicaSet $null } }
        @{ What = 'an empty text'; Id = 'EmptyTarget'; Run = { Remove-OcmWorkReplicaSet web, '' } }
        @{ What = 'wildcards without a namespace'; Id = 'InvalidArgument'; Run = { Remove-OcmWorkReplicaSet 'w*' } }
        @{ What = 'a piped pattern'; Id = 'WildcardNotSupported'; Run = { 'default/*' | Remove-OcmWorkReplicaSet } }
        @{ What = 'one that is not there'; Id = 'NotFound'; Run = { Remove-OcmWorkReplicaSet nobody } }
    ) {
        (Get-Failure $Run)[0].FullyQualifiedErrorId | Should -Be "$Id,OcmPowerShell.Commands.RemoveOcmWorkReplicaSetCommand"
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'leaves another of the same name' {
        $old = Get-OcmWorkReplicaSet prod/web
        $old | Remove-OcmWorkReplicaSet -Wait -TimeoutSec 20
        [void](New-OcmWorkReplicaSet web -Path $map -Placement prod/web)
        $failed = Get-Failure { $old | Remove-OcmWorkReplicaSet }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Conflict,*'
        $failed[0].TargetObject | Should -Be $old
        Get-OcmWorkReplicaSet prod/web | Should -Not -BeNullOrEmpty
    }

    It 'hangs where the controller does not run, says what to do, and does it when told' {
        Set-Gate Disable
        # The controller stops a moment later.
        Start-Sleep -Milliseconds 500
        $failed = Get-Failure { Remove-OcmWorkReplicaSet web -Wait -TimeoutSec 1 }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'WaitTimeout,*'
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike '*-RemoveFinalizer*'
        (Get-Failure { Set-OcmWorkReplicaSet web -MaxFailures 1 })[0] | Should -Not -BeNullOrEmpty
        Remove-OcmWorkReplicaSet web -RemoveFinalizer -Confirm:$false -Wait -TimeoutSec 10 -WarningAction SilentlyContinue -WarningVariable warned
        "$warned" | Should -BeLike '*may stay*Remove-OcmWork -IncludeManaged*'
        Get-OcmWorkReplicaSet default/web -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        @(Get-OcmWork -LabelSelector 'work.open-cluster-management.io/manifestworkreplicaset=default.web') | Should -HaveCount 2
    }

    It 'asks before it takes finalizers off, and cannot where nobody is there' {
        $shell = Get-NewShell
        try {
            [void]$shell.AddScript('param($config) Remove-OcmWorkReplicaSet api -RemoveFinalizer -KubeConfig $config 3>$null').AddArgument((Get-OcmSandbox).KubeConfig)
            [void]$shell.Invoke()
            "$($shell.Streams.Error)" | Should -BeLike '*does not support user interaction*finalizer*'
        }
        finally { $shell.Dispose() }
        Get-OcmWorkReplicaSet default/api | Should -Not -BeNullOrEmpty
    }

    It 'completes replica sets' { Get-Completion 'Remove-OcmWorkReplicaSet pr' | Should -Be prod/web }
}
