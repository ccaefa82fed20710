namespace OcmPowerShell.Hub.Placements.Decisions;

/// <summary>A group of selected clusters: what a rollout takes at a time.</summary>
/// <param name="Index">Its place, from 0.</param>
/// <param name="Name">Its name; empty outside of named groups.</param>
/// <param name="Decisions">The PlacementDecisions that carry it; at least one, if only an empty one.</param>
internal sealed record DecisionGroup(int Index, string Name, IReadOnlyList<DecisionChunk> Decisions)
{
    /// <summary>How many clusters it has.</summary>
    public int ClusterCount => Decisions.Sum(decision => decision.Clusters.Count);
}
