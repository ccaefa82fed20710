using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Clusters;

/// <summary>Looks whether clusters can be put into a set: the label of a cluster may name any, and the hub does not object.</summary>
internal static class JoinableSet
{
    /// <summary>Returns when they can.</summary>
    /// <exception cref="HubException"><c>NotFound</c>, <c>ClusterSetSelectsByLabels</c>, <c>Conflict</c>: another set has the name now; or as the API answers.</exception>
    public static async Task<bool> RequireAsync(HubConnection hub, string name, string uid, CancellationToken cancellationToken)
    {
        ResourceClient<ClusterSet> sets = Kinds.ClusterSets.On(hub);
        var key = new ObjectKey("", name);
        ClusterSet set = await sets.GetAsync(key, cancellationToken: cancellationToken).ConfigureAwait(false)
            ?? throw new HubException("NotFound", $"The hub {hub} has no cluster set '{name}', so no cluster was put into it. Get-OcmClusterSet lists those it has, New-OcmClusterSet makes one.");
        if (uid.Length > 0 && set.Uid != uid)
        {
            throw sets.Replaced(key);
        }

        return set.SelectorType == "ExclusiveClusterSetLabel"
            ? true
            : throw new HubException("ClusterSetSelectsByLabels", $"The cluster set '{name}' on hub {hub} chooses its clusters by their labels{(set.LabelSelector is { Length: > 0 } selector ? $" ({selector})" : "")}, so none can be put into it. {(set.LabelSelector is { Length: > 0 } ? "Give the clusters these labels with Set-OcmCluster -Label." : "It has every cluster already.")}");
    }
}
