namespace OcmPowerShell.Hub.Placements;

/// <summary>What the scheduler thinks of one cluster, and why.</summary>
/// <param name="cluster">The cluster.</param>
internal sealed class ClusterVerdict(ManagedClusterFacts cluster)
{
    /// <summary>The cluster.</summary>
    public ManagedClusterFacts Cluster => cluster;

    /// <summary>Its name.</summary>
    public string Name => cluster.Name;

    /// <summary>The first, by name, of the placement's cluster sets that it is in; null when it is in none.</summary>
    public string? ClusterSet { get; internal set; }

    /// <summary>What kept it from being a candidate; null for a candidate.</summary>
    public ClusterExclusion? Exclusion { get; internal set; }

    /// <summary>The scores of a candidate, one for each prioritizer.</summary>
    public IReadOnlyList<PrioritizerScore> Scores { get; internal set; } = [];

    /// <summary>Sum of its scores by their weights.</summary>
    public long Total { get; internal set; }

    /// <summary>A candidate's place, from 1; 0 where it has none: for what is no candidate, and where nothing could be ranked.</summary>
    public int Rank { get; internal set; }

    /// <summary>Whether it is selected. A candidate that is not ranks below <c>numberOfClusters</c>, or the placement is misconfigured.</summary>
    public bool Selected { get; internal set; }

    /// <summary>When its first toleration runs out; null for never.</summary>
    public DateTimeOffset? ToleratedUntil { get; internal set; }
}
