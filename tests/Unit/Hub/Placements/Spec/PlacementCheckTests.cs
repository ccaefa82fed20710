using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Placements.Spec;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Kinds;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Placements.Spec;

public sealed class PlacementCheckTests
{
    /// <summary>Specs that a server refuses or that a scheduler calls misconfigured, with the error's id, the place and a word of the message.</summary>
    public static readonly TheoryData<string, string, string, string> Refused = new()
    {
        { """{"clusterSets":"a"}""", "InvalidPlacement", "spec.clusterSets", "must be a list" },
        { """{"clusterSets":[1]}""", "InvalidPlacement", "spec.clusterSets[0]", "must be text (put it into quotes), and is 1" },
        { """{"numberOfClusters":"3"}""", "InvalidPlacement", "spec.numberOfClusters", "must be a whole number, and is \"3\"" },
        { """{"numberOfClusters":2147483648}""", "InvalidCount", "spec.numberOfClusters", "0 to 2147483647" },
        { """{"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"a":1}}}}]}""", "InvalidPlacement", "spec.predicates[0].requiredClusterSelector.labelSelector.matchLabels.a", "put it into quotes" },
        { """{"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"a":"b c"}}}}]}""", "InvalidSelector", "spec.predicates[0].requiredClusterSelector.labelSelector", "a valid label must be" },
        { """{"predicates":[{"requiredClusterSelector":{"claimSelector":{"matchExpressions":[{"key":"a","operator":"Gt","values":["1"]}]}}}]}""", "InvalidSelector", "spec.predicates[0].requiredClusterSelector.claimSelector", "Gt" },
        { """{"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchExpressions":[{"key":"a","operator":"In"}]}}}]}""", "InvalidSelector", "spec.predicates[0].requiredClusterSelector.labelSelector", "values set can't be empty" },
        { """{"predicates":[{"requiredClusterSelector":{"celSelector":{"celExpressions":["managedCluster.metadata.name =="]}}}]}""", "InvalidExpression", "spec.predicates[0].requiredClusterSelector.celSelector.celExpressions", "is no CEL expression" },
        { """{"predicates":[{"requiredClusterSelector":{"celSelector":{"celExpressions":["cluster.metadata.name == 'a'"]}}}]}""", "InvalidExpression", "spec.predicates[0].requiredClusterSelector.celSelector.celExpressions", "undeclared reference to 'cluster'" },
        { """{"prioritizerPolicy":{"mode":"Exactly"}}""", "InvalidPrioritizer", "spec.prioritizerPolicy.mode", "Additive" },
        { """{"prioritizerPolicy":{"configurations":[{"scoreCoordinate":{"builtIn":"Steady"},"weight":11}]}}""", "InvalidPrioritizer", "spec.prioritizerPolicy.configurations[0].weight", "-10 to 10, not 11" },
        { """{"prioritizerPolicy":{"configurations":[{"scoreCoordinate":{"builtIn":"Steady"},"weight":-11}]}}""", "InvalidPrioritizer", "spec.prioritizerPolicy.configurations[0].weight", "-10 to 10, not -11" },
        { """{"prioritizerPolicy":{"configurations":[{"scoreCoordinate":{"builtIn":"Spread"}}]}}""", "InvalidPrioritizer", "spec.prioritizerPolicy.configurations[0].scoreCoordinate.builtIn", "OCM has no prioritizer 'Spread', though some texts name it" },
        { """{"prioritizerPolicy":{"configurations":[{"scoreCoordinate":{"builtIn":"Stedy"}}]}}""", "InvalidPrioritizer", "spec.prioritizerPolicy.configurations[0].scoreCoordinate.builtIn", "Did you mean 'Steady'?" },
        { """{"prioritizerPolicy":{"configurations":[{"scoreCoordinate":{"type":"BuiltIn"}}]}}""", "InvalidPrioritizer", "spec.prioritizerPolicy.configurations[0].scoreCoordinate.builtIn", "Balance, Steady, ResourceAllocatableCPU, ResourceAllocatableMemory" },
        { """{"prioritizerPolicy":{"configurations":[{"scoreCoordinate":{"type":"addon"}}]}}""", "InvalidPrioritizer", "spec.prioritizerPolicy.configurations[0].scoreCoordinate.type", "Use BuiltIn or AddOn" },
        { """{"prioritizerPolicy":{"configurations":[{"scoreCoordinate":{"type":"AddOn"}}]}}""", "InvalidPrioritizer", "spec.prioritizerPolicy.configurations[0].scoreCoordinate.addOn", "resourceName" },
        { """{"prioritizerPolicy":{"configurations":[{"scoreCoordinate":{"type":"AddOn","addOn":{"resourceName":"a"}}}]}}""", "InvalidPrioritizer", "spec.prioritizerPolicy.configurations[0].scoreCoordinate.addOn", "scoreName" },
        { """{"prioritizerPolicy":{"configurations":[{"weight":1}]}}""", "InvalidPrioritizer", "spec.prioritizerPolicy.configurations[0]", "no scoreCoordinate" },
        { """{"tolerations":[{"operator":"Equal","value":"a"}]}""", "InvalidToleration", "spec.tolerations[0]", "Without a key the operator must be Exists" },
        { """{"tolerations":[{}]}""", "InvalidToleration", "spec.tolerations[0]", "Without a key the operator must be Exists" },
        { """{"tolerations":[{"key":"a","operator":"Exists","value":"b"}]}""", "InvalidToleration", "spec.tolerations[0].value", "takes no value" },
        { """{"tolerations":[{"key":"a","effect":"NoExecute"}]}""", "InvalidToleration", "spec.tolerations[0].effect", "NoSelect, PreferNoSelect, NoSelectIfNew" },
        { """{"tolerations":[{"key":"a b"}]}""", "InvalidToleration", "spec.tolerations[0].key", "cannot be the key of a taint" },
        { """{"tolerations":[{"key":"a","tolerationSeconds":"soon"}]}""", "InvalidPlacement", "spec.tolerations[0].tolerationSeconds", "must be a whole number" },
        { """{"decisionStrategy":{"groupStrategy":{"clustersPerDecisionGroup":"101%"}}}""", "InvalidDecisionGroup", "spec.decisionStrategy.groupStrategy.clustersPerDecisionGroup", "1% to 100%" },
        { """{"decisionStrategy":{"groupStrategy":{"clustersPerDecisionGroup":"0%"}}}""", "InvalidDecisionGroup", "spec.decisionStrategy.groupStrategy.clustersPerDecisionGroup", "1% to 100%" },
        { """{"decisionStrategy":{"groupStrategy":{"clustersPerDecisionGroup":"5"}}}""", "InvalidDecisionGroup", "spec.decisionStrategy.groupStrategy.clustersPerDecisionGroup", "without quotes" },
        { """{"decisionStrategy":{"groupStrategy":{"decisionGroups":[{"groupName":"a","groupClusterSelector":{}}]}}}""", "InvalidDecisionGroup", "spec.decisionStrategy.groupStrategy.decisionGroups[0].groupName", "2 to 63" },
        { """{"decisionStrategy":{"groupStrategy":{"decisionGroups":[{"groupName":"ab"}]}}}""", "InvalidDecisionGroup", "spec.decisionStrategy.groupStrategy.decisionGroups[0]", "groupClusterSelector" },
        { """{"decisionStrategy":{"groupStrategy":{"decisionGroups":[{"groupName":"ab","groupClusterSelector":{"labelSelector":{"matchLabels":{"a":"-"}}}}]}}}""", "InvalidSelector", "spec.decisionStrategy.groupStrategy.decisionGroups[0].groupClusterSelector.labelSelector", "a valid label must be" },
    };

