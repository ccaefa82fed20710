namespace OcmPowerShell.Hub.Model;

/// <summary>A ManifestWorkReplicaSet: a work that the hub itself keeps on every cluster that placements select.</summary>
public sealed class WorkReplicaSet : HubObject
{
    /// <summary><c>metadata.namespace</c>.</summary>
    public string Namespace { get; set; } = "";

    /// <summary><c>metadata.name</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Both, as in <c>prod/web</c>: what other cmdlets take for a replica set.</summary>
    public string FullName => $"{Namespace}/{Name}";

    /// <summary><c>spec.placementRefs</c> with what <c>status.placementSummary</c> says of each.</summary>
    public IReadOnlyList<WorkReplicaSetPlacement> Placements { get; set; } = [];

    /// <summary>How its clusters are served: All, Progressive, ProgressivePerGroup; several where its placements differ.</summary>
    public string RolloutStrategy { get; set; } = "";

    /// <summary>How many manifests the template has.</summary>
    public int ManifestCount { get; set; }

    /// <summary>Equal for equal manifests, also those of a work.</summary>
    public string ManifestHash { get; set; } = "";

    /// <summary>Size of the manifests as the hub counts it against its limit, in bytes.</summary>
    public int SizeBytes { get; set; }

    /// <summary>Whether a condition rule of the template tells when a cluster is done. Without one no rollout ever ends.</summary>
    public bool HasProgressRule { get; set; }

    /// <summary>How many clusters its placements have selected; null is Unknown.</summary>
    public int? Selected { get; set; }

    /// <summary><c>status.summary.total</c>: clusters that have the newest work.</summary>
    public int Total { get; set; }

    /// <summary><c>status.summary.applied</c>.</summary>
    public int Applied { get; set; }

    /// <summary><c>status.summary.available</c>.</summary>
    public int Available { get; set; }

    /// <summary><c>status.summary.progressing</c>: works that are under way.</summary>
    public int Progressing { get; set; }

    /// <summary><c>status.summary.degraded</c>.</summary>
    public int Degraded { get; set; }

    /// <summary>Condition PlacementVerified: its placements are there and have selected clusters. Null is Unknown.</summary>
    public bool? PlacementVerified { get; set; }

    /// <summary>
    /// Condition PlacementRolledOut: every selected cluster is done. Null is Unknown: the controller has not come to it, or
    /// what it says is of before the change that this object comes from.
    /// </summary>
    public bool? RolledOut { get; set; }

    /// <summary>Condition ManifestworkApplied: all works are available, and none is under way or degraded. Null is Unknown.</summary>
    public bool? ManifestworkApplied { get; set; }

    /// <summary>The state in a word.</summary>
    public WorkReplicaSetStatus Status { get; set; }

    /// <summary>The first thing that is wrong or missing; empty when all is well.</summary>
    public string Message { get; set; } = "";

    /// <summary><c>spec.cascadeDeletionPolicy</c>: whether a deleted replica set waits for its works (Foreground) or not (Background).</summary>
    public string CascadeDeletionPolicy { get; set; } = "";

    /// <summary>Whether the hub's controller has ever taken it up: it puts its finalizer on every replica set.</summary>
    internal bool IsTakenUp { get; set; }

    internal override ObjectKey Key => new(Namespace, Name);

    /// <inheritdoc/>
    public override string ToString() => FullName;
}
