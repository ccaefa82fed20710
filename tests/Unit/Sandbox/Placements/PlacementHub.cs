using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Controllers.ClusterSets;
using OcmPowerShell.Sandbox.Controllers.Placement;
using OcmPowerShell.Sandbox.Kinds;
using OcmPowerShell.Tests.Hub.Placements;
using OcmPowerShell.Tests.Sandbox.Agents;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Placements;

/// <summary>A hub in this process with the controllers of placements and cluster sets, and nothing else.</summary>
internal sealed class PlacementHub : IAsyncDisposable
{
    private readonly List<Supervisor> _actors = [];
    private readonly ConcurrentQueue<ActorFault> _faults = new();

    /// <param name="time">The clock.</param>
    /// <param name="schedulerClient">Stands between the placement controller and the hub.</param>
    public PlacementHub(TimeProvider? time = null, Func<IResourceClient, IResourceClient>? schedulerClient = null)
    {
        var clock = time ?? TimeProvider.System;
        var api = Api = new ResourceApi(HubResources.Table(clock), time: clock);
        Hub = api.Client("tester");
        Hub.Create(KubernetesTypes.Namespace, null, Named("default"));
        var retry = new Backoff(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(200));
        IResourceClient registration = api.Client("registration");
        IResourceClient placement = api.Client("placement");
        Run(
            new BuiltInClusterSets(registration, retry, clock, _faults.Enqueue),
            new ClusterSetController(registration, retry, clock, _faults.Enqueue),
            new ClusterSetBindingController(registration, retry, clock, _faults.Enqueue),
            new ManagedNamespaceController(registration, retry, clock, _faults.Enqueue),
            new PlacementController(schedulerClient?.Invoke(placement) ?? placement, retry, clock, _faults.Enqueue));

        void Run(params IActor[] actors) => _actors.AddRange(actors.Select(actor => new Supervisor(actor, _faults.Enqueue, retry, clock)));
    }

    /// <summary>The hub's API, to be served over sockets.</summary>
    public ResourceApi Api { get; }

    /// <summary>The hub as the user.</summary>
    public IResourceClient Hub { get; }

    /// <summary>An object that has a name and what is given.</summary>
    public static JsonObject Named(string name, string rest = "{}")
    {
        var value = Given.Json(rest);
        value.Child("metadata")["name"] = name;
        return value;
    }

    /// <summary>Creates accepted clusters.</summary>
    public void Join(params IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            Hub.Create(OcmTypes.ManagedCluster, null, Named(name, """{"spec":{"hubAcceptsClient":true}}"""));
        }
    }

    /// <summary>Binds a set to the namespace <c>default</c>.</summary>
    public void Bind(string set) =>
        Hub.Create(OcmTypes.ManagedClusterSetBinding, "default", Named(set, """{"spec":{"clusterSet":"SET"}}""".Replace("SET", set)));

    /// <summary>Creates a placement in the namespace <c>default</c>.</summary>
    public void Place(string name, string spec = "{}") => Hub.Create(OcmTypes.Placement, "default", Named(name, """{"spec":SPEC}""".Replace("SPEC", spec)));

    /// <summary>Changes a cluster.</summary>
    public void Change(string cluster, Action<JsonObject> change) => Hub.Change(OcmTypes.ManagedCluster, null, cluster, value =>
    {
        change(value);
        return true;
    });

    /// <summary>Changes the spec of a placement.</summary>
    public void ChangeSpec(string placement, Action<JsonObject> change) => Hub.Change(OcmTypes.Placement, "default", placement, value =>
    {
        change(value.Child("spec"));
        return true;
    });

    /// <summary>Waits for a placement to be as wished.</summary>
    public Task<JsonObject> PlacementAsync(string name, Func<JsonObject, bool> wish) =>
        TestFleet.ObjectAsync(Hub, OcmTypes.Placement, "default", name, wish);

    /// <summary>Waits until a placement has selected certain clusters.</summary>
    public Task SelectsAsync(string placement, string clusters) => TestFleet.UntilAsync(
        () => Selected(placement) == clusters && Hub.Get(OcmTypes.Placement, "default", placement).At("status", "conditions") is not null,
        () => $"{placement} has selected '{Selected(placement)}' and not '{clusters}'; {string.Join("; ", _faults)}");

    /// <summary>The names of the clusters in a placement's decisions, sorted.</summary>
    public string Selected(string placement) => string.Join(" ", Decisions(placement)
        .SelectMany(decision => decision.ObjectsAt("status", "decisions")).Select(decision => decision.TextAt("clusterName")).Order(StringComparer.Ordinal));

    /// <summary>The PlacementDecisions of a placement.</summary>
    public IEnumerable<JsonObject> Decisions(string placement) => Hub.List(OcmTypes.PlacementDecision, "default")
        .Where(decision => decision.TextAt("metadata", "labels", DecisionFacts.PlacementLabel) == placement);

    public async ValueTask DisposeAsync()
    {
        foreach (var actor in _actors)
        {
            await actor.DisposeAsync();
        }

        Assert.Empty(_faults);
    }
}
