BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox)
    $cluster = 'apis/cluster.open-cluster-management.io'
    foreach ($namespace in 'prod', 'empty') { [void](Invoke-OcmRestMethod api/v1/namespaces -Method Post -Body @{ apiVersion = 'v1'; kind = 'Namespace'; metadata = @{ name = $namespace } }) }
    foreach ($namespace in 'default', 'prod') {
        [void](Invoke-OcmRestMethod "$cluster/v1beta2/namespaces/$namespace/managedclustersetbindings" -Method Post -Body @{
                apiVersion = 'cluster.open-cluster-management.io/v1beta2'; kind = 'ManagedClusterSetBinding'; metadata = @{ name = 'default' }; spec = @{ clusterSet = 'default' } })
    }

    function Get-Spec([string] $Name, [string] $Namespace = 'default') {
        # What the hub holds, without what it fills in.
        $spec = (Invoke-OcmRestMethod "$cluster/v1beta1/namespaces/$Namespace/placements/$Name").spec
        $spec.PSObject.Properties.Remove('sortBy')
        $spec.PSObject.Properties.Remove('scoreRateLimit')
        $spec | ConvertTo-Json -Depth 20 -Compress
    }

    function Clear-Placement { Get-OcmPlacement | Remove-OcmPlacement }
}

AfterAll { Exit-Sandbox }

