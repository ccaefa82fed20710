using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers.Rollouts;

namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>
/// OCM's add-on manager: it watches once for all of its controllers, each of which does one thing for a
/// ClusterManagementAddOn (key <c>/name</c>) or for a ManagedClusterAddOn (key <c>cluster/name</c>).
/// </summary>
/// <param name="hub">The hub, as <c>addon</c>.</param>
/// <param name="backoff">Pause before an add-on that failed is tried again.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told of everything unexpected.</param>
internal sealed class AddOnManager(IResourceClient hub, Backoff backoff, TimeProvider time, Action<ActorFault> report) : IActor
{
    private const string Lifecycle = "addon.open-cluster-management.io/lifecycle";

    private readonly Dictionary<string, JsonObject> _clusterAnnotations = [];

    public string Name => "add-on manager";

    /// <summary>Whether an add-on is installed and configured from here; else its own controller does it.</summary>
    public static bool Manages(JsonObject managementAddOn) =>
        managementAddOn.At("metadata", "annotations", Lifecycle) is not { } lifecycle || lifecycle.TextAt() == "addon-manager";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var loop = new ReconcileLoop(Name, report, backoff, time, cancellationToken);
        using var addOns = new ResourceCache<JsonObject>(hub, OcmTypes.ManagedClusterAddOn, addOn => addOn, addOn => addOn.Name());
        using var works = new ResourceCache<JsonObject>(hub, OcmTypes.ManifestWork, work => work, AddOnOf);
        var configs = new AddOnConfigs(hub);
        Follow(loop, OcmTypes.ClusterManagementAddOn, value => AddAll(loop, addOns, value.Name()));
        loop.Follow("the watch of managedclusteraddons", stop => addOns.FollowAsync(
            (before, after) =>
            {
                var addOn = (after ?? before)!;
                loop.Add($"{addOn.Namespace()}/{addOn.Name()}");
                loop.Add($"/{addOn.Name()}");
            },
            stop));
        loop.Follow("the watch of manifestworks", stop => works.FollowAsync(
            (before, after) => loop.AddAll(new[] { before, after }.OfType<JsonObject>().Select(AddOnOf)), stop));
        Follow(loop, OcmTypes.Placement, value => AddPlaced(loop, value.Namespace(), value.Name()));
        Follow(loop, OcmTypes.PlacementDecision, value => AddPlaced(loop, value.Namespace(), PlacementDecisions.PlacementOf(value)));
        Follow(loop, OcmTypes.ManagedCluster, value => AddOnsOf(loop, value));
        foreach (var kind in AddOnConfigs.Kinds)
        {
            Follow(loop, kind, _ => AddConfigured(loop, addOns));
        }

        await loop.RunAsync(new AddOnReconciler(hub, addOns, works, configs, time).Reconcile);
    }

    /// <summary>The key of the add-on that a work is of; null for another work.</summary>
    private static string? AddOnOf(JsonObject work) => work.TextAt("metadata", "labels", AddOnNames.AddOnLabel) is { Length: > 0 } addOn
        ? $"{work.TextAt("metadata", "labels", AddOnNames.NamespaceLabel) ?? work.Namespace()}/{addOn}"
        : null;

    private static void AddAll(ReconcileLoop loop, ResourceCache<JsonObject> addOns, string name)
    {
        loop.Add($"/{name}");
        foreach (var addOn in addOns.Of(name))
        {
            loop.Add($"{addOn.Namespace()}/{name}");
        }
    }

    private void Follow(ReconcileLoop loop, ResourceType type, Action<JsonObject> changed) =>
        loop.Follow($"the watch of {type}", async stop =>
        {
            await foreach (var change in hub.WatchAsync(type, null, stop))
            {
                changed(change.Object);
            }
        });

    private void AddPlaced(ReconcileLoop loop, string @namespace, string placement)
    {
        foreach (var managed in hub.List(OcmTypes.ClusterManagementAddOn))
        {
            if (managed.ObjectsAt("spec", "installStrategy", "placements")
                .Any(item => (item.TextAt("namespace"), item.TextAt("name")) == (@namespace, placement)))
            {
                loop.Add($"/{managed.Name()}");
            }
        }
    }

    /// <summary>Configurations are few and change seldom: everybody who could mean one looks again.</summary>
    private void AddConfigured(ReconcileLoop loop, ResourceCache<JsonObject> addOns)
    {
        foreach (var managed in hub.List(OcmTypes.ClusterManagementAddOn))
        {
            AddAll(loop, addOns, managed.Name());
        }
    }

    /// <summary>A cluster concerns its add-ons; what changed of its annotations is passed on by <see cref="AddOnAnnotations"/>.</summary>
    private void AddOnsOf(ReconcileLoop loop, JsonObject cluster)
    {
        var annotations = AddOnAnnotations.Of(cluster);
        var known = _clusterAnnotations.GetValueOrDefault(cluster.Name());
        _clusterAnnotations[cluster.Name()] = annotations;
        var changed = known is not null && !JsonEquality.Same(known, annotations);
        foreach (var addOn in hub.List(OcmTypes.ManagedClusterAddOn, cluster.Name()))
        {
            if (changed)
            {
                new AddOnAnnotations(hub).Sync(addOn, annotations);
            }

            loop.Add($"{addOn.Namespace()}/{addOn.Name()}");
        }
    }
}
