using OcmPowerShell.Hub.Placements.Decisions;

namespace OcmPowerShell.Hub.Placements;

/// <summary>What the scheduler decided, and why.</summary>
internal sealed record SchedulingResult
{
    /// <summary>
    /// Why nothing could be decided at all: a cluster set that cannot be read. The placement then stays as it is.
    /// </summary>
    public string? Failure { get; init; }

    /// <summary>The bound cluster sets that the placement may use, sorted.</summary>
    public IReadOnlyList<string> EligibleSets { get; init; } = [];

    /// <summary>Every cluster of the hub, sorted by name.</summary>
    public IReadOnlyList<ClusterVerdict> Clusters { get; init; } = [];

    /// <summary>How many clusters are selected.</summary>
    public int SelectedCount { get; init; }

    /// <summary>The groups of selected clusters with their PlacementDecisions.</summary>
    public IReadOnlyList<DecisionGroup> Groups { get; init; } = [];

    /// <summary>Conditions PlacementMisconfigured and PlacementSatisfied, in the order OCM writes them.</summary>
    public IReadOnlyList<PlacementCondition> Conditions { get; init; } = [];

    /// <summary>What did not count though the placement asks for it: scores that have run out.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>When the result may be another though no object changes; null for never.</summary>
    public DateTimeOffset? RequeueAt { get; init; }
}
