BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox -Cluster one, two, empty)
    $map = Join-Path $TestDrive map.yml
    Set-Content $map (Get-ConfigMapText)
    [void](New-OcmWork web $map -Cluster one, two -Label @{ app = 'web' } -Wait -TimeoutSec 20)
    [void](New-OcmWork api $map -Cluster one -Label @{ app = 'api' } -Wait -TimeoutSec 20)
    [void](New-OcmWork addon-proxy-deploy $map -Cluster one -Wait -TimeoutSec 20)
    [void](New-OcmWork monitor $map -Cluster two -Label @{ 'open-cluster-management.io/addon-name' = 'observability' } -Wait -TimeoutSec 20)
    [void](New-OcmWork one-klusterlet $map -Cluster one -Wait -TimeoutSec 20)
    [void](Get-DeploymentText broken 'broken:1' | New-OcmWork broken -Cluster two -Wait -WaitFor Applied -TimeoutSec 20)
    [void](Wait-Until { (Get-OcmWork broken two).Status -eq 'NotReady' })
}

AfterAll { Exit-Sandbox }

Describe 'Get-OcmWork finds works' {
    BeforeEach { Clear-Fault; Clear-SentRequest }

    It 'lists all works of all clusters when nothing is named' {
        $works = Get-OcmWork
        $works | Should -HaveCount 7
        $works | Should -BeOfType OcmPowerShell.Hub.Model.Work
        $works[0].Hub | Should -Be "$((Get-OcmHub)[0])"
    }

    It 'lists the works of a cluster with one request' {
        (Get-OcmWork -Cluster two).Name | Sort-Object | Should -Be broken, monitor, web
        @(Get-SentRequest) | Should -HaveCount 1
    }

    It 'reads a work of a cluster by name with one request, not with a list' {
        (Get-OcmWork web one).Cluster | Should -Be one
        @(Get-SentRequest).Path | Should -Be '/apis/work.open-cluster-management.io/v1/namespaces/one/manifestworks/web'
    }

    It 'finds a name in all clusters, and asks the server for that name alone' {
        (Get-OcmWork web).Cluster | Sort-Object | Should -Be one, two
        (Get-SentRequest)[-1].QueryString | Should -BeLike '*fieldSelector=metadata.name*web*'
    }

    It 'takes wildcards in names and clusters, whatever their case' {
        (Get-OcmWork 'W*' -Cluster 'T*').Name | Should -Be web
        (Get-OcmWork 'a?i', 'we[a-c]' one).Name | Sort-Object | Should -Be api, web
    }

    It 'is silent when a wildcard matches nothing' {
        Get-Failure { Get-OcmWork 'nobody*' } | Should -BeNullOrEmpty
        Get-Failure { Get-OcmWork -Cluster 'nobody*' } | Should -BeNullOrEmpty
        Get-OcmWork -Cluster empty | Should -BeNullOrEmpty
    }

    It 'selects by labels on the server' {
        (Get-OcmWork -LabelSelector 'app in (api)').Name | Should -Be api
        (Get-SentRequest)[-1].QueryString | Should -BeLike '*labelSelector=*'
    }

    It 'finds the works that belong to a placement or a cluster set' {
        $api = '/apis/work.open-cluster-management.io/v1'
        $label = {
            param($Cluster, $Name, $Labels)
            [void](Invoke-OcmRestMethod -Method PATCH "$api/namespaces/$Cluster/manifestworks/$Name" -Body @{ metadata = @{ labels = $Labels } })
        }
        & $label one api @{ 'ocmpowershell.io/placement' = 'prod.x' }
        & $label two web @{ 'work.open-cluster-management.io/placementname' = 'x'; 'work.open-cluster-management.io/manifestworkreplicaset' = 'prod.set' }
        & $label one web @{ 'ocmpowershell.io/clusterset' = 'eu' }
        try {
            "$(Get-OcmWork -Placement prod/x)" | Should -Be 'one/api two/web'
            "$(Get-OcmWork -Placement prod/x -ManagedBy Placement)" | Should -Be one/api
            "$(Get-OcmWork w* -Placement prod/x)" | Should -Be two/web
            "$(Get-OcmWork web -Cluster two -Placement prod/x)" | Should -Be two/web
            "$(Get-OcmWork -Cluster one -Placement prod/x, prod/y -LabelSelector app=api)" | Should -Be one/api
            Get-OcmWork -Placement x | Should -BeNullOrEmpty -Because 'a name alone is in the namespace default'
            "$(Get-OcmWork -ClusterSet eu)" | Should -Be one/web
            (Get-Failure { Get-OcmWork -Placement prod/* }).FullyQualifiedErrorId | Should -BeLike 'WildcardNotSupported,*'
            (Get-Failure { Get-OcmWork -Placement prod/x -ClusterSet eu }).FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
            foreach ($run in { Get-OcmWork -Placement '' }, { Get-OcmWork -Placement @() }, { Get-OcmWork -ClusterSet $null }) {
                (Get-Failure $run).FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
            }
        }
        finally {
            & $label one api @{ 'ocmpowershell.io/placement' = $null }
            & $label two web @{ 'work.open-cluster-management.io/placementname' = $null; 'work.open-cluster-management.io/manifestworkreplicaset' = $null }
            & $label one web @{ 'ocmpowershell.io/clusterset' = $null }
        }
    }

    It 'filters by -Status and -ManagedBy' {
        (Get-OcmWork -Status NotReady).Name | Should -Be broken
        (Get-OcmWork -ManagedBy AddOn).Name | Sort-Object | Should -Be addon-proxy-deploy, monitor
        (Get-OcmWork -ManagedBy Klusterlet).Name | Should -Be one-klusterlet
        (Get-OcmWork -ManagedBy User -Cluster one).Name | Sort-Object | Should -Be api, web
    }

    It 'tells the add-on that a work belongs to' {
        (Get-OcmWork monitor two).Owner | Should -Be observability
    }

    It 'returns the whole object as text only with -IncludeJson' {
        (Get-OcmWork web one).Json | Should -BeNull
        ((Get-OcmWork web one -IncludeJson).Json | ConvertFrom-Json).kind | Should -Be ManifestWork
        ((Get-OcmWork -Cluster two -IncludeJson).Json | ConvertFrom-Json).kind | Select-Object -Unique | Should -Be ManifestWork
    }

    It 'reads in pages when told so, and finds the same' {
        Get-OcmWork -PageSize 2 | Should -HaveCount 7
        @(Get-SentRequest | Where-Object QueryString -Like '*limit=2*').Count | Should -Be 4
    }

    It 'groups equal works by ManifestHash' {
        (Get-OcmWork web, api | Group-Object ManifestHash) | Should -HaveCount 1
    }
}

Describe 'Get-OcmWork in a pipeline' {
    BeforeEach { Clear-Fault; Clear-SentRequest }

    It 'lists the works of piped clusters, and never looks for a work called like a cluster' {
        Get-OcmCluster one, two | Get-OcmWork | Should -HaveCount 7
        @(Get-SentRequest).Path | Should -Not -BeLike '*/manifestworks/*'
    }

    It 'takes clusters as <Kind>' -ForEach @(
        @{ Kind = 'names'; Clusters = { 'two' } }
        @{ Kind = 'hashtables'; Clusters = { @{ Cluster = 'two' } } }
        @{ Kind = 'rows of a CSV file'; Clusters = { "Cluster`ntwo" | ConvertFrom-Csv } }
        @{ Kind = 'kubectl objects'; Clusters = { '{"kind":"ManagedCluster","metadata":{"name":"two"}}' | ConvertFrom-Json } }
    ) {
        & $Clusters | Get-OcmWork | Should -HaveCount 3
    }

    It 'ends the list early when the pipeline after it has enough' {
        [void](Add-Fault Delay @([timespan]'00:00:30') -Path manifestworks -Skip 1)
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        Get-OcmWork -PageSize 1 | Select-Object -First 1 | Should -HaveCount 1
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5 -Because 'the next page is not waited for'
        Wait-Until { -not (Get-OpenRequest) } | Should -BeTrue
    }

    It 'shows what is not well, as COMMANDS promises' {
        $text = Get-OcmWork -Cluster two | Where-Object Ready -NE $true | Get-OcmWorkManifest | Format-Table | Out-String
        $text | Should -Match 'broken'
        $text | Should -Not -Match 'monitor'
    }

    It 'can be stopped while the hub is silent' {
        [void](Add-Fault Stall -Path manifestworks)
        $stopped = Measure-Stop 'param($config) Get-OcmWork -Cluster one -KubeConfig $config' @{ config = (Get-OcmSandbox).KubeConfig } -Once { Get-OpenRequest }
        $stopped.Begun | Should -BeTrue
        $stopped.State | Should -Be Stopped
        $stopped.Milliseconds | Should -BeLessThan 2000
        $stopped.Errors | Should -BeNullOrEmpty
        Wait-Until { -not (Get-OpenRequest) } | Should -BeTrue
    }
}

Describe 'Get-OcmWork tells what is not there' {
    BeforeEach { Clear-Fault; Clear-SentRequest }

    It 'is a NotFound error that names <What>' -ForEach @(
        @{ What = 'the work, when the cluster lacks it'; Run = { Get-OcmWork nothing -Cluster one }; Text = "*no work 'nothing' in cluster 'one' on hub https://*"; Target = 'one' }
        @{ What = 'the work, when no cluster has it'; Run = { Get-OcmWork nothing }; Text = "*no work 'nothing' in any cluster on hub https://*"; Target = 'nothing' }
        @{ What = 'the work, when clusters are a pattern'; Run = { Get-OcmWork web -Cluster 'nobody*' }; Text = "*no work 'web' in any cluster 'nobody`*' on hub https://*"; Target = 'web' }
        @{ What = 'the cluster, when there is none'; Run = { Get-OcmWork -Cluster nobody }; Text = "*no managed cluster 'nobody'*Get-OcmCluster*"; Target = 'nobody' }
        @{ What = 'the cluster, when a work of it is named'; Run = { Get-OcmWork web -Cluster nobody }; Text = "*no managed cluster 'nobody'*"; Target = 'nobody' }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'NotFound,OcmPowerShell.Commands.GetOcmWorkCommand'
        $failed[0].CategoryInfo.Category | Should -Be ObjectNotFound
        "$($failed[0])" | Should -BeLike $Text
        "$($failed[0].TargetObject)" | Should -Be $Target
    }

    It 'returns what it finds beside the error' {
        $works = Get-OcmWork web, nothing -Cluster one, nobody, two -ErrorAction SilentlyContinue -ErrorVariable failed
        $works.Cluster | Sort-Object | Should -Be one, two
        $failed | Should -HaveCount 4 -Because 'one and two lack nothing, and nobody, asked for two works, is missing twice'
    }

    It 'ends the script with ErrorAction Stop' {
        { Get-OcmWork nothing one -ErrorAction Stop } | Should -Throw -ErrorId 'NotFound,*'
        { $ErrorActionPreference = 'Stop'; Get-OcmWork nothing one } | Should -Throw -ErrorId 'NotFound,*'
    }

    It 'says what is wrong with a label selector' {
        $failed = Get-Failure { Get-OcmWork -LabelSelector 'a in' }
        $failed | Should -HaveCount 1
        $failed[0].CategoryInfo.Category | Should -Be InvalidArgument
        "$($failed[0])" | Should -BeLike '*unable to parse*manifestworks on https://*'
    }
}

Describe 'Get-OcmWork and several hubs' {
    BeforeEach { Clear-Fault; Clear-SentRequest }

    BeforeAll {
        $first = (Get-OcmHub)[0]
        $info = Enter-Sandbox other -Cluster far -Second
        Connect-OcmHub -KubeConfig $info.KubeConfig
        $second = (Get-OcmHub)[0]
        [void](New-OcmWork web $map -Cluster far)
        Connect-OcmHub -KubeConfig (Get-OcmSandbox sandbox).KubeConfig
    }
    AfterAll { Stop-OcmSandbox other }

    It 'asks all hubs of -Hub, and each work names its own' {
        $works = Get-OcmWork web -Hub $first, $second
        $works.Cluster | Sort-Object | Should -Be far, one, two
        ($works | Where-Object Cluster -EQ far).Hub | Should -Be $second.Identity
    }

    It 'asks the hub of -KubeConfig in place of the connected one' {
        (Get-OcmWork web -KubeConfig (Get-OcmSandbox other).KubeConfig).Cluster | Should -Be far
        (Get-OcmWork web -KubeConfig (Get-OcmSandbox other).KubeConfig -Context other).Cluster | Should -Be far
    }

    It 'asks the hub that a piped cluster came from' {
        (Get-OcmCluster -Hub $second | Get-OcmWork web).Cluster | Should -Be far
    }

    It 'refuses a piped cluster of another hub than -Hub names' {
        $failed = Get-Failure { Get-OcmCluster -Hub $second | Get-OcmWork -Hub $first }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'HubMismatch,*'
    }

    It 'refuses -Hub together with -KubeConfig' {
        (Get-Failure { Get-OcmWork -Hub $first -KubeConfig (Get-OcmSandbox other).KubeConfig })[0].FullyQualifiedErrorId | Should -BeLike 'HubMismatch,*'
    }
}

Describe 'Completion on Get-OcmWork' {
    BeforeEach { Clear-Fault; Clear-SentRequest }

    It 'completes -Name with the works of the cluster on the line' {
        Get-Completion 'Get-OcmWork -Cluster one -Name ' | Should -Be addon-proxy-deploy, api, one-klusterlet, web
        Get-Completion 'Get-OcmWork -Cluster one -Name W' | Should -Be web
        Get-Completion 'Get-OcmWork w' | Should -Be web
    }

    It 'completes -Cluster, -Status and -ManagedBy' {
        Get-Completion 'Get-OcmWork -Cluster ' | Should -Be empty, one, two
        Get-Completion 'Get-OcmWork -Status Not' | Should -Be NotReady
        Get-Completion 'Get-OcmWork -ManagedBy Add' | Should -Be AddOn
    }

    It 'offers nothing, and no error, when the hub cannot be asked' {
        $global:Error.Clear()
        [void](Add-Fault Reset -Path managedclusters)
        Get-Completion 'Get-OcmWork -Cluster o' | Should -Not -Contain one
        $global:Error | Should -BeNullOrEmpty
    }
}
