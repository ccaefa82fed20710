namespace OcmPowerShell.Sandbox.Controllers.Registration;

/// <summary>What keeps a deleted ManagedCluster until it has been taken apart.</summary>
internal static class ClusterFinalizers
{
    /// <summary>Keeps a cluster until nothing is left in its namespace.</summary>
    public const string Cleanup = "cluster.open-cluster-management.io/resource-cleanup";

    /// <summary>Keeps a cluster until the hub has taken back its permissions.</summary>
    public const string ApiCleanup = "cluster.open-cluster-management.io/api-resource-cleanup";
}
