# Tables as they are shown, and copies as another process gets them.
BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    $info = Enter-Sandbox
    [void]((Get-DeploymentText) + "`n---`n" + (Get-ConfigMapText) | New-OcmWork web -Cluster one -Label @{ app = 'web' } -Annotation @{ note = 'n' } -Wait -TimeoutSec 20)
    [void](Get-DeploymentText bad 'broken:1' | New-OcmWork bad -Cluster one -Wait -WaitFor Available -TimeoutSec 20)
    [void](Wait-Until { (Get-OcmWork bad one).Status -eq 'NotReady' })
    [void](New-OcmClusterSet team -ManagedNamespace apps)
    [void](New-OcmClusterSetBinding default, team -WarningAction SilentlyContinue)
    Add-OcmClusterTaint two gpu true -Effect NoSelect
    [void](New-OcmPlacement all -ClusterSet default, team -Predicate 'env!=dev' -Prioritizer BuiltIn:Steady:3 -Toleration cost -Label @{ app = 'web' } -WarningAction SilentlyContinue)
    [void](Wait-OcmPlacement all -TimeoutSec 20)
    [void](Invoke-OcmRestMethod -Method Post /sandbox/v1/clusters -Body '{"name":"three"}')
    [void](Wait-Until { Get-OcmRegistrationRequest three })

    $new = @{
        Placement           = { Get-OcmPlacement all }
        PlacementDecision   = { Get-OcmPlacementDecision all }
        PlacementTest       = { Test-OcmPlacement all | Where-Object Selected }
        PlacementChange     = { Watch-OcmPlacement all -IncludeExisting | Select-Object -First 1 }
        ClusterChange       = { Watch-OcmCluster one -IncludeExisting | Select-Object -First 1 }
        ClusterSet          = { Get-OcmClusterSet team }
        ClusterSetBinding   = { Get-OcmClusterSetBinding team }
        RegistrationRequest = { Get-OcmRegistrationRequest three }
    }

    function Get-Table($Object) { ($Object | Format-Table | Out-String -Width 200).Trim() -split '\r?\n' }
    function Get-Copy($Object) { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($Object)) }
}

AfterAll { Exit-Sandbox }