Describe 'New-OcmPlacement creates placements' {
    AfterEach { Clear-Fault; Clear-Placement }

    It 'creates <Name> in <Expected>' -ForEach @(
        @{ Name = 'a name alone'; Run = { New-OcmPlacement web }; Expected = 'default/web' }
        @{ Name = 'namespace/name'; Run = { New-OcmPlacement prod/web }; Expected = 'prod/web' }
        @{ Name = 'a name and a namespace'; Run = { New-OcmPlacement web -Namespace prod }; Expected = 'prod/web' }
        @{ Name = 'the same namespace twice'; Run = { New-OcmPlacement prod/web -Namespace prod }; Expected = 'prod/web' }
    ) {
        $made = & $Run
        $made | Should -BeOfType OcmPowerShell.Hub.Model.Placement
        $made.FullName | Should -Be $Expected
        $made.Hub | Should -Be (Get-OcmHub).Identity
        (Get-OcmPlacement $Expected).Uid | Should -Be $made.Uid
    }

    It 'gives clusteradm''s <Form> its object' -ForEach @(
        # clusteradm create placement p --clustersets default --label-selectors a=b --count 1
        @{ Form = '--clustersets, --label-selectors and --count'; Run = { New-OcmPlacement p -ClusterSet default -LabelSelector a=b -Count 1 }
            Spec = '{"clusterSets":["default"],"numberOfClusters":1,"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"a":"b"}}}}]}'
        }
        @{ Form = '--prioritizers BuiltIn:Steady:3'; Run = { New-OcmPlacement p -Prioritizer BuiltIn:Steady:3 }
            Spec = '{"prioritizerPolicy":{"configurations":[{"scoreCoordinate":{"builtIn":"Steady","type":"BuiltIn"},"weight":3}],"mode":"Additive"}}'
        }
        @{ Form = '--prioritizers with several'; Run = { New-OcmPlacement p -Prioritizer 'BuiltIn:Steady:3,AddOn:res:cpu:-1' }
            Spec = '{"prioritizerPolicy":{"configurations":[{"scoreCoordinate":{"builtIn":"Steady","type":"BuiltIn"},"weight":3},{"scoreCoordinate":{"addOn":{"resourceName":"res","scoreName":"cpu"},"type":"AddOn"},"weight":-1}],"mode":"Additive"}}'
        }
        @{ Form = '--label-selectors k!=v'; Run = { New-OcmPlacement p -LabelSelector 'a!=b' }
            Spec = '{"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchExpressions":[{"key":"a","operator":"NotIn","values":["b"]}]}}}]}'
        }
        @{ Form = '--label-selectors k in (..), whose comma it splits'; Run = { New-OcmPlacement p -LabelSelector 'a in (b,c)' }
            Spec = '{"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchExpressions":[{"key":"a","operator":"In","values":["b","c"]}]}}}]}'
        }
        @{ Form = '--label-selectors k'; Run = { New-OcmPlacement p -LabelSelector a }
            Spec = '{"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchExpressions":[{"key":"a","operator":"Exists"}]}}}]}'
        }
        @{ Form = '--label-selectors !k'; Run = { New-OcmPlacement p -LabelSelector '!a' }
            Spec = '{"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchExpressions":[{"key":"a","operator":"DoesNotExist"}]}}}]}'
        }
        @{ Form = '--label-selectors a=b,c=d, which means OR there,'; Run = { New-OcmPlacement p -Predicate a=b, c=d }
            Spec = '{"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"a":"b"}}}},{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"c":"d"}}}}]}'
        }
        @{ Form = 'no flag at all'; Run = { New-OcmPlacement p }; Spec = '{}' }
    ) {
        & $Run | Out-Null
        Get-Spec p | Should -Be $Spec
    }

    It 'takes <Form> of -LabelSelector for one predicate, in which all must hold' -ForEach @(
        @{ Form = 'an unquoted list'; Selector = 'a=b', 'c=d' }
        @{ Form = 'one text'; Selector = 'a=b,c=d' }
        @{ Form = 'a hashtable'; Selector = [ordered]@{ a = 'b'; c = 'd' } }
        @{ Form = 'a list of text and hashtable'; Selector = 'a=b', @{ c = 'd' } }
    ) {
        [void](New-OcmPlacement p -LabelSelector $Selector)
        Get-Spec p | Should -Be '{"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"a":"b","c":"d"}}}}]}'
    }

    It 'has a place for every parameter, and gives it back as it shows it' {
        $made = New-OcmPlacement all -ClusterSet default -LabelSelector env=prod -ClaimSelector 'platform in (aws,gcp)' -CelExpression 'managedCluster.spec.hubAcceptsClient' `
            -Count 2 -Prioritizer @{ Name = 'steady'; Weight = 3 }, 'AddOn:res:cpu' -PrioritizerMode exact -Toleration gpu:NoSelect, @{ Key = 'slow'; Value = 'yes'; TolerationSeconds = 30 } `
            -DecisionGroup canary=stage=canary, @{ GroupName = 'aws'; ClaimSelector = 'platform=aws' } -ClustersPerDecisionGroup 25% -Paused -Label @{ team = 'web' } -Annotation @{ why = 'test' }
        "$($made.ClusterSets) $($made.Count) $($made.PrioritizerMode) $($made.ClustersPerDecisionGroup) $($made.Paused)" | Should -Be 'default 2 Exact 25% True'
        "$($made.Predicates)" | Should -Be 'env=prod and claims platform in (aws,gcp) and managedCluster.spec.hubAcceptsClient'
        "$($made.Prioritizers)" | Should -Be 'BuiltIn:Steady:3 AddOn:res:cpu:1'
        "$($made.Tolerations)" | Should -Be 'gpu:NoSelect slow=yes::30'
        "$($made.DecisionGroups)" | Should -Be 'canary=stage=canary aws=claims platform=aws'
        "$($made.Labels.team) $($made.Annotations.why)" | Should -Be 'web test'
    }

    It 'takes the parts of another placement: <Kind>' -ForEach @(
        @{ Kind = 'its objects'; Copy = { $_ } }
        @{ Kind = 'their copies from Clixml'; Copy = { $_ | Export-Clixml $TestDrive/p.xml; Import-Clixml $TestDrive/p.xml } }
        @{ Kind = 'their text'; Copy = { [pscustomobject]@{ Predicates = "$($_.Predicates)"; Prioritizers = [string[]]$_.Prioritizers; Tolerations = [string[]]$_.Tolerations; DecisionGroups = [string[]]$_.DecisionGroups } } }
    ) {
        $one = New-OcmPlacement one -Predicate 'env=prod,!old' -Prioritizer Steady:3, AddOn:res:cpu -Toleration gpu:NoSelect:5, a=b -DecisionGroup canary=stage=canary -ClustersPerDecisionGroup 2
        $copy = $one | ForEach-Object $Copy
        [void](New-OcmPlacement two -Predicate $copy.Predicates -Prioritizer $copy.Prioritizers -Toleration $copy.Tolerations -DecisionGroup $copy.DecisionGroups -ClustersPerDecisionGroup 2)
        Get-Spec two | Should -Be (Get-Spec one)
    }

    It 'keeps CEL expressions in a copy from Clixml' {
        New-OcmPlacement one -CelExpression 'managedCluster.spec.hubAcceptsClient', '1 == 1' | Export-Clixml $TestDrive/p.xml
        [void](New-OcmPlacement two -Predicate (Import-Clixml $TestDrive/p.xml).Predicates)
        Get-Spec two | Should -Be (Get-Spec one)
    }

    It 'takes parts of kubectl''s object' {
        [void](New-OcmPlacement one -LabelSelector env=prod -Prioritizer Steady:3 -Toleration gpu -DecisionGroup canary=stage=canary)
        $raw = (Invoke-OcmRestMethod "$cluster/v1beta1/namespaces/default/placements/one").spec
        [void](New-OcmPlacement two -LabelSelector $raw.predicates[0].requiredClusterSelector.labelSelector -Prioritizer $raw.prioritizerPolicy.configurations -Toleration $raw.tolerations -DecisionGroup $raw.decisionStrategy.groupStrategy.decisionGroups)
        Get-Spec two | Should -Be (Get-Spec one)
    }

    It 'makes a placement that the scheduler then fills' {
        [void](New-OcmPlacement web -Count 1)
        Wait-Until { (Get-OcmPlacement default/web).SelectedCount -eq 1 } | Should -BeTrue
    }

    It 'makes a paused one that the scheduler leaves alone' {
        [void](New-OcmPlacement web -Paused)
        (Get-OcmPlacement default/web).Paused | Should -BeTrue
        [void](New-OcmPlacement other)
        Wait-Until { (Get-OcmPlacement default/other).SelectedCount -eq 2 } | Should -BeTrue
        (Get-OcmPlacement default/web).Satisfied | Should -BeNullOrEmpty
    }
}

