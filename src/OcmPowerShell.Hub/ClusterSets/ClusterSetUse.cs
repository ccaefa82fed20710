using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.ClusterSets;

/// <summary>What would miss a cluster set or its binding.</summary>
/// <param name="hub">The hub.</param>
internal sealed class ClusterSetUse(HubConnection hub)
{
    /// <summary>Reads a set that is to be removed.</summary>
    /// <exception cref="HubException">
    /// <c>NotFound</c>; <c>Conflict</c>: another set has the name now; <c>ClusterSetBound</c>: placements of a namespace may use it.
    /// </exception>
    public async Task<ClusterSet> FindUnboundAsync(string name, string uid, CancellationToken cancellationToken)
    {
        ResourceClient<ClusterSet> sets = Kinds.ClusterSets.On(hub);
        var key = new ObjectKey("", name);
        ClusterSet set = await sets.GetAsync(key, cancellationToken: cancellationToken).ConfigureAwait(false) ?? throw Kinds.ClusterSets.NotFound(hub, key);
        if (uid.Length > 0 && set.Uid != uid)
        {
            throw sets.Replaced(key);
        }

        await new ClusterSetContents(hub).FillNamespacesAsync([set], cancellationToken).ConfigureAwait(false);
        return set.BoundNamespaces is { Count: > 0 } bound
            ? throw new HubException("ClusterSetBound", $"The cluster set '{name}' on hub {hub} is still bound to the namespace(s) {string.Join(", ", bound)}, whose placements would lose its clusters. Nothing was deleted. Unbind it first: Remove-OcmClusterSetBinding {name} -Namespace {string.Join(", ", bound)}")
            : set;
    }

    /// <summary>The clusters whose label names a set.</summary>
    /// <exception cref="HubException">The hub refused or cannot be reached.</exception>
    public async Task<IReadOnlyList<string>> FindMembersAsync(string set, CancellationToken cancellationToken)
    {
        var options = new ListOptions { LabelSelector = $"{ClusterSetFacts.ClusterSetLabel}={set}" };
        List<string> names = [];
        await foreach (Cluster cluster in Kinds.Clusters.On(hub).ListAsync(null, options, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            names.Add(cluster.Name);
        }

        return names;
    }

    /// <summary>The placements of a namespace that name a set, and those that name none and so use all that are bound.</summary>
    /// <exception cref="HubException">The hub refused or cannot be reached.</exception>
    public async Task<IReadOnlyList<Placement>> FindPlacementsAsync(string @namespace, string set, CancellationToken cancellationToken)
    {
        List<Placement> found = [];
        await foreach (Placement placement in Kinds.Placements.On(hub).ListAsync(@namespace, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (placement.ClusterSets.Count == 0 || placement.ClusterSets.Contains(set))
            {
                found.Add(placement);
            }
        }

        return found;
    }
}
