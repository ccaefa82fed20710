using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Rest;

/// <summary>The kinds of objects that the module knows.</summary>
internal static class Kinds
{
    public static readonly ResourceKind<Work> Works = new(ResourcePath.ManifestWorks, "work", "Get-OcmWork", WorkParser.Parse) { IsNamespaced = true };

    public static readonly ResourceKind<WorkReplicaSet> ReplicaSets =
        new(ResourcePath.ManifestWorkReplicaSets, "replica set", "Get-OcmWorkReplicaSet", WorkReplicaSetParser.Parse) { IsNamespaced = true };

    public static readonly ResourceKind<Cluster> Clusters = new(ResourcePath.ManagedClusters, "managed cluster", "Get-OcmCluster", ClusterParser.Parse);

    public static readonly ResourceKind<ClusterSet> ClusterSets = new(ResourcePath.ManagedClusterSets, "cluster set", "Get-OcmClusterSet", ClusterSetParser.Parse);

    public static readonly ResourceKind<ClusterSetBinding> ClusterSetBindings =
        new(ResourcePath.ManagedClusterSetBindings, "cluster set binding", "Get-OcmClusterSetBinding", ClusterSetBindingParser.Parse) { IsNamespaced = true };

    public static readonly ResourceKind<Placement> Placements = new(ResourcePath.Placements, "placement", "Get-OcmPlacement", PlacementParser.Parse) { IsNamespaced = true };

    public static readonly ResourceKind<PlacementDecisionObject> PlacementDecisions =
        new(ResourcePath.PlacementDecisions, "placement decision", "Get-OcmPlacementDecision", PlacementDecisionParser.Parse) { IsNamespaced = true };

    public static readonly ResourceKind<RegistrationRequest> RegistrationRequests =
        new(ResourcePath.CertificateSigningRequests, "registration request", "Get-OcmRegistrationRequest", RegistrationRequestParser.Parse);

    /// <summary>A kind's objects on a hub.</summary>
    public static ResourceClient<T> On<T>(this ResourceKind<T> kind, Connection.HubConnection hub)
        where T : HubObject => new(hub, kind);
}
