namespace OcmPowerShell.Hub.Clusters;

/// <summary>How waiting until no placement selects a cluster ended.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="SelectedBy">The placements that still select it, as in <c>prod/web</c>; null when that could not be seen in time.</param>
internal sealed record DrainResult(string Cluster, IReadOnlyList<string>? SelectedBy)
{
    /// <summary>Whether no placement selects it.</summary>
    public bool IsDrained => SelectedBy is { Count: 0 };
}
