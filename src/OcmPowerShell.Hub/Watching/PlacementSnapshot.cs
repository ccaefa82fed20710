using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Watching;

/// <summary>A placement and what it has selected at a time.</summary>
/// <param name="Placement">The placement.</param>
/// <param name="Clusters">The clusters of its decisions.</param>
internal sealed record PlacementSnapshot(Placement Placement, IReadOnlySet<string> Clusters)
{
    /// <summary>The clusters that another does not have, in order.</summary>
    public IReadOnlyList<string> Without(PlacementSnapshot other) => (string[])[.. Clusters.Except(other.Clusters).Order(StringComparer.Ordinal)];
}
