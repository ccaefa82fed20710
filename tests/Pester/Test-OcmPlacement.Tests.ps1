BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox -Cluster edge1, edge2, edge3, edge4, lab)
    $script:Api = '/apis/cluster.open-cluster-management.io'

    function Add-Object([string] $Path, [hashtable] $Object) { [void](Invoke-OcmRestMethod -Method Post -Path $Path -Body $Object) }

    function Add-Placement([string] $Name, [hashtable] $Spec = @{}, [hashtable] $Annotation = @{}) {
        # Creates a placement in the namespace prod, and waits until the hub has decided, if it does.
        Add-Object "$Api/v1beta1/namespaces/prod/placements" @{
            apiVersion = 'cluster.open-cluster-management.io/v1beta1'; kind = 'Placement'
            metadata = @{ name = $Name; annotations = $Annotation }; spec = $Spec
        }
        if ($Annotation.Count -eq 0) {
            Wait-Until { (Get-OcmPlacement "prod/$Name").Reason } | Should -BeTrue -Because 'the sandbox decides'
        }
    }

    function Get-DecidedCluster([string] $Name) {
        # What the hub has decided, from its PlacementDecisions.
        (Invoke-OcmRestMethod "$Api/v1beta1/namespaces/prod/placementdecisions").items |
            Where-Object { $_.metadata.labels.'cluster.open-cluster-management.io/placement' -eq $Name } |
            ForEach-Object { $_.status.decisions.clusterName } | Sort-Object
    }

    Add-Object /api/v1/namespaces @{ apiVersion = 'v1'; kind = 'Namespace'; metadata = @{ name = 'prod' } }
    Add-Object "$Api/v1beta2/namespaces/prod/managedclustersetbindings" @{
        apiVersion = 'cluster.open-cluster-management.io/v1beta2'; kind = 'ManagedClusterSetBinding'; metadata = @{ name = 'default' }; spec = @{ clusterSet = 'default' }
    }
    Add-Object "$Api/v1beta2/managedclustersets" @{
        apiVersion = 'cluster.open-cluster-management.io/v1beta2'; kind = 'ManagedClusterSet'; metadata = @{ name = 'labs' }; spec = @{}
    }
    $labels = @{
        edge1 = @{ env = 'prod' }; edge2 = @{ env = 'prod' }; edge3 = @{ env = 'prod' }; edge4 = @{ env = 'dev' }
        lab   = @{ env = 'prod'; 'cluster.open-cluster-management.io/clusterset' = 'labs' }
    }
    foreach ($name in $labels.Keys) {
        [void](Invoke-OcmRestMethod -Method Patch -Path "$Api/v1/managedclusters/$name" -Body @{ metadata = @{ labels = $labels[$name] } })
    }
    [void](Invoke-OcmRestMethod -Method Patch -Path "$Api/v1/managedclusters/edge3" -Body @{ spec = @{ taints = @(@{ key = 'gpu'; value = 'a'; effect = 'NoSelect' }) } })
    $script:Prod = @(@{ requiredClusterSelector = @{ labelSelector = @{ matchLabels = @{ env = 'prod' } } } })
    Add-Placement web @{ numberOfClusters = 1; predicates = $Prod }
    Add-Placement all @{ prioritizerPolicy = @{ mode = 'Exact'; configurations = @(@{ scoreCoordinate = @{ builtIn = 'Steady' }; weight = 2 }) } }
}

AfterAll { Exit-Sandbox }

