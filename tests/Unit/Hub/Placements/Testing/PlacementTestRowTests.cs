using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Placements.Testing;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Placements.Testing;

/// <summary>What a row says of a cluster, in words.</summary>
public sealed class PlacementTestRowTests
{
    private const string Label = ClusterSetFacts.ClusterSetLabel;

    [Theory]
    [InlineData("""{"matchLabels":{"env":"prod"}}""", "env=dev", "env=prod wanted, the cluster has env=dev")]
    [InlineData("""{"matchLabels":{"env":"prod"}}""", "a=b", "env=prod wanted, the cluster has no label env")]
    [InlineData("""{"matchLabels":{"env":"prod"}}""", "Env=prod", "env=prod wanted, the cluster has no label env, though one Env")]
    [InlineData("""{"matchLabels":{"env":"prod","tier":"web"}}""", "env=dev", "env=prod wanted, the cluster has env=dev; tier=web wanted, the cluster has no label tier")]
    [InlineData("""{"matchExpressions":[{"key":"env","operator":"In","values":["a","b"]}]}""", "env=c", "env in (a,b) wanted, the cluster has env=c")]
    [InlineData("""{"matchExpressions":[{"key":"env","operator":"NotIn","values":["c"]}]}""", "env=c", "env notin (c) wanted, the cluster has env=c")]
    [InlineData("""{"matchExpressions":[{"key":"env","operator":"Exists"}]}""", "a=b", "a label env wanted, the cluster has no label env")]
    [InlineData("""{"matchExpressions":[{"key":"env","operator":"DoesNotExist"}]}""", "env=c", "no label env wanted, the cluster has env=c")]
    public void A_label_that_is_not_as_wanted_is_told_with_what_is_there_instead(string selector, string label, string detail)
    {
        PlacementTest row = Row(Given.Snapshot(
            Given.Placement($$"""{"predicates":[{"requiredClusterSelector":{"labelSelector":{{selector}} } }]}"""), Given.Cluster("a", label)));

        Assert.Equal((ExcludedBy.Predicate, detail, false), (row.ExcludedBy, row.Detail, row.Selected));
        Assert.Equal((null, null, "", null), (row.Rank, row.TotalScore, row.Group, row.GroupIndex));
        Assert.Empty(row.Scores);
    }

    [Theory]
    [InlineData("[]", "claim zone=z1 wanted, the cluster has reported no claims")]
    [InlineData("""[{"name":"id","value":"x"}]""", "claim zone=z1 wanted, the cluster has no claim zone")]
    [InlineData("""[{"name":"zone","value":"z2"}]""", "claim zone=z1 wanted, the cluster has claim zone=z2")]
    public void A_claim_that_is_not_as_wanted_is_told(string claims, string detail) => Assert.Equal(detail, Row(Given.Snapshot(
        Given.Placement("""{"predicates":[{"requiredClusterSelector":{"claimSelector":{"matchExpressions":[{"key":"zone","operator":"In","values":["z1"]}]}}}]}"""),
        Given.ClusterOf("a", "{}", $$"""{"clusterClaims":{{claims}} }"""))).Detail);

    [Fact]
    public void Of_several_predicates_each_is_told_and_an_expression_with_its_error()
    {
        PlacementTest row = Row(Given.Snapshot(
            Given.Placement("""
                {"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"env":"prod"}}}},
                 {"requiredClusterSelector":{"celSelector":{"celExpressions":["managedCluster.metadata.name == 'b'"]}}},
                 {"requiredClusterSelector":{"celSelector":{"celExpressions":["managedCluster.status.x == 'b'"]}}}]}
                """),
            Given.ClusterOf("a", "{}")));

        Assert.StartsWith(
            "none of the 3 predicates holds: (1) env=prod wanted, the cluster has no label env; or (2) the CEL expression does not hold: managedCluster.metadata.name == 'b'; or (3) the CEL expression does not hold: managedCluster.status.x == 'b': no such key: x",
            row.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "gpu", "the taint gpu=a:NoSelect is not tolerated: the placement has no tolerations")]
    [InlineData("""[{"key":"gpu","value":"b"}]""", "gpu", "the taint gpu=a:NoSelect is not tolerated: the placement's toleration (gpu=b) is for another")]
    [InlineData("""[{"key":"x","operator":"Exists"},{"key":"y","operator":"Exists"}]""", "gpu", "the taint gpu=a:NoSelect is not tolerated: none of the placement's 2 tolerations is for it")]
    [InlineData("""[{"key":"gpu","operator":"Exists","tolerationSeconds":60}]""", "gpu", "the taint gpu=a:NoSelect is not tolerated: its toleration ended at 2026-11-22 07:01:00Z")]
    [InlineData("[]", "cluster.open-cluster-management.io/unreachable", "the taint cluster.open-cluster-management.io/unreachable=a:NoSelect (the cluster has stopped reporting) is not tolerated: the placement has no tolerations")]
    public void A_taint_is_told_and_why_no_toleration_counts(string tolerations, string key, string detail)
    {
        PlacementTest row = Row(Given.Snapshot(
            Given.Placement($$"""{"tolerations":{{tolerations}} }"""),
            Given.ClusterOf("a", $$"""{"taints":[{"key":"{{key}}","value":"a","effect":"NoSelect","timeAdded":"2026-11-22T07:00:00Z"}]}""")));

        Assert.Equal((ExcludedBy.Taint, detail), (row.ExcludedBy, row.Detail));
    }

