using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Placements.Testing;
using Xunit;

namespace OcmPowerShell.Tests.Contract;

/// <summary>What we work out for a placement is what every OCM hub decides, the sandbox and a real one.</summary>
public sealed class PlacementTestContractTests
{
    public static TheoryData<string> Hubs => ContractHub.All;

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task The_answer_for_a_placement_is_what_the_hub_decides(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        string cluster = await hub.ClusterAsync();
        await hub.MakeAsync(hub.Bindings, Json(
            """{"apiVersion":"cluster.open-cluster-management.io/v1beta2","kind":"ManagedClusterSetBinding","metadata":{"name":"global"},"spec":{"clusterSet":"global"}}"""));
        string tolerations = """ "tolerations":[{"operator":"Exists"}]""";
        (string Name, string Spec)[] placements =
        [
            ("all", $$"""{ {{tolerations}} }"""),
            ("one", $$"""{"numberOfClusters":1,{{tolerations}} }"""),
            ("named", $$"""{"predicates":[{"requiredClusterSelector":{"celSelector":{"celExpressions":["managedCluster.metadata.name == '{{cluster}}'"]} } }]}"""),
            ("largest", $$"""{"numberOfClusters":1,{{tolerations}},"prioritizerPolicy":{"configurations":[{"scoreCoordinate":{"builtIn":"ResourceAllocatableMemory"},"weight":3}]} }"""),
            ("grouped", $$"""{ {{tolerations}},"decisionStrategy":{"groupStrategy":{"clustersPerDecisionGroup":1} } }"""),
            ("none", """{"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"contract":"nobody"}}}}]}"""),
            ("wrong", """{"tolerations":[{"key":"k","operator":"Exists","value":"v"}]}"""),
        ];
        foreach ((string name, string spec) in placements)
        {
            await hub.MakeAsync(hub.Placements, Json(
                $$"""{"apiVersion":"cluster.open-cluster-management.io/v1beta1","kind":"Placement","metadata":{"name":"{{name}}"},"spec":{{spec}} }"""));
            await hub.EventuallyAsync(
                $"{hub.Placements}/{name}", value => ContractAnswer.ConditionOf(value, "PlacementMisconfigured") is not null, "it is decided");
            await AgreesAsync(hub, name);
        }
    }

    /// <summary>Others use a real hub too, and move the scores: each time the two differ the hub is made to look again.</summary>
    private static async Task AgreesAsync(ContractHub hub, string name)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        PlacementTester tester = new(hub.Connection);
        string decided = "";
        string answer = "";
        for (int i = 0; i < 30; i++)
        {
            JsonObject placement = (await tester.ReadAsync(hub.Name, name, cancel))!;
            PlacementTestOutcome outcome = await tester.TestAsync(placement, asItIs: true, cancel);
            PlacementTest[] selected = [.. outcome.Rows.Where(row => row.Selected)];
            answer = string.Join(" ", selected.Select(row => $"{row.GroupIndex}/{row.Cluster}").Order(StringComparer.Ordinal)) + $" {outcome.Satisfied}";
            JsonObject decisions = (await hub.GetAsync($"{hub.Placements[..^"placements".Length]}placementdecisions?labelSelector={DecisionFacts.PlacementLabel}%3D{name}")).Json;
            bool satisfied = ContractAnswer.ConditionOf(placement, "PlacementSatisfied") == "True" && ContractAnswer.ConditionOf(placement, "PlacementMisconfigured") == "False";
            decided = string.Join(" ", decisions.ObjectsAt("items")
                .SelectMany(decision => DecisionFacts.Parse(decision).Clusters.Select(one => $"{decision.TextAt("metadata", "labels", DecisionFacts.GroupIndexLabel)}/{one}"))
                .Order(StringComparer.Ordinal)) + $" {satisfied}";
            if (answer == decided && outcome.Differences.Count == 0)
            {
                return;
            }

            await hub.MergeAsync($"{hub.Placements}/{name}", $$"""{"metadata":{"annotations":{"contract":"{{i}}"} } }""");
            await Task.Delay(100, cancel);
        }

        Assert.Fail($"Of the placement {name} the hub says '{decided}' and the tester '{answer}'.");
    }
}
