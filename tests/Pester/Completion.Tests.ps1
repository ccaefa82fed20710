# What Tab offers from the hub: names, labels, claims. Within two seconds or nothing, and never an error.
BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $info = Enter-Sandbox -Cluster one, two, edge1
    $api = '/apis/cluster.open-cluster-management.io'

    function Set-Cluster([string] $Name, [hashtable] $Change) {
        [void](Invoke-OcmRestMethod -Method Patch "$api/v1/managedclusters/$Name" -Body ($Change | ConvertTo-Json -Depth 9))
    }

    function Complete([string] $Type, [string] $Word, [hashtable] $Bound = @{}, [string] $Command = 'Get-OcmCluster', [string] $Parameter = 'Name') {
        # Asks a completer itself: some cmdlets that use one are not there to be typed.
        @((New-Object "OcmPowerShell.Completion.$Type").CompleteArgument($Command, $Parameter, $Word, $null, $Bound).CompletionText)
    }

    function Measure-Completion([string] $Line) {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        [pscustomobject]@{ Offered = Get-Completion $Line; Seconds = $watch.Elapsed.TotalSeconds }
    }

    Set-Cluster one @{ metadata = @{ labels = @{ env = 'prod'; tier = 'gold'; 'example.com/team' = 'blue' } } }
    Set-Cluster two @{ metadata = @{ labels = @{ env = 'dev'; tier = 'gold' } } }
    Set-Cluster edge1 @{ metadata = @{ labels = @{ env = 'prod'; zone = 'eu'; legacy = '' } } }
    Set-Cluster two @{ spec = @{ taints = @(@{ key = 'gpu'; value = 'true'; effect = 'NoSelect' }, @{ key = 'cost'; effect = 'PreferNoSelect' }) } }
    Set-Cluster one @{ spec = @{ taints = @(, @{ key = 'gold-only'; effect = 'NoSelect' }) } }
}

AfterAll { Exit-Sandbox }

Describe 'Label selectors' {
    BeforeEach { Clear-Fault }

    It 'offers keys, people''s own before the hub''s' {
        $keys = @(Get-Completion 'Get-OcmCluster -LabelSelector ')
        $keys[0..4] | Should -Be env, 'example.com/team', legacy, tier, zone
        $keys | Should -Contain 'cluster.open-cluster-management.io/clusterset'
        $keys.IndexOf('cluster.open-cluster-management.io/clusterset') | Should -BeGreaterThan 4
        $keys | Should -Not -Contain 'env=prod' -Because 'first a key is chosen'
    }

    It 'offers the values of a key that is typed whole, or that no other begins like' {
        Get-Completion 'Get-OcmCluster -LabelSelector env' | Should -Be 'env=dev', 'env=prod'
        Get-Completion 'Get-OcmCluster -LabelSelector ti' | Should -Be tier, 'tier=gold'
        Get-Completion 'Get-OcmCluster -LabelSelector e' | Should -Be env, 'example.com/team'
    }

    It 'completes <Typed> to <Offered>' -ForEach @(
        @{ Typed = 'env='; Offered = 'env=dev', 'env=prod' }
        @{ Typed = 'env=p'; Offered = 'env=prod' }
        @{ Typed = 'env==d'; Offered = 'env==dev' }
        @{ Typed = 'ENV=d'; Offered = @() }
        @{ Typed = 'nobody'; Offered = @() }
        @{ Typed = 'env=nothing'; Offered = @() }
        @{ Typed = "'env=prod,t"; Offered = "'env=prod,tier'", "'env=prod,tier=gold'" }
        @{ Typed = "'env=prod, tier=g"; Offered = , "'env=prod, tier=gold'" }
        @{ Typed = '"env!=d'; Offered = , "'env!=dev'" }
        @{ Typed = "'env=prod,!leg"; Offered = , "'env=prod,!legacy'" }
        @{ Typed = "'!env"; Offered = , "'!env'" }
        @{ Typed = "'tier,env in ("; Offered = "'tier,env in (dev'", "'tier,env in (prod'" }
        @{ Typed = "'env in (dev, p"; Offered = , "'env in (dev, prod'" }
        @{ Typed = "'env notin (dev),zon"; Offered = "'env notin (dev),zone'", "'env notin (dev),zone=eu'" }
        @{ Typed = "'env in (dev,prod),tier="; Offered = , "'env in (dev,prod),tier=gold'" }
        @{ Typed = 'example.com/team='; Offered = , 'example.com/team=blue' }
        @{ Typed = "'it''s"; Offered = @() }
        @{ Typed = "'en*"; Offered = @() }
        @{ Typed = "'["; Offered = @() }
    ) { Get-Completion "Get-OcmCluster -LabelSelector $Typed" | Should -Be $Offered }

    It 'offers what the cmdlet then takes' {
        foreach ($offered in Get-Completion "Get-OcmCluster -LabelSelector 'env=prod,tier") {
            Invoke-Expression "Get-OcmCluster -LabelSelector $offered" | Should -HaveCount 1
        }
    }

    It 'offers a cmdlet that lists works their labels, of the cluster on the line' {
        [void](Get-ConfigMapText | New-OcmWork web -Cluster one -Label @{ app = 'web' })
        [void](Get-ConfigMapText | New-OcmWork shop -Cluster two -Label @{ app = 'shop'; part = 'front' })
        Get-Completion 'Get-OcmWork -LabelSelector app' | Should -Be 'app=shop', 'app=web'
        Clear-SentRequest
        Get-Completion 'Get-OcmWork -Cluster one -LabelSelector ' | Should -Be app, 'app=web'
        @(Get-SentRequest).Path | Should -BeLike '*/namespaces/one/manifestworks'
        Get-Completion 'Get-OcmWork -Cluster *e -LabelSelector p' | Should -Be part, 'part=front'
    }

    It 'offers another cmdlet the labels of clusters' {
        Complete LabelCompleter env -Command New-OcmPlacement | Should -Be 'env=dev', 'env=prod'
        Complete LabelCompleter env -Command Get-OcmPlacement | Should -BeNullOrEmpty -Because 'placements have labels of their own'
        Complete LabelCompleter env -Command Watch-OcmPlacement | Should -BeNullOrEmpty
        Complete LabelCompleter app -Command OcmPowerShell\Get-OcmWork | Should -Be 'app=shop', 'app=web'
    }
}