    [Fact]
    public void A_taint_for_new_clusters_says_so_and_one_that_is_selected_until_then_says_when()
    {
        Assert.Contains("keeps out a cluster that is not selected yet", Row(Given.Snapshot(
            Given.Placement(), Given.ClusterOf("a", """{"taints":[{"key":"k","effect":"NoSelectIfNew"}]}"""))).Detail, StringComparison.Ordinal);
        PlacementTest row = Row(Given.Snapshot(
            Given.Placement("""{"tolerations":[{"key":"k","operator":"Exists","tolerationSeconds":7200}]}"""),
            Given.ClusterOf("a", """{"taints":[{"key":"k","effect":"NoSelect","timeAdded":"2026-11-22T07:00:00Z"}]}""")));
        Assert.Equal((true, "rank 1 of 1, all wanted; its taint is tolerated until 2026-11-22 09:00:00Z"), (row.Selected, row.Detail));
        Assert.Equal(new DateTime(2026, 11, 22, 9, 0, 0, DateTimeKind.Utc), row.ToleratedUntil);
    }

    [Theory]
    [InlineData("{}", "", "blue", "no cluster set is bound to the namespace ns; it is in blue, global. To change that: New-OcmClusterSetBinding blue -Namespace ns")]
    [InlineData("{}", "default", "blue", "it is not in the cluster set default; it is in blue, global. To change that: New-OcmClusterSetBinding blue -Namespace ns, or Add-OcmClusterSetMember default -Cluster a")]
    [InlineData("{}", "default", "gone", "it is not in the cluster set default; it is in global. To change that: New-OcmClusterSetBinding global -Namespace ns, or Add-OcmClusterSetMember default -Cluster a")]
    [InlineData("""{"clusterSets":["blue"]}""", "default", "blue", "none of the placement's cluster sets (blue) is bound to the namespace ns; it is in blue, global. To change that: New-OcmClusterSetBinding blue -Namespace ns")]
    [InlineData("""{"clusterSets":["default"]}""", "default blue", "blue", "it is not in the cluster set default; it is in blue, global. To change that: let the placement use blue, which is bound, or Add-OcmClusterSetMember default -Cluster a")]
    [InlineData("""{"clusterSets":["default"]}""", "default", "blue", "it is not in the cluster set default; it is in blue, global. To change that: let the placement use blue, with New-OcmClusterSetBinding blue -Namespace ns, or Add-OcmClusterSetMember default -Cluster a")]
    public void A_cluster_of_another_set_is_told_which_command_would_help(string spec, string bindings, string set, string detail)
    {
        SchedulingSnapshot snapshot = Given.Snapshot(Given.Placement(spec), Given.Cluster("a", $"{Label}={set}"));
        PlacementTest row = Row(snapshot with
        {
            ClusterSets = [.. snapshot.ClusterSets, Given.Set("blue")],
            Bindings = bindings.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        });

        Assert.Equal((ExcludedBy.NotInSet, detail), (row.ExcludedBy, row.Detail));
    }

    [Fact]
    public void A_label_that_names_no_set_is_told()
    {
        SchedulingSnapshot snapshot = Given.Snapshot(Given.Placement(), Given.Cluster("a", $"{Label}=gone"));
        Assert.Equal(
            "it is not in the cluster set default; its label names the set gone, which does not exist. To change that: Add-OcmClusterSetMember default -Cluster a",
            Row(snapshot with { ClusterSets = [Given.Set("default")] }).Detail);
    }

