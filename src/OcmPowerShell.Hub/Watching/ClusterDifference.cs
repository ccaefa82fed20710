using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Watching;

/// <summary>What changed of a managed cluster.</summary>
internal static class ClusterDifference
{
    private const string ClusterSetLabel = "cluster.open-cluster-management.io/clusterset";
    private const string AddOnPrefix = "feature.open-cluster-management.io/addon-";

    private static readonly string[] Shown =
        ["HubAcceptedManagedCluster", "ManagedClusterJoined", "ManagedClusterConditionAvailable", "ManagedClusterConditionClockSynced"];

    /// <summary>In words; empty where a user sees no difference.</summary>
    public static string Between(Cluster before, Cluster after)
    {
        var difference = new Difference();
        difference.State("Accepted", before.Accepted, after.Accepted);
        difference.State("Joined", before.Joined, after.Joined);
        difference.State("Available", before.Available, after.Available);
        difference.State("ClockSynced", before.ClockSynced, after.ClockSynced);
        difference.Value("cluster set", before.ClusterSet, after.ClusterSet);
        difference.Pairs("labels", before.Labels, after.Labels, key => key != ClusterSetLabel && !key.StartsWith(AddOnPrefix, StringComparison.Ordinal));
        difference.Items("taint", before.Taints.Select(taint => taint.ToString()), after.Taints.Select(taint => taint.ToString()));
        difference.Pairs("add-ons", before.AddOns, after.AddOns);
        difference.Pairs("claims", before.Claims, after.Claims);
        difference.Value("version", before.KubernetesVersion, after.KubernetesVersion);
        difference.Pairs("capacity", before.Capacity, after.Capacity);
        difference.Pairs("allocatable", before.Allocatable, after.Allocatable);
        difference.Value("lease", before.LeaseDuration, after.LeaseDuration);
        difference.Items("URL", before.Urls, after.Urls);
        difference.Common(before, after, Shown);
        return difference.ToString();
    }
}
