using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Tests.Hub.Placements;
using OcmPowerShell.Tests.Sandbox.Agents;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Placements;

/// <summary>Whatever is done to a hub, what its controller has written in the end is what the scheduler says.</summary>
public sealed class SchedulerAgreementTests
{
    private const int Scripts = 12;

    // Not Balance: a placement is not scheduled again because another one has decided.
    private const string Steady = """{"prioritizerPolicy":{"mode":"Exact","configurations":[{"scoreCoordinate":{"builtIn":"Steady"}}]}}""";

    private static readonly (string What, Action<PlacementHub> Do)[] Steps =
    [
        ("join a", hub => Join(hub, "a")),
        ("join b", hub => Join(hub, "b")),
        ("join c", hub => Join(hub, "c")),
        ("delete b", hub => hub.Hub.Delete(OcmTypes.ManagedCluster, null, "b")),
        ("taint a", hub => hub.Change("a", value => value.Child("spec").Default("taints", new JsonArray(Given.Json("""{"key":"k","effect":"NoSelect"}"""))))),
        ("untaint a", hub => hub.Change("a", value => value.Child("spec").Remove("taints"))),
        ("move c", hub => hub.Change("c", value => value.Child("metadata").Child("labels")[ClusterSetFacts.ClusterSetLabel] = "other")),
        ("label b", hub => hub.Change("b", value => value.Child("metadata").Child("labels")["env"] = "prod")),
        ("bind default", hub => Bind(hub, "default")),
        ("bind global", hub => Bind(hub, "global")),
        ("unbind default", hub => hub.Hub.Delete(OcmTypes.ManagedClusterSetBinding, "default", "default")),
        ("p takes one", hub => hub.ChangeSpec("p", spec => spec["numberOfClusters"] = 1)),
        ("p takes all", hub => hub.ChangeSpec("p", spec => spec.Remove("numberOfClusters"))),
        ("p in groups", hub => hub.ChangeSpec("p", spec => spec["decisionStrategy"] = Given.Json("""{"groupStrategy":{"clustersPerDecisionGroup":1}}"""))),
        ("p wants prod", hub => hub.ChangeSpec("p", spec => spec["predicates"] =
            new JsonArray(Given.Json("""{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"env":"prod"}}}}""")))),
        ("q in global only", hub => hub.ChangeSpec("q", spec => spec["clusterSets"] = new JsonArray("global"))),
        ("lose decision", hub => hub.Hub.Delete(OcmTypes.PlacementDecision, "default", "p-decision-1")),
    ];

    [Fact]
    public async Task The_controller_agrees_with_the_scheduler()
    {
        Gen<int[]> scripts = Gen.Choose(0, Steps.Length - 1).ArrayOf(25);
        foreach (int[] script in scripts.Sample(Scripts))
        {
            await using PlacementHub hub = new();
            hub.Place("p", Steady);
            hub.Place("q", Steady);
            foreach (int step in script)
            {
                Steps[step].Do(hub);
            }

            string now = "";
            await TestFleet.UntilAsync(
                () => (now = Written(hub)) == Wanted(hub),
                () => $"After {string.Join(", ", script.Select(step => Steps[step].What))} there is\n{now}\nand not\n{Wanted(hub)}");
        }
    }

    private static void Join(PlacementHub hub, string cluster)
    {
        if (hub.Hub.Get(OcmTypes.ManagedCluster, null, cluster) is null)
        {
            hub.Join(cluster);
        }
    }

    private static void Bind(PlacementHub hub, string set)
    {
        if (hub.Hub.Get(OcmTypes.ManagedClusterSetBinding, "default", set) is null)
        {
            hub.Bind(set);
        }
    }

    private static string Written(PlacementHub hub) => string.Join("\n", hub.Hub.List(OcmTypes.Placement).Select(placement =>
        $"{placement.Name()} {string.Join(" ", hub.Decisions(placement.Name()).Select(decision =>
            $"{decision.Name()}:{string.Join(",", DecisionFacts.Parse(decision).Clusters)}"))} "
        + string.Join(" ", placement.ObjectsAt("status", "conditions").Select(condition => condition.TextAt("reason")))));

    /// <summary>What the scheduler says of the hub as it is, the controller's decisions included.</summary>
    private static string Wanted(PlacementHub hub) => string.Join("\n", hub.Hub.List(OcmTypes.Placement).Select(placement =>
    {
        SchedulingResult result = Given.Schedule(new SchedulingSnapshot
        {
            Placement = PlacementFacts.Parse(placement),
            Clusters = [.. hub.Hub.List(OcmTypes.ManagedCluster).Select(ManagedClusterFacts.Parse)],
            ClusterSets = [.. hub.Hub.List(OcmTypes.ManagedClusterSet).Select(ClusterSetFacts.Parse)],
            Bindings = [.. hub.Hub.List(OcmTypes.ManagedClusterSetBinding, "default").Select(binding => binding.Name())],
            Decisions = [.. hub.Hub.List(OcmTypes.PlacementDecision).Select(DecisionFacts.Parse)],
            Now = TimeProvider.System.GetUtcNow(),
        });
        return $"{placement.Name()} {string.Join(" ", result.Groups.SelectMany(group => group.Decisions).Select(decision =>
            $"{decision.Name}:{string.Join(",", decision.Clusters)}"))} {string.Join(" ", result.Conditions.Select(condition => condition.Reason))}";
    }));
}
