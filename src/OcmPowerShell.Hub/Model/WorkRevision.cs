namespace OcmPowerShell.Hub.Model;

/// <summary>A state of a work: the present one, or a former one that is kept in a Secret of the cluster's namespace on the hub.</summary>
public sealed class WorkRevision
{
    /// <summary>The hub it was read from: server and context.</summary>
    public string Hub { get; set; } = "";

    /// <summary>The managed cluster.</summary>
    public string Cluster { get; set; } = "";

    /// <summary>The work's name.</summary>
    public string Work { get; set; } = "";

    /// <summary>The work's <c>metadata.uid</c>: another work of the same name has another history.</summary>
    public string WorkUid { get; set; } = "";

    /// <summary>The work's <c>metadata.generation</c> in this state. It only grows.</summary>
    public long Revision { get; set; }

    /// <summary>Whether this is the work as it is now.</summary>
    public bool IsCurrent { get; set; }

    /// <summary>When the work came into this state, UTC: the time of the last write of its spec in <c>metadata.managedFields</c>.</summary>
    public DateTime Created { get; set; }

    /// <summary>The field manager that wrote it, from <c>metadata.managedFields</c>: <c>OcmPowerShell</c> for this module; empty when it is not known.</summary>
    public string By { get; set; } = "";

    /// <summary>When it was kept, because a change was about to be made, UTC; null for the present one.</summary>
    public DateTime? Replaced { get; set; }

    /// <summary>The cmdlet, and the kubeconfig's user, that were about to make that change; empty for the present one.</summary>
    public string ReplacedBy { get; set; } = "";

    /// <summary>The hash of the manifests, as a work has it.</summary>
    public string ManifestHash { get; set; } = "";

    /// <summary>How many manifests.</summary>
    public int ManifestCount { get; set; }

    /// <summary>The manifests' size in bytes as OCM's webhook counts it.</summary>
    public int SizeBytes { get; set; }

    /// <summary>The manifests as YAML; null unless they were asked for.</summary>
    public string? Manifest { get; set; }

    /// <summary>The whole spec as JSON text; null unless it was asked for.</summary>
    public string? Json { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Cluster}/{Work} revision {Revision}";
}
