using OcmPowerShell.Hub.Placements;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Placements;

public sealed class CandidateTests
{
    private static readonly ManagedClusterFacts[] Two = [Given.Cluster("b"), Given.Cluster("a")];

    [Fact]
    public void Without_a_spec_all_clusters_of_the_bound_sets_are_selected()
    {
        SchedulingResult result = Given.Schedule(Given.Snapshot(Given.Placement(), Two));

        Assert.Equal("a b", result.Selected());
        Assert.Equal(["default"], result.EligibleSets);
        Assert.Equal("default", result.Of("a").ClusterSet);
        Assert.Equal("True AllDecisionsScheduled: All cluster decisions scheduled", result.Satisfied());
        Assert.Equal("False Succeedconfigured: Placement configurations check pass", result.Misconfigured());
        Assert.Equal(["PlacementMisconfigured", "PlacementSatisfied"], result.Conditions.Select(condition => condition.Type));
    }

    [Fact]
    public void Without_a_binding_to_a_set_that_exists_nothing_is_selected()
    {
        SchedulingResult result = Given.Schedule(Given.Snapshot(Given.Placement(), Two) with { Bindings = ["absent"] });

        Assert.Equal("False NoManagedClusterSetBindings: No valid ManagedClusterSetBindings found in placement namespace", result.Satisfied());
        Assert.Equal("0[p-decision-1: ]", result.Groups.Text());
        Assert.Equal("in none of the placement's cluster sets", result.Of("a").Exclusion!.ToString());
    }

    [Fact]
    public void A_placement_that_wants_other_sets_than_those_bound_says_which()
    {
        SchedulingResult result = Given.Schedule(Given.Snapshot(Given.Placement("""{"clusterSets":["x","global"]}"""), Two));

        Assert.Equal("False NoIntersection: None of ManagedClusterSets [x,global] is bound to placement namespace", result.Satisfied());
    }

    [Fact]
    public void Sets_without_clusters_say_so_and_nothing_else_is_checked()
    {
        PlacementFacts placement = Given.Placement(
            """{"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"-":"x"}}}}],"tolerations":[{"key":""}]}""");
        SchedulingResult result = Given.Schedule(Given.Snapshot(placement) with { Bindings = ["global", "default"] });

        Assert.Equal("False AllManagedClusterSetsEmpty: All ManagedClusterSets [default,global] have no member ManagedCluster", result.Satisfied());
        Assert.StartsWith("False Succeedconfigured", result.Misconfigured());
    }

    [Fact]
    public void A_cluster_that_is_being_deleted_is_no_candidate()
    {
        SchedulingResult result = Given.Schedule(Given.Snapshot(Given.Placement(), Given.Cluster("a") with { Deleting = true }, Given.Cluster("b")));

        Assert.Equal("b", result.Selected());
        Assert.Equal(ExclusionReason.Deleting, result.Of("a").Exclusion!.Reason);
    }

    [Theory]
    [InlineData("""{"selectorType":"LabelSelector","labelSelector":{}}""", "a b")]
    [InlineData("""{"selectorType":"LabelSelector"}""", "")]
    [InlineData("""{"selectorType":"LabelSelector","labelSelector":{"matchLabels":{"env":"prod"}}}""", "b")]
    [InlineData("""{"selectorType":"LabelSelector","labelSelector":{"matchExpressions":[{"key":"env","operator":"DoesNotExist"}]}}""", "a")]
    [InlineData("""{"selectorType":"ExclusiveClusterSetLabel"}""", "a")]
    [InlineData("{}", "a")]
    public void A_set_finds_its_clusters_by_its_selector(string selector, string expected)
    {
        SchedulingSnapshot snapshot = Given.Snapshot(
            Given.Placement(),
            Given.Cluster("a", $"{ClusterSetFacts.ClusterSetLabel}=s"),
            Given.Cluster("b", "env=prod")) with
        { ClusterSets = [Given.Set("s", selector)], Bindings = ["s"] };

        Assert.Equal(expected, Given.Schedule(snapshot).Selected());
    }

    [Fact]
    public void A_cluster_of_several_sets_is_selected_once_and_named_after_the_first()
    {
        SchedulingSnapshot snapshot = Given.Snapshot(Given.Placement(), Given.Cluster("a")) with
        {
            ClusterSets = [Given.Set("zoo", """{"selectorType":"LabelSelector","labelSelector":{}}"""), Given.Set("default"),
                Given.Set("all", """{"selectorType":"LabelSelector","labelSelector":{}}""")],
            Bindings = ["zoo", "default", "all"],
        };
        SchedulingResult result = Given.Schedule(snapshot);

        Assert.Equal("0[p-decision-1: a]", result.Groups.Text());
        Assert.Equal("all", result.Of("a").ClusterSet);
    }

    [Theory]
    [InlineData("""{"selectorType":"Odd"}""", "selectorType is not right: Odd")]
    [InlineData("""{"selectorType":"LabelSelector","labelSelector":{"matchExpressions":[{"key":"a","operator":"Like"}]}}""",
        "\"Like\" is not a valid label selector operator")]
    public void A_set_that_cannot_be_read_leaves_everything_undecided(string selector, string problem)
    {
        SchedulingSnapshot snapshot = Given.Snapshot(Given.Placement(), Two) with { ClusterSets = [Given.Set("default", selector)] };

        Assert.Equal($"failed to get clusters from ClusterSet \"default\": {problem}", Given.Schedule(snapshot).Failure);
        Assert.Null(Given.Schedule(snapshot with { Bindings = [] }).Failure);
    }

    [Theory]
    [InlineData("""{"metadata":{"annotations":{"cluster.open-cluster-management.io/experimental-scheduling-disable":"true"}}}""", true)]
    [InlineData("""{"metadata":{"annotations":{"cluster.open-cluster-management.io/experimental-scheduling-disable":"false"}}}""", false)]
    [InlineData("""{"metadata":{"deletionTimestamp":"2026-11-22T08:00:00Z"}}""", true)]
    public void A_placement_that_goes_or_is_told_to_is_ignored(string placement, bool expected) =>
        Assert.Equal(expected, PlacementFacts.Parse(Given.Json(placement)).IsIgnored);
}
