using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Placements.Decisions;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Placements;

/// <summary>What a scheduler sees, in few words: namespace <c>ns</c>, placement <c>p</c>, set <c>default</c> bound.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    public static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    /// <summary>Asserts that JSON is another, whatever the order of members.</summary>
    public static void Same(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual.ToJsonString())), actual.ToJsonString());

    /// <summary>A placement with a spec.</summary>
    public static PlacementFacts Placement(string spec = "{}") => PlacementFacts.Parse(new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = "p", ["namespace"] = "ns" },
        ["spec"] = Json(spec),
    });

    /// <summary>A cluster of the set <c>default</c>; further labels as <c>key=value</c>.</summary>
    public static ManagedClusterFacts Cluster(string name, params string[] labels)
    {
        Dictionary<string, string> map = new() { [ClusterSetFacts.ClusterSetLabel] = "default" };
        foreach (string[] label in labels.Select(label => label.Split('=')))
        {
            map[label[0]] = label[1];
        }

        return new ManagedClusterFacts { Name = name, Labels = map };
    }

    /// <summary>A cluster with a spec and a status.</summary>
    public static ManagedClusterFacts ClusterOf(string name, string spec, string status = "{}") => ManagedClusterFacts.Parse(new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { [ClusterSetFacts.ClusterSetLabel] = "default" } },
        ["spec"] = Json(spec),
        ["status"] = Json(status),
    });

    /// <summary>Sets <c>default</c> and <c>global</c>, of which the first is bound.</summary>
    public static SchedulingSnapshot Snapshot(PlacementFacts placement, params ManagedClusterFacts[] clusters) => new()
    {
        Placement = placement,
        Clusters = clusters,
        ClusterSets = [Set("default"), Set("global", """{"selectorType":"LabelSelector","labelSelector":{}}""")],
        Bindings = ["default"],
        Now = Now,
    };

    public static ClusterSetFacts Set(string name, string selector = """{"selectorType":"ExclusiveClusterSetLabel"}""") => ClusterSetFacts.Parse(new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject { ["clusterSelector"] = Json(selector) },
    });

    /// <summary>A decision of the placement itself.</summary>
    public static DecisionFacts Decided(params string[] clusters) => new("ns", "p-decision-1", "p", clusters);

    /// <summary>A decision of another placement.</summary>
    public static DecisionFacts DecidedElsewhere(params string[] clusters) => new("ns", "q-decision-1", "q", clusters);

    public static AddOnScoreFacts Score(string cluster, string resource, string score, long value, DateTimeOffset? validUntil = null) =>
        new(cluster, resource, [KeyValuePair.Create(score, value)], validUntil);

    /// <summary>What the scheduler says.</summary>
    public static SchedulingResult Schedule(SchedulingSnapshot snapshot) => Scheduler.Schedule(snapshot, TestContext.Current.CancellationToken);

    /// <summary>The names of the selected clusters, sorted.</summary>
    public static string Selected(this SchedulingResult result) =>
        string.Join(" ", result.Clusters.Where(cluster => cluster.Selected).Select(cluster => cluster.Name));

    /// <summary>The verdict of a cluster.</summary>
    public static ClusterVerdict Of(this SchedulingResult result, string cluster) => result.Clusters.Single(verdict => verdict.Name == cluster);

    /// <summary>A condition as <c>status reason: message</c>.</summary>
    public static string Condition(this SchedulingResult result, string type) =>
        result.Conditions.Single(condition => condition.Type == type) is var condition
            ? $"{condition.Status} {condition.Reason}: {condition.Message}"
            : "";

    public static string Satisfied(this SchedulingResult result) => result.Condition("PlacementSatisfied");

    public static string Misconfigured(this SchedulingResult result) => result.Condition("PlacementMisconfigured");

    /// <summary>The groups as <c>name[p-decision-1: a b]</c>.</summary>
    public static string Text(this IEnumerable<DecisionGroup> groups) => string.Join(" ", groups.Select(group =>
        $"{group.Index}{group.Name}[{string.Join("; ", group.Decisions.Select(decision => $"{decision.Name}: {string.Join(" ", decision.Clusters)}"))}]"));
}
