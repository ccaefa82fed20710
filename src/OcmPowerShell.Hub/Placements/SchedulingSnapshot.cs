namespace OcmPowerShell.Hub.Placements;

/// <summary>All the scheduler looks at. The order of the lists does not matter.</summary>
internal sealed record SchedulingSnapshot
{
    /// <summary>The placement.</summary>
    public required PlacementFacts Placement { get; init; }

    /// <summary>All clusters of the hub.</summary>
    public IReadOnlyCollection<ManagedClusterFacts> Clusters { get; init; } = [];

    /// <summary>All cluster sets of the hub.</summary>
    public IReadOnlyCollection<ClusterSetFacts> ClusterSets { get; init; } = [];

    /// <summary>Names of the ManagedClusterSetBindings in the placement's namespace.</summary>
    public IReadOnlyCollection<string> Bindings { get; init; } = [];

    /// <summary>All PlacementDecisions of the hub.</summary>
    public IReadOnlyCollection<DecisionFacts> Decisions { get; init; } = [];

    /// <summary>All AddOnPlacementScores of the hub.</summary>
    public IReadOnlyList<AddOnScoreFacts> Scores { get; init; } = [];

    /// <summary>The time.</summary>
    public required DateTimeOffset Now { get; init; }
}
