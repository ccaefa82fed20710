using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Placements.Testing;
using OcmPowerShell.Sandbox;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Kinds;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Tests.Sandbox.Placements;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Placements.Testing;

/// <summary>A hub behind real sockets whose clusters only exist: with the controllers of placements and sets, or with none.</summary>
internal sealed class PlacedHub : IAsyncDisposable
{
    private readonly PlacementHub? _controllers;

    private PlacedHub(PlacementHub? controllers, SandboxHub sandbox, IResourceClient admin)
    {
        (_controllers, Sandbox, Admin) = (controllers, sandbox, admin);
        Connection = HubConnection.Open(sandbox.KubeconfigPath).Quick();
    }

    public SandboxHub Sandbox { get; }

    /// <summary>The hub from the inside.</summary>
    public IResourceClient Admin { get; }

    public HubConnection Connection { get; }

    public PlacementTester Tester => new(Connection);

    /// <summary>A hub that decides.</summary>
    public static async Task<PlacedHub> StartAsync()
    {
        PlacementHub controllers = new();
        return new PlacedHub(controllers, await ServeAsync(controllers.Api), controllers.Hub);
    }

    /// <summary>A hub where nothing happens but what a test does.</summary>
    public static async Task<PlacedHub> StillAsync()
    {
        ResourceApi api = new(HubResources.Table());
        InProcessClient admin = api.Client("test");
        admin.Create(KubernetesTypes.Namespace, null, PlacementHub.Named("default"));
        return new PlacedHub(null, await ServeAsync(api), admin);
    }

    /// <summary>Creates a cluster with its namespace.</summary>
    public void Join(string name, string labels = "{}", string taints = "[]", string status = "{}")
    {
        Admin.Create(KubernetesTypes.Namespace, null, PlacementHub.Named(name));
        JsonObject cluster = PlacementHub.Named(name, """{"metadata":{"labels":LABELS},"spec":{"hubAcceptsClient":true,"taints":TAINTS}}"""
            .Replace("LABELS", labels).Replace("TAINTS", taints));
        Admin.Create(OcmTypes.ManagedCluster, null, cluster);
        if (status != "{}")
        {
            // Of what a real cluster reports, this is what the API insists on.
            JsonObject reported = Given.Json(status);
            reported["conditions"] ??= new JsonArray();
            reported["version"] ??= new JsonObject();
            Admin.ChangeStatus(OcmTypes.ManagedCluster, null, name, value => value["status"] = reported.DeepClone());
        }
    }

    /// <summary>Creates a cluster set.</summary>
    public void AddSet(string name, string selector = """{"selectorType":"ExclusiveClusterSetLabel"}""") =>
        Admin.Create(OcmTypes.ManagedClusterSet, null, PlacementHub.Named(name, """{"spec":{"clusterSelector":SELECTOR}}""".Replace("SELECTOR", selector)));

    /// <summary>Binds a set to a namespace.</summary>
    public void Bind(string set, string @namespace = "default") => Admin.Create(
        OcmTypes.ManagedClusterSetBinding, @namespace, PlacementHub.Named(set, """{"spec":{"clusterSet":"SET"}}""".Replace("SET", set)));

    /// <summary>Publishes a score of a cluster.</summary>
    public void Score(string cluster, string resource, string status)
    {
        Admin.Create(OcmTypes.AddOnPlacementScore, cluster, PlacementHub.Named(resource));
        Admin.ChangeStatus(OcmTypes.AddOnPlacementScore, cluster, resource, value => value["status"] = Given.Json(status));
    }

    /// <summary>Creates a placement.</summary>
    public void Place(string name, string spec = "{}", string @namespace = "default") =>
        Admin.Create(OcmTypes.Placement, @namespace, PlacementHub.Named(name, """{"spec":SPEC}""".Replace("SPEC", spec)));

    /// <summary>Changes an object.</summary>
    public void Change(ResourceType type, string? @namespace, string name, Action<JsonObject> change) => Admin.Change(type, @namespace, name, value =>
    {
        change(value);
        return true;
    });

    /// <summary>A placement that is on no hub.</summary>
    public static JsonObject Described(string spec, string name = "p", string @namespace = "default") => new()
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace },
        ["spec"] = Given.Json(spec),
    };

    /// <summary>Waits until the hub has decided for a placement.</summary>
    public Task DecidedAsync(string name, string @namespace = "default") => Eventually.HoldsAsync(
        () => Admin.Get(OcmTypes.Placement, @namespace, name).ArrayAt("status", "conditions") is { Count: > 0 }, $"{@namespace}/{name} is decided");

    /// <summary>What the tester says of a placement on the hub.</summary>
    public async Task<PlacementTestOutcome> TestAsync(string name, string @namespace = "default")
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        JsonObject? placement = await Tester.ReadAsync(@namespace, name, cancel);
        Assert.NotNull(placement);
        return await Tester.TestAsync(placement, asItIs: true, cancel);
    }

    /// <summary>What the tester says of a placement that is on no hub, or otherwise there.</summary>
    public Task<PlacementTestOutcome> TestAsync(JsonObject placement) => Tester.TestAsync(placement, asItIs: false, TestContext.Current.CancellationToken);

    /// <summary>The hub's decisions for a placement, in groups: <c>0[a b] 1canary[c]</c>.</summary>
    public string Decisions(string name, string @namespace = "default") => Groups(
        Admin.List(OcmTypes.PlacementDecision, @namespace)
            .Where(decision => decision.TextAt("metadata", "labels", DecisionFacts.PlacementLabel) == name)
            .SelectMany(decision => DecisionFacts.Parse(decision).Clusters.Select(cluster => (
                decision.TextAt("metadata", "labels", DecisionFacts.GroupIndexLabel)!,
                decision.TextAt("metadata", "labels", DecisionFacts.GroupNameLabel)!,
                cluster))));

    /// <summary>The tester's rows in the same form.</summary>
    public static string Selected(PlacementTestOutcome outcome) => Groups(outcome.Rows
        .Where(row => row.Selected)
        .Select(row => ($"{row.GroupIndex}", row.Group == $"{row.GroupIndex}" ? "" : row.Group, row.Cluster)));

    public async ValueTask DisposeAsync()
    {
        Connection.Dispose();
        await Sandbox.DisposeAsync();
        if (_controllers is not null)
        {
            await _controllers.DisposeAsync();
        }
    }

    private static string Groups(IEnumerable<(string Index, string Name, string Cluster)> clusters) => string.Join(" ", clusters
        .GroupBy(cluster => (cluster.Index, cluster.Name), cluster => cluster.Cluster)
        .OrderBy(group => group.Key.Index.Length).ThenBy(group => group.Key.Index, StringComparer.Ordinal)
        .Select(group => $"{group.Key.Index}{group.Key.Name}[{string.Join(" ", group.Order(StringComparer.Ordinal))}]"));

    private static Task<SandboxHub> ServeAsync(ResourceApi api) => SandboxHub.StartAsync(
        new SandboxOptions { Clusters = [] },
        (_, _) => Task.FromResult(new SandboxParts(new AuthorizationFilter(api.Authorizer, new ApiServer(api)), [])),
        cancellationToken: TestContext.Current.CancellationToken);
}