    /// <summary>Specs that are taken and then do something else than they say.</summary>
    public static readonly TheoryData<string, string, string, string> Misleading = new()
    {
        { """{"numberOfClusters":-1}""", "InvalidCount", "spec.numberOfClusters", "must be 0 to 2147483647" },
        { """{"clusterSets":["Prod"]}""", "InvalidName", "spec.clusterSets", "'Prod' cannot be the name of a cluster set" },
        { """{"predicates":[{"labelSelector":{"matchLabels":{"a":"b"}}}]}""", "InvalidPredicate", "spec.predicates[0]", "OCM knows no 'labelSelector' here: every cluster would be selected" },
        { """{"predicates":[{"requiredClusterSelector":{"matchLabels":{"a":"b"}}}]}""", "InvalidPredicate", "spec.predicates[0].requiredClusterSelector", "OCM knows no 'matchLabels' here" },
        { """{"predicates":[{"requiredClusterSelector":{"claimSelector":{"matchLabels":{"a":"b"}}}}]}""", "InvalidSelector", "spec.predicates[0].requiredClusterSelector.claimSelector", "has no matchLabels" },
        { """{"prioritizerPolicy":{"configurations":[{"scoreCoordinate":{"builtIn":"Steady","addOn":{"resourceName":"a","scoreName":"b"}}}]}}""", "InvalidPrioritizer", "spec.prioritizerPolicy.configurations[0].scoreCoordinate.type", "must be AddOn" },
        { """{"tolerations":[{"key":"a","operator":"In","value":"b"}]}""", "InvalidToleration", "spec.tolerations[0].operator", "would never count" },
        { """{"tolerations":[{"key":"a","tolerationSeconds":-1}]}""", "InvalidToleration", "spec.tolerations[0].tolerationSeconds", "0 or more" },
        { """{"decisionStrategy":{"groupStrategy":{"clustersPerDecisionGroup":0}}}""", "InvalidDecisionGroup", "spec.decisionStrategy.groupStrategy.clustersPerDecisionGroup", "from 1" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    [MemberData(nameof(Misleading))]
    public void What_a_hub_would_refuse_or_not_do_is_told_before(string spec, string id, string where, string message)
    {
        PlacementProblem problem = Assert.Single(Check(spec).Problems);

        Assert.Equal((id, where), (problem.ErrorId, problem.Where));
        Assert.Contains(message, problem.Message);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_refused_is_what_a_server_refuses_or_a_scheduler_calls_misconfigured(string spec, string id, string where, string message)
    {
        _ = (id, where, message);
        var api = new ResourceApi(HubResources.Table());
        var admin = api.Client("test");
        admin.Create(KubernetesTypes.Namespace, null, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "ns" } });
        JsonObject placement = new() { ["metadata"] = new JsonObject { ["name"] = "p" }, ["spec"] = Given.Json(spec) };
        try
        {
            PlacementFacts facts = PlacementFacts.Parse(admin.Create(OcmTypes.Placement, "ns", placement));
            SchedulingResult result = Given.Schedule(Given.Snapshot(facts, Given.Cluster("one")));
            Assert.StartsWith("True Misconfigured", result.Misconfigured());
        }
        catch (ApiException refusal)
        {
            Assert.True(refusal.Code is 400 or 422);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"clusterSets":["a","b.c"],"numberOfClusters":1,"sortBy":"ClusterName","scoreRateLimit":"1m"}""")]
    [InlineData("""{"predicates":[{"requiredClusterSelector":{}}]}""")]
    [InlineData("""{"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"a":"b"}},"claimSelector":{"matchExpressions":[{"key":"a","operator":"Exists"}]},"celSelector":{"celExpressions":["managedCluster.scores('x').size() > 0"]}}}]}""")]
    [InlineData("""{"prioritizerPolicy":{"mode":"Exact","configurations":[{"scoreCoordinate":{"builtIn":"ResourceAllocatableMemory"},"weight":-10},{"scoreCoordinate":{"type":"AddOn","addOn":{"resourceName":"a","scoreName":"b"}},"weight":10}]}}""")]
    [InlineData("""{"tolerations":[{"operator":"Exists"},{"key":"a.b/c","value":"x:y","effect":"NoSelectIfNew","tolerationSeconds":0}]}""")]
    [InlineData("""{"decisionStrategy":{"groupStrategy":{"clustersPerDecisionGroup":"100%","decisionGroups":[{"groupName":"ab","groupClusterSelector":{"claimSelector":{"matchExpressions":[]}}}]}}}""")]
    public void What_a_hub_takes_passes_without_a_word(string spec)
    {
        PlacementProblems problems = Check(spec);

        Assert.Empty(problems.Problems);
        Assert.Empty(problems.Warnings);
    }

    [Theory]
    [InlineData("""{"numberOfClusters":0}""", "spec.numberOfClusters: 0 selects no cluster")]
    [InlineData("""{"clusterSets":["a","a"]}""", "spec.clusterSets: 'a' is named more than once.")]
    [InlineData("""{"spreadPolicy":{}}""", "spec.spreadPolicy: OCM's scheduler does not read this field")]
    [InlineData("""{"sortBy":"Score"}""", "spec.sortBy: OCM's scheduler does not read this field")]
    [InlineData("""{"scoreRateLimit":"5m"}""", "spec.scoreRateLimit: OCM's scheduler does not read this field")]
    [InlineData("""{"numberOfCluster":1}""", "spec.numberOfCluster: OCM knows no such field; a hub drops it.")]
    [InlineData("""{"predicates":[{"requiredClusterSelector":{}},{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"a":"b"}}}}]}""", "spec.predicates[0]: it selects every cluster")]
    [InlineData("""{"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"a":"b"}}}},{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"a":"b"}}}}]}""", "spec.predicates: 'a=b' is there more than once.")]
    [InlineData("""{"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"a":"b"},"matchExpressions":[{"key":"a","operator":"In","values":["c"]}]}}}]}""", "no cluster can meet 'a=b,a=c' at once. For one or the other write 'a in (…)'.")]
    [InlineData("""{"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchExpressions":[{"key":"a","operator":"Exists"},{"key":"a","operator":"DoesNotExist"}]}}}]}""", "no cluster can meet 'a,!a' at once")]
    [InlineData("""{"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"a":"b"},"matchExpressions":[{"key":"a","operator":"NotIn","values":["b"]}]}}}]}""", "no cluster can meet 'a=b,a notin (b)' at once")]
    [InlineData("""{"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"a":"b"}},"nodeSelector":{}}}]}""", "requiredClusterSelector.nodeSelector: OCM knows no such field")]
    [InlineData("""{"predicates":[{"requiredClusterSelector":{"celSelector":{"celExpressions":["isIP('1.2.3.4')"]}}}]}""", "only the hub can check it")]
    [InlineData("""{"prioritizerPolicy":{"mode":"Exact"}}""", "spec.prioritizerPolicy: mode Exact without a prioritizer")]
    [InlineData("""{"prioritizerPolicy":{"configurations":[{"scoreCoordinate":{"builtIn":"Steady"}},{"scoreCoordinate":{"builtIn":"Steady"},"weight":2}]}}""", "'Steady' is configured more than once")]
    [InlineData("""{"tolerations":[{"key":"a"},{"key":"a","operator":"Equal"}]}""", "spec.tolerations: 'a=' is there more than once.")]
    [InlineData("""{"decisionStrategy":{"groupStrategy":{"decisionGroups":[{"groupName":"ab","groupClusterSelector":{"labelSelector":{"matchLabels":{"a":"b"}},"celSelector":{}}}]}}}""", "celSelector counts for nothing in a decision group")]
    [InlineData("""{"decisionStrategy":{"groupStrategy":{"decisionGroups":[{"groupName":"ab","groupClusterSelector":{}},{"groupName":"cd","groupClusterSelector":{}}]}}}""", "the group 'ab' selects every cluster")]
    public void What_was_hardly_meant_is_warned_of(string spec, string warning)
    {
        PlacementProblems problems = Check(spec);

        Assert.Empty(problems.Problems);
        Assert.Contains(warning, Assert.Single(problems.Warnings));
    }

    [Theory]
    [InlineData("web", "default", true)]
    [InlineData("web.v1", "prod", true)]
    [InlineData("Web", "default", false)]
    [InlineData("web_1", "default", false)]
    [InlineData("web", "a.b", false)]
    [InlineData("a123456789a123456789a123456789a123456789a123456789a123456789abcd", "default", false)]
    public void Names_are_those_that_the_decisions_can_have(string name, string @namespace, bool valid)
    {
        PlacementProblems problems = new();
        PlacementCheck.Run(new JsonObject { ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace } }, problems);

        Assert.Equal(valid ? [] : ["InvalidName"], problems.Problems.Select(problem => problem.ErrorId));
    }

