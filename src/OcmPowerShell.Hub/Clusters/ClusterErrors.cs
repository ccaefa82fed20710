using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Clusters;

/// <summary>Says of one cluster what the API's refusal means. OCM's webhooks ask for rights that their answers do not name.</summary>
internal static class ClusterErrors
{
    /// <summary>The error for a cluster that was not created or changed.</summary>
    /// <param name="refusal">What the API answered.</param>
    /// <param name="cluster">The cluster's name.</param>
    /// <param name="fields">What was to be so.</param>
    public static HubException Explain(ApiStatusException refusal, string cluster, ClusterUpdate fields) => refusal.Status switch
    {
        { Reason: "AlreadyExists" } =>
            new HubException("AlreadyExists", $"The managed cluster '{cluster}' already exists on hub {refusal.Hub} and was left as it is. Use -Force to update it, or Set-OcmCluster.", refusal),
        { Code: 403 } when fields.Accepted && refusal.Status.Message.Contains("HubAcceptsClient", StringComparison.Ordinal) =>
            new HubException("Forbidden", $"The managed cluster '{cluster}' on hub {refusal.Hub} was left as it is: letting it in takes a right of its own, to 'update' 'managedclusters/accept' (register.open-cluster-management.io). Leave -Accepted out, or ask the hub's admin. The hub said: {refusal.Status.Message}"),
        { Code: 403 } when refusal.Status.Message.Contains("ManagedClusterSet", StringComparison.Ordinal) =>
            new HubException("Forbidden", $"The managed cluster '{cluster}' on hub {refusal.Hub} was left as it is: a cluster is put into a set by those who have the right to 'create' 'managedclustersets/join' (cluster.open-cluster-management.io), of the set that it comes from too. The hub said: {refusal.Status.Message}"),
        _ => refusal,
    };
}
