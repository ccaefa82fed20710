using System.Globalization;
using OcmPowerShell.Hub.Placements;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Placements;

public sealed class DecisionGroupTests
{
    [Theory]
    [InlineData("null", "0[p-decision-1: a b c d e]")]
    [InlineData("2", "0[p-decision-1: a b] 1[p-decision-2: c d] 2[p-decision-3: e]")]
    [InlineData("0", "0[p-decision-1: a b c d e]")]
    [InlineData("-3", "0[p-decision-1: a b c d e]")]
    [InlineData("9", "0[p-decision-1: a b c d e]")]
    [InlineData("\"100%\"", "0[p-decision-1: a b c d e]")]
    [InlineData("\"50%\"", "0[p-decision-1: a b c] 1[p-decision-2: d e]")]
    [InlineData("\"1%\"", "0[p-decision-1: a] 1[p-decision-2: b] 2[p-decision-3: c] 3[p-decision-4: d] 4[p-decision-5: e]")]
    public void Clusters_are_cut_into_groups_by_name(string size, string groups) =>
        Assert.Equal(groups, Schedule($$"""{"clustersPerDecisionGroup":{{size}}}""").Groups.Text());

    [Fact]
    public void Named_groups_take_their_clusters_first()
    {
        SchedulingResult result = Schedule(
            """
            {"clustersPerDecisionGroup":2,"decisionGroups":[
             {"groupName":"canary","groupClusterSelector":{"labelSelector":{"matchExpressions":[{"key":"tier","operator":"In","values":["1","2","3"]}]}}},
             {"groupName":"late","groupClusterSelector":{"labelSelector":{"matchLabels":{"tier":"3"}}}},
             {"groupName":"rest","groupClusterSelector":{"claimSelector":{"matchExpressions":[{"key":"x","operator":"DoesNotExist"}]},"labelSelector":{"matchLabels":{"tier":"4"}}}}]}
            """);

        Assert.Equal("0canary[p-decision-1: a b] 1canary[p-decision-2: c] 2rest[p-decision-3: d] 3[p-decision-4: e]", result.Groups.Text());
        Assert.Equal([2, 1, 1, 1], result.Groups.Select(group => group.ClusterCount));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(100, "100")]
    [InlineData(101, "100 1")]
    [InlineData(250, "100 100 50")]
    public void A_decision_holds_a_hundred_clusters(int count, string sizes)
    {
        ManagedClusterFacts[] clusters = [.. Enumerable.Range(0, count).Select(i => Given.Cluster(i.ToString("c000", CultureInfo.InvariantCulture)))];
        SchedulingResult result = Given.Schedule(Given.Snapshot(Given.Placement(), clusters));

        Assert.Equal(sizes, string.Join(" ", Assert.Single(result.Groups).Decisions.Select(decision => decision.Clusters.Count)));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("x%")]
    [InlineData("NaN%")]
    [InlineData("1e400%")]
    public void A_size_in_words_must_be_a_percentage(string size)
    {
        SchedulingResult result = Schedule($$"""{"clustersPerDecisionGroup":"{{size}}"}""");

        Assert.Equal($"True Misconfigured: :{size} invalid type: string is not a percentage", result.Misconfigured());
        Assert.StartsWith("True AllDecisionsScheduled", result.Satisfied());
        Assert.Empty(result.Groups);
    }

    [Fact]
    public void Groups_before_one_that_cannot_be_read_remain()
    {
        SchedulingResult result = Schedule(
            """
            {"decisionGroups":[{"groupName":"one","groupClusterSelector":{"labelSelector":{"matchLabels":{"tier":"1"}}}},
             {"groupName":"two","groupClusterSelector":{"labelSelector":{"matchExpressions":[{"key":"tier","operator":"Odd"}]}}}]}
            """);

        Assert.Equal("0one[p-decision-1: a]", result.Groups.Text());
        Assert.Equal("True Misconfigured: :\"Odd\" is not a valid label selector operator", result.Misconfigured());
    }

    private static SchedulingResult Schedule(string strategy) => Given.Schedule(Given.Snapshot(
        Given.Placement("""{"decisionStrategy":{"groupStrategy":STRATEGY}}""".Replace("STRATEGY", strategy)),
        Given.Cluster("e", "tier=5"), Given.Cluster("d", "tier=4"), Given.Cluster("c", "tier=3"), Given.Cluster("b", "tier=2"), Given.Cluster("a", "tier=1")));
}