Describe 'Claims' {
    It 'offers claims as it does labels' {
        Complete ClaimCompleter 'id' | Should -Be 'id.k8s.io', 'id.k8s.io=sandbox-edge1', 'id.k8s.io=sandbox-one', 'id.k8s.io=sandbox-two'
        Complete ClaimCompleter "'id.k8s.io in (sandbox-one,sandbox-t" | Should -Be "'id.k8s.io in (sandbox-one,sandbox-two'"
    }

    It 'offers no value that a selector cannot have' {
        # No agent speaks for a cluster that is not accepted, so its claims stay as they are.
        [void](Invoke-OcmRestMethod -Method Post "$api/v1/managedclusters" -Body '{"apiVersion":"cluster.open-cluster-management.io/v1","kind":"ManagedCluster","metadata":{"name":"silent"},"spec":{"hubAcceptsClient":false}}')
        [void](Invoke-OcmRestMethod -Method Patch "$api/v1/managedclusters/silent/status" -Body '{"status":{"clusterClaims":[{"name":"product","value":"Red Hat"},{"name":"plain","value":"yes"}]}}')
        Complete ClaimCompleter 'pro' | Should -Be product
        Complete ClaimCompleter 'plai' | Should -Contain 'plain=yes'
        Invoke-OcmRestMethod -Method Delete "$api/v1/managedclusters/silent" | Out-Null
        Wait-Until { -not (Get-OcmCluster silen*) } | Should -BeTrue
    }
}

