using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.ClusterSets;

/// <summary>Puts clusters into sets and takes them out: a cluster's label names the one set that it belongs to.</summary>
/// <param name="hub">The hub.</param>
internal sealed class ClusterSetMembership(HubConnection hub)
{
    /// <summary>Reads a set that clusters can join.</summary>
    /// <returns>Null where there is no such set.</returns>
    /// <exception cref="HubException"><c>ClusterSetSelectsByLabels</c>; <c>Conflict</c>: another set has the name now; or as the API answers.</exception>
    public async Task<ClusterSet?> FindAsync(string name, string uid, CancellationToken cancellationToken)
    {
        ClusterSet? set = await Kinds.ClusterSets.On(hub).GetAsync(new ObjectKey("", name), cancellationToken: cancellationToken).ConfigureAwait(false);
        if (set is not null && uid.Length > 0 && set.Uid != uid)
        {
            throw Kinds.ClusterSets.On(hub).Replaced(set.Key);
        }

        return set is { Facts.IsExclusive: false } ? throw SelectsByLabels(set) : set;
    }

    /// <summary>Puts a cluster into a set, and so out of the one it was in.</summary>
    /// <exception cref="HubException"><c>NotFound</c>, <c>Forbidden</c>, or as the API answers.</exception>
    public Task<MembershipChange> JoinAsync(ObjectKey cluster, string uid, string set, bool dryRun, CancellationToken cancellationToken) =>
        ChangeAsync(cluster, uid, from => from == set ? null : Label(set), set, dryRun, cancellationToken);

    /// <summary>Takes a cluster out of a set; where it is then is the hub's to say. One that is in another stays there.</summary>
    /// <exception cref="HubException"><c>NotFound</c>, <c>Forbidden</c>, or as the API answers.</exception>
    public Task<MembershipChange> LeaveAsync(ObjectKey cluster, string uid, string set, bool dryRun, CancellationToken cancellationToken) =>
        ChangeAsync(cluster, uid, from => from == set ? Label(null) : null, ClusterSetRules.Default, dryRun, cancellationToken);

    private static JsonObject Label(string? set) =>
        new() { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [ClusterSetFacts.ClusterSetLabel] = set } } };

    private async Task<MembershipChange> ChangeAsync(
        ObjectKey cluster, string uid, Func<string, JsonObject?> patchOf, string to, bool dryRun, CancellationToken cancellationToken)
    {
        string from = "";
        try
        {
            (Cluster changed, ChangeAction action) = await Kinds.Clusters.On(hub).ChangeAsync(
                cluster,
                uid,
                state => patchOf(from = state.TextAt("metadata", "labels", ClusterSetFacts.ClusterSetLabel) ?? ""),
                dryRun,
                cancellationToken).ConfigureAwait(false);
            return new MembershipChange(changed, from, action);
        }
        catch (ApiStatusException refusal) when (refusal.Status.Code == 403 && refusal.Status.Message.Contains("ManagedClusterSet", StringComparison.Ordinal))
        {
            // The webhook's answer names one set and no right; who asks for the right must know both.
            throw new HubException("Forbidden", $"The cluster '{cluster}' on hub {refusal.Hub} was not moved from the cluster set '{from}' to '{to}'. OCM asks for the right to 'create' 'managedclustersets/join' (cluster.open-cluster-management.io) of both sets, beside the right to change the cluster. The hub said: {refusal.Status.Message}");
        }
    }

    private HubException SelectsByLabels(ClusterSet set)
    {
        string what = set.Facts!.Problem is { } problem ? $"its selector cannot be read: {problem}"
            : set.LabelSelector is null ? "it has no selector, so no cluster is in it"
            : set.LabelSelector.Length == 0 ? "all clusters are in it"
            : $"the clusters with the labels {set.LabelSelector} are in it. Set-OcmCluster -Label gives a cluster labels, and takes them";
        return new HubException("ClusterSetSelectsByLabels", $"The cluster set '{set.Name}' on hub {hub} is not one that clusters join or leave: {what}. Nothing was changed.");
    }
}
