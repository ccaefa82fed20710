using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers.Rollouts;

namespace OcmPowerShell.Sandbox.Controllers.ReplicaSets;

/// <summary>Keeps a ManifestWork on every cluster that the placements of a ManifestWorkReplicaSet decided on.</summary>
/// <param name="hub">The hub, as <c>work</c>.</param>
/// <param name="backoff">Pause before a set that failed is tried again.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told of everything unexpected.</param>
internal sealed class ReplicaSetController(IResourceClient hub, Backoff backoff, TimeProvider time, Action<ActorFault> report) : IActor
{
    public string Name => "replica set controller";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var loop = new ReconcileLoop(Name, report, backoff, time, cancellationToken);
        using var works = new ResourceCache<JsonObject>(hub, OcmTypes.ManifestWork, work => work, ReplicaSetWork.SetOf);
        loop.Follow("the watch of manifestworks", stop => works.FollowAsync(
            (before, after) => loop.AddAll(new[] { before, after }.OfType<JsonObject>().Select(ReplicaSetWork.SetOf)), stop));
        loop.Follow("the watch of manifestworkreplicasets", async stop =>
        {
            await foreach (var change in hub.WatchAsync(OcmTypes.ManifestWorkReplicaSet, null, stop))
            {
                loop.Add(ReplicaSetWork.KeyOf(change.Object));
            }
        });
        loop.Follow("the watch of placements", async stop =>
        {
            await foreach (var change in hub.WatchAsync(OcmTypes.Placement, null, stop))
            {
                AddSetsOf(loop, change.Object.Namespace(), change.Object.Name());
            }
        });
        loop.Follow("the watch of placementdecisions", async stop =>
        {
            await foreach (var change in hub.WatchAsync(OcmTypes.PlacementDecision, null, stop))
            {
                AddSetsOf(loop, change.Object.Namespace(), PlacementDecisions.PlacementOf(change.Object));
            }
        });
        await loop.RunAsync(new ReplicaSetReconciler(hub, works, time).Reconcile);
    }

    private void AddSetsOf(ReconcileLoop loop, string @namespace, string placement)
    {
        foreach (var set in hub.List(OcmTypes.ManifestWorkReplicaSet, @namespace))
        {
            if (set.ObjectsAt("spec", "placementRefs").Any(reference => reference.TextAt("name") == placement))
            {
                loop.Add(ReplicaSetWork.KeyOf(set));
            }
        }
    }
}
