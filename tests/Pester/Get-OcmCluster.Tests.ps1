BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox -Cluster one, two, edge1, edge2)
}

AfterAll { Exit-Sandbox }

Describe 'Get-OcmCluster' {
    BeforeEach { Clear-Fault; Clear-SentRequest }

    It 'lists all clusters with one request' {
        $clusters = Get-OcmCluster
        $clusters.Name | Sort-Object | Should -Be edge1, edge2, one, two
        $clusters | Should -BeOfType OcmPowerShell.Hub.Model.Cluster
        @(Get-SentRequest) | Should -HaveCount 1
    }

    It 'has types that sort and compare' {
        $one = Get-OcmCluster one
        $one.Version | Should -BeOfType version
        $one.Version | Should -BeGreaterThan ([version]'1.31')
        $one.Cpu | Should -BeOfType decimal
        $one.Memory | Should -Be 16GB
        $one.Capacity['memory'] | Should -Be 16Gi
        $one.Created.Kind | Should -Be Utc
        $one.LeaseDuration | Should -BeOfType timespan
        $one.Claims['id.k8s.io'] | Should -Be sandbox-one
        $one.Accepted, $one.Joined, $one.Available | Should -Be $true, $true, $true
        $one.Status | Should -Be Available
        $one.Hub | Should -Be "$((Get-OcmHub)[0])"
    }

    It 'sorts and filters as COMMANDS shows' {
        Get-OcmCluster | Where-Object Version -LT 1.31 | Sort-Object Memory -Descending | Should -BeNullOrEmpty
        Get-OcmCluster | Where-Object Version -GE 1.31 | Sort-Object Memory -Descending | Should -HaveCount 4
    }

    It 'reads a named cluster without a list' {
        (Get-OcmCluster one).Name | Should -Be one
        @(Get-SentRequest).Path | Should -Be '/apis/cluster.open-cluster-management.io/v1/managedclusters/one'
    }

    It 'takes wildcards, whatever their case' {
        (Get-OcmCluster 'EDGE*', 'tw?').Name | Sort-Object | Should -Be edge1, edge2, two
        Get-Failure { Get-OcmCluster 'nobody*' } | Should -BeNullOrEmpty
    }

    It 'selects by labels on the server, and by state' {
        Get-OcmCluster -LabelSelector 'cluster.open-cluster-management.io/clusterset=default' | Should -HaveCount 4
        Get-OcmCluster -LabelSelector 'env=prod' | Should -BeNullOrEmpty
        Get-OcmCluster -Status Available | Should -HaveCount 4
        Get-OcmCluster -Status Unavailable, NotAccepted | Should -BeNullOrEmpty
    }

    It 'is a NotFound error for a name that is not there, and returns the others' {
        $clusters = Get-OcmCluster one, nobody -ErrorAction SilentlyContinue -ErrorVariable failed
        $clusters.Name | Should -Be one
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'NotFound,OcmPowerShell.Commands.GetOcmClusterCommand'
        $failed[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $failed[0].TargetObject | Should -Be nobody
        "$($failed[0])" | Should -BeLike "*https://*no managed cluster 'nobody'*"
    }

    It 'says when a named cluster lacks the labels asked for' {
        "$(Get-Failure { Get-OcmCluster one -LabelSelector env=prod })" | Should -BeLike "*'one'*env=prod*"
    }

    It 'ends the list early when the pipeline after it has enough' {
        [void](Add-Fault Delay @([timespan]'00:00:30') -Path managedclusters -Skip 1)
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        Get-OcmCluster -PageSize 1 | Select-Object -First 1 | Should -HaveCount 1
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5 -Because 'the next page is not waited for'
        Wait-Until { -not (Get-OpenRequest) } | Should -BeTrue
    }

    It 'reads in pages when told so, and the whole object only when told so' {
        Get-OcmCluster -PageSize 3 | Should -HaveCount 4
        (Get-OcmCluster one).Json | Should -BeNull
        ((Get-OcmCluster one -IncludeJson).Json | ConvertFrom-Json).kind | Should -Be ManagedCluster
    }

    It 'can be stopped while the hub is silent' {
        [void](Add-Fault Stall -Path managedclusters)
        $stopped = Measure-Stop 'param($config) Get-OcmCluster -KubeConfig $config' @{ config = (Get-OcmSandbox).KubeConfig } -Once { Get-OpenRequest }
        $stopped.Begun | Should -BeTrue
        $stopped.State | Should -Be Stopped
        $stopped.Milliseconds | Should -BeLessThan 2000
        Wait-Until { -not (Get-OpenRequest) } | Should -BeTrue
    }

    It 'completes -Name and -Status' {
        Get-Completion 'Get-OcmCluster e' | Should -Be edge1, edge2
        Get-Completion 'Get-OcmCluster -Name ' | Should -Be edge1, edge2, one, two
        Get-Completion 'Get-OcmCluster -Status Not' | Sort-Object | Should -Be NotAccepted, NotJoined
    }

    It 'completes with the hub of -KubeConfig, also a relative one' {
        $folder = Join-Path $TestDrive relative
        [void](New-Item $folder -ItemType Directory)
        Copy-Item (Get-OcmSandbox).KubeConfig (Join-Path $folder hub.config)
        Push-Location $folder
        try { Get-Completion 'Get-OcmCluster -KubeConfig ./hub.config -Name o' | Should -Be one } finally { Pop-Location }
    }
}

Describe 'Get-OcmCluster without -KubeConfig and connection' {
    BeforeAll { Disconnect-OcmHub }
    AfterEach { $env:KUBECONFIG = '' }

    It 'asks the hub that the environment variable KUBECONFIG names, and opens one connection for it' {
        $env:KUBECONFIG = (Get-OcmSandbox).KubeConfig
        Clear-SentRequest
        Get-OcmCluster | Should -HaveCount 4
        Get-OcmCluster one | Should -HaveCount 1
        @(Get-SentRequest).ConnectionId | Select-Object -Unique | Should -HaveCount 1
        @(Get-OcmHub) | Should -HaveCount 1
    }

    It 'lets a copy from a file act on that hub without a Connect-OcmHub' {
        $env:KUBECONFIG = (Get-OcmSandbox).KubeConfig
        $rows = Get-OcmCluster one | ConvertTo-Csv
        Disconnect-OcmHub
        Get-Failure { $rows | ConvertFrom-Csv | Get-OcmWork } | Should -BeNullOrEmpty
    }
}
