namespace OcmPowerShell.Hub.Model;

/// <summary>A ManifestWork: a set of manifests that the hub asks one cluster to apply, and what became of them.</summary>
public sealed class Work : HubObject
{
    /// <summary><c>metadata.name</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>The managed cluster it is for: <c>metadata.namespace</c>.</summary>
    public string Cluster { get; set; } = "";

    /// <summary>How many manifests it carries: the length of <c>spec.workload.manifests</c>.</summary>
    public int ManifestCount { get; set; }

    /// <summary>Condition Applied at the present generation: every manifest was applied. Null is Unknown.</summary>
    public bool? Applied { get; set; }

    /// <summary>Condition Available at the present generation: every resource exists on the cluster. Null is Unknown.</summary>
    public bool? Available { get; set; }

    /// <summary>
    /// Whether everything runs: all replicas of a Deployment ready, a Job complete …, read from status feedback, and for
    /// kinds that need nothing to run, that they exist. Null is Unknown: no feedback was asked for, or none came yet.
    /// </summary>
    public bool? Ready { get; set; }

    /// <summary>Condition Progressing, where a condition rule makes one.</summary>
    public bool? Progressing { get; set; }

    /// <summary>Condition Degraded, where a condition rule makes one.</summary>
    public bool? Degraded { get; set; }

    /// <summary>Condition Complete, where a condition rule makes one. A complete work is never applied again.</summary>
    public bool? Complete { get; set; }

    /// <summary>All of it in a word.</summary>
    public WorkStatus Status { get; set; }

    /// <summary>The first thing that is wrong; empty when nothing is.</summary>
    public string Message { get; set; } = "";

    /// <summary>Who made it and keeps it.</summary>
    public ManagedBy ManagedBy { get; set; }

    /// <summary>The maker's name: of the add-on, <c>namespace/name</c> of the placement, <c>namespace.name</c> of the replica set …; empty for a user's.</summary>
    public string Owner { get; set; } = "";

    /// <summary>Equal for equal manifests, whatever the order of their fields: <c>Group-Object ManifestHash</c> shows drift.</summary>
    public string ManifestHash { get; set; } = "";

    /// <summary>The manifests' size in bytes as OCM's webhook counts it; 512,000 is the most it lets through.</summary>
    public int SizeBytes { get; set; }

    /// <summary><c>spec.deleteOption.propagationPolicy</c>: what deletion leaves on the cluster.</summary>
    public string PropagationPolicy { get; set; } = "Foreground";

    /// <summary>The service account that applies it, as <c>namespace/name</c>; empty for the agent's own.</summary>
    public string Executor { get; set; } = "";

    /// <summary>Each manifest and what became of it.</summary>
    public IReadOnlyList<WorkManifest> Manifests { get; set; } = [];

    internal override ObjectKey Key => new(Cluster, Name);

    /// <inheritdoc/>
    public override string ToString() => $"{Cluster}/{Name}";
}