Describe 'Test-OcmPlacement of a placement on the hub' {
    BeforeEach { Clear-SentRequest; Clear-Fault }

    It 'tells of each cluster whether it is selected, and why not' {
        $rows = Test-OcmPlacement prod/web -WarningVariable warned
        $warned | Should -BeNullOrEmpty
        $rows | Should -HaveCount 5
        $rows[0] | Should -BeOfType OcmPowerShell.Hub.Model.PlacementTest
        $rows.Cluster | Should -Be edge1, edge2, edge3, edge4, lab
        $rows.Selected | Should -Be $true, $false, $false, $false, $false
        $rows.WasSelected | Should -Be $true, $false, $false, $false, $false
        $rows.ExcludedBy | Should -Be None, Count, Taint, Predicate, NotInSet
        $rows | ForEach-Object Rank | Should -Be 1, 2, $null, $null, $null
        $rows.TotalScore | Should -Be 0, -100, $null, $null, $null
        $rows[0].Scores.Prioritizer | Should -Be Balance, Steady
        $rows[0].Scores.Weighted | Should -Be -100, 100 -Because 'another placement has selected it too'
        $rows[0].Detail | Should -Be 'rank 1 of 2, 1 wanted'
        $rows[1].Detail | Should -Be 'rank 2 of 2, 1 wanted; it scores -100, the last selected (edge1) 0'
        $rows[2].Detail | Should -Be 'the taint gpu=a:NoSelect is not tolerated: the placement has no tolerations'
        $rows[3].Detail | Should -Be 'env=prod wanted, the cluster has env=dev'
        $rows[4].Detail | Should -BeLike '*it is in labs, global. To change that: New-OcmClusterSetBinding labs -Namespace prod, or Add-OcmClusterSetMember default -Cluster lab'
        $rows[0].Group | Should -Be '0'
        $rows[0].Hub | Should -Be "$((Get-OcmHub)[0])"
        $rows.Placement | Select-Object -Unique | Should -Be prod/web
    }

    It 'says what the hub has decided' {
        foreach ($name in 'web', 'all') {
            (Test-OcmPlacement $name -Namespace prod | Where-Object Selected).Cluster | Sort-Object | Should -Be (Get-DecidedCluster $name)
        }
    }

    It 'changes nothing' {
        [void](Test-OcmPlacement prod/web)
        [void](Test-OcmPlacement prod/web -Count 2 -Toleration gpu -Clear Predicate)
        [void](Test-OcmPlacement -Namespace prod)
        Get-SentRequest | Where-Object Method -NE GET | Should -BeNullOrEmpty
    }

    It 'tests a change before it is made' {
        $rows = Test-OcmPlacement prod/web -Count 5 -Toleration gpu -WarningVariable warned
        $warned | Should -BeNullOrEmpty
        ($rows | Where-Object Selected).Cluster | Should -Be edge3, edge1, edge2 -Because 'they are sorted by rank'
        ($rows | Where-Object WasSelected).Cluster | Should -Be edge1
        ($rows | Where-Object ExcludedBy -EQ Predicate).Cluster | Should -Be edge4 -Because 'what is not named stays'
        (Test-OcmPlacement prod/web -Clear count, Predicate | Where-Object Selected).Cluster | Sort-Object | Should -Be edge1, edge2, edge4
        $told = Test-OcmPlacement prod/web -Count 2 -Verbose 4>&1
        "$($told -match 'would')" | Should -BeLike "*'prod/web' would select edge2.*"
        (Get-OcmPlacement prod/web).Count | Should -Be 1
    }

    It 'shows the rows of some clusters alone' {
        (Test-OcmPlacement prod/web -Cluster edge4).Detail | Should -Be 'env=prod wanted, the cluster has env=dev'
        (Test-OcmPlacement prod/web -Cluster 'EDGE*', lab).Cluster | Should -Be edge1, edge2, edge3, edge4, lab
        (Test-OcmPlacement prod/web -Cluster (Get-OcmCluster lab)).Cluster | Should -Be lab
        Test-OcmPlacement prod/web -Cluster 'nobody*' | Should -BeNullOrEmpty
        $rows = Test-OcmPlacement prod/web -Cluster nobody, edge1 -ErrorAction SilentlyContinue -ErrorVariable failed
        $rows.Cluster | Should -Be edge1
        $failed[0].FullyQualifiedErrorId | Should -Be 'NotFound,OcmPowerShell.Commands.TestOcmPlacementCommand'
        $failed[0].TargetObject | Should -Be nobody
    }

    It 'is one bool with -Quiet, and says nothing else' {
        Test-OcmPlacement prod/web -Quiet | Should -BeTrue
        Test-OcmPlacement prod/web -Count 50 -Quiet -WarningVariable warned | Should -BeFalse
        $warned | Should -BeNullOrEmpty
        (Get-OcmPlacement prod/*, prod/web | Test-OcmPlacement -Quiet) | Should -BeTrue
        $(if (Test-OcmPlacement prod/web -Quiet) { 'go' }) | Should -Be go
        Test-OcmPlacement prod/web -Toleration @{ key = 'gpu'; operator = 'Exists' } -ClusterSet nothing -Quiet | Should -BeFalse
        @() | Test-OcmPlacement -Quiet | Should -BeNullOrEmpty
    }

    It 'tells with -Quiet and -Cluster whether all those clusters are selected' {
        Test-OcmPlacement prod/web -Cluster edge1 -Quiet | Should -BeTrue
        Test-OcmPlacement prod/web -Cluster edge1, edge2 -Quiet | Should -BeFalse
        Test-OcmPlacement prod/web -Cluster 'nobody*' -Quiet | Should -BeFalse
        Test-OcmPlacement prod/web -Cluster nobody -Quiet -ErrorAction SilentlyContinue | Should -BeFalse
    }

    It 'takes placements from the pipeline: text, objects, their copies, kubectl''s objects' {
        $expected = 5
        'prod/web' | Test-OcmPlacement | Should -HaveCount $expected
        Get-OcmPlacement prod/web | Test-OcmPlacement | Should -HaveCount $expected
        Get-OcmPlacement prod/web | ConvertTo-Csv | ConvertFrom-Csv | Test-OcmPlacement | Should -HaveCount $expected
        [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Get-OcmPlacement prod/web))) |
            Test-OcmPlacement | Should -HaveCount $expected
        Invoke-OcmRestMethod "$Api/v1beta1/namespaces/prod/placements/web" | Test-OcmPlacement | Should -HaveCount $expected
        (Get-OcmPlacement prod/web, prod/all | Test-OcmPlacement -Cluster edge1).Placement | Should -Be prod/web, prod/all
        (Get-Failure { Get-OcmCluster lab | Test-OcmPlacement })[0].FullyQualifiedErrorId | Should -BeLike 'InputObjectNotBound,*'
        (Get-Failure { Test-OcmPlacement prod/web | Test-OcmPlacement })[0].FullyQualifiedErrorId | Should -BeLike 'InputObjectNotBound,*'
    }

    It 'gives rows that name clusters to other cmdlets' {
        $file = Out-TestFile web.yml (Get-ConfigMapText)
        Test-OcmPlacement prod/web | Where-Object Selected | New-OcmWork web -Path $file | ForEach-Object Cluster | Should -Be edge1
        Clear-Work
    }

    It 'is an error for a name that is not there, and the others are tested' {
        $rows = Test-OcmPlacement prod/nobody, prod/web -ErrorAction SilentlyContinue -ErrorVariable failed
        $rows | Should -HaveCount 5
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'NotFound,OcmPowerShell.Commands.TestOcmPlacementCommand'
        $failed[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $failed[0].TargetObject | Should -Be prod/nobody
        Test-OcmPlacement prod/nobody -Quiet -ErrorAction SilentlyContinue | Should -BeFalse
    }

    It 'refuses what is empty or not clear: <Id>' -ForEach @(
        @{ Id = 'EmptyTarget'; Do = { Test-OcmPlacement } }
        @{ Id = 'EmptyTarget'; Do = { Test-OcmPlacement '' } }
        @{ Id = 'EmptyTarget'; Do = { Test-OcmPlacement $null } }
        @{ Id = 'EmptyTarget'; Do = { Test-OcmPlacement -Placement $null } }
        @{ Id = 'EmptyTarget'; Do = { Test-OcmPlacement prod/web -Cluster @() } }
        @{ Id = 'EmptyTarget'; Do = { Test-OcmPlacement web -Namespace '' } }
        @{ Id = 'EmptyTarget'; Do = { Test-OcmPlacement prod/web -LabelSelector '' } }
        @{ Id = 'WildcardNotSupported'; Do = { Test-OcmPlacement 'prod/*' } }
        @{ Id = 'InvalidName'; Do = { Test-OcmPlacement 'a/b/c' } }
        @{ Id = 'InvalidArgument'; Do = { Test-OcmPlacement prod/web -Namespace other } }
        @{ Id = 'InvalidArgument'; Do = { Test-OcmPlacement prod/web -Count 1 -Clear Count } }
        @{ Id = 'InvalidArgument'; Do = { Test-OcmPlacement -Namespace prod -Clear Count } }
        @{ Id = 'InvalidArgument'; Do = { 'prod/web' | Test-OcmPlacement -Path web.yml } }
    ) {
        $failed = Get-Failure $Do
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be "$Id,OcmPowerShell.Commands.TestOcmPlacementCommand"
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'asks the hub that a piped object came from' {
        $other = Get-OcmPlacement prod/web
        $other.Hub = 'https://elsewhere.example (x)'
        (Get-Failure { $other | Test-OcmPlacement })[0].FullyQualifiedErrorId | Should -BeLike 'HubMismatch,*'
        $cluster = Get-OcmCluster lab
        $cluster.Hub = 'https://elsewhere.example (x)'
        (Get-Failure { Test-OcmPlacement prod/web -Cluster $cluster })[0].FullyQualifiedErrorId | Should -BeLike 'HubMismatch,*'
    }

    It 'says of a paused placement that the hub leaves it alone' {
        Add-Placement paused -Annotation @{ 'cluster.open-cluster-management.io/experimental-scheduling-disable' = 'true' }
        $rows = Test-OcmPlacement prod/paused -WarningVariable warned -WarningAction SilentlyContinue
        ($rows | Where-Object Selected).Cluster | Sort-Object | Should -Be edge1, edge2, edge4
        "$warned" | Should -BeLike '*is paused*The scheduler would select edge1, edge2, edge4.'
        Test-OcmPlacement prod/paused -Paused:$false -WarningVariable warned | Should -Not -BeNullOrEmpty
        $warned | Should -BeNullOrEmpty
    }
}

Describe 'Test-OcmPlacement of a placement that is described' {
    It 'needs no name' {
        $rows = Test-OcmPlacement -Namespace prod -LabelSelector env=prod -Count 1 -Prioritizer Steady:3
        $rows.Placement | Select-Object -Unique | Should -Be 'prod/(new)'
        ($rows | Where-Object Selected).Cluster | Should -Be edge2 -Because 'other placements have selected edge1 more often'
        "$($rows[0].Scores)" | Should -BeLike '*Steady 3×0*'
        ($rows | Where-Object WasSelected) | Should -BeNullOrEmpty
    }

    It 'says of a name that the hub has no such placement' {
        $rows = Test-OcmPlacement prod/fresh -Count 1 -WarningVariable warned -WarningAction SilentlyContinue
        $rows[0].Placement | Should -Be prod/fresh
        "$warned" | Should -BeLike "*no placement 'prod/fresh': this is what a new one*"
    }

    It 'names commands that help' {
        # What Detail advises is typed as it stands there, one way after the other.
        $advice = (Test-OcmPlacement -Namespace prod -Cluster lab).Detail -replace '^.*To change that: ' -split ', or '
        $advice | Should -HaveCount 2
        foreach ($command in $advice) {
            (Test-OcmPlacement -Namespace prod -Cluster lab).ExcludedBy | Should -Be NotInSet
            & ([scriptblock]::Create($command))
            (Test-OcmPlacement -Namespace prod -Cluster lab).ExcludedBy | Should -Be None -Because $command
            Get-OcmClusterSetBinding 'labs*' -Namespace prod | Remove-OcmClusterSetBinding -WarningAction SilentlyContinue
        }
        Add-OcmClusterSetMember labs -Cluster lab
    }

    It 'reads a file, which parameters change' {
        $file = Out-TestFile p.yml "apiVersion: cluster.open-cluster-management.io/v1beta1`nkind: Placement`nmetadata: { name: web, namespace: prod }`nspec: { numberOfClusters: 2 }`n"
        $rows = Test-OcmPlacement -Path $file
        $rows[0].Placement | Should -Be prod/web
        ($rows | Where-Object Selected).Cluster | Should -HaveCount 2
        ($rows | Where-Object WasSelected).Cluster | Should -Be edge1 -Because 'the file is of a placement that the hub has'
        (Test-OcmPlacement other -Path $file -Count 1 | Where-Object Selected) | Should -HaveCount 1
        (Test-OcmPlacement other -Path $file)[0].Placement | Should -Be prod/other
    }

    It 'warns of what cannot be, for all clusters' {
        $rows = Test-OcmPlacement -Namespace prod -ClusterSet labs -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike '*selects no cluster: None of ManagedClusterSets*labs*NoIntersection*'
        $rows.ExcludedBy | Select-Object -Unique | Should -Be NotInSet
        $rows = Test-OcmPlacement -Namespace nowhere -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike '*NoManagedClusterSetBindings*'
    }

    It 'refuses parameters that no placement can have' {
        $failed = Get-Failure { Test-OcmPlacement -Namespace prod -CelExpression 'managedCluster.(' }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike '*,OcmPowerShell.Commands.TestOcmPlacementCommand'
        $failed[0].CategoryInfo.Category | Should -BeIn InvalidArgument, InvalidData, ParserError
    }
}

Describe 'Test-OcmPlacement where the hub does not do its part' {
    BeforeEach { Clear-SentRequest; Clear-Fault }
    AfterAll { Clear-Fault }

    It 'names the right that is missing' {
        Add-Fault Status 403, Forbidden, 'no' -Path v1/managedclusters
        $failed = Get-Failure { Test-OcmPlacement prod/web }
        $failed[0].FullyQualifiedErrorId | Should -Be 'Forbidden,OcmPowerShell.Commands.TestOcmPlacementCommand'
        $failed[0].CategoryInfo.Category | Should -Be PermissionDenied
        $failed[0].TargetObject | Should -Be prod/web
        "$($failed[0])" | Should -BeLike '*the right to list managedclusters.cluster.open-cluster-management.io is missing*'
    }

    It 'does with the decisions of the namespace where it must, and says so' {
        Add-Fault Status 403, Forbidden, 'no' -Path v1beta1/placementdecisions
        $rows = Test-OcmPlacement prod/web -WarningVariable warned -WarningAction SilentlyContinue
        ($rows | Where-Object Selected).Cluster | Should -Be edge1
        "$warned" | Should -BeLike '*Balance may differ*list placementdecisions.cluster.open-cluster-management.io*'
    }

    It 'asks a busy hub again' {
        Add-Fault Status 503, ServiceUnavailable, 'busy', 0 -Path managedclusters -Count 1
        Test-OcmPlacement prod/web | Should -HaveCount 5
    }

    It 'ends in time' {
        Add-Fault Stall -Path v1/managedclusters
        $failed = Get-Failure { Test-OcmPlacement prod/web -TimeoutSec 1 }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'HubTimeout,*'
        "$($failed[0])" | Should -Not -BeLike '*made the change*'
        Wait-Until { -not (Get-OpenRequest) } | Should -BeTrue
    }

    It 'can be stopped while the hub is silent' {
        Add-Fault Stall -Path v1/managedclusters
        $stopped = Measure-Stop 'param($config) Test-OcmPlacement prod/web -KubeConfig $config' @{ config = (Get-OcmSandbox).KubeConfig } -Once { Get-OpenRequest }
        $stopped.State | Should -Be Stopped
        $stopped.Milliseconds | Should -BeLessThan 2000
        $stopped.Errors | Should -BeNullOrEmpty
    }
}

Describe 'What Test-OcmPlacement shows' {
    BeforeAll { Clear-Fault }

    It 'is a table that explains itself' {
        $text = Test-OcmPlacement prod/web | Out-String -Width 200
        $text | Should -Match 'Placement: prod/web'
        $text | Should -Match 'edge1\s+True\s+1\s+0\s+Balance -100, Steady 100'
        $text | Should -Match 'edge2\s+False\s+2\s+-100\s+Count: rank 2 of 2'
        $text | Should -Match 'edge4\s+False\s+Predicate: env=prod wanted, the cluster has env=dev'
        Test-OcmPlacement prod/all | Out-String -Width 200 | Should -Match 'Steady 2×100'
        Test-OcmPlacement prod/all -ClustersPerDecisionGroup 1 | Out-String -Width 200 | Should -Match 'edge2\s+True.*group 1'
    }

    It 'is a list with everything' {
        $text = Test-OcmPlacement prod/web -Cluster edge4 | Format-List | Out-String -Width 200
        foreach ($property in 'WasSelected', 'ExcludedBy', 'Detail', 'Scores', 'ToleratedUntil') { $text | Should -Match "$property\s+:" }
    }

    It 'looks the same from another process' {
        $rows = Test-OcmPlacement prod/web
        $copies = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($rows))
        ($copies | Out-String -Width 200) | Should -Be ($rows | Out-String -Width 200)
        $copies[0].Scores[1].Prioritizer | Should -Be Steady
        $copies[1].ExcludedBy | Should -Be Count
        $copies[1].ExcludedBy | Should -BeOfType string
        ($copies[0] | Format-List | Out-String) | Should -Match 'Scores\s+: Balance -100, Steady 100'
    }

    It 'completes names, clusters and what can be cleared' {
        Get-Completion 'Test-OcmPlacement prod/w' | Should -Be prod/web
        Get-Completion 'Test-OcmPlacement -Namespace prod w' | Should -Be web
        Get-Completion 'Test-OcmPlacement -Namespace pro' | Should -Be prod
        Get-Completion 'Test-OcmPlacement prod/web -Cluster edge' | Should -Be edge1, edge2, edge3, edge4
        Get-Completion 'Test-OcmPlacement prod/web -Clear Cou' | Should -Be Count
    }
}
