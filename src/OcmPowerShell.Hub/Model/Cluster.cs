namespace OcmPowerShell.Hub.Model;

/// <summary>A ManagedCluster: a Kubernetes cluster that the hub looks after.</summary>
public sealed class Cluster : HubObject
{
    /// <summary><c>metadata.name</c>; also the name of its namespace on the hub.</summary>
    public string Name { get; set; } = "";

    /// <summary><c>spec.hubAcceptsClient</c>: whether an admin has let it in.</summary>
    public bool Accepted { get; set; }

    /// <summary>Condition ManagedClusterJoined; null is Unknown.</summary>
    public bool? Joined { get; set; }

    /// <summary>Condition ManagedClusterConditionAvailable; null is Unknown, which is also what a silent cluster becomes.</summary>
    public bool? Available { get; set; }

    /// <summary>Condition ManagedClusterConditionClockSynced; null is Unknown.</summary>
    public bool? ClockSynced { get; set; }

    /// <summary>All of it in a word.</summary>
    public ClusterStatus Status { get; set; }

    /// <summary>The set it belongs to exclusively: label <c>cluster.open-cluster-management.io/clusterset</c>.</summary>
    public string ClusterSet { get; set; } = "";

    /// <summary><c>status.version.kubernetes</c>, as in <c>v1.33.1</c>; empty until it has joined.</summary>
    public string KubernetesVersion { get; set; } = "";

    /// <summary>The same as a version that sorts and compares; null when it cannot be read as one.</summary>
    public Version? Version { get; set; }

    /// <summary><c>status.capacity.cpu</c> in cores; null when not reported.</summary>
    public decimal? Cpu { get; set; }

    /// <summary><c>status.capacity.memory</c> in bytes; null when not reported.</summary>
    public long? Memory { get; set; }

    /// <summary><c>status.allocatable.cpu</c> in cores; null when not reported.</summary>
    public decimal? AllocatableCpu { get; set; }

    /// <summary><c>status.allocatable.memory</c> in bytes; null when not reported.</summary>
    public long? AllocatableMemory { get; set; }

    /// <summary><c>status.capacity</c> as the cluster wrote it, as in <c>16Gi</c>.</summary>
    public Dictionary<string, string> Capacity { get; set; } = [];

    /// <summary><c>status.allocatable</c> as the cluster wrote it.</summary>
    public Dictionary<string, string> Allocatable { get; set; } = [];

    /// <summary><c>status.clusterClaims</c>: what the cluster says of itself.</summary>
    public Dictionary<string, string> Claims { get; set; } = [];

    /// <summary><c>spec.taints</c>: what keeps placements away.</summary>
    public IReadOnlyList<Taint> Taints { get; set; } = [];

    /// <summary>Whether Suspend-OcmCluster keeps placements away: a taint <c>ocmpowershell.io/suspended</c> with the effect NoSelect.</summary>
    public bool Suspended { get; set; }

    /// <summary>Why it is suspended: that taint's value; empty when no reason was given.</summary>
    public string SuspendReason { get; set; } = "";

    /// <summary>Add-ons and their health (available, unhealthy, unreachable), from the labels that the hub sets.</summary>
    public Dictionary<string, string> AddOns { get; set; } = [];

    /// <summary><c>spec.leaseDurationSeconds</c>: after five of these in silence the cluster counts as unreachable.</summary>
    public TimeSpan LeaseDuration { get; set; }

    /// <summary><c>spec.managedClusterClientConfigs[].url</c>.</summary>
    public IReadOnlyList<string> Urls { get; set; } = [];

    internal override ObjectKey Key => new("", Name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
