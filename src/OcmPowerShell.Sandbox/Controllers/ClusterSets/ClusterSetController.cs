using System.Globalization;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.ClusterSets;

/// <summary>Says on each ManagedClusterSet how many clusters it has.</summary>
/// <param name="hub">The hub, as <c>registration</c>.</param>
/// <param name="backoff">Pause before a set that failed is tried again.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told of everything unexpected.</param>
internal sealed class ClusterSetController(IResourceClient hub, Backoff backoff, TimeProvider time, Action<ActorFault> report) : IActor
{
    public string Name => "cluster set controller";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var loop = new ReconcileLoop(Name, report, backoff, time, cancellationToken);
        using var sets = new ResourceCache<ClusterSetFacts>(hub, OcmTypes.ManagedClusterSet, ClusterSetFacts.Parse);
        using var clusters = new ResourceCache<ClusterLabels>(hub, OcmTypes.ManagedCluster, ClusterLabels.Read);
        loop.Follow("the watch of managedclustersets", stop => sets.FollowAsync(
            (before, after) => loop.Add((after ?? before)?.Name ?? ""), stop));
        loop.Follow("the watch of managedclusters", stop => clusters.FollowAsync(
            (before, after) =>
            {
                foreach (var set in sets.All.Where(set => ClusterLabels.Differ(set, before, after)))
                {
                    loop.Add(set.Name);
                }
            }, stop));
        await loop.RunAsync(name => Reconcile(name, clusters));
    }

    private TimeSpan? Reconcile(string name, ResourceCache<ClusterLabels> clusters)
    {
        if (hub.Get(OcmTypes.ManagedClusterSet, null, name) is not { } value || value.IsDeleting())
        {
            return null;
        }

        var set = ClusterSetFacts.Parse(value);
        if (set.Problem is not null)
        {
            // Nobody can tell its clusters. As on a real hub it keeps what it said until somebody changes it.
            return null;
        }

        var count = clusters.All.Count(cluster => set.Has(cluster.Labels));
        var condition = count == 0
            ? new Condition("ClusterSetEmpty", Condition.True, "NoClusterMatched", "No ManagedCluster selected")
            : new Condition("ClusterSetEmpty", Condition.False, "ClustersSelected",
                string.Create(CultureInfo.InvariantCulture, $"{count} ManagedClusters selected"));
        hub.ChangeStatus(OcmTypes.ManagedClusterSet, null, name, changed =>
            ConditionList.Set(changed.Child("status").List("conditions"), condition, time.GetUtcNow()));
        return null;
    }
}
