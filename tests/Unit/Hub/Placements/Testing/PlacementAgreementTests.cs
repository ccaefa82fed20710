using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Placements.Testing;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Placements.Testing;

/// <summary>
/// On hubs with whatever clusters, sets, scores and placements, what the tester works out over real sockets is what the
/// hub has decided.
/// </summary>
public sealed class PlacementAgreementTests
{
    private const int Clusters = 20;
    private const int Placements = 16;

    // Each is tried with each other sooner or later; the same seed makes the same hub.
    private static readonly string[] Labels = ["""{"env":"prod"}""", """{"env":"dev","tier":"web"}""", """{"env":"prod","tier":"web"}""", "{}"];
    private static readonly string[] Sets = ["", "", "", "blue", "blue", "gone"];
    private static readonly string[] Taints =
    [
        "[]", "[]", "[]", "[]", """[{"key":"gpu","value":"a","effect":"NoSelect"}]""", """[{"key":"old","effect":"NoSelectIfNew"}]""",
        """[{"key":"soft","effect":"PreferNoSelect"}]""",
    ];

    private static readonly string[] Predicates =
    [
        "[]", "[]", "[]", "[]", """[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"env":"prod"}}}}]""",
        """[{"requiredClusterSelector":{"labelSelector":{"matchExpressions":[{"key":"tier","operator":"DoesNotExist"}]},"claimSelector":{"matchExpressions":[{"key":"zone","operator":"In","values":["z1"]}]}}}]""",
        """[{"requiredClusterSelector":{"claimSelector":{"matchExpressions":[{"key":"zone","operator":"Exists"}]}}},{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"tier":"web"}}}}]""",
        """[{"requiredClusterSelector":{"celSelector":{"celExpressions":["managedCluster.metadata.labels['env'] == 'prod'","managedCluster.status.clusterClaims.exists(c, c.name == 'zone')"]}}}]""",
        """[{"requiredClusterSelector":{"celSelector":{"celExpressions":["managedCluster.scores('load').exists(s, s.value > 10)"]}}}]""",
    ];

    private static readonly string[] Tolerations =
    [
        "[]", "[]", """[{"key":"gpu","operator":"Exists"}]""", """[{"operator":"Exists"}]""", """[{"operator":"Exists","tolerationSeconds":3600}]""",
        """[{"key":"gpu","value":"b"},{"key":"old","operator":"Exists","tolerationSeconds":0}]""",
    ];

    private static readonly string[] Policies =
    [
        "{}", "{}", "{}", """{"configurations":[{"scoreCoordinate":{"builtIn":"ResourceAllocatableCPU"},"weight":3},{"scoreCoordinate":{"builtIn":"Balance"},"weight":2}]}""",
        """{"mode":"Exact","configurations":[{"scoreCoordinate":{"builtIn":"ResourceAllocatableMemory"},"weight":-2}]}""",
        """{"configurations":[{"scoreCoordinate":{"type":"AddOn","addOn":{"resourceName":"load","scoreName":"cpu"}},"weight":2},{"scoreCoordinate":{"builtIn":"Steady"},"weight":0}]}""",
    ];

    private static readonly string[] Misconfigured =
    [
        """{"predicates":[{"requiredClusterSelector":{"celSelector":{"celExpressions":["managedCluster.nonsense("]}}}]}""",
        """{"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchExpressions":[{"key":"env","operator":"In"}]}}}]}""",
        """{"tolerations":[{"key":"gpu","operator":"Exists","value":"a"}]}""",
        """{"prioritizerPolicy":{"configurations":[{"scoreCoordinate":{"builtIn":"Nonsense"}}]}}""",
        """{"decisionStrategy":{"groupStrategy":{"clustersPerDecisionGroup":"many"}}}""",
    ];

