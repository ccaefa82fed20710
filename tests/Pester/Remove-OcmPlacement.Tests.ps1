BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox)
    [void](Invoke-OcmRestMethod api/v1/namespaces -Method Post -Body @{ apiVersion = 'v1'; kind = 'Namespace'; metadata = @{ name = 'prod' } })
}

AfterAll { Exit-Sandbox }

Describe 'Remove-OcmPlacement removes placements' {
    BeforeEach {
        'web', 'api', 'prod/web' | ForEach-Object { [void](New-OcmPlacement $_ -WarningAction SilentlyContinue) }
        Clear-SentRequest
    }

    AfterEach { Clear-Fault; Get-OcmPlacement | Remove-OcmPlacement -WarningAction SilentlyContinue }

    It 'removes <Kind>' -ForEach @(
        @{ Kind = 'a name, and says nothing'; Run = { Remove-OcmPlacement web }; Left = 'default/api', 'prod/web' }
        @{ Kind = 'namespace/name'; Run = { Remove-OcmPlacement prod/web }; Left = 'default/api', 'default/web' }
        @{ Kind = 'a name and a namespace'; Run = { Remove-OcmPlacement web -Namespace prod }; Left = 'default/api', 'default/web' }
        @{ Kind = 'what wildcards match in a namespace'; Run = { Remove-OcmPlacement * -Namespace default }; Left = 'prod/web' }
        @{ Kind = 'what wildcards match after a namespace'; Run = { Remove-OcmPlacement 'default/w*' }; Left = 'default/api', 'prod/web' }
        @{ Kind = 'nothing where wildcards match nothing'; Run = { Remove-OcmPlacement 'x*' -Namespace default }; Left = 'default/api', 'default/web', 'prod/web' }
        @{ Kind = 'piped placements'; Run = { Get-OcmPlacement | Remove-OcmPlacement }; Left = @() }
        @{ Kind = 'piped text'; Run = { 'prod/web' | Remove-OcmPlacement }; Left = 'default/api', 'default/web' }
        @{ Kind = 'CSV copies'; Run = { Get-OcmPlacement prod/web | ConvertTo-Csv | ConvertFrom-Csv | Remove-OcmPlacement }; Left = 'default/api', 'default/web' }
        @{ Kind = 'kubectl objects'; Run = { (Get-OcmPlacement prod/web -IncludeJson).Json | ConvertFrom-Json | Remove-OcmPlacement }; Left = 'default/api', 'default/web' }
        @{ Kind = 'nothing for an empty pipeline'; Run = { Get-OcmPlacement no* | Remove-OcmPlacement }; Left = 'default/api', 'default/web', 'prod/web' }
    ) {
        & $Run | Should -BeNullOrEmpty
        (Get-OcmPlacement).FullName | Sort-Object | Should -Be $Left
    }

    It 'takes their decisions along' {
        [void](Wait-Until { @((Invoke-OcmRestMethod apis/cluster.open-cluster-management.io/v1beta1/placementdecisions).items).Count -ge 3 })
        Get-OcmPlacement | Remove-OcmPlacement
        Wait-Until { @((Invoke-OcmRestMethod apis/cluster.open-cluster-management.io/v1beta1/placementdecisions).items).Count -eq 0 } | Should -BeTrue
    }

    It 'sends no changing request with -WhatIf' {
        Get-OcmPlacement | Remove-OcmPlacement -WhatIf
        Remove-OcmPlacement * -Namespace default -WhatIf
        Get-SentRequest | Where-Object Method -NE GET | Should -BeNullOrEmpty
    }

    It 'leaves all with -DryRun, and tells what the server would refuse' {
        Get-OcmPlacement | Remove-OcmPlacement -DryRun
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        Get-OcmPlacement | Should -HaveCount 3
        [void](Add-Fault Status 403, 'Forbidden', 'a webhook said no' -Method DELETE)
        (Get-Failure { Remove-OcmPlacement web -DryRun })[0].FullyQualifiedErrorId | Should -BeLike 'Forbidden,*'
    }

    It 'needs no answer without a person there' {
        $shell = Get-NewShell
        try {
            [void]$shell.AddScript('param($config) Remove-OcmPlacement web -KubeConfig $config').AddArgument((Get-OcmSandbox).KubeConfig)
            [void]$shell.Invoke()
            $shell.Streams.Error | Should -BeNullOrEmpty
        }
        finally { $shell.Dispose() }
        Get-OcmPlacement default/web -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'is NotFound for one that is not there, and the others go on' {
        $failed = Get-Failure { Remove-OcmPlacement nope, web }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'NotFound,OcmPowerShell.Commands.RemoveOcmPlacementCommand'
        $failed[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $failed[0].TargetObject | Should -Be nope
        (Get-OcmPlacement).FullName | Sort-Object | Should -Be default/api, prod/web
    }

    It 'is content when somebody else was faster' {
        [void](Add-Fault Status 404, 'NotFound', 'placements "web" not found' -Method DELETE)
        Get-Failure { Remove-OcmPlacement web } | Should -BeNullOrEmpty
    }

    It 'is Conflict for an object that was deleted and made again' {
        $old = Get-OcmPlacement default/web
        Remove-OcmPlacement web
        [void](New-OcmPlacement web -WarningAction SilentlyContinue)
        (Get-Failure { $old | Remove-OcmPlacement })[0].FullyQualifiedErrorId | Should -Be 'Conflict,OcmPowerShell.Commands.RemoveOcmPlacementCommand'
        Get-OcmPlacement default/web | Should -Not -BeNullOrEmpty
    }

    It 'sends again what a busy hub asks for again' {
        [void](Add-Fault Status 429, 'TooManyRequests', 'busy', 0 -Method DELETE -Count 1)
        Remove-OcmPlacement web
        Get-OcmPlacement default/web -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'wildcards without a namespace'; Run = { Remove-OcmPlacement w* }; Id = 'InvalidArgument' }
        @{ Name = 'wildcards for namespaces'; Run = { Remove-OcmPlacement '*/web' }; Id = 'InvalidArgument' }
        @{ Name = 'an empty name'; Run = { Remove-OcmPlacement '' }; Id = 'EmptyTarget' }
        @{ Name = 'no name'; Run = { Remove-OcmPlacement $null }; Id = 'EmptyTarget' }
        @{ Name = 'one empty among names'; Run = { Remove-OcmPlacement web, '' }; Id = 'EmptyTarget' }
        @{ Name = 'an empty namespace'; Run = { Remove-OcmPlacement web -Namespace $null }; Id = 'EmptyTarget' }
        @{ Name = 'empty placements'; Run = { Remove-OcmPlacement -Placement $null }; Id = 'EmptyTarget' }
        @{ Name = 'what is no name'; Run = { Remove-OcmPlacement a/b/c }; Id = 'InvalidName' }
    ) {
        (Get-Failure $Run)[0].FullyQualifiedErrorId | Should -Be "$Id,OcmPowerShell.Commands.RemoveOcmPlacementCommand"
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'does not bind a cluster, a work or a decision' {
        (Get-Failure { Get-OcmCluster | Remove-OcmPlacement }).FullyQualifiedErrorId | Should -BeLike 'InputObjectNotBound,*'
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'warns of what goes by it, before it asks' {
        [void](Invoke-OcmRestMethod apis/work.open-cluster-management.io/v1alpha1/namespaces/prod/manifestworkreplicasets -Method Post -Body @{
                apiVersion = 'work.open-cluster-management.io/v1alpha1'; kind = 'ManifestWorkReplicaSet'; metadata = @{ name = 'shop' }
                spec = @{ placementRefs = @(@{ name = 'web' }); manifestWorkTemplate = @{ workload = @{ manifests = @(@{ apiVersion = 'v1'; kind = 'ConfigMap'; metadata = @{ name = 'a'; namespace = 'default' } }) } } } })
        Get-OcmPlacement | Remove-OcmPlacement -WhatIf -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -HaveCount 1
        $warned[0] | Should -BeLike "*replica set 'shop'*goes by the placement 'prod/web'*"
        [void](Invoke-OcmRestMethod apis/work.open-cluster-management.io/v1alpha1/namespaces/prod/manifestworkreplicasets/shop -Method Delete)
    }

    It 'completes <Line>' -ForEach @(
        @{ Line = 'Remove-OcmPlacement def'; Expected = 'default/api', 'default/web' }
        @{ Line = 'Remove-OcmPlacement -Namespace prod w'; Expected = 'web' }
    ) {
        Get-Completion $Line | Should -Be $Expected
    }
}
