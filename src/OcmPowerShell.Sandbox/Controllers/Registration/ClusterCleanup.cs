using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.Registration;

/// <summary>
/// Takes a deleted cluster apart: add-ons and works in its namespace are deleted, those of the lowest
/// <c>open-cluster-management.io/cleanup-priority</c> first, and when nothing is left the namespace and the cluster go.
/// Until then the condition Deleting tells what remains. A cluster that the hub has stopped accepting has no agent to
/// clean up after its works; it waits, as on a real hub.
/// </summary>
/// <param name="hub">The hub, as <c>registration</c>.</param>
/// <param name="backoff">Pause before a cluster that failed is tried again.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told of everything unexpected.</param>
internal sealed class ClusterCleanup(IResourceClient hub, Backoff backoff, TimeProvider time, Action<ActorFault> report) : IActor
{
    private const string Priority = "open-cluster-management.io/cleanup-priority";
    private const int HighestPriority = 100;

    /// <summary>In this order: works of an add-on are cleaned up by the add-on.</summary>
    private static readonly ResourceType[] Cleaned = [OcmTypes.ManagedClusterAddOn, OcmTypes.ManifestWork];

    private ResourceType[] _served = [];

    /// <summary>Whether the cluster's namespace is kept; OCM 1.3 keeps it, so that what else is in it is not lost.</summary>
    public bool KeepsNamespace { get; init; }

    public string Name => "cluster cleanup";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var loop = new ReconcileLoop(Name, report, backoff, time, cancellationToken);
        loop.Follow("the watch of managedclusters", stop => FollowAsync(loop, OcmTypes.ManagedCluster, change => change.Object.Name(), stop));
        _served = [.. Cleaned.Where(hub.Serves)];
        foreach (var type in _served)
        {
            loop.Follow($"the watch of {type}", stop => FollowAsync(
                loop, type, change => change.Type == "DELETED" ? change.Object.Namespace() : null, stop));
        }

        await loop.RunAsync(Reconcile);
    }

    private async Task FollowAsync(ReconcileLoop loop, ResourceType type, Func<ResourceEvent, string?> key, CancellationToken stop)
    {
        await foreach (var change in hub.WatchAsync(type, null, stop))
        {
            if (key(change) is { } name)
            {
                loop.Add(name);
            }
        }
    }

    private TimeSpan? Reconcile(string name)
    {
        if (hub.Get(OcmTypes.ManagedCluster, null, name) is not { } cluster || !cluster.IsDeleting())
        {
            return null;
        }

        foreach (var type in _served)
        {
            if (hub.List(type, name) is { Count: > 0 } remaining)
            {
                // Each one that goes wakes this up again.
                DeleteFirst(name, type, remaining);
                return null;
            }
        }

        Set(name, Condition.True, "NoResource", "No cleaned resource in cluster ns.");
        if (!KeepsNamespace)
        {
            hub.Delete(KubernetesTypes.Namespace, null, name);
        }

        hub.Change(OcmTypes.ManagedCluster, null, name, value =>
            value.RemoveFinalizer(ClusterFinalizers.Cleanup)
            | value.RemoveFinalizer(ClusterFinalizers.ApiCleanup));
        return null;
    }

    private void DeleteFirst(string cluster, ResourceType type, IReadOnlyList<JsonObject> remaining)
    {
        var pending = remaining.Count(value => value.ArrayAt("metadata", "finalizers") is { Count: > 0 });
        Set(cluster, Condition.False, "ResourceRemaining",
            $"The resource {type.Plural} is remaning, the remaining count is {remaining.Count}, the finalizer pending count is {pending}");
        var first = remaining.Min(PriorityOf);
        foreach (var value in remaining.Where(value => PriorityOf(value) == first && !value.IsDeleting()))
        {
            hub.Delete(type, cluster, value.Name());
        }
    }

    private static int PriorityOf(JsonObject value) =>
        int.TryParse(value.TextAt("metadata", "annotations", Priority), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority)
        && priority is >= 0 and <= HighestPriority
            ? priority
            : 0;

    private void Set(string cluster, string status, string reason, string message) =>
        hub.ChangeStatus(OcmTypes.ManagedCluster, null, cluster, value => ConditionList.Set(
            value.Child("status").List("conditions"), new("Deleting", status, reason, message), time.GetUtcNow()));
}
