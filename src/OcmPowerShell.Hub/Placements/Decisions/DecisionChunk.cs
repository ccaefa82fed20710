namespace OcmPowerShell.Hub.Placements.Decisions;

/// <summary>A PlacementDecision as it should be.</summary>
/// <param name="Name">Its name: <c>placement-decision-1</c> …</param>
/// <param name="Clusters">Names of its clusters, sorted; at most 100, possibly none.</param>
internal sealed record DecisionChunk(string Name, IReadOnlyList<string> Clusters);
