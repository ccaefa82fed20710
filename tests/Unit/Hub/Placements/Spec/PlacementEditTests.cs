using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Placements.Spec;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Placements.Spec;

public sealed class PlacementEditTests
{
    private const string Pause = "cluster.open-cluster-management.io/experimental-scheduling-disable";

    [Fact]
    public void A_change_patches_exactly_what_is_named() => Patches(
        """{"spec":{"numberOfClusters":3}}""",
        Changed(Placement("""{"numberOfClusters":1,"clusterSets":["a"],"later":{"x":1}}"""), new() { Count = 3 }));

    [Fact]
    public void What_is_so_already_is_not_patched() =>
        Assert.Null(Changed(Placement("""{"numberOfClusters":3,"clusterSets":["a"]}"""), new() { Count = 3, ClusterSets = ["a"] }, paused: false));

    [Fact]
    public void A_list_is_patched_as_a_whole_and_keeps_what_is_not_named_of_it() => Patches(
        """
        {"spec":{"predicates":[{"requiredClusterSelector":{
          "labelSelector":{"matchLabels":{"env":"test"}},"claimSelector":{"matchExpressions":[{"key":"gpu","operator":"Exists"}]},"later":{}}}]}}
        """,
        Changed(
            Placement("""{"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"env":"prod"}},"claimSelector":{"matchExpressions":[{"key":"gpu","operator":"Exists"}]},"later":{}}}]}"""),
            new() { LabelSelectors = ["env=test"] }));

    [Fact]
    public void Clearing_patches_to_null() => Patches(
        """{"spec":{"numberOfClusters":null,"tolerations":null,"clusterSets":["b"]}}""",
        Changed(Placement("""{"numberOfClusters":1,"clusterSets":["a"],"tolerations":[{"key":"a"}]}"""), new() { ClusterSets = ["b"] }, ["Count", "Toleration"]));

    [Theory]
    [InlineData(true, null, """{"metadata":{"annotations":{"P":"true"}}}""")]
    [InlineData(true, "true", null)]
    [InlineData(false, "true", """{"metadata":{"annotations":{"P":null}}}""")]
    [InlineData(false, null, null)]
    [InlineData(null, "true", null)]
    public void A_pause_is_an_annotation(bool? paused, string? present, string? patch)
    {
        JsonObject placement = Placement("{}");
        placement["metadata"]!["annotations"] = new JsonObject { ["other"] = "x", [Pause] = present };

        JsonObject? actual = Changed(placement, new(), paused: paused);

        Assert.Equal(patch?.Replace("P", Pause, StringComparison.Ordinal), actual?.ToJsonString());
    }

    [Fact]
    public void What_was_wrong_before_does_not_keep_anybody_from_changing_the_rest()
    {
        PlacementProblems problems = new();
        JsonObject? patch = PlacementEdit.Change(
            Placement("""{"tolerations":[{"key":"a","operator":"In"}],"sortBy":"Score"}"""), new() { Count = 1 }, [], null, problems);

        Given.Same("""{"spec":{"numberOfClusters":1}}""", patch!);
        string warning = Assert.Single(problems.Warnings);
        Assert.StartsWith("spec.tolerations[0].operator: There is no operator 'In'", warning);
        Assert.EndsWith("It was so before, and is left as it is.", warning);
    }

    [Fact]
    public void What_the_change_makes_wrong_is_refused()
    {
        PlacementException error = Assert.Throws<PlacementException>(
            () => Changed(Placement("""{"tolerations":[{"key":"a","operator":"In"}]}"""), new() { Prioritizers = ["Spread"] }));

        Assert.Equal("spec.prioritizerPolicy.configurations[0].scoreCoordinate.builtIn", Assert.Single(error.Problems).Where);
    }

    [Fact]
    public void Replacing_takes_out_what_is_not_wanted_and_keeps_what_others_put_there()
    {
        JsonObject state = Placement("""{"numberOfClusters":1,"clusterSets":["a"],"spreadPolicy":{},"sortBy":"ClusterName","scoreRateLimit":"1m","later":{"x":1}}""");
        state["metadata"]!["labels"] = new JsonObject { ["team"] = "a", ["tool"] = "x" };
        JsonObject wanted = Placement("""{"clusterSets":["b"],"prioritizerPolicy":{"configurations":[{"scoreCoordinate":{"builtIn":"Steady"}}]}}""");
        wanted["metadata"]!["labels"] = new JsonObject { ["team"] = "b" };

        Patches(
            """
            {"metadata":{"labels":{"team":"b"}},
             "spec":{"numberOfClusters":null,"spreadPolicy":null,"clusterSets":["b"],
               "prioritizerPolicy":{"mode":"Additive","configurations":[{"scoreCoordinate":{"type":"BuiltIn","builtIn":"Steady"},"weight":1}]}}}
            """,
            PlacementEdit.Replace(state, wanted, null));
    }

    [Fact]
    public void Replacing_by_the_same_changes_nothing()
    {
        const string sent = """{"prioritizerPolicy":{"configurations":[{"scoreCoordinate":{"builtIn":"Steady"}}]},"tolerations":[{"key":"a"}],"decisionStrategy":{"groupStrategy":{"decisionGroups":[]}}}""";
        const string made = """
            {"sortBy":"ClusterName","scoreRateLimit":"1m",
             "prioritizerPolicy":{"mode":"Additive","configurations":[{"scoreCoordinate":{"type":"BuiltIn","builtIn":"Steady"},"weight":1}]},
             "tolerations":[{"key":"a","operator":"Equal"}],"decisionStrategy":{"groupStrategy":{"clustersPerDecisionGroup":"100%","decisionGroups":[]}}}
            """;

        Assert.Null(PlacementEdit.Replace(Placement(made), Placement(sent), null));
        Assert.Null(PlacementEdit.Replace(Placement("{}"), Placement("{}"), false));
    }

    [Fact]
    public void Replacing_leaves_a_pause_unless_it_is_named()
    {
        JsonObject state = Placement("{}");
        state["metadata"]!["annotations"] = new JsonObject { [Pause] = "true" };

        Assert.Null(PlacementEdit.Replace(state, Placement("{}"), null));
        Patches($$"""{"metadata":{"annotations":{"{{Pause}}":null} } }""", PlacementEdit.Replace(state, Placement("{}"), false));
    }

    private static JsonObject Placement(string spec) => new() { ["metadata"] = new JsonObject { ["name"] = "p" }, ["spec"] = Given.Json(spec) };

    private static JsonObject? Changed(JsonObject state, PlacementParameters parameters, string[]? cleared = null, bool? paused = null) =>
        PlacementEdit.Change(state, parameters, cleared ?? [], paused, new PlacementProblems());

    private static void Patches(string expected, JsonObject? patch)
    {
        Assert.NotNull(patch);
        Given.Same(expected, patch);
    }
}