    private static readonly string[] Strategies =
    [
        "{}", "{}", """{"clustersPerDecisionGroup":"40%"}""",
        """{"clustersPerDecisionGroup":2,"decisionGroups":[{"groupName":"web","groupClusterSelector":{"labelSelector":{"matchLabels":{"tier":"web"}}}}]}""",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task The_answer_is_what_the_hub_decides(int seed)
    {
        Random random = new(seed);
        await using PlacedHub hub = await PlacedHub.StartAsync();
        hub.Admin.Create(KubernetesTypes.Namespace, null, Sandbox.Placements.PlacementHub.Named("other"));
        hub.AddSet("blue");
        hub.AddSet("prod", """{"selectorType":"LabelSelector","labelSelector":{"matchLabels":{"env":"prod"}}}""");
        await Eventually.HoldsAsync(() => hub.Admin.Get(OcmTypes.ManagedClusterSet, null, "global") is not null, "the built-in sets are there");
        foreach (string set in new[] { "default", "blue", "prod" })
        {
            hub.Bind(set);
        }

        hub.Bind("global", "other");
        for (int i = 0; i < Clusters; i++)
        {
            Join(hub, random, $"c{i.ToString("00", CultureInfo.InvariantCulture)}");
        }

        int selected = 0;
        for (int i = 0; i < Placements; i++)
        {
            string @namespace = random.Next(4) == 0 ? "other" : "default";
            string spec = random.Next(6) == 0 ? Pick(random, Misconfigured) : Spec(random);
            hub.Place($"p{i}", spec, @namespace);
            selected += await AgreesAsync(hub, $"p{i}", @namespace, spec);
            if (i % 3 == 0)
            {
                await ChangeAsync(hub, random);
            }
        }

        // Agreement on nothing at all would be no agreement.
        Assert.True(selected > 2 * Placements, $"{selected} clusters were selected");
    }

    /// <summary>
    /// Waits until the hub and the tester agree. Other placements may still settle and move the scores of Balance, of
    /// which the hub takes no notice, so each time it is made to look again: its next decision is of the state that is tested.
    /// </summary>
    private static async Task<int> AgreesAsync(PlacedHub hub, string name, string @namespace, string spec)
    {
        await hub.DecidedAsync(name, @namespace);
        DateTime end = DateTime.UtcNow + Eventually.Patience;
        while (true)
        {
            JsonObject before = hub.Admin.Get(OcmTypes.Placement, @namespace, name)!;
            PlacementTestOutcome outcome = await hub.TestAsync(name, @namespace);
            string answer = $"{PlacedHub.Selected(outcome)} satisfied {outcome.Satisfied}";
            string decided = $"{hub.Decisions(name, @namespace)} satisfied {Holds(before, "PlacementSatisfied") && !Holds(before, "PlacementMisconfigured")}";
            if (answer == decided && outcome.Differences.Count == 0 && outcome.Rows.All(row => row.Selected == row.WasSelected))
            {
                return outcome.Rows.Count(row => row.Selected);
            }

            Assert.True(DateTime.UtcNow < end, $"Of {@namespace}/{name} {spec} the hub says\n{decided}\nand the tester\n{answer}\n{string.Join("\n", outcome.Warnings)}");
            hub.Change(OcmTypes.Placement, @namespace, name, value => value.Child("metadata").Child("annotations")["looked"] = $"{DateTime.UtcNow.Ticks}");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Changes the fleet, and sees that a placement of before agrees still.</summary>
    private static async Task ChangeAsync(PlacedHub hub, Random random)
    {
        JsonObject[] clusters = [.. hub.Admin.List(OcmTypes.ManagedCluster)];
        string name = clusters[random.Next(clusters.Length)].Name();
        if (random.Next(4) == 0)
        {
            hub.Admin.Delete(OcmTypes.ManagedCluster, null, name);
        }
        else
        {
            string taints = Pick(random, Taints);
            // In two steps: a taint that is there already would have to be sent with the time that the hub has given it.
            hub.Change(OcmTypes.ManagedCluster, null, name, value => value.Child("spec").Remove("taints"));
            hub.Change(OcmTypes.ManagedCluster, null, name, value => value.Child("spec")["taints"] = JsonNode.Parse(taints));
        }

        JsonObject[] placements = [.. hub.Admin.List(OcmTypes.Placement)];
        JsonObject placement = placements[random.Next(placements.Length)];
        await AgreesAsync(hub, placement.Name(), placement.Namespace(), placement["spec"]!.ToJsonString());
    }

    private static void Join(PlacedHub hub, Random random, string name)
    {
        JsonObject labels = Given.Json(Pick(random, Labels));
        if (Pick(random, Sets) is { Length: > 0 } set)
        {
            labels[ClusterSetFacts.ClusterSetLabel] = set;
        }

        int size = random.Next(1, 9);
        string resources = random.Next(5) == 0 ? "{}" : $$"""{"cpu":"{{size * 500}}m","memory":"{{size}}Gi"}""";
        string claims = random.Next(3) switch
        {
            0 => "[]",
            1 => """[{"name":"zone","value":"z1"}]""",
            _ => """[{"name":"zone","value":"z2"}]""",
        };
        hub.Join(name, labels.ToJsonString(), Pick(random, Taints), $$"""{"allocatable":{{resources}},"capacity":{{resources}},"clusterClaims":{{claims}} }""");
        if (random.Next(2) == 0)
        {
            string until = random.Next(3) == 0 ? ""","validUntil":"2020-01-01T00:00:00Z" """ : "";
            hub.Score(name, "load", $$"""{"scores":[{"name":"cpu","value":{{random.Next(-100, 101)}} }]{{until}} }""");
        }
    }

    private static string Spec(Random random)
    {
        string count = random.Next(3) == 0 ? "" : $"\"numberOfClusters\":{random.Next(0, 9)},";
        string sets = random.Next(3) switch
        {
            0 => """ "clusterSets":["blue","default"],""",
            1 => "",
            _ => random.Next(2) == 0 ? """ "clusterSets":["prod","absent"],""" : "",
        };
        return $$"""
            { {{count}}{{sets}}"predicates":{{Pick(random, Predicates)}},"tolerations":{{Pick(random, Tolerations)}},
             "prioritizerPolicy":{{Pick(random, Policies)}},"decisionStrategy":{"groupStrategy":{{Pick(random, Strategies)}} } }
            """;
    }

    private static string Pick(Random random, string[] values) => values[random.Next(values.Length)];

    private static bool Holds(JsonObject placement, string type) => ConditionList.IsTrue(placement.ArrayAt("status", "conditions"), type);
}
