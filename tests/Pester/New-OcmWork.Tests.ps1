BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox -Cluster one, two, three)
    $map = Join-Path $TestDrive map.yml
    Set-Content $map (Get-ConfigMapText)
    $broken = Join-Path $TestDrive broken.yml
    Set-Content $broken (Get-DeploymentText broken 'broken:1')
}

AfterAll { Exit-Sandbox }

Describe 'New-OcmWork creates works' {
    AfterEach { Clear-Fault; Clear-Work }

    It 'creates one work of a file in one cluster and returns it' {
        $work = New-OcmWork web $map -Cluster one
        $work | Should -HaveCount 1
        $work | Should -BeOfType OcmPowerShell.Hub.Model.Work
        $work.Name, $work.Cluster, $work.ManifestCount, $work.ManagedBy | Should -Be 'web', 'one', 1, 'User'
        $work.Uid | Should -Not -BeNullOrEmpty
        (Get-SentRequest -Changing) | Should -HaveCount 1
    }

    It 'creates one work a cluster when -Cluster has several names, each once' {
        (New-OcmWork web -Path $map -Cluster one, two, one).Cluster | Sort-Object | Should -Be one, two
    }

    It 'takes clusters as piped <Kind>' -ForEach @(
        @{ Kind = 'objects of Get-OcmCluster'; Clusters = { Get-OcmCluster one, two } }
        @{ Kind = 'names'; Clusters = { 'one', 'two' } }
        @{ Kind = 'rows with a column Cluster'; Clusters = { "Cluster,Team`none,a`ntwo,b" | ConvertFrom-Csv } }
        @{ Kind = 'CSV copies of cluster objects'; Clusters = { Get-OcmCluster one, two | ConvertTo-Csv | ConvertFrom-Csv } }
        @{ Kind = 'kubectl objects'; Clusters = { '{"kind":"ManagedCluster","metadata":{"name":"one"}}', '{"kind":"ManagedCluster","metadata":{"name":"two"}}' | ConvertFrom-Json } }
        @{ Kind = 'hashtables'; Clusters = { @{ Cluster = 'one' }, @{ Cluster = 'two' } } }
    ) {
        (& $Clusters | New-OcmWork web -Path $map).Cluster | Sort-Object | Should -Be one, two
    }

    It 'does nothing for an empty pipeline of clusters' {
        Get-OcmCluster nobody* | New-OcmWork web -Path $map | Should -BeNullOrEmpty
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'reads a folder, its folders only with -Recurse, wildcards, and several documents a file' {
        [void](Out-TestFile 'apps/a.yml' ((Get-ConfigMapText a) + "---`n" + (Get-ConfigMapText b)))
        [void](Out-TestFile 'apps/c.json' '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}')
        [void](Out-TestFile 'apps/deep/d.yaml' (Get-ConfigMapText d))
        $apps = Join-Path $TestDrive apps
        (New-OcmWork flat -Path $apps -Cluster one).ManifestCount | Should -Be 3
        (New-OcmWork deep -Path $apps -Cluster one -Recurse).ManifestCount | Should -Be 4
        (New-OcmWork some -Path (Join-Path $apps '*.yml') -Cluster one).ManifestCount | Should -Be 2
    }

    It 'takes a path with brackets as it is with -LiteralPath' {
        $odd = Out-TestFile 'odd[1].yml' (Get-ConfigMapText)
        (New-OcmWork web -LiteralPath $odd -Cluster one).ManifestCount | Should -Be 1
    }

    It 'finds a relative path from the present location, not from where the process began' {
        [void](Out-TestFile 'here/web.yml' (Get-ConfigMapText))
        Push-Location (Join-Path $TestDrive here)
        try { (New-OcmWork web web.yml -Cluster one).ManifestCount | Should -Be 1 } finally { Pop-Location }
    }

    It 'finds a path on a drive of the user''s own' {
        [void](New-PSDrive -Name Apps -PSProvider FileSystem -Root $TestDrive)
        try { (New-OcmWork web Apps:/map.yml -Cluster one).ManifestCount | Should -Be 1 } finally { Remove-PSDrive Apps }
    }

    It 'takes manifests from the pipeline as <Kind>' -ForEach @(
        @{ Kind = 'lines of text'; Count = 2; Manifests = { ((Get-ConfigMapText a) + "---`n" + (Get-ConfigMapText b)) -split "`n" } }
        @{ Kind = 'Get-Content of a file'; Count = 1; Manifests = { Get-Content (Join-Path $TestDrive map.yml) } }
        @{ Kind = 'Get-Content -Raw'; Count = 1; Manifests = { Get-Content (Join-Path $TestDrive map.yml) -Raw } }
        @{ Kind = 'files of Get-ChildItem'; Count = 2; Manifests = { Get-ChildItem (Join-Path $TestDrive *) -Include map.yml, broken.yml } }
        @{ Kind = 'a hashtable'; Count = 1; Manifests = { @{ apiVersion = 'v1'; kind = 'ConfigMap'; metadata = @{ name = 'h' }; data = @{ a = '1' } } } }
        @{ Kind = 'an object of ConvertFrom-Json'; Count = 1; Manifests = { '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"j"}}' | ConvertFrom-Json } }
        @{ Kind = 'a custom object'; Count = 1; Manifests = { [pscustomobject]@{ apiVersion = 'v1'; kind = 'ConfigMap'; metadata = [pscustomobject]@{ name = 'o' } } } }
        @{ Kind = 'a List'; Count = 2; Manifests = { '{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}},{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"}}]}' } }
    ) {
        $work = & $Manifests | New-OcmWork web -Cluster one
        $work | Should -HaveCount 1
        $work.ManifestCount | Should -Be $Count
    }

    It 'sends hashtables with their types, arrays of one and depth' {
        $deployment = @{
            apiVersion = 'apps/v1'; kind = 'Deployment'; metadata = @{ name = 'h' }
            spec = @{ replicas = 1; paused = $true; selector = @{ matchLabels = @{ app = 'h' } }
                template = @{ metadata = @{ labels = @{ app = 'h' } }; spec = @{ containers = @(@{ name = 'h'; image = 'x'; env = @(@{ name = 'A'; value = '1' }) }) } } }
        }
        $work = $deployment | New-OcmWork web -Cluster one
        $json = (Get-OcmWork web one -IncludeJson).Json | ConvertFrom-Json
        $sent = $json.spec.workload.manifests[0]
        $sent.spec.replicas | Should -BeOfType long
        $sent.spec.paused | Should -BeTrue
        , $sent.spec.template.spec.containers | Should -BeOfType array
        $sent.spec.template.spec.containers[0].env[0].value | Should -Be '1'
        $work.ManifestCount | Should -Be 1
    }

    It 'unwraps a ManifestWork with a warning and never wraps it again' {
        $wrapped = Get-Content $map | ConvertTo-OcmWork other -Cluster two -AsYaml
        $work = $wrapped | New-OcmWork web -Cluster one -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -HaveCount 1
        "$warned" | Should -BeLike '*ManifestWork*'
        (Get-OcmWorkManifest web one).Kind | Should -Be ConfigMap
        $work.Cluster | Should -Be one
    }

    It 'puts -Label and -Annotation on the work itself' {
        $work = New-OcmWork web $map -Cluster one -Label @{ team = 'shop'; tier = 1; canary = $true } -Annotation @{ 'example.org/why' = 'because' }
        $work.Labels.team, $work.Labels.tier, $work.Labels.canary | Should -Be 'shop', '1', 'true'
        $work.Annotations['example.org/why'] | Should -Be because
    }

    It 'asks for feedback of a Deployment by default, so that Ready means ready' {
        $works = Get-DeploymentText | New-OcmWork web -Cluster one -Wait -TimeoutSec 20
        $works.Ready | Should -BeTrue
        (Get-OcmWorkManifest web one).Feedback.ReadyReplicas | Should -Be 2
    }
}

Describe 'New-OcmWork leaves what exists' {
    BeforeEach { [void](New-OcmWork web $map -Cluster one -Label @{ mine = 'yes' }); Clear-SentRequest }
    AfterEach { Clear-Fault; Clear-Work }

    It 'is an AlreadyExists error for that cluster while the others succeed' {
        $created = Get-OcmCluster | New-OcmWork web $map -ErrorAction SilentlyContinue -ErrorVariable failed
        $created.Cluster | Sort-Object | Should -Be three, two
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'AlreadyExists,OcmPowerShell.Commands.NewOcmWorkCommand'
        $failed[0].CategoryInfo.Category | Should -Be ResourceExists
        $failed[0].TargetObject.Name | Should -Be one
        "$($failed[0])" | Should -BeLike "*'web'*'one'*-Force*"
    }

    It 'names the cluster as it was typed in TargetObject' {
        (Get-Failure { New-OcmWork web $map -Cluster one })[0].TargetObject | Should -Be one
    }

    It 'ends the script at the first failed cluster with ErrorAction Stop' {
        { New-OcmWork web $map -Cluster one -ErrorAction Stop } | Should -Throw -ErrorId 'AlreadyExists,*'
    }

    It 'sends nothing with -Force when nothing changed' {
        $same = New-OcmWork web $map -Cluster one -Force
        $same.Name | Should -Be web
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'updates with -Force, and creates where there is none' {
        $text = Get-ConfigMapText -Value 2
        $works = $text | New-OcmWork web -Cluster one, two -Force
        $works.Cluster | Sort-Object | Should -Be one, two
        ($works | Where-Object Cluster -EQ one).Generation | Should -Be 2
        (Get-SentRequest -Changing).Method | Sort-Object -Unique | Should -Be PATCH, POST
    }

    It 'tells with -Verbose what it did in each cluster' {
        $said = Get-ConfigMapText | New-OcmWork web -Cluster one, two -Force -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | Out-String
        $said | Should -BeLike "*'web'*'one'*: Unchanged*"
        $said | Should -BeLike "*'web'*'two'*: Created*"
        Get-ConfigMapText -Value 5 | New-OcmWork web -Cluster one -Force -Verbose 4>&1 | Out-String | Should -BeLike '*: Updated*'
    }

    It 'keeps labels and annotations that others set when it updates' {
        [void](Get-ConfigMapText -Value 2 | New-OcmWork web -Cluster one -Force -Label @{ more = 'too' })
        $work = Get-OcmWork web one
        $work.Labels.mine, $work.Labels.more | Should -Be yes, too
    }

    It 'changes only labels with -Force when only these differ, and leaves the generation' {
        $work = New-OcmWork web $map -Cluster one -Force -Label @{ mine = 'no' }
        $work.Labels.mine | Should -Be no
        $work.Generation | Should -Be 1
    }

    It 'refuses with -Force to touch the work of an add-on' {
        [void](New-OcmWork addon-x-deploy $map -Cluster two)
        $failed = Get-Failure { New-OcmWork addon-x-deploy $broken -Cluster two -Force }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ManagedByOther,*'
        $failed[0].CategoryInfo.Category | Should -Be PermissionDenied
    }

    It 'tries again with -Force when the agent was faster (409)' {
        [void](Add-Fault Status 409, 'Conflict', 'the object has been modified' -Method PATCH -Count 2)
        (Get-ConfigMapText -Value 3 | New-OcmWork web -Cluster one -Force).Generation | Should -Be 2
    }
}

Describe 'New-OcmWork asks before it changes' {
    AfterEach { Clear-Fault; Clear-Work }

    It 'sends no changing request with -WhatIf' {
        Get-OcmCluster | New-OcmWork web $map -WhatIf | Should -BeNullOrEmpty
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        Get-OcmWork | Should -BeNullOrEmpty
    }

    It 'sends no changing request with $WhatIfPreference' {
        & { $WhatIfPreference = $true; New-OcmWork web $map -Cluster one } | Should -BeNullOrEmpty
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'checks manifests with -WhatIf too' {
        (Get-Failure { 'kind: ConfigMap' | New-OcmWork web -Cluster one -WhatIf })[0].FullyQualifiedErrorId | Should -BeLike 'MissingApiVersion,*'
    }

    It 'needs no answer without a person there' {
        $shell = Get-NewShell
        try {
            [void]$shell.AddScript('param($map, $config) New-OcmWork web $map -Cluster one -KubeConfig $config').AddArgument($map).AddArgument((Get-OcmSandbox).KubeConfig)
            $shell.Invoke() | Should -HaveCount 1
            $shell.Streams.Error | Should -BeNullOrEmpty
        }
        finally { $shell.Dispose() }
    }

    It 'sends nothing when it is to ask and there is nobody' {
        $script = "Import-Module '$ModulePath'; New-OcmWork web '$map' -Cluster one -KubeConfig '$((Get-OcmSandbox).KubeConfig)' -Confirm"
        [void](& (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command $script 2>&1)
        $LASTEXITCODE | Should -Be 1
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'asks the server with -DryRun, shows what would be, and leaves nothing' {
        $work = New-OcmWork web $map -Cluster one -DryRun
        $work.Name | Should -Be web
        Get-SentRequest -Changing | Should -BeNullOrEmpty
        @(Get-SentRequest | Where-Object { $_.Method -eq 'POST' -and $_.IsDryRun }) | Should -HaveCount 1 -Because 'the server was asked to pretend'
        Get-OcmWork | Should -BeNullOrEmpty
    }

    It 'tells with -DryRun what the server would refuse' {
        (Get-Failure { New-OcmWork web $map -Cluster nobody -DryRun })[0].FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
    }

    It 'refuses -Wait with -DryRun' {
        (Get-Failure { New-OcmWork web $map -Cluster one -DryRun -Wait })[0].FullyQualifiedErrorId | Should -BeLike 'InvalidArgument,*'
    }
}

Describe 'New-OcmWork -Wait' {
    AfterEach { Clear-Fault; Clear-Work }

    It 'returns each work when it is ready' {
        $works = Get-OcmCluster | New-OcmWork web $map -Wait -TimeoutSec 20
        $works | Should -HaveCount 3
        $works.Ready | Should -Not -Contain $false
        $works.Status | Select-Object -Unique | Should -Be Ready
    }

    It 'watches and does not poll' {
        [void](New-OcmWork web $broken -Cluster one, two -Wait -TimeoutSec 2 -ErrorAction SilentlyContinue)
        $sent = @(Get-SentRequest)
        $reads = @($sent | Where-Object { $_.Method -eq 'GET' -and $_.Path -like '*manifestworks*' -and $_.Sequence -gt ($sent | Where-Object Method -EQ POST)[-1].Sequence })
        $reads.Count | Should -BeLessOrEqual 3
        @($reads | Where-Object QueryString -Like '*watch=*') | Should -HaveCount 1
    }

    It 'is a WaitTimeout error with the last state, one a cluster' {
        $failed = Get-Failure { New-OcmWork web $broken -Cluster one, two -Wait -TimeoutSec 2 }
        $failed | Should -HaveCount 2
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'WaitTimeout,*'
        $failed[0].CategoryInfo.Category | Should -Be OperationTimeout
        $failed.TargetObject | Sort-Object | Should -Be one, two
        "$($failed[0])" | Should -Match 'not Ready after 2 s.*last state: NotReady \(.+\)'
        Get-OcmWork web | Should -HaveCount 2 -Because 'what was sent stays'
    }

    It 'returns those that are ready although another is not' {
        [void](New-OcmWork web $broken -Cluster two)
        $works = 'one', 'three' | New-OcmWork web $map -Wait -TimeoutSec 20
        $works.Cluster | Sort-Object | Should -Be one, three
    }

    It 'is content with Available or Applied when that was asked for (<WaitFor>)' -ForEach @{ WaitFor = 'Available' }, @{ WaitFor = 'Applied' } {
        $work = New-OcmWork web $broken -Cluster one -Wait -WaitFor $WaitFor -TimeoutSec 20
        $work.$WaitFor | Should -BeTrue
        $work.Ready | Should -Not -BeTrue
    }

    It 'refuses another goal' {
        { New-OcmWork web $map -Cluster one -Wait -WaitFor Happy } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
    }

    It 'says that a work was deleted while it was waited for' {
        $shell = Get-NewShell
        try {
            [void]$shell.AddScript('param($file, $config) New-OcmWork web $file -Cluster one -KubeConfig $config -Wait -TimeoutSec 20').AddArgument($broken).AddArgument((Get-OcmSandbox).KubeConfig)
            $running = $shell.BeginInvoke()
            Wait-Until { Get-OpenRequest | Where-Object QueryString -Like '*watch=*' } | Should -BeTrue
            Remove-OcmWork web one
            [void]$shell.EndInvoke($running)
            $shell.Streams.Error[0].FullyQualifiedErrorId | Should -BeLike 'WorkGone,*'
            $shell.Streams.Error[0].CategoryInfo.Category | Should -Be ObjectNotFound
        }
        finally { $shell.Dispose() }
    }

    It 'gives the prompt back soon after Ctrl+C and leaves no request open' {
        $stopped = Measure-Stop 'param($file, $config) New-OcmWork web $file -Cluster one, two -KubeConfig $config -Wait' @{ file = $broken; config = (Get-OcmSandbox).KubeConfig } -Once {
            Get-OpenRequest | Where-Object QueryString -Like '*watch=*'
        }
        $stopped.Begun | Should -BeTrue
        $stopped.State | Should -Be Stopped
        $stopped.Milliseconds | Should -BeLessThan 2000
        $stopped.Errors | Should -BeNullOrEmpty
        Wait-Until { -not (Get-OpenRequest) } | Should -BeTrue
    }

    It 'ends early when the pipeline after it has enough' {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $first = 'one', 'two' | ForEach-Object { $_ } | New-OcmWork web $broken -Wait -WaitFor Applied -TimeoutSec 60 | Select-Object -First 1
        $first | Should -HaveCount 1
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 20
        Wait-Until { -not (Get-OpenRequest) } | Should -BeTrue
    }
}

Describe 'New-OcmWork serves clusters at once' {
    AfterEach { Clear-Fault; Clear-Work }

    It 'sends to several clusters at the same time, piped or as an array (<Kind>)' -ForEach @(
        @{ Kind = 'piped'; Run = { Get-OcmCluster | New-OcmWork web $map } }
        @{ Kind = 'array'; Run = { New-OcmWork web $map -Cluster one, two, three } }
    ) {
        [void](Add-Fault Delay @([timespan]'00:00:02') -Method POST)
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        & $Run | Should -HaveCount 3
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
    }

    It 'serves no more at once than -ThrottleLimit' {
        [void](Add-Fault Delay @([timespan]'00:00:00.3') -Method POST)
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        Get-OcmCluster | New-OcmWork web $map -ThrottleLimit 1 | Should -HaveCount 3
        $watch.Elapsed.TotalSeconds | Should -BeGreaterThan 0.9
    }

    It 'gives the prompt back soon after Ctrl+C while it sends' {
        [void](Add-Fault Delay @([timespan]'00:00:30') -Method POST)
        $stopped = Measure-Stop 'param($file, $config) New-OcmWork web $file -Cluster one, two, three -KubeConfig $config -ThrottleLimit 2' @{ file = $map; config = (Get-OcmSandbox).KubeConfig } -Once {
            @(Get-OpenRequest | Where-Object Method -EQ POST).Count -eq 2
        }
        $stopped.Begun | Should -BeTrue
        $stopped.State | Should -Be Stopped
        $stopped.Milliseconds | Should -BeLessThan 2000
        $stopped.Errors | Should -BeNullOrEmpty
        Wait-Until { -not (Get-OpenRequest) } | Should -BeTrue
    }

    It 'goes on with the others when one cluster fails with <Reason>' -ForEach @(
        @{ Reason = 'Forbidden'; Code = 403; Category = 'PermissionDenied' }
        @{ Reason = 'Invalid'; Code = 422; Category = 'InvalidArgument' }
        @{ Reason = 'InternalError'; Code = 500; Category = 'ResourceUnavailable' }
    ) {
        [void](Add-Fault Status $Code, $Reason, 'a webhook said no' -Method POST -Path /two/)
        $works = Get-OcmCluster | New-OcmWork web $map -ErrorAction SilentlyContinue -ErrorVariable failed
        $works.Cluster | Sort-Object | Should -Be one, three
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike "$Reason,*"
        $failed[0].CategoryInfo.Category | Should -Be $Category
        $failed[0].TargetObject.Name | Should -Be two
        "$($failed[0])" | Should -BeLike "*'web'*'two'*a webhook said no*"
    }
}

Describe 'Completion on New-OcmWork' {
    It 'completes -Cluster with the hub''s clusters' {
        Get-Completion 'New-OcmWork web -Cluster ' | Should -Be one, three, two
        Get-Completion 'New-OcmWork web -Cluster t' | Should -Be three, two
        Get-Completion 'New-OcmWork web -Cluster one, t' | Should -Be three, two
    }

    It 'completes -WaitFor with what can be waited for' {
        Get-Completion 'New-OcmWork web -WaitFor ' | Sort-Object | Should -Be Applied, Available, Ready
    }
}

Describe 'New-OcmWork to a placement or a cluster set' {
    BeforeAll {
        [void](New-OcmClusterSetBinding global)
        'one', 'two' | Set-OcmCluster -Label @{ env = 'prod' }
        [void](New-OcmPlacement default/web -LabelSelector env=prod)
        [void](New-OcmPlacement default/none -LabelSelector env=none)
        [void](Wait-OcmPlacement default/web -TimeoutSec 20)
        [void](New-OcmClusterSet shop)
        Add-OcmClusterSetMember shop three
    }
    BeforeEach { Clear-SentRequest }
    AfterEach { Clear-Fault; Clear-Work }

    It 'creates a work in each selected cluster, which tells whose it is (<Kind>)' -ForEach @(
        @{ Kind = 'by name'; Do = { New-OcmWork web $map -Placement default/web } }
        @{ Kind = 'piped'; Do = { Get-OcmPlacement default/web | New-OcmWork web $map } }
        @{ Kind = 'with piped manifests'; Do = { Get-ConfigMapText | New-OcmWork web -Placement default/web } }
    ) {
        $works = & $Do
        $works.Cluster | Sort-Object | Should -Be one, two
        $works.Owner | Select-Object -Unique | Should -Be default/web
        $works[0].ManagedBy | Should -Be Placement
    }

    It 'creates a work in each cluster of a set' {
        $work = New-OcmWork web $map -ClusterSet shop
        $work.Cluster, $work.ManagedBy, $work.Owner | Should -Be 'three', 'ClusterSet', 'shop'
    }

    It 'takes clusters, placements and sets from one pipeline' {
        $works = (Get-OcmPlacement default/web), (Get-OcmClusterSet shop) | New-OcmWork web $map -Wait -TimeoutSec 20
        $works.Cluster | Sort-Object | Should -Be one, three, two
        $works.Owner | Sort-Object -Unique | Should -Be default/web, shop
    }

    It 'is AlreadyExists for what is there, and with -Force an update of its own' {
        [void](New-OcmWork web $map -Placement default/web)
        [void](New-OcmWork other $map -Cluster one)
        (Get-Failure { New-OcmWork web $map -Placement default/web }).FullyQualifiedErrorId | Should -Be (@('AlreadyExists,OcmPowerShell.Commands.NewOcmWorkCommand') * 2)
        (Get-ConfigMapText -Value 2 | New-OcmWork web -Placement default/web -Force).Generation | Should -Be 2, 2
        $failed = Get-Failure { New-OcmWork other $map -Placement default/web -Force }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ManagedByOther,*'
        (Get-OcmWork other).ManagedBy | Sort-Object | Should -Be User, Placement
    }

    It 'never takes a work away' {
        [void](New-OcmWork web $map -Placement default/web)
        Set-OcmCluster two -RemoveLabel env
        try {
            Wait-Until { (Get-OcmPlacement default/web).SelectedCount -eq 1 } | Should -BeTrue
            (New-OcmWork web $map -Placement default/web -Force).Cluster | Should -Be one
            (Get-OcmWork web).Cluster | Sort-Object | Should -Be one, two
        }
        finally { Set-OcmCluster two -Label @{ env = 'prod' }; [void](Wait-Until { (Get-OcmPlacement default/web).SelectedCount -eq 2 }) }
    }

    It 'is an error for a target that has no clusters or is not there (<Id>)' -ForEach @(
        @{ Id = 'NoClusterSelected'; Target = 'default/none'; Do = { New-OcmWork web $map -Placement default/none } }
        @{ Id = 'NotFound'; Target = 'default/nobody'; Do = { New-OcmWork web $map -Placement default/nobody } }
        @{ Id = 'NotFound'; Target = 'nobody'; Do = { New-OcmWork web $map -ClusterSet nobody } }
        @{ Id = 'NoClusterSelected'; Target = 'empty'; Do = { New-OcmWork web $map -ClusterSet empty } }
    ) {
        [void](New-OcmClusterSet empty -ErrorAction Ignore)
        $failed = Get-Failure $Do
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failed[0].TargetObject | Should -Be $Target
        Get-SentRequest -Changing | Where-Object Path -Like '*manifestworks*' | Should -BeNullOrEmpty
    }

    It 'refuses an empty target, two of them, and wildcards (<Id>)' -ForEach @(
        @{ Id = 'EmptyTarget'; Do = { New-OcmWork web $map -Placement $nobody } }
        @{ Id = 'EmptyTarget'; Do = { New-OcmWork web $map -ClusterSet '' } }
        @{ Id = 'EmptyTarget'; Do = { New-OcmWork web $map } }
        @{ Id = 'InvalidArgument'; Do = { New-OcmWork web $map -ClusterSet shop -Placement default/web } }
        @{ Id = 'WildcardNotSupported'; Do = { New-OcmWork web $map -Placement 'default/*' } }
        @{ Id = 'WildcardNotSupported'; Do = { New-OcmWork web $map -ClusterSet '*' } }
    ) {
        (Get-Failure $Do)[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'says with -WhatIf -Force which works would be created, updated or left' {
        [void](New-OcmWork web $map -Cluster one)
        Clear-SentRequest
        $script = "Import-Module '$ModulePath'; New-OcmWork web '$map' -Cluster one, two -Force -KubeConfig '$((Get-OcmSandbox).KubeConfig)' -WhatIf"
        $said = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command $script 2>&1 | Out-String -Width 500
        $said | Should -BeLike "*Leave as it is*'one'*Create from*'two'*"
        Get-SentRequest -Changing | Should -BeNullOrEmpty
    }

    It 'fits manifests to each cluster with -Transform, and takes piped clusters as they are' {
        $clusters = Get-OcmCluster one, two
        Clear-SentRequest
        $works = $clusters | New-OcmWork web $map -Transform { param($Manifest, $Cluster) $Manifest.metadata.namespace = $Cluster.Name }
        $works | Should -HaveCount 2
        (Get-OcmWorkManifest web one).ResourceNamespace | Should -Be one
        Get-SentRequest | Where-Object { $_.Method -eq 'GET' -and $_.Path -like '*managedclusters/*' } | Should -BeNullOrEmpty
        $failed = Get-Failure { New-OcmWork other $map -Cluster one, nobody -Transform { param($Manifest, $Cluster) } }
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId, $failed[0].TargetObject | Should -Be 'NotFound,OcmPowerShell.Commands.NewOcmWorkCommand', 'nobody'
        Get-OcmWork other one | Should -Not -BeNullOrEmpty
    }

    It 'splits what is too large for one work' {
        $works = (1..4 | ForEach-Object { Get-ConfigMapText "big$_" ('x' * 200000) }) -join "---`n" | New-OcmWork web -Cluster one -Split
        $works.Name | Should -Be web, web-2
        $works[1].Labels['ocmpowershell.io/part-of'] | Should -Be web
    }
}