Describe 'Names' {
    It 'offers clusters, sets, placements and namespaces' {
        [void](Invoke-OcmRestMethod -Method Post /api/v1/namespaces -Body '{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}}')
        [void](Invoke-OcmRestMethod -Method Post "$api/v1beta1/namespaces/shop/placements" -Body '{"apiVersion":"cluster.open-cluster-management.io/v1beta1","kind":"Placement","metadata":{"name":"web"},"spec":{}}')
        Complete ClusterCompleter 'o' | Should -Be one
        Complete ClusterSetCompleter 'd' | Should -Be default
        Complete PlacementCompleter 'sh' | Should -Be 'shop/web'
        Complete PlacementCompleter 'w' @{ Namespace = 'shop' } | Should -Be web
        Complete NamespaceCompleter 'sh' | Should -Be shop
        Complete NamespaceCompleter '' | Should -Contain open-cluster-management-hub
    }

    It 'offers the clusters that ask to join' {
        [void](Invoke-OcmRestMethod -Method Post /sandbox/v1/clusters -Body '{"name":"three"}')
        Wait-Until { Complete RegistrationRequestCompleter 't' } | Should -BeTrue
        Complete RegistrationRequestCompleter '' | Should -Be three -Because 'the others were accepted'
    }

    It 'offers the clusters that are not accepted where no request can be seen' {
        [void](Add-Fault Status 403, 'Forbidden', 'no' -Path certificatesigningrequests)
        Complete RegistrationRequestCompleter '' | Should -Be three
        Clear-Fault
    }

    It 'offers keys of taints and labels, of the clusters on the line' {
        (Complete TaintCompleter '')[0..2] | Should -Be cost, gold-only, gpu -Because 'the hub''s own come last'
        Complete TaintCompleter 'g' @{ Cluster = 'two' } | Should -Be gpu
        Complete TaintCompleter 'g' @{ Cluster = @('one', 'two') } | Should -Be gold-only, gpu
        Complete TaintCompleter '' @{ Cluster = 'nobody' } | Should -BeNullOrEmpty
        Complete LabelKeyCompleter 't' @{ Cluster = 'edge1' } | Should -BeNullOrEmpty
        Complete LabelKeyCompleter 't' @{ Cluster = 'o*' } | Should -Be tier
        (Complete LabelKeyCompleter '')[0] | Should -Be env
    }

    It 'offers the prioritizers that every hub has, and this hub''s scores' {
        Complete PrioritizerCompleter '' | Should -Be BuiltIn:Balance:1, BuiltIn:Steady:1, BuiltIn:ResourceAllocatableCPU:1, BuiltIn:ResourceAllocatableMemory:1
        Complete PrioritizerCompleter 'res' | Should -HaveCount 2
        $scores = "$api/v1alpha1/namespaces/one/addonplacementscores"
        [void](Invoke-OcmRestMethod -Method Post $scores -Body '{"apiVersion":"cluster.open-cluster-management.io/v1alpha1","kind":"AddOnPlacementScore","metadata":{"name":"usage"}}')
        [void](Invoke-OcmRestMethod -Method Patch "$scores/usage/status" -Body '{"status":{"scores":[{"name":"cpu","value":7},{"name":"mem","value":9}]}}')
        Complete PrioritizerCompleter 'AddOn:' | Should -Be AddOn:usage:cpu:1, AddOn:usage:mem:1
        Complete PrioritizerCompleter 'usage:m' | Should -Be AddOn:usage:mem:1
    }
}

Describe 'Which hub is asked' {
    It 'asks the one on the line' {
        $other = Start-OcmSandbox other -Cluster far -WarningAction SilentlyContinue
        $hub = Connect-OcmHub -KubeConfig $other.KubeConfig -PassThru
        Connect-OcmHub -KubeConfig $info.KubeConfig
        try {
            Get-Completion "Get-OcmCluster -KubeConfig '$($other.KubeConfig)' -Name " | Should -Be far
            Complete ClusterCompleter 'f' @{ Hub = $hub } | Should -Be far
            Complete ClusterCompleter 'f' | Should -BeNullOrEmpty
        }
        finally { Stop-OcmSandbox other }
    }
}

Describe 'A hub that does not answer' {
    AfterEach { Clear-Fault }

    It 'is left within two seconds, with nothing and no error (<Line>)' -ForEach @(
        @{ Line = 'Get-OcmCluster -Name ' }, @{ Line = 'Get-OcmCluster -LabelSelector ' }, @{ Line = 'Get-OcmWork -LabelSelector ' }
    ) {
        [void](Add-Fault Stall -Path managedclusters)
        [void](Add-Fault Stall -Path manifestworks)
        $Error.Clear()
        $done = Measure-Completion $Line
        $done.Offered | Where-Object { $_ -match '^(one|two|edge1|env|app)' } | Should -BeNullOrEmpty
        $done.Seconds | Should -BeLessThan 2.9
        $Error | Should -BeNullOrEmpty
        Wait-Until { -not (Get-OpenRequest) } | Should -BeTrue -Because 'nothing goes on being asked'
    }

    It 'offers the built-in prioritizers all the same' {
        [void](Add-Fault Stall -Path addonplacementscores)
        Complete PrioritizerCompleter 'B' | Should -HaveCount 4
    }

    It 'offers nothing to a token that is refused' {
        Revoke-SandboxToken
        try {
            Complete LabelCompleter '' | Should -BeNullOrEmpty
            Complete ClusterCompleter '' | Should -BeNullOrEmpty
        }
        finally { Grant-SandboxToken }
    }

    It 'offers nothing where nobody listens, and where there is no hub' {
        $config = Join-Path $TestDrive gone.config
        (Get-Content $info.KubeConfig -Raw) -replace '127\.0\.0\.1:\d+', '127.0.0.1:9' | Set-Content $config
        $done = Measure-Completion "Get-OcmCluster -KubeConfig '$config' -LabelSelector "
        $done.Offered | Should -BeNullOrEmpty
        $done.Seconds | Should -BeLessThan 2.9
        Get-Completion "Get-OcmCluster -KubeConfig '$TestDrive/none' -LabelSelector " | Should -BeNullOrEmpty
    }
}
