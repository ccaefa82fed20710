# clusteradm's commands for placements, cluster sets, clusters and accepting, side by side with ours. Its side is what it
# printed at a real hub (shared/reference/recorded, beside the repository); ours is asked of a sandbox that is set up alike.
BeforeDiscovery {
    $folder = Get-Item $PSScriptRoot
    while ($folder -and -not (Test-Path (Join-Path $folder.FullName shared reference recorded clusteradm-transcripts.md))) { $folder = $folder.Parent }
    $isRecorded = [bool]$folder
    $where = if ($isRecorded) { '' } else { ' (skipped: the transcripts are not beside the repository)' }
}

BeforeAll {
    . (Join-Path $PSScriptRoot Common.ps1)
    [void](Enter-Sandbox)
    $folder = Get-Item $PSScriptRoot
    while ($folder -and -not (Test-Path (Join-Path $folder.FullName shared reference recorded clusteradm-transcripts.md))) { $folder = $folder.Parent }
    $recorded = if ($folder) { Get-Content (Join-Path $folder.FullName shared reference recorded clusteradm-transcripts.md) -Raw }

    function Get-Transcript([string] $Command) {
        # What clusteradm printed, and its exit code; of a command that was typed several times each.
        $found = [regex]::Matches($recorded, '(?ms)^\$ (?<command>[^\n]+)\n(?<output>.*?)\[(?<code>\d)\]\n```') | Where-Object { $_.Groups['command'].Value -eq "clusteradm $Command" }
        if (-not $found) { throw "clusteradm $Command is not in the transcripts." }
        foreach ($match in $found) { [pscustomobject]@{ Output = $match.Groups['output'].Value; Code = [int]$match.Groups['code'].Value } }
    }

    function ConvertFrom-Table([string] $Text) {
        # Rows of a table, by its header.
        $lines = @($Text.TrimEnd() -split '\n')
        $starts = @([regex]::Matches($lines[0], '\S+( \S+)*'))
        foreach ($line in $lines | Select-Object -Skip 1) {
            $row = [ordered]@{}
            for ($i = 0; $i -lt $starts.Count; $i++) {
                $from = $starts[$i].Index
                $to = if ($i + 1 -lt $starts.Count) { $starts[$i + 1].Index } else { $line.Length }
                $row[$starts[$i].Value] = if ($from -lt $line.Length) { $line.Substring($from, [Math]::Min($to, $line.Length) - $from).Trim() } else { '' }
            }
            [pscustomobject]$row
        }
    }

    function New-Namespace([string] $Name) {
        [void](Invoke-OcmRestMethod -Method Post /api/v1/namespaces -Body "{`"apiVersion`":`"v1`",`"kind`":`"Namespace`",`"metadata`":{`"name`":`"$Name`"}}")
    }

    function Get-Spec([string] $Placement) { ((Get-OcmPlacement $Placement -IncludeJson).Json | ConvertFrom-Json).spec }

    [void](New-OcmClusterSetBinding default)
    [void](New-OcmPlacement placement1 -ClusterSet default)
    [void](Wait-OcmPlacement placement1 -TimeoutSec 20)
}

AfterAll { Exit-Sandbox }

Describe "All that clusteradm shows is there$where" {
    It 'get clusters -o table' -Skip:(-not $isRecorded) {
        foreach ($row in ConvertFrom-Table (Get-Transcript 'get clusters -o table | grep -v scale-').Output) {
            $cluster = Get-OcmCluster $row.NAME
            "$($cluster.Accepted)", "$($cluster.Available)", $cluster.ClusterSet | Should -Be $row.ACCEPTED, $row.AVAILABLE, $row.CLUSTERSET
            "$($cluster.Cpu)", $cluster.Capacity['memory'], $cluster.KubernetesVersion | Should -Be $row.CPU, $row.MEMORY, $row.'KUBERNETES VERSION'
            ($cluster | Format-Table | Out-String -Width 200) | Should -Match "$($row.NAME) +True +True +True +default +$([regex]::Escape($row.'KUBERNETES VERSION')) +$($row.CPU) +$($row.MEMORY)"
        }
    }

    It 'get clustersets -o table' -Skip:(-not $isRecorded) {
        foreach ($row in ConvertFrom-Table (Get-Transcript 'get clustersets -o table').Output | Where-Object NAME -In default, global) {
            $set = Get-OcmClusterSet $row.NAME
            $set.BoundNamespaces -join ',' | Should -Be $row.'BOUND NAMESPACES'
            $set.ManagedNamespaces -join ',' | Should -Be $row.'MANAGED NAMESPACES'
            # The recorded hub had five hundred clusters more.
            $set.Message | Should -Be ($row.STATUS -replace '^502', '2')
        }
    }

    It 'get placements, as tree and as table' -Skip:(-not $isRecorded) {
        $placement = Get-OcmPlacement placement1
        $tree = (Get-Transcript 'get placements').Output
        $tree | Should -Match "<Namespace> $($placement.Namespace)\n"
        $tree | Should -Match "<ClusterSet> \[$($placement.ClusterSets -join ' ')\]"
        $tree | Should -Match "<NumberOfSelectedClusters> $($placement.SelectedCount)\n"
        $tree | Should -Match "<PlacementConditionSatisfied> $("$($placement.Satisfied)".ToLower())\n"
        $tree | Should -Match "<PlacementConditionMisconfigured> $("$($placement.Misconfigured)".ToLower())\n"
        $decided = (Get-OcmPlacementDecision placement1).Cluster -join ' '
        $tree | Should -Match "<PlacementDecision> \[$decided\]"
        (ConvertFrom-Table (Get-Transcript 'get placements -o table').Output).SELETEDCLUSTERS | Should -Be "[$decided]"
    }

    It 'create placement: the same object' -Skip:(-not $isRecorded) {
        (Get-Transcript 'create placement p2 --namespace default --clustersets default --label-selectors a=b --count 1').Code | Should -Be 0
        [void](New-OcmPlacement p2 -Namespace default -ClusterSet default -LabelSelector a=b -Count 1)
        $spec = Get-Spec default/p2
        $spec.clusterSets, $spec.numberOfClusters, $spec.predicates[0].requiredClusterSelector.labelSelector.matchLabels.a | Should -Be default, 1, b

        (Get-Transcript 'create placement p3 --namespace default --prioritizers BuiltIn:Steady:3').Code | Should -Be 0
        [void](New-OcmPlacement p3 -Namespace default -Prioritizer BuiltIn:Steady:3)
        $policy = (Get-Spec default/p3).prioritizerPolicy
        $policy.mode | Should -Be Additive
        $policy.configurations[0].weight, $policy.configurations[0].scoreCoordinate.builtIn | Should -Be 3, Steady
    }

    It 'create placement: the same failure for a set that is not bound' -Skip:(-not $isRecorded) {
        $its = Get-Transcript 'create placement p2 --namespace default --clustersets nope'
        $failed = @(Get-Failure { New-OcmPlacement p9 -Namespace default -ClusterSet nope })
        $its.Code, $failed.Count | Should -Be 1, 1
        "$($failed[0])" | Should -Match "'nope'"
        Get-OcmPlacement p9* | Should -BeNullOrEmpty
    }

    It 'the life of a cluster set: create, bind, set, get, delete, unbind' -Skip:(-not $isRecorded) {
        (Get-Transcript 'create clusterset s1').Code | Should -Be 0, 0
        (New-OcmClusterSet s1).Name | Should -Be s1
        New-OcmClusterSet s1 -Force | Should -HaveCount 1 -Because 'to repeat it is no failure'

        (Get-Transcript 'clusterset bind s1 --namespace default').Code | Should -Be 0
        (New-OcmClusterSetBinding s1 -Namespace default).ClusterSet | Should -Be s1
        (Get-Transcript 'clusterset set s1 --clusters two').Output | Should -Match 'from ClusterSet default to Clusterset s1'
        (Add-OcmClusterSetMember s1 two -PassThru).ClusterSet | Should -Be s1

        $tree = (Get-Transcript 'get clustersets').Output -replace '[│└├─]', '' -replace '(?m)^\s+', ''
        Wait-Until { (Get-OcmClusterSet s1).Message -eq '1 ManagedClusters selected' } | Should -BeTrue
        $s1 = Get-OcmClusterSet s1
        $its = [regex]::Match($tree, '(?s)<s1>\s*\n(.*?)(<scale>|$)').Groups[1].Value
        $its | Should -Match "<Clusters> \[$($s1.Clusters -join ' ')\]"
        $its | Should -Match "<BoundNamespace> $($s1.BoundNamespaces -join ' ')\n"
        $its | Should -Match "<Status> $($s1.Message)\n"
        $its | Should -Match "<ManagedNamespaces> \[$($s1.ManagedNamespaces -join ' ')\]"
        (Get-OcmClusterSet default).Clusters | Should -Be one

        (Get-Transcript 'delete clusterset s1')[0].Output | Should -Match 'still bind to a namespace'
        (Get-Failure { Remove-OcmClusterSet s1 }).FullyQualifiedErrorId | Should -BeLike 'ClusterSetBound,*'
        (Get-Transcript 'clusterset unbind s1 --namespace default').Code | Should -Be 0
        Remove-OcmClusterSetBinding s1 -Namespace default -WarningAction SilentlyContinue
        (Get-Transcript 'clusterset set default --clusters two').Code | Should -Be 0
        Add-OcmClusterSetMember default two
        Remove-OcmClusterSet s1 -Wait -TimeoutSec 20
        Get-OcmClusterSet s1* | Should -BeNullOrEmpty
    }

    It 'accept: an accepted cluster, and one that is not there' -Skip:(-not $isRecorded) {
        (Get-Transcript 'accept --clusters one').Code | Should -Be 0
        Get-Failure { Approve-OcmCluster one } | Should -BeNullOrEmpty
        (Get-Transcript 'accept --clusters nowhere').Code | Should -Be 1
        (Get-Failure { Approve-OcmCluster nowhere }).FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
    }
}

Describe 'What clusteradm answers wrongly is right' {
    BeforeAll {
        foreach ($namespace in 'team-a', 'team-b') {
            New-Namespace $namespace
            [void](New-OcmClusterSetBinding global -Namespace $namespace)
        }
        [void](Set-OcmCluster one -Label @{ env = 'prod'; tier = 'gold' })
        [void](Set-OcmCluster two -Label @{ env = 'prod'; tier = 'iron' })
    }

    It "shows the condition that tells, not the first one$where" -Skip:(-not $isRecorded) {
        $row = ConvertFrom-Table (Get-Transcript 'get placements -o table').Output
        $row.STATUS, $row.REASON | Should -Be False, Succeedconfigured -Because 'it is satisfied, and clusteradm says this'
        $placement = Get-OcmPlacement placement1
        $placement.Satisfied, $placement.Reason | Should -Be $true, AllDecisionsScheduled
    }

    It 'shows a placement without conditions, on which clusteradm panics' {
        $placement = New-OcmPlacement team-a/paused -Paused
        $placement.Conditions | Should -BeNullOrEmpty
        $placement.Satisfied, $placement.Misconfigured | Should -Be $null, $null
        Get-OcmPlacement team-a/paused | Format-Table | Out-String | Should -Match 'Unknown'
    }

    It 'tells placements of one name in two namespaces apart' {
        [void](New-OcmPlacement team-a/web -LabelSelector tier=gold)
        [void](New-OcmPlacement team-b/web -LabelSelector tier=iron)
        [void](Wait-OcmPlacement team-a/web, team-b/web -TimeoutSec 20)
        (Get-OcmPlacementDecision team-a/web).Cluster | Should -Be one
        (Get-OcmPlacementDecision team-b/web).Cluster | Should -Be two
        (Get-OcmPlacement team-a/web, team-b/web).SelectedCount | Should -Be 1, 1
    }

    It 'has the clusters of all decision groups' {
        [void](New-OcmPlacement team-a/groups -DecisionGroup 'canary=tier=gold')
        [void](Wait-OcmPlacement team-a/groups -TimeoutSec 20)
        $rows = Get-OcmPlacementDecision team-a/groups
        $rows.Cluster | Should -Be one, two
        $rows.GroupName | Should -Be canary, ''
        @($rows.DecisionName | Select-Object -Unique) | Should -HaveCount 2 -Because 'clusteradm shows but the last of them'
    }

    It 'ANDs the terms of a selector, and ORs predicates' {
        [void](New-OcmPlacement team-a/both -LabelSelector env=prod, tier=gold)
        (Get-Spec team-a/both).predicates | Should -HaveCount 1
        [void](New-OcmPlacement team-a/either -Predicate tier=gold, tier=iron)
        (Get-Spec team-a/either).predicates | Should -HaveCount 2
        [void](New-OcmPlacement team-a/in -LabelSelector 'tier in (gold,iron)')
        (Get-Spec team-a/in).predicates[0].requiredClusterSelector.labelSelector.matchExpressions[0].values | Should -Be gold, iron
        [void](Wait-OcmPlacement team-a/both, team-a/either, team-a/in -TimeoutSec 20)
        (Get-OcmPlacementDecision team-a/both).Cluster | Should -Be one
        (Get-OcmPlacementDecision team-a/either).Cluster | Should -Be one, two
        (Get-OcmPlacementDecision team-a/in).Cluster | Should -Be one, two
    }

    It 'lists the clusters of a set that selects by labels' {
        (Get-OcmCluster -ClusterSet global).Name | Should -Be one, two
        [void](New-OcmClusterSet gold -LabelSelector tier=gold)
        (Get-OcmCluster -ClusterSet gold).Name | Should -Be one
        (Get-OcmClusterSet gold).Clusters | Should -Be one
        (Get-Failure { Get-OcmCluster -ClusterSet nowhere }).FullyQualifiedErrorId | Should -BeLike 'NotFound,*'
    }

    It 'refuses a prioritizer that OCM has not, and a weight that it does not take' {
        (Get-Failure { New-OcmPlacement team-a/p -Prioritizer BuiltIn:Spread:1 }).FullyQualifiedErrorId | Should -BeLike 'InvalidPrioritizer,*'
        (Get-Failure { New-OcmPlacement team-a/p -Prioritizer BuiltIn:Steady:30 }).FullyQualifiedErrorId | Should -BeLike 'InvalidPrioritizer,*'
        Get-OcmPlacement team-a/p* | Where-Object Name -EQ p | Should -BeNullOrEmpty
    }

    It 'changes a part of a placement; only -Force replaces all that it asks for' {
        [void](New-OcmPlacement team-a/part -LabelSelector env=prod -Count 2)
        (Get-Failure { New-OcmPlacement team-a/part -Count 1 }).FullyQualifiedErrorId | Should -BeLike 'AlreadyExists,*'
        Set-OcmPlacement team-a/part -Count 1
        (Get-Spec team-a/part).numberOfClusters, (Get-Spec team-a/part).predicates.Count | Should -Be 1, 1
        [void](New-OcmPlacement team-a/part -Count 2 -Force)
        (Get-Spec team-a/part).numberOfClusters, (Get-Spec team-a/part).predicates | Should -Be 2, $null
    }

    It 'offers what clusteradm does not: claims, CEL, tolerations, mode Exact, pausing' {
        [void](New-OcmPlacement team-a/more -ClaimSelector id.k8s.io=sandbox-one -CelExpression 'managedCluster.metadata.name == "one"' -Toleration gpu -PrioritizerMode Exact -Prioritizer Steady -Paused)
        $placement = Get-OcmPlacement team-a/more
        $placement.Paused, $placement.PrioritizerMode | Should -Be $true, Exact
        Set-OcmPlacement team-a/more -Paused:$false
        [void](Wait-OcmPlacement team-a/more -TimeoutSec 20)
        (Get-OcmPlacementDecision team-a/more).Cluster | Should -Be one
    }

    It 'protects both sets that the hub keeps, with an error' {
        foreach ($set in 'default', 'global') { (Get-Failure { Remove-OcmClusterSet $set }).FullyQualifiedErrorId | Should -BeLike 'BuiltInClusterSet,*' }
    }

    It 'goes on with the other clusters after one that is not there' {
        [void](New-OcmClusterSet s2)
        $failed = @(Get-Failure { Add-OcmClusterSetMember s2 nobody, one, two })
        $failed | Should -HaveCount 1
        (Get-OcmClusterSet s2).Clusters | Should -Be one, two
    }

    It 'takes clusters out of a set, and namespaces' {
        Remove-OcmClusterSetMember s2 one, two -WarningAction SilentlyContinue
        (Get-OcmClusterSet s2).Clusters | Should -BeNullOrEmpty
        Wait-Until { (Get-OcmCluster one, two).ClusterSet -join ',' -eq 'default,default' } | Should -BeTrue
        Set-OcmClusterSet s2 -ManagedNamespace apps, jobs
        Set-OcmClusterSet s2 -RemoveManagedNamespace jobs
        (Get-OcmClusterSet s2).ManagedNamespaces | Should -Be apps
    }

    It 'unbinds a set that is gone' {
        [void](New-OcmClusterSetBinding s2 -Namespace team-a)
        [void](Invoke-OcmRestMethod -Method Delete /apis/cluster.open-cluster-management.io/v1beta2/managedclustersets/s2)
        Remove-OcmClusterSetBinding s2 -Namespace team-a -WarningAction SilentlyContinue
        Get-OcmClusterSetBinding -Namespace team-a | Where-Object ClusterSet -EQ s2 | Should -BeNullOrEmpty
    }

    It 'accepts a cluster again whose request is gone' {
        $requests = '/apis/certificates.k8s.io/v1/certificatesigningrequests'
        foreach ($request in (Invoke-OcmRestMethod $requests).items) { [void](Invoke-OcmRestMethod -Method Delete "$requests/$($request.metadata.name)") }
        Get-Failure { Approve-OcmCluster one } | Should -BeNullOrEmpty
        (Approve-OcmCluster one -PassThru).Accepted | Should -BeTrue
    }

    It 'changes nothing when it reports a failure, and then accepts once the request is there' {
        [void](New-OcmCluster early)
        (Get-Failure { Approve-OcmCluster early }).FullyQualifiedErrorId | Should -BeLike 'RequestNotFound,*'
        (Get-OcmCluster early).Accepted | Should -BeFalse -Because 'clusteradm sets it and fails all the same'
        Remove-OcmCluster early -Confirm:$false
        [void](Invoke-OcmRestMethod -Method Post /sandbox/v1/clusters -Body '{"name":"late"}')
        Approve-OcmCluster late -Wait -TimeoutSec 30
        (Get-OcmCluster late).Accepted | Should -BeTrue
    }
}

Describe 'More than a hundred clusters' {
    BeforeAll {
        Disconnect-OcmHub
        $many = Start-OcmSandbox many -Count 120 -WarningAction SilentlyContinue
    }

    AfterAll { Stop-OcmSandbox many }

    It 'shows all decisions of a placement, where clusteradm shows those of its last hundred' {
        [void](New-OcmClusterSetBinding global)
        [void](New-OcmPlacement all)
        # They come into the fleet one after the other.
        Wait-Until { (Get-OcmPlacement all).SelectedCount -eq 120 } -Seconds 60 | Should -BeTrue
        $rows = Get-OcmPlacementDecision all
        $rows | Should -HaveCount 120
        @($rows.DecisionName | Select-Object -Unique) | Should -HaveCount 2
        (Get-OcmClusterSet global).Clusters | Should -HaveCount 120
        $tested = Test-OcmPlacement all
        @($tested | Where-Object Selected) | Should -HaveCount 120
    }
}