    [Fact]
    public void Whatever_stands_in_a_field_is_told_and_never_a_crash()
    {
        const string whole = """
            {"clusterSets":["a"],"numberOfClusters":1,
             "predicates":[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"a":"b"},"matchExpressions":[{"key":"a","operator":"In","values":["b"]}]},
               "claimSelector":{"matchExpressions":[{"key":"a","operator":"Exists"}]},"celSelector":{"celExpressions":["true"]}}}],
             "prioritizerPolicy":{"mode":"Exact","configurations":[{"scoreCoordinate":{"type":"AddOn","addOn":{"resourceName":"a","scoreName":"b"}},"weight":1}]},
             "tolerations":[{"key":"a","operator":"Equal","value":"b","effect":"NoSelect","tolerationSeconds":1}],
             "decisionStrategy":{"groupStrategy":{"clustersPerDecisionGroup":1,"decisionGroups":[{"groupName":"ab","groupClusterSelector":{"labelSelector":{"matchLabels":{"a":"b"}}}}]}}}
            """;
        string[] odd = ["null", "1", "1.5", "\"x y\"", "\"\"", "true", "[]", "{}", "[null]", "[[1]]", """{"x":null}"""];
        int fields = CountFields(Given.Json(whole));
        Assert.Equal(50, fields);
        for (int field = 0; field < fields; field++)
        {
            foreach (string value in odd)
            {
                JsonObject spec = Given.Json(whole);
                int left = field;
                Assert.True(Replace(spec, JsonNode.Parse(value), ref left));
                Check(spec.ToJsonString());
            }
        }
    }

    private static int CountFields(JsonNode? node) => node switch
    {
        JsonObject value => value.Sum(member => 1 + CountFields(member.Value)),
        JsonArray list => list.Sum(item => 1 + CountFields(item)),
        _ => 0,
    };

    /// <summary>Puts a value in place of the member or item of a number.</summary>
    private static bool Replace(JsonNode? node, JsonNode? value, ref int left)
    {
        List<(Action Set, JsonNode? Child)> children = node switch
        {
            JsonObject owner => [.. owner.Select(member => ((Action)(() => owner[member.Key] = value), member.Value)).ToList()],
            JsonArray list => [.. Enumerable.Range(0, list.Count).Select(i => ((Action)(() => list[i] = value), list[i]))],
            _ => [],
        };
        foreach ((Action set, JsonNode? child) in children)
        {
            if (left-- == 0)
            {
                set();
                return true;
            }

            if (Replace(child, value, ref left))
            {
                return true;
            }
        }

        return false;
    }

    private static PlacementProblems Check(string spec)
    {
        PlacementProblems problems = new();
        PlacementCheck.RunSpec(Given.Json(spec), problems);
        return problems;
    }
}