    [Fact]
    public void The_rows_come_by_rank_then_by_name_with_every_score()
    {
        SchedulingSnapshot snapshot = Given.Snapshot(
            Given.Placement("""
                {"numberOfClusters":1,"prioritizerPolicy":{"configurations":[{"scoreCoordinate":{"builtIn":"Steady"},"weight":2}]},
                 "predicates":[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"env":"prod"}}}}]}
                """),
            Given.Cluster("a"), Given.Cluster("b", "env=prod"), Given.Cluster("c", "env=prod"), Given.Cluster("d", "env=prod"), Given.Cluster("e"));
        PlacementTest[] rows = Rows(snapshot with { Decisions = [Given.Decided("c", "gone"), Given.DecidedElsewhere("d")] });

        Assert.Equal("c b d a e", string.Join(" ", rows.Select(row => row.Cluster)));
        Assert.Equal([ExcludedBy.None, ExcludedBy.Count, ExcludedBy.Count, ExcludedBy.Predicate, ExcludedBy.Predicate], rows.Select(row => row.ExcludedBy));
        Assert.Equal([1, 2, 3, null, null], rows.Select(row => row.Rank));
        Assert.Equal([300, 100, -100, null, null], rows.Select(row => row.TotalScore));
        Assert.Equal("Balance 100, Steady 2×100", string.Join(", ", rows[0].Scores));
        Assert.Equal((200L, 2L, 100L), (rows[0].Scores[1].Weighted, rows[0].Scores[1].Weight, rows[0].Scores[1].Score));
        Assert.Equal("rank 1 of 3, 1 wanted", rows[0].Detail);
        Assert.Equal("rank 2 of 3, 1 wanted; it scores 100, the last selected (c) 300", rows[1].Detail);
        Assert.Equal((true, "0", 0), (rows[0].WasSelected, rows[0].Group, rows[0].GroupIndex));
        Assert.All(rows, row => Assert.Equal(("ns/p", "hub"), (row.Placement, row.Hub)));
    }

    [Fact]
    public void A_tie_goes_by_name_and_says_so() => Assert.Equal(
        "rank 2 of 2, 1 wanted; it scores as much as the last selected (a), which comes first by name",
        Rows(Given.Snapshot(Given.Placement("""{"numberOfClusters":1}"""), Given.Cluster("b"), Given.Cluster("a")))[1].Detail);

    [Fact]
    public void Clusters_of_a_misconfigured_placement_say_what_is_wrong()
    {
        PlacementTest row = Row(Given.Snapshot(Given.Placement("""{"tolerations":[{"key":"k","operator":"Exists","value":"v"}]}"""), Given.Cluster("a")));
        Assert.Equal((ExcludedBy.Misconfigured, "TaintToleration:If the operator is Exists, the value should be empty.", null), (row.ExcludedBy, row.Detail, row.Rank));

        // The hub ranks the clusters and then writes no decision, because it cannot make groups.
        row = Row(Given.Snapshot(Given.Placement("""{"decisionStrategy":{"groupStrategy":{"clustersPerDecisionGroup":"x"}}}"""), Given.Cluster("a")));
        Assert.Equal((ExcludedBy.Misconfigured, "x invalid type: string is not a percentage", 1), (row.ExcludedBy, row.Detail, row.Rank));
        Assert.False(row.Selected);
    }

    [Fact]
    public void Where_a_set_cannot_be_read_the_decisions_stay_as_they_are()
    {
        SchedulingSnapshot snapshot = Given.Snapshot(Given.Placement(), Given.Cluster("a"), Given.Cluster("b")) with { Decisions = [Given.Decided("b")] };
        PlacementTest[] rows = Rows(snapshot with { ClusterSets = [Given.Set("default", """{"selectorType":"Nonsense"}""")] });

        Assert.Equal(["b", "a"], rows.Select(row => row.Cluster));
        Assert.Equal([(true, ExcludedBy.None), (false, ExcludedBy.Misconfigured)], rows.Select(row => (row.Selected, row.ExcludedBy)));
        Assert.All(rows, row => Assert.Contains("selectorType is not right: Nonsense", row.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public void Named_groups_and_deleted_clusters_are_told()
    {
        PlacementTest[] rows = Rows(Given.Snapshot(
            Given.Placement("""{"decisionStrategy":{"groupStrategy":{"decisionGroups":[{"groupName":"canary","groupClusterSelector":{"labelSelector":{"matchLabels":{"env":"test"}}}}]}}}"""),
            Given.Cluster("a"), Given.Cluster("b", "env=test"), Given.Cluster("c") with { Deleting = true }));

        Assert.Equal([("a", "1", 1), ("b", "canary", 0), ("c", "", null)], rows.Select(row => (row.Cluster, row.Group, row.GroupIndex)));
        Assert.Equal((ExcludedBy.Deleting, "the cluster is being deleted"), (rows[2].ExcludedBy, rows[2].Detail));
    }

    private static PlacementTest Row(SchedulingSnapshot snapshot) => Assert.Single(Rows(snapshot));

    private static PlacementTest[] Rows(SchedulingSnapshot snapshot) =>
        [.. new PlacementTestRows(snapshot, Given.Schedule(snapshot), "hub", "ns/p").Of(_ => true)];
}
