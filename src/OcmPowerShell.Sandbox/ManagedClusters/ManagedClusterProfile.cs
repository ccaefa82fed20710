namespace OcmPowerShell.Sandbox.ManagedClusters;

/// <summary>What a simulated cluster reports of itself, and how fast it is.</summary>
internal sealed record ManagedClusterProfile
{
    /// <summary><c>status.version.kubernetes</c>.</summary>
    public string KubernetesVersion { get; init; } = "v1.33.13";

    /// <summary>How long a workload takes from being applied to being ready.</summary>
    public TimeSpan WorkloadDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary><c>status.capacity</c>, and <c>status.allocatable</c> as well.</summary>
    public IReadOnlyDictionary<string, string> Capacity { get; init; } = new Dictionary<string, string>
    {
        ["cpu"] = "8",
        ["ephemeral-storage"] = "100Gi",
        ["memory"] = "16Gi",
        ["pods"] = "110",
    };

    /// <summary><c>status.clusterClaims</c> beside <c>id.k8s.io</c>, which names the cluster.</summary>
    public IReadOnlyDictionary<string, string> Claims { get; init; } = new Dictionary<string, string>
    {
        ["platform.open-cluster-management.io"] = "Sandbox",
    };
}