Describe 'New-OcmPlacement -Path' {
    BeforeAll {
        $text = @'
apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata:
  name: filed
  namespace: prod
  uid: 1234
  resourceVersion: "5"
  labels: { team: web }
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: "{}"
spec:
  numberOfClusters: 2
  sortBy: Score
  predicates:
    - requiredClusterSelector:
        labelSelector: { matchLabels: { env: prod } }
status:
  numberOfSelectedClusters: 7
'@
        $file = Join-Path $TestDrive placement.yml
        Set-Content $file $text
    }

    AfterEach { Clear-Placement }

    It 'creates what the file says, and warns of what OCM does not read' {
        $made = New-OcmPlacement -Path $file -WarningVariable warned -WarningAction SilentlyContinue
        "$($made.FullName) $($made.Count) $($made.Predicates) $($made.Labels.team)" | Should -Be 'prod/filed 2 env=prod web'
        $made.Annotations.Count | Should -Be 0
        $warned | Should -HaveCount 1
        $warned[0] | Should -BeLike "spec.sortBy: OCM's scheduler does not read*"
    }

    It 'lets parameters change what the file says' {
        $made = New-OcmPlacement default/other -Path $file -Count 1 -LabelSelector env=test -Label @{ tier = 'a' } -WarningAction SilentlyContinue
        "$($made.FullName) $($made.Count) $($made.Predicates) $($made.Labels.team) $($made.Labels.tier)" | Should -Be 'default/other 1 env=test web a'
    }

    It 'checks what the file says: <Name>' -ForEach @(
        @{ Name = 'a number in quotes'; Old = 'numberOfClusters: 2'; New = 'numberOfClusters: "2"'; Id = 'InvalidPlacement'; Message = 'spec.numberOfClusters: It must be a whole number*' }
        @{ Name = 'a predicate that is none'; Old = 'requiredClusterSelector'; New = 'clusterSelector'; Id = 'InvalidPredicate'; Message = "spec.predicates*OCM knows no 'clusterSelector' here: every cluster would be selected*" }
        @{ Name = 'another kind'; Old = 'kind: Placement'; New = 'kind: PlacementRule'; Id = 'InvalidPlacement'; Message = '*has no Placement of cluster.open-cluster-management.io/v1beta1, but a PlacementRule*' }
        @{ Name = 'an old version'; Old = '/v1beta1'; New = '/v1alpha1'; Id = 'InvalidPlacement'; Message = '*but a Placement of cluster.open-cluster-management.io/v1alpha1*' }
        @{ Name = 'several objects'; Old = 'status:'; New = "---`nkind: Namespace`napiVersion: v1`nmetadata: { name: a }`nstatus:"; Id = 'InvalidPlacement'; Message = '*has 2 objects*' }
        @{ Name = 'no YAML'; Old = 'spec:'; New = 'spec: ['; Id = 'YamlSyntax'; Message = '*' }
    ) {
        $bad = Out-TestFile bad.yml $text.Replace($Old, $New)
        Clear-SentRequest
        $failed = Get-Failure { New-OcmPlacement -Path $bad }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be "$Id,OcmPowerShell.Commands.NewOcmPlacementCommand"
        $failed[0].Exception.Message | Should -BeLike $Message
        $failed[0].TargetObject | Should -Be $bad
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'is ManifestNotFound for a file that is not there' {
        (Get-Failure { New-OcmPlacement -Path nowhere.yml })[0].FullyQualifiedErrorId | Should -BeLike 'ManifestNotFound,*'
    }
}

Describe 'New-OcmPlacement changes only what it is allowed to' {
    AfterEach { Clear-Fault; Clear-Placement }

    It 'leaves one that exists as it is, and says -Force' {
        [void](New-OcmPlacement web -Count 1)
        $failed = Get-Failure { New-OcmPlacement web -Count 2 }
        $failed[0].FullyQualifiedErrorId | Should -Be 'AlreadyExists,OcmPowerShell.Commands.NewOcmPlacementCommand'
        $failed[0].CategoryInfo.Category | Should -Be ResourceExists
        $failed[0].TargetObject | Should -Be web
        $failed[0].Exception.Message | Should -BeLike '*Use -Force to replace*'
        (Get-OcmPlacement default/web).Count | Should -Be 1
    }

    It 'replaces the whole spec with -Force and keeps others'' labels, and running it again changes nothing' {
        $before = New-OcmPlacement web -Count 1 -LabelSelector env=prod -Label @{ team = 'web'; tool = 'x' }
        $after = New-OcmPlacement web -Prioritizer Steady:3 -Label @{ team = 'api' } -Force
        $after.Uid | Should -Be $before.Uid
        "$($after.Count)|$($after.Predicates)|$($after.Prioritizers)|$($after.Labels.team)|$($after.Labels.tool)" | Should -Be '||BuiltIn:Steady:3|api|x'
        Clear-SentRequest
        (New-OcmPlacement web -Prioritizer Steady:3 -Label @{ team = 'api' } -Force).Generation | Should -Be $after.Generation
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'creates with -Force what does not exist' {
        (New-OcmPlacement web -Count 1 -Force).Count | Should -Be 1
    }

    It 'leaves a pause with -Force and says so, until it is told otherwise' {
        [void](New-OcmPlacement web -Paused)
        (New-OcmPlacement web -Count 1 -Force -WarningVariable warned -WarningAction SilentlyContinue).Paused | Should -BeTrue
        $warned[0] | Should -BeLike '*is paused, and stays so*Set-OcmPlacement default/web -Paused:$false*'
        (New-OcmPlacement web -Count 1 -Force -Paused:$false).Paused | Should -BeFalse
    }

    It 'sends nothing that changes with -WhatIf, and checks all the same' {
        Clear-SentRequest
        New-OcmPlacement web -Count 1 -WhatIf | Should -BeNullOrEmpty
        (Get-Failure { New-OcmPlacement web -Prioritizer Spread -WhatIf })[0].FullyQualifiedErrorId | Should -BeLike 'InvalidPrioritizer,*'
        (Get-SentRequest -Changing) | Should -BeNullOrEmpty
        (Get-SentRequest | Where-Object Method -NE GET) | Should -BeNullOrEmpty
    }

    It 'asks the server with -DryRun and changes nothing' {
        Clear-SentRequest
        (New-OcmPlacement web -Count 1 -DryRun).Count | Should -Be 1
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        @(Get-SentRequest | Where-Object Method -EQ POST) | Should -HaveCount 1
        Get-OcmPlacement | Should -BeNullOrEmpty
    }

    It 'goes on after a conflict with -Force' {
        [void](New-OcmPlacement web)
        [void](Add-Fault Status 409, 'Conflict', 'somebody was faster' -Method PATCH -Count 1)
        (New-OcmPlacement web -Count 1 -Force).Count | Should -Be 1
    }

    It 'sends again what a busy hub asks for again' {
        [void](Add-Fault Status 429, 'TooManyRequests', 'busy', 0 -Method POST -Count 1)
        (New-OcmPlacement web).Name | Should -Be web
        @(Get-SentRequest -Changing | Where-Object Method -EQ POST | Select-Object -Last 2).Status | Should -Be 429, 201
    }

    It 'does not send again what a hub may have done, and tells' {
        [void](Add-Fault Status 503, 'ServiceUnavailable', 'busy' -Method POST -Count 1)
        $failed = Get-Failure { New-OcmPlacement web }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ServiceUnavailable,*'
        $failed[0].CategoryInfo.Category | Should -Be ResourceUnavailable
    }
}

Describe 'New-OcmPlacement tells what is wrong before the hub would' {
    BeforeEach { Clear-SentRequest }
    AfterEach { Clear-Fault; Clear-Placement }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a selector with a fault'; Run = { New-OcmPlacement p -LabelSelector 'env=a b' }; Id = 'InvalidSelector'; Message = "-LabelSelector: 'env=a b' cannot be read at character 7*" }
        @{ Name = 'a claim selector with a fault'; Run = { New-OcmPlacement p -ClaimSelector 'a>1' }; Id = 'InvalidSelector'; Message = '*-ClaimSelector: *use -CelExpression*' }
        @{ Name = 'CEL that does not compile'; Run = { New-OcmPlacement p -CelExpression 'cluster.name' }; Id = 'InvalidExpression'; Message = "*undeclared reference to 'cluster'*" }
        @{ Name = 'the prioritizer Spread'; Run = { New-OcmPlacement p -Prioritizer Spread:1 }; Id = 'InvalidPrioritizer'; Message = "*OCM has no prioritizer 'Spread'*Balance, Steady, ResourceAllocatableCPU, ResourceAllocatableMemory*" }
        @{ Name = 'a weight of 11'; Run = { New-OcmPlacement p -Prioritizer Steady:11 }; Id = 'InvalidPrioritizer'; Message = '*-10 to 10, not 11*' }
        @{ Name = 'a toleration without key'; Run = { New-OcmPlacement p -Toleration @{ Effect = 'NoSelect'; Operator = 'Equal' } }; Id = 'InvalidToleration'; Message = '*Without a key the operator must be Exists*' }
        @{ Name = 'a toleration in Kubernetes'' words'; Run = { New-OcmPlacement p -Toleration gpu:NoSchedule }; Id = 'InvalidToleration'; Message = "*'NoSchedule' is no effect; there are NoSelect*" }
        @{ Name = 'a group name of one letter'; Run = { New-OcmPlacement p -DecisionGroup a=b=c }; Id = 'InvalidDecisionGroup'; Message = '*2 to 63*' }
        @{ Name = 'a group size of 0'; Run = { New-OcmPlacement p -ClustersPerDecisionGroup 0 }; Id = 'InvalidDecisionGroup'; Message = '*from 1*' }
        @{ Name = 'a negative count'; Run = { New-OcmPlacement p -Count -1 }; Id = 'InvalidCount'; Message = '*0 to 2147483647*' }
        @{ Name = 'selectors beside predicates'; Run = { New-OcmPlacement p -LabelSelector a=b -Predicate c=d }; Id = 'InvalidPredicate'; Message = '*Predicates are alternatives*' }
        @{ Name = 'a name in capitals'; Run = { New-OcmPlacement Web }; Id = 'InvalidName'; Message = "*'Web' cannot be the name of a placement*" }
        @{ Name = 'a name too long for a label'; Run = { New-OcmPlacement ('a' * 64) }; Id = 'InvalidName'; Message = '*at most 63 characters*' }
        @{ Name = 'two namespaces'; Run = { New-OcmPlacement prod/web -Namespace default }; Id = 'InvalidArgument'; Message = "*-Name says the namespace 'prod'*" }
        @{ Name = 'no name'; Run = { New-OcmPlacement -Count 1 }; Id = 'InvalidArgument'; Message = '*The placement needs a name*' }
        @{ Name = 'a label that cannot be'; Run = { New-OcmPlacement p -Label @{ team = 'a b' } }; Id = 'InvalidLabel'; Message = "metadata.labels: 'team=a b' cannot be*" }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be "$Id,OcmPowerShell.Commands.NewOcmPlacementCommand"
        $failed[0].CategoryInfo.Category | Should -Be InvalidArgument
        $failed[0].Exception.Message | Should -BeLike $Message
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'tells all that is wrong at once' {
        $failed = Get-Failure { New-OcmPlacement p -LabelSelector '=' -Prioritizer Spread -Toleration x:Y }
        $failed | Should -HaveCount 1
        $failed[0].Exception.Problems | Should -HaveCount 3
    }

    It 'takes -<Parameter> <Name> for EmptyTarget, and never for all' -ForEach @(
        foreach ($parameter in 'Name', 'Namespace', 'ClusterSet', 'LabelSelector', 'ClaimSelector', 'CelExpression', 'Predicate', 'Prioritizer', 'Toleration', 'DecisionGroup', 'ClustersPerDecisionGroup', 'Count') {
            @{ Parameter = $parameter; Name = '$null'; Value = $null }
        }
        foreach ($parameter in 'ClusterSet', 'LabelSelector', 'ClaimSelector', 'CelExpression', 'Predicate', 'Prioritizer', 'Toleration', 'DecisionGroup') {
            @{ Parameter = $parameter; Name = '@()'; Value = @() }
            @{ Parameter = $parameter; Name = "''"; Value = '' }
        }
        @{ Parameter = 'LabelSelector'; Name = '@{}'; Value = @{} }
        @{ Parameter = 'LabelSelector'; Name = "'a=b', ''"; Value = 'a=b', '' }
    ) {
        $all = @{ Name = 'p' }
        $all[$Parameter] = $Value
        $failed = Get-Failure { New-OcmPlacement @all }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'EmptyTarget,*'
        Get-SentRequest | Should -BeNullOrEmpty
    }

    It 'is ClusterSetNotBound for <Name>' -ForEach @(
        @{ Name = 'a set that is not bound'; Set = 'global'; Message = "*'global' is not bound to the namespace 'prod'*New-OcmClusterSetBinding global -Namespace prod" }
        @{ Name = 'a set that is not there'; Set = 'nope'; Message = "*has no cluster set 'nope'*New-OcmClusterSetBinding nope -Namespace prod*" }
    ) {
        $failed = Get-Failure { New-OcmPlacement prod/web -ClusterSet default, $Set }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'ClusterSetNotBound,OcmPowerShell.Commands.NewOcmPlacementCommand'
        $failed[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $failed[0].Exception.Message | Should -BeLike $Message
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'warns where no set is bound at all, and creates it' {
        $made = New-OcmPlacement empty/web -WarningVariable warned -WarningAction SilentlyContinue
        $made.FullName | Should -Be empty/web
        $warned | Should -HaveCount 1
        $warned[0] | Should -BeLike "No cluster set is bound to the namespace 'empty'*New-OcmClusterSetBinding <set> -Namespace empty."
    }

    It 'explains a namespace that is not there' {
        $failed = Get-Failure { New-OcmPlacement nowhere/web }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
        $failed[0].Exception.Message | Should -BeLike "*has no namespace 'nowhere'*kubectl create namespace nowhere*"
    }

    It 'goes on where bindings may not be read, and says so with -Verbose' {
        [void](Add-Fault Status 403, 'Forbidden', 'no' -Path managedclustersetbindings)
        $said = New-OcmPlacement prod/web -ClusterSet nope -Verbose 4>&1
        @($said | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] -and $_.Message -like '*is not checked*' }) | Should -HaveCount 1
        (Get-OcmPlacement prod/web).ClusterSets | Should -Be nope
    }

    It 'is Forbidden with the category that scripts test' {
        [void](Add-Fault Status 403, 'Forbidden', 'no' -Method POST)
        $failed = Get-Failure { New-OcmPlacement prod/web }
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Forbidden,*'
        $failed[0].CategoryInfo.Category | Should -Be PermissionDenied
    }

    It 'takes a count of 0, with a warning' {
        [void](New-OcmPlacement web -Count 0 -WarningVariable warned -WarningAction SilentlyContinue)
        $warned[0] | Should -BeLike '*0 selects no cluster at all*'
    }

    It 'ends at its time limit' {
        [void](Add-Fault Stall -Method POST)
        (Get-Failure { New-OcmPlacement web -TimeoutSec 1 })[0].FullyQualifiedErrorId | Should -BeLike 'HubTimeout,*'
    }
}

Describe 'New-OcmPlacement on the command line' {
    It 'completes <Line>' -ForEach @(
        @{ Line = 'New-OcmPlacement web -ClusterSet de'; Expected = 'default' }
        @{ Line = 'New-OcmPlacement web -Prioritizer res'; Expected = 'BuiltIn:ResourceAllocatableCPU:1', 'BuiltIn:ResourceAllocatableMemory:1' }
        @{ Line = 'New-OcmPlacement web -LabelSelector cluster.open-cluster-management.io/clusterset=d'; Expected = 'cluster.open-cluster-management.io/clusterset=default' }
        @{ Line = 'New-OcmPlacement web -Namespace pro'; Expected = 'prod' }
        @{ Line = 'New-OcmPlacement web -PrioritizerMode e'; Expected = 'Exact' }
    ) {
        Get-Completion $Line | Should -Be $Expected
    }
}
