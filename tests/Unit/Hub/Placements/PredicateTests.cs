using OcmPowerShell.Hub.Placements;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Placements;

public sealed class PredicateTests
{
    private static readonly ManagedClusterFacts[] Clusters =
    [
        Given.Cluster("a", "env=prod", "tier=1"),
        Given.Cluster("b", "env=dev"),
        Given.Cluster("c") with { Claims = new Dictionary<string, string> { ["platform"] = "AWS" } },
    ];

    [Theory]
    [InlineData("""[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"env":"prod"}}}}]""", "a")]
    [InlineData("""[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"env":"prod","tier":"2"}}}}]""", "")]
    [InlineData("""[{"requiredClusterSelector":{"labelSelector":{"matchExpressions":[{"key":"env","operator":"In","values":["prod","dev"]}]}}}]""", "a b")]
    [InlineData("""[{"requiredClusterSelector":{"labelSelector":{"matchExpressions":[{"key":"env","operator":"NotIn","values":["prod"]}]}}}]""", "b c")]
    [InlineData("""[{"requiredClusterSelector":{"labelSelector":{"matchExpressions":[{"key":"env","operator":"Exists"}]}}}]""", "a b")]
    [InlineData("""[{"requiredClusterSelector":{"labelSelector":{"matchExpressions":[{"key":"env","operator":"DoesNotExist"}]}}}]""", "c")]
    [InlineData("""[{"requiredClusterSelector":{"claimSelector":{"matchExpressions":[{"key":"platform","operator":"In","values":["AWS"]}]}}}]""", "c")]
    [InlineData("""[{"requiredClusterSelector":{"claimSelector":{"matchExpressions":[{"key":"platform","operator":"Exists"}]},"labelSelector":{"matchLabels":{"env":"prod"}}}}]""", "")]
    [InlineData("""[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"env":"prod"}}}},{"requiredClusterSelector":{"claimSelector":{"matchExpressions":[{"key":"platform","operator":"Exists"}]}}}]""", "a c")]
    [InlineData("""[{"requiredClusterSelector":{}}]""", "a b c")]
    [InlineData("[{}]", "a b c")]
    [InlineData("[]", "a b c")]
    public void Predicates_are_alternatives_of_selectors_that_all_hold(string predicates, string expected) =>
        Assert.Equal(expected, Schedule(predicates).Selected());

    [Fact]
    public void A_cluster_that_no_predicate_selects_is_told_what_each_misses()
    {
        SchedulingResult result = Schedule(
            """
            [{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"env":"dev"},"matchExpressions":[{"key":"env","operator":"NotIn","values":["dev"]}]}}},
             {"requiredClusterSelector":{"claimSelector":{"matchExpressions":[{"key":"platform","operator":"In","values":["AWS","GCP"]}]}}}]
            """);

        Assert.Equal("predicate 0: labelSelector env=dev; predicate 1: claimSelector platform in (AWS,GCP)", result.Of("a").Exclusion!.ToString());
        Assert.Equal("predicate 0: labelSelector env notin (dev); predicate 1: claimSelector platform in (AWS,GCP)", result.Of("b").Exclusion!.ToString());
        Assert.Null(result.Of("c").Exclusion);
    }

    [Fact]
    public void When_nothing_matches_the_placement_says_so()
    {
        SchedulingResult result = Schedule("""[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"env":"none"}}}}]""");

        Assert.Equal("False NoManagedClusterMatched: No ManagedCluster matches any of the cluster predicate", result.Satisfied());
        Assert.Equal("0[p-decision-1: ]", result.Groups.Text());
    }

    [Theory]
    [InlineData("""{"labelSelector":{"matchLabels":{"-a":"x"}}}""",
        """key: Invalid value: "-a": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')""")]
    [InlineData("""{"labelSelector":{"matchLabels":{"a":"x y"}}}""",
        """values[0][a]: Invalid value: "x y": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')""")]
    [InlineData("""{"claimSelector":{"matchExpressions":[{"key":"a","operator":"In"}]}}""",
        "values: Invalid value: null: for 'in', 'notin' operators, values set can't be empty")]
    [InlineData("""{"claimSelector":{"matchExpressions":[{"key":"a","operator":"Exists","values":["b"]}]}}""",
        """values: Invalid value: ["b"]: values set must be empty for exists and does not exist""")]
    [InlineData("""{"labelSelector":{"matchExpressions":[{"key":"a","operator":"Gt","values":["1"]}]}}""",
        "\"Gt\" is not a valid label selector operator")]
    public void A_selector_that_cannot_be_read_misconfigures_the_placement(string selector, string problem)
    {
        SchedulingResult result = Schedule($$"""[{"requiredClusterSelector":{{selector}}}]""");

        Assert.Equal($"True Misconfigured: Predicate:{problem}", result.Misconfigured());
        Assert.StartsWith("False NoManagedClusterMatched", result.Satisfied());
        Assert.Equal("0[p-decision-1: ]", result.Groups.Text());
        Assert.All(result.Clusters, cluster => Assert.Null(cluster.Exclusion));
    }

    private static SchedulingResult Schedule(string predicates) =>
        Given.Schedule(Given.Snapshot(Given.Placement($$"""{"predicates":{{predicates}}}"""), Clusters));
}