Describe 'Tables' {
    It 'shows <Type> with the columns <Columns>, live and as a copy' -ForEach @(
        @{ Type = 'Work'; Get = { Get-OcmWork web one }; Columns = 'Name Cluster Manifests Applied Available Ready Age'; Row = '^web +one +2 +True +True +True +\d+[smh]' }
        @{ Type = 'WorkManifest'; Get = { (Get-OcmWorkManifest web one)[0] }; Group = 'Work: one/web'; Columns = 'Kind Namespace Name Applied Available Ready Feedback'; Row = '^Deployment +default +nginx +True +True +True +2/2 ready' }
        @{ Type = 'Cluster'; Get = { Get-OcmCluster one }; Columns = 'Name Accepted Joined Available ClusterSet Version Cpu Memory Age'; Row = '^one +True +True +True +default +v1\.\S+ +8 +16Gi +\d+[smh]' }
        @{ Type = 'Condition'; Get = { (Get-OcmWork web one).Conditions[0] }; Columns = 'Type Status Reason Message Age'; Row = '^\w+ +True +\w+ ' }
        @{ Type = 'Taint'; Get = { [OcmPowerShell.Hub.Model.Taint]@{ Key = 'k'; Value = 'v'; Effect = 'NoSelect' } }; Columns = 'Key Value Effect TimeAdded'; Row = '^k +v +NoSelect' }
        @{ Type = 'Placement'; Get = $null; Columns = 'Namespace Name Satisfied Reason Selected Wanted Age'; Row = '^default +all +True +AllDecisionsScheduled +1 +All +\d+[smh]' }
        @{ Type = 'PlacementDecision'; Get = $null; Columns = 'Placement Cluster Group GroupName Reason'; Row = '^default/all +one +0' }
        @{ Type = 'PlacementTest'; Get = $null; Group = 'Placement: default/all'; Columns = 'Cluster Selected Rank Score Why'; Row = '^one +True +1 +400 +Balance 100, Steady' }
        @{ Type = 'PlacementChange'; Get = $null; Columns = 'Time Action Placement What'; Row = '^\d\d:\d\d:\d\d +Existing +default/all +AllDecisionsScheduled' }
        @{ Type = 'ClusterChange'; Get = $null; Columns = 'Time Action Cluster What'; Row = '^\d\d:\d\d:\d\d +Existing +one +Available' }
        @{ Type = 'ClusterSet'; Get = $null; Columns = 'Name Clusters BoundNamespaces ManagedNamespaces Age Message'; Row = '^team +0 +default +apps +\d+[smh]' }
        @{ Type = 'ClusterSetBinding'; Get = $null; Columns = 'Namespace ClusterSet Bound Reason Age'; Row = '^default +team +True +ClusterSetBound +\d+[smh]' }
        @{ Type = 'RegistrationRequest'; Get = $null; Columns = 'Cluster Request Status Approvable Age Requester, or why not'; Row = '^three +three-\w+ +Pending +True +\d+[smh] +system:serviceaccount:' }
        @{ Type = 'HubConnection'; Get = { Get-OcmHub }; Columns = 'Context Server User Closed'; Row = '^sandbox +https://127\.0\.0\.1:\d+/? +sandbox +False' }
        @{ Type = 'HubContext'; Get = { Get-OcmContext -KubeConfig $info.KubeConfig }; Columns = 'Current Name Server User Namespace'; Row = '^\* +sandbox +https://' }
        @{ Type = 'SandboxInfo'; Get = { Get-OcmSandbox }; Columns = 'Name Url Clusters KubeConfig Age'; Row = '^sandbox +https://\S+ +one, two +\S*kubeconfig +\d+[smh]' }
    ) {
        $object = & $(if ($Get) { $Get } else { $new[$Type] })
        foreach ($shown in $object, (Get-Copy $object)) {
            $table = @(Get-Table $shown)
            if ($Group) {
                $table[0].Trim() | Should -Be $Group
                $table = @($table | Select-Object -Skip 2)
            }
            ($table[0] -split ' +') -join ' ' | Should -Be $Columns
            $table[2] | Should -Match $Row
        }
    }

    It 'shows Unknown where nothing is known (<Type>)' -ForEach @(
        @{ Type = 'Work'; Get = { [OcmPowerShell.Hub.Model.Work]@{ Name = 'a'; Cluster = 'b' } }; Times = 3 }
        @{ Type = 'WorkManifest'; Get = { [OcmPowerShell.Hub.Model.WorkManifest]@{ Work = 'a'; Cluster = 'b' } }; Times = 3 }
        @{ Type = 'Cluster'; Get = { [OcmPowerShell.Hub.Model.Cluster]@{ Name = 'a' } }; Times = 2 }
        @{ Type = 'Condition'; Get = { [OcmPowerShell.Hub.Model.Condition]@{ Type = 'a' } }; Times = 1 }
        @{ Type = 'Placement'; Get = { [OcmPowerShell.Hub.Model.Placement]@{ Name = 'a' } }; Times = 1 }
        @{ Type = 'ClusterSet'; Get = { [OcmPowerShell.Hub.Model.ClusterSet]@{ Name = 'a' } }; Times = 2 }
        @{ Type = 'ClusterSetBinding'; Get = { [OcmPowerShell.Hub.Model.ClusterSetBinding]@{ ClusterSet = 'a' } }; Times = 1 }
    ) {
        foreach ($shown in (& $Get), (Get-Copy (& $Get))) {
            [regex]::Matches((Get-Table $shown)[-1], 'Unknown').Count | Should -Be $Times
        }
    }

    It 'shows what is wrong in the column Feedback' {
        (Get-Table (Get-OcmWorkManifest bad one))[-1] | Should -Match 'bad +True +True +False +\S'
    }

    It 'shows many clusters of a sandbox as a number' {
        (Get-Table ([OcmPowerShell.Commands.SandboxInfo]@{ Name = 's'; Clusters = [string[]](1..9) }))[2] | Should -Match '9 clusters'
    }

    It 'fits in 120 columns' -ForEach @(
        @{ Get = { Get-OcmWork } }, @{ Get = { Get-OcmWorkManifest } }, @{ Get = { Get-OcmCluster } }, @{ Get = { Get-OcmPlacement } }, @{ Get = { Get-OcmPlacementDecision } }
        @{ Get = { Get-OcmClusterSet } }, @{ Get = { Get-OcmClusterSetBinding } }
    ) {
        foreach ($line in Get-Table (& $Get)) { $line.TrimEnd().Length | Should -BeLessOrEqual 120 }
    }
}

