using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Placements.Spec;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Placements.Spec;

public sealed class PlacementParametersTests
{
    [Fact]
    public void Every_parameter_has_its_place_in_the_spec()
    {
        PlacementParameters parameters = new()
        {
            ClusterSets = ["prod", "prod"],
            LabelSelectors = ["env=prod", JsonNode.Parse("""{"tier":["a","b"]}""")],
            ClaimSelectors = ["cloud=aws"],
            CelExpressions = ["managedCluster.spec.hubAcceptsClient"],
            Count = 3,
            Prioritizers = ["BuiltIn:Steady:3,AddOn:res:cpu:-1"],
            PrioritizerMode = "Exact",
            Tolerations = ["gpu:NoSelect:300"],
            DecisionGroups = ["canary=stage=canary"],
            ClustersPerDecisionGroup = "25%",
        };

        Given.Same(
            """
            {
              "clusterSets": ["prod"],
              "predicates": [{"requiredClusterSelector": {
                "labelSelector": {"matchLabels": {"env": "prod"}, "matchExpressions": [{"key": "tier", "operator": "In", "values": ["a", "b"]}]},
                "claimSelector": {"matchExpressions": [{"key": "cloud", "operator": "In", "values": ["aws"]}]},
                "celSelector": {"celExpressions": ["managedCluster.spec.hubAcceptsClient"]}}}],
              "numberOfClusters": 3,
              "prioritizerPolicy": {
                "configurations": [
                  {"scoreCoordinate": {"type": "BuiltIn", "builtIn": "Steady"}, "weight": 3},
                  {"scoreCoordinate": {"type": "AddOn", "addOn": {"resourceName": "res", "scoreName": "cpu"}}, "weight": -1}],
                "mode": "Exact"},
              "tolerations": [{"key": "gpu", "operator": "Exists", "effect": "NoSelect", "tolerationSeconds": 300}],
              "decisionStrategy": {"groupStrategy": {
                "decisionGroups": [{"groupName": "canary", "groupClusterSelector": {"labelSelector": {"matchLabels": {"stage": "canary"}}}}],
                "clustersPerDecisionGroup": "25%"}}
            }
            """,
            Applied(parameters));
    }

    [Fact]
    public void Predicates_are_alternatives() => Given.Same(
        """{"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"a":"b"}}}},{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"c":"d"}}}}]}""",
        Applied(new() { Predicates = ["a=b", "c=d"] }));

    [Fact]
    public void A_group_size_in_quotes_becomes_a_number() =>
        Given.Same("""{"decisionStrategy":{"groupStrategy":{"clustersPerDecisionGroup":5}}}""", Applied(new() { ClustersPerDecisionGroup = " 5 " }));

    [Fact]
    public void What_is_not_named_stays_as_it_is() => Given.Same(
        """
        {
          "clusterSets": ["a"], "somethingNew": {"x": 1}, "numberOfClusters": 2,
          "prioritizerPolicy": {"mode": "Exact", "configurations": [{"scoreCoordinate": {"builtIn": "Steady"}}]},
          "predicates": [{"requiredClusterSelector": {"labelSelector": {"matchLabels": {"env": "test"}}, "claimSelector": {"matchExpressions": []}}}]
        }
        """,
        Applied(
            new() { Count = 2, PrioritizerMode = "Exact", LabelSelectors = ["env=test"] },
            """
            {
              "clusterSets": ["a"], "somethingNew": {"x": 1}, "numberOfClusters": 1,
              "prioritizerPolicy": {"mode": "Additive", "configurations": [{"scoreCoordinate": {"builtIn": "Steady"}}]},
              "predicates": [{"requiredClusterSelector": {"labelSelector": {"matchLabels": {"env": "prod"}}, "claimSelector": {"matchExpressions": []}}}]
            }
            """));

    [Fact]
    public void A_selector_beside_predicates_is_refused_with_what_to_write()
    {
        PlacementProblems problems = new();
        new PlacementParameters { LabelSelectors = ["a=b"], Predicates = ["c=d"] }.ApplyTo([], problems);

        PlacementProblem problem = Assert.Single(problems.Problems);
        Assert.Equal("InvalidPredicate", problem.ErrorId);
        Assert.Contains("-Predicate @{ LabelSelector = 'env=prod'; ClaimSelector = 'platform=aws' }", problem.Message);
    }

    [Fact]
    public void Which_of_several_predicates_a_selector_means_is_not_guessed()
    {
        PlacementProblems problems = new();
        JsonObject spec = Given.Json("""{"predicates":[{},{}]}""");
        new PlacementParameters { LabelSelectors = ["a=b"] }.ApplyTo(spec, problems);

        Assert.Contains("has 2 predicates", Assert.Single(problems.Problems).Message);
        Given.Same("""{"predicates":[{},{}]}""", spec);
    }

