BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox -Cluster one)
    $clusters = '/apis/cluster.open-cluster-management.io/v1/managedclusters'
}

AfterAll { Exit-Sandbox }

Describe 'New-OcmCluster makes clusters known before they join' {
    BeforeEach { Clear-SentRequest }
    AfterEach {
        Clear-Fault
        Get-OcmCluster | Where-Object Name -NE one | ForEach-Object { Invoke-OcmRestMethod "$clusters/$($_.Name)" -Method Delete | Out-Null }
        Wait-Until { @(Get-OcmCluster).Count -eq 1 } | Should -BeTrue
    }

    It 'creates a cluster that is not let in yet, and returns it' {
        $new = New-OcmCluster edge1 -Label @{ env = 'edge' } -Annotation @{ note = 'two words' } -LeaseDurationSeconds 120
        $new | Should -BeOfType OcmPowerShell.Hub.Model.Cluster
        $new.Name, $new.Accepted, $new.Status | Should -Be edge1, $false, NotAccepted
        $new.Labels['env'], $new.Annotations['note'], $new.ClusterSet | Should -Be edge, 'two words', default
        $new.LeaseDuration | Should -Be ([timespan]'0:2:0')
    }

    It 'creates several, each once' {
        (New-OcmCluster edge1, edge2, edge1).Name | Sort-Object | Should -Be edge1, edge2
        @(Get-SentRequest -Changing) | Should -HaveCount 2
    }

    It 'lets the cluster in with -Accepted, so that it has a namespace' {
        (New-OcmCluster edge1 -Accepted).Accepted | Should -BeTrue
        Wait-Until { Invoke-OcmRestMethod /api/v1/namespaces/edge1 -ErrorAction Ignore } | Should -BeTrue
    }

    It 'puts it into a set that exists' {
        [void](Invoke-OcmRestMethod /apis/cluster.open-cluster-management.io/v1beta2/managedclustersets -Method Post -Body @{
                apiVersion = 'cluster.open-cluster-management.io/v1beta2'; kind = 'ManagedClusterSet'; metadata = @{ name = 'prod' }
            })
        (New-OcmCluster edge1 -ClusterSet prod).ClusterSet | Should -Be prod
        $failed = Get-Failure { New-OcmCluster edge2 -ClusterSet nowhere }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        $failed[0].TargetObject | Should -Be nowhere
        Get-OcmCluster edge2 -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'is an AlreadyExists error for a cluster that exists, which is left as it is' {
        [void](New-OcmCluster edge1)
        $new = New-OcmCluster edge1, edge2 -Label @{ env = 'edge' } -ErrorAction SilentlyContinue -ErrorVariable failed
        $new.Name | Should -Be edge2
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'AlreadyExists,OcmPowerShell.Commands.NewOcmClusterCommand'
        $failed[0].CategoryInfo.Category | Should -Be ResourceExists
        $failed[0].TargetObject | Should -Be edge1
        "$($failed[0])" | Should -BeLike '*-Force*Set-OcmCluster*'
        (Get-OcmCluster edge1).Labels['env'] | Should -BeNullOrEmpty
    }

    It 'updates with -Force what is named, and never shuts a cluster out' {
        [void](New-OcmCluster edge1 -Accepted -Label @{ env = 'edge'; team = 'web' } -LeaseDurationSeconds 120)
        $again = New-OcmCluster edge1 -Force -Label @{ env = 'prod' }
        $again.Labels['env'], $again.Labels['team'], $again.Accepted, $again.LeaseDuration.TotalSeconds | Should -Be prod, web, $true, 120
        Clear-SentRequest
        (New-OcmCluster edge1 -Force -Label @{ env = 'prod' }).Name | Should -Be edge1
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'sends nothing that changes with -WhatIf' {
        New-OcmCluster edge1 -Accepted -WhatIf | Should -BeNullOrEmpty
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'asks the server with -DryRun' {
        (New-OcmCluster edge1 -DryRun).Name | Should -Be edge1
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        Get-OcmCluster edge1 -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'names the right that letting a cluster in takes' {
        [void](Add-Fault Status 403, 'Forbidden', 'user "jane" cannot update the HubAcceptsClient field' -Method POST)
        $failed = Get-Failure { New-OcmCluster edge1 -Accepted }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Forbidden,*'
        $failed[0].CategoryInfo.Category | Should -Be PermissionDenied
        "$($failed[0])" | Should -BeLike '*managedclusters/accept*register.open-cluster-management.io*-Accepted*'
    }

    It 'refuses <What> before anything is sent' -ForEach @(
        @{ What = 'a name with a dot'; Id = 'InvalidName'; Run = { New-OcmCluster good, a.b } }
        @{ What = 'a name in capitals'; Id = 'InvalidName'; Run = { New-OcmCluster Edge } }
        @{ What = 'a pattern'; Id = 'InvalidName'; Run = { New-OcmCluster edge* } }
        @{ What = 'a name that is too long'; Id = 'InvalidName'; Run = { New-OcmCluster ('a' * 64) } }
        @{ What = 'an empty name'; Id = 'EmptyTarget'; Run = { New-OcmCluster good, '' } }
        @{ What = 'no name'; Id = 'EmptyTarget'; Run = { New-OcmCluster $null } }
        @{ What = 'an empty set'; Id = 'EmptyTarget'; Run = { New-OcmCluster good -ClusterSet '' } }
        @{ What = 'a label that no label can be'; Id = 'InvalidLabel'; Run = { New-OcmCluster good -Label @{ a = 'b c' } } }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'takes nothing from the pipeline: a name there may be anything''s' {
        (Get-Failure { 'edge1' | New-OcmCluster -Label @{ a = 'b' } -Name edge2 })[0].FullyQualifiedErrorId | Should -BeLike 'InputObjectNotBound,*'
        (Get-Failure { Get-OcmCluster | New-OcmCluster -Name edge2 })[0].FullyQualifiedErrorId | Should -BeLike 'InputObjectNotBound,*'
    }

    It 'completes -ClusterSet' {
        Get-Completion 'New-OcmCluster x -ClusterSet ' | Should -Contain default
    }
}
