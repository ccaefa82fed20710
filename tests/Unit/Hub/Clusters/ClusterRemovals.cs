using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Tests.Hub.Registration;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Clusters;

/// <summary>What the tests of removals make, break and look at: the cluster one.</summary>
internal static class ClusterRemovals
{
    public const string AddOnsPath = "/apis/addon.open-cluster-management.io/v1alpha1/namespaces/one/managedclusteraddons";
    public const string WorksPath = "/apis/work.open-cluster-management.io/v1/namespaces/one/manifestworks";
    private const string Placements = "/apis/cluster.open-cluster-management.io/v1beta1/namespaces/default";
    public const string ClusterPath = JoiningHub.Clusters + "/one";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<ClusterRemoval> RemovalAsync(
        JoiningHub hub, bool waits = false, bool force = false, int seconds = 25, TimeSpan? patience = null, Action<string>? warn = null) =>
        new(hub.Connection, await ClusterRemoval.PlanAsync(hub.Connection, "one", "", Cancel), TimeSpan.FromSeconds(seconds))
        {
            Waits = waits,
            RemovesFinalizers = force,
            HubPatience = patience ?? TimeSpan.FromSeconds(10),
            Warn = warn ?? (_ => { }),
        };

    /// <summary>A work that the agent has applied, so that its finalizer is there.</summary>
    public static async Task AddWorkAsync(JoiningHub hub, string name, string metadata = "{}")
    {
        JsonNode meta = JsonNode.Parse(metadata)!;
        meta["name"] = name;
        var body = new JsonObject
        {
            ["apiVersion"] = "work.open-cluster-management.io/v1",
            ["kind"] = "ManifestWork",
            ["metadata"] = meta,
            ["spec"] = new JsonObject { ["workload"] = new JsonObject { ["manifests"] = new JsonArray(JsonNode.Parse($$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{name}}","namespace":"default"} }""")) } },
        };
        await hub.SendAsync("POST", WorksPath, body.ToJsonString());
        await Eventually.HoldsAsync(() => Stored(hub, $"{WorksPath}/{name}")["status"]?["conditions"] is not null, "that the agent applies the work");
    }

    public static Task AddAddOnAsync(JoiningHub hub, string name, bool hold = false) => hub.SendAsync(
        "POST", AddOnsPath, $$$"""{"apiVersion":"addon.open-cluster-management.io/v1alpha1","kind":"ManagedClusterAddOn","metadata":{"name":"{{{name}}}"{{{(hold ? ""","finalizers":["test/hold"]""" : "")}}}},"spec":{}}""");

    /// <summary>A replica set for the placement of the same name.</summary>
    public static Task AddReplicaSetAsync(JoiningHub hub, string name) => hub.SendAsync(
        "POST",
        "/apis/work.open-cluster-management.io/v1alpha1/namespaces/default/manifestworkreplicasets",
        new JsonObject
        {
            ["apiVersion"] = "work.open-cluster-management.io/v1alpha1",
            ["kind"] = "ManifestWorkReplicaSet",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = new JsonObject
            {
                ["placementRefs"] = new JsonArray(new JsonObject { ["name"] = name }),
                ["manifestWorkTemplate"] = new JsonObject { ["workload"] = new JsonObject { ["manifests"] = new JsonArray(JsonNode.Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"set","namespace":"default"} }""")) } },
            },
        }.ToJsonString());

    /// <summary>Cuts the cluster off, and lets the hub know at once what it finds out in five minutes.</summary>
    public static async Task DieAsync(JoiningHub hub)
    {
        await hub.SendAsync("PATCH", "/sandbox/v1/clusters/one", """{"offline":true}""");
        JsonObject cluster = await hub.SendAsync("GET", ClusterPath);
        JsonArray conditions = cluster["status"]!["conditions"]!.AsArray();
        JsonNode available = conditions.Single(condition => (string?)condition!["type"] == "ManagedClusterConditionAvailable")!;
        available["status"] = "Unknown";
        await hub.SendAsync("PATCH", $"{ClusterPath}/status", new JsonObject { ["status"] = new JsonObject { ["conditions"] = conditions.DeepClone() } }.ToJsonString());
        Assert.Equal(ClusterStatus.Unknown, (await hub.ClusterAsync("one")).Status);
    }

    public static async Task PlaceAsync(JoiningHub hub, string name, string spec)
    {
        await hub.SendAsync("POST", $"{Placements.Replace("v1beta1", "v1beta2", StringComparison.Ordinal)}/managedclustersetbindings", """{"apiVersion":"cluster.open-cluster-management.io/v1beta2","kind":"ManagedClusterSetBinding","metadata":{"name":"default"},"spec":{"clusterSet":"default"}}""");
        await hub.SendAsync("POST", $"{Placements}/placements", $$$"""{"apiVersion":"cluster.open-cluster-management.io/v1beta1","kind":"Placement","metadata":{"name":"{{{name}}}"},"spec":{{{spec}}}}""");
    }

    public static string[] Selected(JoiningHub hub, string placement) =>
        [.. Items(hub, $"{Placements}/placementdecisions").Where(item => (string?)item["metadata"]!["labels"]!["cluster.open-cluster-management.io/placement"] == placement)
            .SelectMany(item => item["status"]?["decisions"]?.AsArray() ?? []).Select(decision => (string)decision!["clusterName"]!)];

    /// <summary>What our client changed, and not the test or the hub's own; not what it sent again because the hub had changed the same object.</summary>
    public static IReadOnlyList<string> OwnChanges(JoiningHub hub) =>
        [.. hub.Changes().Where(change => change.Status != 409 && !change.Path.StartsWith("/sandbox", StringComparison.Ordinal) && (change.Method == "DELETE" || change.QueryString.Contains("OcmPowerShell", StringComparison.Ordinal))).Select(change => $"{change.Method} {change.Path}")];

    public static string WithoutVersion(string body)
    {
        JsonObject metadata = JsonNode.Parse(body)!["metadata"]!.AsObject();
        Assert.True(metadata.Remove("resourceVersion"));
        return metadata.ToJsonString();
    }

    public static async Task<string[]> ListAsync(JoiningHub hub, string path) =>
        [.. (await hub.SendAsync("GET", path))["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!)];

    public static JsonObject Stored(JoiningHub hub, string path) => hub.SendAsync("GET", path).GetAwaiter().GetResult();

    public static IEnumerable<JsonNode> Items(JoiningHub hub, string path) => Stored(hub, path)["items"]!.AsArray().OfType<JsonNode>();

    public static string[] Names(JoiningHub hub, string path) => [.. Items(hub, path).Select(item => (string)item["metadata"]!["name"]!)];
}
