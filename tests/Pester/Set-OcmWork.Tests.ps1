BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox)
    $map = Out-TestFile map.yml (Get-ConfigMapText)
    $object = '/clusters/one/api/v1/namespaces/default/configmaps/settings'

    function Get-Spec([string] $Cluster = 'one', [string] $Name = 'web') { ((Get-OcmWork $Name -Cluster $Cluster -IncludeJson).Json | ConvertFrom-Json).spec }

    function Set-Elsewhere([string] $Value) {
        # Somebody on the managed cluster changes the object, as with kubectl.
        [void](Invoke-OcmRestMethod -Method Patch "${object}?fieldManager=kubectl-edit" -Body (@{ data = @{ value = $Value } } | ConvertTo-Json))
    }

    function Get-MadeChange {
        # Changes of works that the hub took; an agent that writes at the same time makes a client send one twice.
        Get-SentRequest -Changing | Where-Object { $_.Path -like '*/manifestworks/*' -and $_.Status -eq 200 }
    }

    function Get-Value { (Invoke-OcmRestMethod $object).data.value }
}

AfterAll { Exit-Sandbox }

Describe 'Set-OcmWork changes what is named' {
    BeforeEach { [void](New-OcmWork web $map -Cluster one, two -Label @{ app = 'web'; keep = '1' }); Clear-SentRequest }
    AfterEach { Clear-Fault; Clear-Work }

    It 'changes works of <Kind>' -ForEach @(
        @{ Kind = 'a name and clusters'; Run = { Set-OcmWork web -Cluster one, two -PropagationPolicy Orphan } }
        @{ Kind = 'piped works'; Run = { Get-OcmWork web | Set-OcmWork -PropagationPolicy Orphan } }
        @{ Kind = 'piped works with a file'; Run = { Get-OcmWork web | Set-OcmWork -Path $map -PropagationPolicy Orphan } }
        @{ Kind = 'CSV copies of works'; Run = { Get-OcmWork web | ConvertTo-Csv | ConvertFrom-Csv | Set-OcmWork -PropagationPolicy Orphan } }
        @{ Kind = 'kubectl objects'; Run = { (Get-OcmWork web -IncludeJson).Json | ConvertFrom-Json | Set-OcmWork -PropagationPolicy Orphan } }
        @{ Kind = 'piped clusters'; Run = { Get-OcmCluster | Set-OcmWork web -PropagationPolicy Orphan } }
        @{ Kind = 'piped names of clusters'; Run = { 'one', 'two' | Set-OcmWork web -PropagationPolicy Orphan } }
        @{ Kind = 'wildcards'; Run = { Set-OcmWork 'w*' -Cluster '*' -PropagationPolicy Orphan } }
        @{ Kind = 'an argument'; Run = { Set-OcmWork -Work (Get-OcmWork) -PropagationPolicy Orphan } }
    ) {
        & $Run | Should -BeNullOrEmpty
        (Get-OcmWork).PropagationPolicy | Should -Be Orphan, Orphan
        @(Get-MadeChange) | Should -HaveCount 2
    }

    It 'takes manifests from <Kind>' -ForEach @(
        @{ Kind = 'a file'; Run = { Set-OcmWork web (Out-TestFile two.yml (Get-ConfigMapText -Value 2)) -Cluster one } }
        @{ Kind = 'a file, for piped clusters'; Run = { Get-OcmCluster one | Set-OcmWork web (Out-TestFile two.yml (Get-ConfigMapText -Value 2)) } }
        @{ Kind = 'the pipeline'; Run = { Get-ConfigMapText -Value 2 | Set-OcmWork web -Cluster one } }
        @{ Kind = 'the pipeline, for works'; Run = { $work = Get-OcmWork web -Cluster one; (Get-ConfigMapText -Value 2) -split "`n" | Set-OcmWork -Work $work } }
        @{ Kind = 'an argument'; Run = { Set-OcmWork web -Cluster one -InputObject (Get-ConfigMapText -Value 2) } }
    ) {
        & $Run
        (Get-Spec one).workload.manifests[0].data.value | Should -Be 2
        (Get-Spec two).workload.manifests[0].data.value | Should -Be 1
        (Get-OcmWork web -Cluster one).Labels.keep | Should -Be 1
    }

    It 'changes labels and annotations that are named' {
        Set-OcmWork web -Cluster one -Label @{ app = 'shop'; new = 'x' } -RemoveLabel keep -Annotation @{ note = 'a b' }
        $work = Get-OcmWork web -Cluster one
        $work.Labels.Keys | Sort-Object | Should -Be app, new
        $work.Labels.app | Should -Be shop
        $work.Annotations.note | Should -Be 'a b'
        @(Get-MadeChange).Body | Should -Match '^{"metadata":{"resourceVersion":"\d+","labels":{"app":"shop","keep":null,"new":"x"},"annotations":{"note":"a b"}}}$'
        Set-OcmWork web -Cluster one -RemoveAnnotation note
        (Get-OcmWork web -Cluster one).Annotations.Keys | Should -Not -Contain note
    }

    It 'sends nothing where nothing changes, and takes repeats as done' {
        1..2 | ForEach-Object { Set-OcmWork web -Cluster one -PropagationPolicy Orphan -UpdateStrategy ServerSideApply -Executor a/b -TtlAfterFinished 5 -Path $map 3>$null }
        @(Get-MadeChange) | Should -HaveCount 1
    }

    It 'takes options out with -Clear' {
        Set-OcmWork web -Cluster one -OrphanResource default/configmaps/settings -Executor a/b -TtlAfterFinished 5 -UpdateStrategy CreateOnly -ManifestConfig @{ Resource = 'configmaps'; Namespace = 'default'; Name = 'settings'; UpdateStrategy = 'ReadOnly' } 3>$null
        $had = Get-Spec
        $had.manifestConfigs.updateStrategy.type | Should -Be ReadOnly, CreateOnly
        $had.deleteOption.selectivelyOrphans.orphaningRules.name | Should -Be settings
        Set-OcmWork web -Cluster one -Clear OrphanResource, Executor, TtlAfterFinished, UpdateStrategy, ManifestConfig
        $spec = Get-Spec
        $spec.deleteOption.PSObject.Properties.Name | Should -Be propagationPolicy
        $spec.deleteOption.propagationPolicy | Should -Be Foreground
        $spec.manifestConfigs | Should -BeNullOrEmpty
        $spec.PSObject.Properties.Name | Should -Not -Contain executor
    }

    It 'takes -ManifestConfig as <Kind>' -ForEach @(
        @{ Kind = 'an object'; Config = { New-OcmManifestConfig configmaps settings -Namespace default -UpdateStrategy CreateOnly } }
        @{ Kind = 'a copy from another process'; Config = { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((New-OcmManifestConfig configmaps settings -Namespace default -UpdateStrategy CreateOnly))) } }
        @{ Kind = 'a hashtable'; Config = { @{ Resource = 'configmaps'; Namespace = 'default'; Name = 'settings'; UpdateStrategy = 'CreateOnly' } } }
        @{ Kind = 'an entry of kubectl''s object'; Config = { '{"resourceIdentifier":{"resource":"configmaps","namespace":"default","name":"settings"},"updateStrategy":{"type":"CreateOnly"}}' | ConvertFrom-Json } }
    ) {
        Set-OcmWork web -Cluster one -ManifestConfig (& $Config) -WarningVariable warned
        $warned | Should -BeNullOrEmpty
        (Get-Spec).manifestConfigs.updateStrategy.type | Should -Be CreateOnly
    }

    It 'warns once of a config that names no manifest' {
        Set-OcmWork web -Cluster one, two -ManifestConfig @{ Resource = 'configmaps'; Name = 'settings'; UpdateStrategy = 'CreateOnly' } -WarningVariable warned 3>$null
        $warned | Should -HaveCount 1
        "$warned" | Should -BeLike "*names no manifest*Was 'default/configmaps/settings' meant?"
    }

    It 'leaves all with -WhatIf and -DryRun' {
        Set-OcmWork web $map -Cluster '*' -PropagationPolicy Orphan -WhatIf
        Get-OcmWork | Set-OcmWork -PropagationPolicy Orphan -DryRun -PassThru | ForEach-Object PropagationPolicy | Should -Be Orphan, Orphan
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        (Get-OcmWork).PropagationPolicy | Should -Be Foreground, Foreground
        (Get-Failure { Set-OcmWork web -Cluster one -PropagationPolicy Orphan -DryRun -Wait }).FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
    }

    It 'waits, and returns the works with -PassThru' {
        $done = Get-ConfigMapText -Value 5 | Set-OcmWork web -Cluster one, two -Wait -PassThru
        $done | Should -HaveCount 2
        $done.Ready | Should -Be $true, $true
        Get-Value | Should -Be 5
        (Set-OcmWork web -Cluster one -Label @{ a = 'b' } -PassThru).Labels.a | Should -Be b
    }

    It 'is an error <Id> before anything is sent: <Why>' -ForEach @(
        @{ Id = 'NothingToChange'; Why = 'nothing named'; Run = { Set-OcmWork web -Cluster one } }
        @{ Id = 'NothingToChange'; Why = 'nothing named, piped'; Run = { Get-OcmWork | Set-OcmWork -IncludeManaged } }
        @{ Id = 'EmptyTarget'; Why = 'no name'; Run = { Set-OcmWork $unset -Cluster one -PropagationPolicy Orphan } }
        @{ Id = 'EmptyTarget'; Why = 'no cluster'; Run = { Set-OcmWork web -Cluster $unset -PropagationPolicy Orphan } }
        @{ Id = 'EmptyTarget'; Why = 'a file, but no works'; Run = { Set-OcmWork -Path $map } }
        @{ Id = 'EmptyTarget'; Why = 'a file and a name, but no cluster'; Run = { Set-OcmWork web $map } }
        @{ Id = 'EmptyTarget'; Why = 'an unset number'; Run = { Set-OcmWork web -Cluster one -TtlAfterFinished $unset } }
        @{ Id = 'EmptyTarget'; Why = 'an unset account'; Run = { Set-OcmWork web -Cluster one -Executor $unset } }
        @{ Id = 'EmptyTarget'; Why = 'an empty list'; Run = { Set-OcmWork web -Cluster one -ManifestConfig @() } }
        @{ Id = 'EmptyTarget'; Why = 'empty rules'; Run = { Set-OcmWork web -Cluster one -OrphanResource $unset } }
        @{ Id = 'EmptyTarget'; Why = 'no keys'; Run = { Set-OcmWork web -Cluster one -RemoveLabel $unset } }
        @{ Id = 'InvalidArgument'; Why = 'set and cleared'; Run = { Set-OcmWork web -Cluster one -Executor a/b -Clear Executor } }
        @{ Id = 'InvalidArgument'; Why = 'two policies'; Run = { Set-OcmWork web -Cluster one -PropagationPolicy Orphan -OrphanResource namespaces/a } }
        @{ Id = 'InvalidArgument'; Why = 'force without ServerSideApply'; Run = { Set-OcmWork web -Cluster one -ForceConflict } }
        @{ Id = 'InvalidArgument'; Why = 'works twice'; Run = { Set-OcmWork web -Work (Get-OcmWork web -Cluster one) -Path $map } }
        @{ Id = 'InvalidArgument'; Why = 'piped objects that are no works'; Run = { Get-Process -Id $PID | Set-OcmWork -PropagationPolicy Orphan } }
        @{ Id = 'InvalidExecutor'; Why = 'no account'; Run = { Set-OcmWork web -Cluster one -Executor deployer } }
        @{ Id = 'InvalidOrphanRule'; Why = 'wildcards'; Run = { Set-OcmWork web -Cluster one -OrphanResource 'default/configmaps/*' } }
        @{ Id = 'InvalidLabel'; Why = 'no label'; Run = { Set-OcmWork web -Cluster one -Label @{ 'a b' = 'c' } } }
        @{ Id = 'ManifestNotFound'; Why = 'no file'; Run = { Set-OcmWork web nowhere.yml -Cluster one } }
    ) {
        $failed = Get-Failure $Run
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'does nothing for an empty pipeline of <Kind>' -ForEach @(
        @{ Kind = 'works'; Run = { Get-OcmWork 'no*' | Set-OcmWork -PropagationPolicy Orphan } }
        @{ Kind = 'manifests, which does not empty a work'; Run = { @() | Set-OcmWork web -Cluster one } }
    ) {
        & $Run
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'is NotFound for a work that is not there, and the others go on' {
        $failed = Get-Failure { Set-OcmWork web, nope -Cluster one, two -PropagationPolicy Orphan }
        $failed | Should -HaveCount 2
        $failed.FullyQualifiedErrorId | Should -Be (@('NotFound,OcmPowerShell.Commands.SetOcmWorkCommand') * 2)
        $failed.TargetObject | Sort-Object | Should -Be one, two
        (Get-OcmWork).PropagationPolicy | Should -Be Orphan, Orphan
    }

    It 'changes only the very works that were piped' {
        $old = Get-OcmWork web -Cluster one
        Remove-OcmWork web one -Wait -TimeoutSec 20
        [void](New-OcmWork web $map -Cluster one)
        Clear-SentRequest
        $failed = Get-Failure { $old | Set-OcmWork -PropagationPolicy Orphan }
        $failed.FullyQualifiedErrorId | Should -BeLike 'Conflict,*'
        $failed.TargetObject | Should -Be $old
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'leaves works of controllers, unless that is said' {
        [void](New-OcmWork mine $map -Cluster one -Label @{ 'open-cluster-management.io/addon-name' = 'hello' })
        Clear-SentRequest
        $failed = Get-Failure { Set-OcmWork mine -Cluster one -PropagationPolicy Orphan }
        $failed.FullyQualifiedErrorId | Should -BeLike 'ManagedByOther,*'
        $failed.CategoryInfo.Category | Should -Be PermissionDenied
        "$failed" | Should -BeLike "*'hello'*-IncludeManaged*"
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        Set-OcmWork mine -Cluster one -PropagationPolicy Orphan -IncludeManaged
        (Get-OcmWork mine).PropagationPolicy | Should -Be Orphan
    }

    It 'hands a work over to a placement, and changes works that a placement has' {
        Set-OcmWork web -Cluster one -Label @{ 'ocmpowershell.io/placement' = 'prod.web' }
        (Get-OcmWork web -Cluster one).ManagedBy | Should -Be Placement
        Set-OcmWork web -Cluster one -PropagationPolicy Orphan
        (Get-OcmWork web -Cluster one).PropagationPolicy | Should -Be Orphan
    }

    It 'is WorkDeleting for a work that goes' {
        [void](Invoke-OcmRestMethod -Method Patch /sandbox/v1/clusters/one -Body '{"offline":true}')
        try {
            Remove-OcmWork web one
            (Get-Failure { Set-OcmWork web -Cluster one -PropagationPolicy Orphan }).FullyQualifiedErrorId | Should -BeLike 'WorkDeleting,*'
        }
        finally { [void](Invoke-OcmRestMethod -Method Patch /sandbox/v1/clusters/one -Body '{"offline":false}') }
    }

    It 'works it out anew after a conflict, and goes on with the others where one is refused' {
        [void](Add-Fault Status 409, 'Conflict', 'for a moment' -Method PATCH -Path /one/ -Count 1)
        [void](Add-Fault Status 403, 'Forbidden', 'a webhook said no' -Method PATCH -Path /two/)
        $failed = Get-Failure { Set-OcmWork web -Cluster one, two -PropagationPolicy Orphan }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'Forbidden,*'
        "$($failed[0])" | Should -BeLike "*'web' in cluster 'two'*was not changed: a webhook said no*"
        $failed[0].TargetObject | Should -Be two
        (Get-OcmWork web -Cluster one).PropagationPolicy | Should -Be Orphan
    }

    It 'does the rest when it is run again after a failure' {
        [void](Add-Fault Status 503, 'ServiceUnavailable', 'for a moment' -Method PATCH -Path /two/ -Count 1)
        $failed = Get-Failure { Get-OcmWork web | Set-OcmWork -PropagationPolicy Orphan }
        $failed.FullyQualifiedErrorId | Should -BeLike 'ServiceUnavailable,*'
        $failed.CategoryInfo.Category | Should -Be ResourceUnavailable
        $failed.TargetObject.Cluster | Should -Be two
        Clear-SentRequest
        Get-OcmWork web | Set-OcmWork -PropagationPolicy Orphan
        (Get-OcmWork).PropagationPolicy | Should -Be Orphan, Orphan
        @(Get-MadeChange) | Should -HaveCount 1
    }

    It 'keeps what it replaces, so that it can be undone' {
        Get-ConfigMapText -Value 2 | Set-OcmWork web -Cluster one
        (Get-OcmWorkHistory web -Cluster one) | Should -Not -BeNullOrEmpty
        Clear-SentRequest
        Get-ConfigMapText -Value 3 | Set-OcmWork web -Cluster one -HistoryLimit 0
        @(Get-SentRequest -Changing | Where-Object Path -Like '*/secrets*') | Should -BeNullOrEmpty
    }

    It 'completes names of works, options and policies' {
        Get-Completion 'Set-OcmWork w' | Should -Contain web
        Get-Completion 'Set-OcmWork web -Cluster one -Clear ' | Should -Contain Executor
        Get-Completion 'Set-OcmWork web -Cluster one -PropagationPolicy ' | Should -Be Foreground, Orphan, SelectivelyOrphan
    }
}

Describe 'What options do on the cluster' {
    AfterEach { Clear-Work }

    It 'ServerSideApply leaves fields of another manager and tells of the conflict; -ForceConflict takes them' {
        [void](New-OcmWork web $map -Cluster one -UpdateStrategy ServerSideApply -Wait)
        Set-Elsewhere other
        Get-ConfigMapText -Value 3 | Set-OcmWork web -Cluster one
        Wait-Until { (Get-OcmWork web).Applied -eq $false } | Should -BeTrue
        $work = Get-OcmWork web
        $work.Status | Should -Be Failed
        $work.Message | Should -BeLike 'ConfigMap default/settings: *conflict with "kubectl-edit"*.data.value'
        Get-Value | Should -Be other
        Set-OcmWork web -Cluster one -UpdateStrategy ServerSideApply -ForceConflict -Wait
        Get-Value | Should -Be 3
    }

    It 'CreateOnly leaves what is there' {
        [void](New-OcmWork web $map -Cluster one -UpdateStrategy CreateOnly -Wait)
        Get-ConfigMapText -Value 3 | Set-OcmWork web -Cluster one -Wait
        Get-Value | Should -Be 1
        Set-OcmWork web -Cluster one -UpdateStrategy Update -Wait
        Wait-Until { (Get-Value) -eq 3 } | Should -BeTrue
    }

    It 'a config for one object wins over the strategy for all' {
        $both = Out-TestFile both.yml ((Get-ConfigMapText) + "---`n" + (Get-ConfigMapText free))
        [void](New-OcmWork web $both -Cluster one -UpdateStrategy ReadOnly -ManifestConfig (New-OcmManifestConfig configmaps free -Namespace default -UpdateStrategy Update))
        Wait-Until { (Get-OcmWork web).Applied } | Should -BeTrue
        (Invoke-OcmRestMethod /clusters/one/api/v1/namespaces/default/configmaps).items.metadata.name | Where-Object { $_ -ne 'kube-root-ca.crt' } | Should -Be free
    }

    It '<Policy> leaves <Left> when the work goes' -ForEach @(
        @{ Policy = 'Foreground'; Option = @{ PropagationPolicy = 'Foreground' }; Left = 'nothing'; Names = @() }
        @{ Policy = 'Orphan'; Option = @{ PropagationPolicy = 'Orphan' }; Left = 'everything'; Names = 'free', 'settings' }
        @{ Policy = 'OrphanResource'; Option = @{ OrphanResource = 'default/configmaps/settings' }; Left = 'what is named'; Names = @('settings') }
    ) {
        $both = Out-TestFile both.yml ((Get-ConfigMapText) + "---`n" + (Get-ConfigMapText free))
        [void](New-OcmWork web $both -Cluster two -Wait)
        Set-OcmWork web -Cluster two @Option -Wait
        Remove-OcmWork web two -Wait -TimeoutSec 20
        $list = '/clusters/two/api/v1/namespaces/default/configmaps'
        $left = @((Invoke-OcmRestMethod $list).items.metadata.name | Where-Object { $_ -in 'free', 'settings' } | Sort-Object)
        $left | ForEach-Object { [void](Invoke-OcmRestMethod -Method Delete "$list/$_") }
        $left | Should -Be $Names
    }

    It '-TtlAfterFinished takes a completed work away, where the hub cleans up' {
        $gates = @{ spec = @{ workConfiguration = @{ featureGates = @(@{ feature = 'CleanUpCompletedManifestWork'; mode = 'Enable' }) } } }
        [void](Invoke-OcmRestMethod -Method Patch /apis/operator.open-cluster-management.io/v1/clustermanagers/cluster-manager -Body ($gates | ConvertTo-Json -Depth 6))
        [void](New-OcmWork web $map -Cluster one, two -ManifestConfig (New-OcmManifestConfig configmaps settings -Namespace default -ConditionRule 'Complete=object.data.value == "done"') -TtlAfterFinished 0 -Wait)
        Get-ConfigMapText -Value done | Set-OcmWork web -Cluster one
        Wait-Until { -not (Get-OcmWork web -Cluster one -ErrorAction Ignore) } | Should -BeTrue
        (Get-OcmWork web).Cluster | Should -Be two
    }

    It '-Executor needs the right to act as the account, and the hub says who lacks it' {
        $roles = '/apis/rbac.authorization.k8s.io/v1'
        [void](Invoke-OcmRestMethod -Method Post "$roles/clusterroles" -Body (@{ metadata = @{ name = 'night' }; rules = @(@{ apiGroups = @('work.open-cluster-management.io'); resources = @('manifestworks'); verbs = @('get', 'list', 'watch', 'create', 'patch') }) } | ConvertTo-Json -Depth 6))
        [void](Invoke-OcmRestMethod -Method Post "$roles/clusterrolebindings" -Body (@{ metadata = @{ name = 'night' }; roleRef = @{ apiGroup = 'rbac.authorization.k8s.io'; kind = 'ClusterRole'; name = 'night' }; subjects = @(@{ apiGroup = 'rbac.authorization.k8s.io'; kind = 'User'; name = 'night' }) } | ConvertTo-Json -Depth 6))
        [void](New-OcmWork web $map -Cluster one)
        $token = (Get-Inside (Get-SandboxHub) Tokens).Issue('night', [string[]]@('system:authenticated'))
        $night = Connect-OcmHub -Server (Get-OcmSandbox).Url -Token (ConvertTo-SecureString $token -AsPlainText) -SkipCertificateCheck -PassThru 3>$null
        try {
            $failed = Get-Failure { Set-OcmWork web -Cluster one -Executor default/deployer -Hub $night }
            "$failed" | Should -BeLike "*was not changed*user night cannot manipulate the Manifestwork with executor default/deployer in namespace one*"
            Set-OcmWork web -Cluster one -PropagationPolicy Orphan -Hub $night
        }
        finally { Connect-OcmHub -KubeConfig (Get-OcmSandbox).KubeConfig }
        (Get-OcmWork web).Executor | Should -BeNullOrEmpty
        (Get-OcmWork web).PropagationPolicy | Should -Be Orphan
        Set-OcmWork web -Cluster one -Executor default/deployer
        (Get-OcmWork web).Executor | Should -Be default/deployer
    }
}