    [Fact]
    public void All_that_cannot_be_read_is_told_at_once()
    {
        PlacementProblems problems = new();
        new PlacementParameters { LabelSelectors = ["a=b c", "!"], Prioritizers = ["x:y:z"], Tolerations = [null] }.ApplyTo([], problems);

        PlacementException error = Assert.Throws<PlacementException>(problems.ThrowIfAny);
        Assert.Equal("InvalidSelector", error.ErrorId);
        Assert.Equal(["-LabelSelector", "-LabelSelector", "-Prioritizer", "-Toleration"], error.Problems.Select(problem => problem.Where));
        Assert.StartsWith("4 problems with the placement:", error.Message);
    }

    [Theory]
    [InlineData("ClusterSet", "clusterSets")]
    [InlineData("Count", "numberOfClusters")]
    [InlineData("Toleration", "tolerations")]
    [InlineData("Predicate", "predicates")]
    public void Clearing_takes_a_part_out(string part, string field)
    {
        JsonObject cleared = Cleared(Whole, part);

        JsonObject expected = Given.Json(Whole);
        expected.Remove(field);
        Given.Same(expected.ToJsonString(), cleared);
    }

    [Fact]
    public void Clearing_takes_empty_objects_along()
    {
        Given.Same("""{"prioritizerPolicy":{"mode":"Exact"}}""", Cleared("""{"prioritizerPolicy":{"mode":"Exact","configurations":[]}}""", "Prioritizer"));
        Given.Same("{}", Cleared("""{"prioritizerPolicy":{"mode":"Exact","configurations":[]}}""", "Prioritizer", "PrioritizerMode"));
        Given.Same("{}", Cleared("""{"decisionStrategy":{"groupStrategy":{"decisionGroups":[],"clustersPerDecisionGroup":1}}}""", "DecisionGroup", "ClustersPerDecisionGroup"));
        Given.Same("{}", Cleared("""{"predicates":[{"requiredClusterSelector":{"labelSelector":{}}}]}""", "LabelSelector"));
        Given.Same(
            """{"predicates":[{"requiredClusterSelector":{"claimSelector":{}}}]}""",
            Cleared("""{"predicates":[{"requiredClusterSelector":{"labelSelector":{},"celSelector":{},"claimSelector":{}}}]}""", "LabelSelector", "CelExpression"));
    }

    [Fact]
    public void Which_of_several_predicates_to_clear_is_not_guessed()
    {
        PlacementProblems problems = new();
        PlacementClearing.Apply(Given.Json("""{"predicates":[{},{}]}"""), ["ClaimSelector"], problems);

        Assert.Equal("-Clear", Assert.Single(problems.Problems).Where);
    }

    [Theory]
    [InlineData("""{"a":1,"b":{"c":[1,2],"d":"x"}}""", """{"a":1,"b":{"c":[1,2],"d":"x"}}""", "{}")]
    [InlineData("""{"a":1}""", """{"a":2}""", """{"a":2}""")]
    [InlineData("""{"a":1,"b":{"c":[1,2],"d":"x"}}""", """{"b":{"c":[2],"d":"x"}}""", """{"b":{"c":[2]},"a":null}""")]
    [InlineData("""{"a":1,"b":null}""", """{"a":{"c":1}}""", """{"a":{"c":1}}""")]
    [InlineData("""{"a":{"c":1,"d":2}}""", """{"a":{"d":2}}""", """{"a":{"c":null}}""")]
    public void A_merge_patch_has_exactly_what_differs(string from, string to, string patch) =>
        Assert.Equal(patch, MergeDifference.Between(Given.Json(from), Given.Json(to)).ToJsonString());

    [Fact]
    public void A_number_is_the_same_however_it_was_made() =>
        Assert.Empty(MergeDifference.Between(Given.Json("""{"n":3,"m":3}"""), new JsonObject { ["n"] = 3, ["m"] = 3L }));

    private const string Whole = """{"clusterSets":["a"],"numberOfClusters":1,"tolerations":[{"key":"a"}],"predicates":[{}],"sortBy":"ClusterName"}""";

    private static JsonObject Applied(PlacementParameters parameters, string spec = "{}")
    {
        PlacementProblems problems = new();
        JsonObject value = Given.Json(spec);
        parameters.ApplyTo(value, problems);
        problems.ThrowIfAny();
        return value;
    }

    private static JsonObject Cleared(string spec, params string[] parts)
    {
        PlacementProblems problems = new();
        JsonObject value = Given.Json(spec);
        PlacementClearing.Apply(value, parts, problems);
        problems.ThrowIfAny();
        return value;
    }
}
