using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Kinds;
using OcmPowerShell.Sandbox.ManagedClusters;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Agents;

/// <summary>A hub and its fleet in this process, fast, with the waiting that tests need.</summary>
internal sealed class TestFleet : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ResourceApi _hub;
    private readonly ConcurrentDictionary<string, ResourceApi> _clusters = new();
    private readonly SandboxFleet _fleet;

    public TestFleet(Func<SandboxFleetOptions, SandboxFleetOptions>? configure = null, Func<string, IResourceClient, IResourceClient>? hubClient = null)
    {
        _hub = new ResourceApi(HubResources.Table());
        Hub = _hub.Client("tester");
        var options = new SandboxFleetOptions
        {
            ProfileOf = _ => new ManagedClusterProfile { WorkloadDelay = TimeSpan.FromMilliseconds(60) },
            StatusInterval = TimeSpan.FromMilliseconds(10),
            Retry = new Backoff(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(200)),
            Report = Faults.Enqueue,
        };
        options = configure?.Invoke(options) ?? options;
        _fleet = new SandboxFleet(
            manager => hubClient?.Invoke(manager, _hub.Client(manager)) ?? _hub.Client(manager),
            (cluster, manager) => Api(cluster).Client(manager),
            options);
        _fleet.Start();
    }

    /// <summary>The hub as the user.</summary>
    public IResourceClient Hub { get; }

    /// <summary>The fleet itself.</summary>
    public SandboxFleet Fleet => _fleet;

    /// <summary>What actors reported.</summary>
    public ConcurrentQueue<ActorFault> Faults { get; } = new();

    /// <summary>Starts a fleet of joined clusters.</summary>
    public static async Task<TestFleet> WithAsync(string[] clusters, Func<SandboxFleetOptions, SandboxFleetOptions>? configure = null)
    {
        var fleet = new TestFleet(configure);
        await fleet.JoinAsync(clusters);
        return fleet;
    }

    /// <summary>Adds clusters and waits until they have joined.</summary>
    public async Task JoinAsync(params string[] clusters)
    {
        FleetSeed.Create(Hub, clusters);
        foreach (var cluster in clusters)
        {
            await ManagedClusterAsync(cluster, value => ConditionList.IsTrue(value.ArrayAt("status", "conditions"), "ManagedClusterJoined"));
        }
    }

    /// <summary>A managed cluster as its own admin.</summary>
    public IResourceClient Cluster(string name) => Api(name).Client("cluster-admin");

    /// <summary>Creates a work from manifests.</summary>
    public JsonObject CreateWork(string cluster, string name, JsonArray manifests, JsonObject? spec = null)
    {
        var complete = spec ?? [];
        complete["workload"] = new JsonObject { ["manifests"] = manifests };
        return Hub.Create(OcmTypes.ManifestWork, cluster, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = complete,
        });
    }

    /// <summary>Changes the spec of a work.</summary>
    public JsonObject ChangeWork(string cluster, string name, Action<JsonObject> change) =>
        Hub.Change(OcmTypes.ManifestWork, cluster, name, value =>
        {
            change(value.Child("spec"));
            return true;
        })!;

    /// <summary>Waits for a work to be as wished.</summary>
    public Task<JsonObject> WorkAsync(string cluster, string name, Func<JsonObject, bool> wish) =>
        ObjectAsync(Hub, OcmTypes.ManifestWork, cluster, name, wish);

    /// <summary>Waits until a condition of a work has a status, of the newest generation.</summary>
    public Task<JsonObject> WorkAsync(string cluster, string name, string type, string status) =>
        WorkAsync(cluster, name, work => ConditionList.Find(work.ArrayAt("status", "conditions"), type) is { } condition
            && condition.TextAt("status") == status && condition.IntegerAt("observedGeneration") == work.Generation());

    /// <summary>Waits for a ManagedCluster to be as wished.</summary>
    public async Task<JsonObject> ManagedClusterAsync(string name, Func<JsonObject, bool> wish)
    {
        JsonObject? last = null;
        await UntilAsync(() => (last = Hub.Get(OcmTypes.ManagedCluster, null, name)) is not null && wish(last),
            () => $"managedcluster {name} is {last?.ToJsonString() ?? "missing"}; faults: {string.Join("; ", Faults.Take(3))}");
        return last!;
    }

    /// <summary>Waits for an object to be as wished.</summary>
    public static async Task<JsonObject> ObjectAsync(
        IResourceClient client, ResourceType type, string? @namespace, string name, Func<JsonObject, bool> wish)
    {
        JsonObject? last = null;
        await UntilAsync(() => (last = client.Get(type, @namespace, name)) is not null && wish(last),
            () => $"{type} {@namespace}/{name} is {last?.ToJsonString() ?? "missing"}");
        return last!;
    }

    /// <summary>Waits until an object is gone.</summary>
    public static Task GoneAsync(IResourceClient client, ResourceType type, string? @namespace, string name) =>
        UntilAsync(() => client.Get(type, @namespace, name) is null,
            () => $"{type} {@namespace}/{name} is still there: {client.Get(type, @namespace, name)?.ToJsonString()}");

    /// <summary>Waits for something, and says how it was when it did not come.</summary>
    public static async Task UntilAsync(Func<bool> holds, Func<string> otherwise)
    {
        var end = DateTime.UtcNow + Patience;
        while (!holds())
        {
            if (DateTime.UtcNow > end)
            {
                Assert.Fail(otherwise());
            }

            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    private ResourceApi Api(string cluster) => _clusters.GetOrAdd(cluster, _ => new ResourceApi(ManagedClusterResources.Table()));
}