Describe 'Objects' {
    It 'names itself in text as people would (<Text>)' -ForEach @(
        @{ Text = 'one/web'; Get = { Get-OcmWork web one } }
        @{ Text = 'Deployment default/nginx'; Get = { (Get-OcmWorkManifest web one)[0] } }
        @{ Text = 'one'; Get = { Get-OcmCluster one } }
        @{ Text = 'sandbox'; Get = { Get-OcmSandbox } }
        @{ Text = 'default/all'; Get = { Get-OcmPlacement all } }
        @{ Text = 'one'; Get = { Get-OcmPlacementDecision all } }
        @{ Text = 'team'; Get = { Get-OcmClusterSet team } }
        @{ Text = 'default/team'; Get = { Get-OcmClusterSetBinding team } }
    ) { "$(& $Get)" | Should -Be $Text }

    It 'has all common properties (<Type>)' -ForEach @(
        @{ Type = 'Work'; Get = { Get-OcmWork web one } }, @{ Type = 'Cluster'; Get = { Get-OcmCluster one } }, @{ Type = 'Placement'; Get = $null }
        @{ Type = 'ClusterSet'; Get = $null }, @{ Type = 'ClusterSetBinding'; Get = $null }, @{ Type = 'RegistrationRequest'; Get = $null }
    ) {
        $names = (& $(if ($Get) { $Get } else { $new[$Type] })).PSObject.Properties.Name
        foreach ($name in 'Hub', 'Uid', 'Generation', 'ResourceVersion', 'Created', 'Labels', 'Annotations', 'Conditions') { $names | Should -Contain $name }
    }

    It 'keeps a work to the last level through Clixml' {
        $file = Join-Path $TestDrive web.xml
        $work = Get-OcmWork web one -IncludeJson
        $work | Export-Clixml $file
        $copy = Import-Clixml $file
        $copy.PSObject.TypeNames | Should -Contain Deserialized.OcmPowerShell.Hub.Model.Work
        $copy.Created | Should -Be $work.Created
        $copy.Ready | Should -BeTrue
        $copy.Status -eq 'Ready' | Should -BeTrue -Because 'what works on an object works on its copy'
        "$($copy.Status)", "$($copy.ManagedBy)" | Should -Be Ready, User
        "$((Get-Copy (Get-OcmCluster one)).Status)" | Should -Be Available
        $copy.Labels['app'] | Should -Be web
        $copy.Annotations.note | Should -Be n
        $copy.Json | Should -Be $work.Json
        $copy.Manifests | Should -HaveCount 2
        $copy.Manifests[0].ResourceName, $copy.Manifests[1].Kind | Should -Be nginx, ConfigMap
        $copy.Manifests[0].Feedback['ReadyReplicas'] | Should -Be 2
        $copy.Manifests[0].Feedback['ReadyReplicas'] | Should -BeOfType long
        $copy.Conditions.Type | Should -Be $work.Conditions.Type
        $copy.Conditions[0].Status | Should -BeTrue
        $copy.Conditions[0].LastTransitionTime | Should -Be $work.Conditions[0].LastTransitionTime
    }

    It 'keeps a cluster to the last level through Clixml' {
        $cluster = Get-OcmCluster one
        $cluster.Taints = [OcmPowerShell.Hub.Model.Taint[]]@([OcmPowerShell.Hub.Model.Taint]@{ Key = 'k'; Effect = 'NoSelect' })
        $copy = Get-Copy $cluster
        $copy.Claims['id.k8s.io'] | Should -Be $cluster.Claims['id.k8s.io']
        $copy.Capacity['memory'], $copy.Memory, $copy.Version, $copy.LeaseDuration | Should -Be 16Gi, 16GB, $cluster.Version, $cluster.LeaseDuration
        $copy.Taints[0].Effect | Should -Be NoSelect
        $copy.Conditions[0].Reason | Should -Be $cluster.Conditions[0].Reason
        "$copy" | Should -Be one
    }

    It 'keeps a placement to the last level through Clixml' {
        $placement = Get-OcmPlacement all
        $copy = Get-Copy $placement
        $copy.FullName, $copy.SelectedCount, $copy.Satisfied, $copy.Misconfigured | Should -Be default/all, 1, $true, $false
        $copy.Count | Should -BeNull
        $copy.ClusterSets | Should -Be default, team
        "$($copy.Predicates)", "$($copy.Prioritizers)", "$($copy.Tolerations)" | Should -Be "$($placement.Predicates)", "$($placement.Prioritizers)", "$($placement.Tolerations)"
        $copy.Groups[0].ClusterCount, $copy.Groups[0].Index | Should -Be 1, 0
        $copy.Conditions.Type | Should -Be $placement.Conditions.Type
        $copy.Labels['app'] | Should -Be web
        "$copy" | Should -Be default/all
    }

    It 'keeps a test of a placement to the last score through Clixml' {
        $rows = Test-OcmPlacement all
        foreach ($row in $rows) {
            $copy = Get-Copy $row
            foreach ($name in 'Cluster', 'Placement', 'Selected', 'WasSelected', 'Rank', 'TotalScore', 'Detail', 'Group', 'Hub') { $copy.$name | Should -Be $row.$name }
            $copy.ExcludedBy -eq "$($row.ExcludedBy)" | Should -BeTrue -Because 'what works on an object works on its copy'
            @($copy.Scores).Weighted | Should -Be @($row.Scores).Weighted
        }
        (Get-Copy ($rows | Where-Object Cluster -EQ two)).ExcludedBy | Should -Be Taint
    }

    It 'keeps a cluster set, its binding and a request through Clixml' {
        $set = Get-Copy (Get-OcmClusterSet default)
        $set.Name, $set.ClusterCount, $set.SelectorType | Should -Be default, 3, ExclusiveClusterSetLabel
        $set.Clusters | Should -Be one, three, two
        (Get-Copy (Get-OcmClusterSetBinding team)).Bound | Should -BeTrue
        $request = Get-Copy (Get-OcmRegistrationRequest three)
        $request.Cluster, "$($request.Status)", $request.WouldBeApproved | Should -Be three, Pending, $true
        $request.Groups | Should -Contain system:authenticated
    }

    It 'keeps a change of a watch through Clixml, with the object that changed' {
        $change = Get-Copy (& $new.ClusterChange)
        "$($change.Action)", $change.Cluster, $change.Current.Name, $change.Current.Available | Should -Be Existing, one, one, $true
        $change = Get-Copy (& $new.PlacementChange)
        $change.Placement, $change.Current.FullName | Should -Be default/all, default/all
    }

    It 'has lists that can be indexed (<Type>)' -ForEach @(
        @{ Type = 'Work'; Get = { Get-OcmWork web one } }, @{ Type = 'Cluster'; Get = { Get-OcmCluster two } }, @{ Type = 'SandboxInfo'; Get = { Get-OcmSandbox } }
        @{ Type = 'Placement'; Get = $null }, @{ Type = 'PlacementTest'; Get = $null }, @{ Type = 'PlacementChange'; Get = $null }, @{ Type = 'ClusterSet'; Get = $null }
        @{ Type = 'ClusterSetBinding'; Get = $null }, @{ Type = 'RegistrationRequest'; Get = $null }
    ) {
        # A list of a type that PowerShell does not know is one thing to it: its [0] is the whole list.
        $object = & $(if ($Get) { $Get } else { $new[$Type] })
        foreach ($property in $object.PSObject.Properties) {
            $value = $property.Value
            if ($value -is [System.Collections.IEnumerable] -and $value -isnot [string] -and $value -isnot [System.Collections.IDictionary]) {
                $value.GetType().IsArray -or $value.GetType().IsPublic | Should -BeTrue -Because "$($property.Name) is to be indexed"
            }
        }
    }

    It 'keeps a manifest row through a job' {
        $row = (Get-OcmWorkManifest web one)[0]
        $copy = Get-Copy $row
        $copy.Feedback['ReadyReplicas'] | Should -Be 2
        $copy.Ready | Should -BeTrue
        "$copy" | Should -Be "$row"
    }

    It 'becomes JSON without warnings (<Type>)' -ForEach @(
        @{ Type = 'Work'; Get = { Get-OcmWork web one } }
        @{ Type = 'WorkManifest'; Get = { Get-OcmWorkManifest web one } }
        @{ Type = 'Cluster'; Get = { Get-OcmCluster one } }
        @{ Type = 'HubContext'; Get = { Get-OcmContext -KubeConfig $info.KubeConfig } }
        @{ Type = 'SandboxInfo'; Get = { Get-OcmSandbox } }
        @{ Type = 'Placement'; Get = $null }, @{ Type = 'PlacementDecision'; Get = $null }, @{ Type = 'PlacementTest'; Get = $null }, @{ Type = 'ClusterSet'; Get = $null }
        @{ Type = 'ClusterSetBinding'; Get = $null }, @{ Type = 'RegistrationRequest'; Get = $null }
    ) {
        $json = & $(if ($Get) { $Get } else { $new[$Type] }) | ConvertTo-Json -Depth 4 -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -BeNullOrEmpty
        $json | ConvertFrom-Json | Should -Not -BeNullOrEmpty
    }

    It 'becomes a CSV row that names what it is' {
        $row = Get-OcmWork web one | ConvertTo-Csv | ConvertFrom-Csv
        $row.Name, $row.Cluster, $row.Ready, $row.Status | Should -Be web, one, 'True', 'Ready'
    }

    It 'groups, sorts and measures' {
        (Get-OcmWork | Group-Object Status).Name | Sort-Object | Should -Be NotReady, Ready
        (Get-OcmWork | Sort-Object Created | Select-Object -First 1).Name | Should -Be web
        (Get-OcmCluster one, two | Measure-Object Memory -Sum).Sum | Should -Be 32GB
        (Get-OcmWork web one).Labels.Count | Should -Be 1
    }
}
