using OcmPowerShell.Hub.Placements;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Placements;

public sealed class CelPredicateTests
{
    private static readonly ManagedClusterFacts[] Clusters =
    [
        Given.ClusterOf("a", """{"hubAcceptsClient":true}""", """{"version":{"kubernetes":"v1.33.1"},"clusterClaims":[{"name":"info","value":"{\"zone\":\"z1\"}"}]}"""),
        Given.ClusterOf("b", """{"hubAcceptsClient":true}""", """{"version":{"kubernetes":"v1.30.0"}}"""),
    ];

    [Theory]
    [InlineData("managedCluster.metadata.name == 'a'", "a")]
    [InlineData("managedCluster.spec.hubAcceptsClient", "a b")]
    [InlineData("semver(managedCluster.status.version.kubernetes, true).isGreaterThan(semver('1.31.0'))", "a")]
    [InlineData("managedCluster.status.clusterClaims.exists(c, c.name == 'info' && c.value.parseJSON().zone == 'z1')", "a")]
    [InlineData("managedCluster.scores('capacity').exists(s, s.name == 'cpu' && s.value > 10)", "b")]
    [InlineData("managedCluster.metadata.name", "")]
    [InlineData("managedCluster.spec.none > 1", "")]
    public void Expressions_select_clusters(string expression, string selected) => Assert.Equal(selected, Schedule(expression).Selected());

    [Fact]
    public void All_expressions_of_a_selector_must_be_true() =>
        Assert.Equal("", Schedule("managedCluster.metadata.name == 'a'", "managedCluster.metadata.name == 'b'").Selected());

    [Fact]
    public void A_cluster_that_is_not_selected_is_told_the_expression_and_its_error()
    {
        SchedulingResult result = Schedule("managedCluster.scores('capacity').size() > 0");

        Assert.Equal(
            "predicate 0: celSelector managedCluster.scores('capacity').size() > 0: "
            + "failed to get score: addonplacementscore.cluster.open-cluster-management.io \"capacity\" not found",
            result.Of("a").Exclusion!.ToString());
        Assert.Null(result.Of("b").Exclusion);
        Assert.Equal("predicate 0: celSelector managedCluster.metadata.name == 'a'", Schedule("managedCluster.metadata.name == 'a'").Of("b").Exclusion!.ToString());
    }

    [Fact]
    public void An_expression_that_does_not_compile_misconfigures_the_placement()
    {
        SchedulingResult result = Schedule("managedCluster.metadata.name == ");

        Assert.StartsWith("True Misconfigured: Predicate:compilation failed: ERROR: <input>:1:", result.Misconfigured());
        Assert.Equal("", result.Selected());
        Assert.StartsWith("False NoManagedClusterMatched", result.Satisfied());
    }

    [Fact]
    public void What_a_condition_repeats_of_an_expression_has_a_limit() =>
        Assert.Equal(32768, SchedulingConditions.Misconfigured(new string('x', 40_000)).Message.Length);

    [Fact]
    public void An_expression_that_costs_too_much_selects_nothing()
    {
        string list = $"[{string.Join(",", Enumerable.Range(0, 200))}]";
        SchedulingResult result = Schedule($"{list}.all(a, {list}.all(b, {list}.all(c, a + b + c >= 0)))");

        Assert.Equal("", result.Selected());
        Assert.StartsWith("False Succeedconfigured", result.Misconfigured());
    }

    private static SchedulingResult Schedule(params string[] expressions) => Given.Schedule(Given.Snapshot(
        Given.Placement() with { Predicates = [new(null, null, expressions)] }, Clusters) with
    { Scores = [Given.Score("b", "capacity", "cpu", 12)] });
}
