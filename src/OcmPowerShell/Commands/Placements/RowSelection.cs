using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements.Testing;

namespace OcmPowerShell.Commands;

/// <summary>The rows of a tested placement that -Cluster asks for.</summary>
internal sealed class RowSelection
{
    private readonly ClusterReference[] _clusters;
    private readonly Func<string, bool> _matches;

    /// <param name="clusters">Clusters by name, pattern or object.</param>
    public RowSelection(ClusterReference[] clusters)
    {
        _clusters = clusters;
        _matches = Targets.Matcher([.. clusters.Select(cluster => cluster.Name)]);
    }

    /// <summary>Refuses clusters that are known to be of another hub.</summary>
    /// <exception cref="HubException"><c>HubMismatch</c>.</exception>
    public void RefuseForeign(HubConnection hub)
    {
        if (Array.Find(_clusters, cluster => cluster.Hub is { } other && other != hub.Identity) is { } foreign)
        {
            throw new HubException("HubMismatch", $"The cluster '{foreign.Name}' is from the hub {foreign.Hub}, and the placement from {hub}. Pass clusters of the same hub, or names.");
        }
    }

    /// <summary>The rows, and the names that no row has.</summary>
    public (IReadOnlyList<PlacementTest> Rows, IReadOnlyCollection<string> Missing) Of(PlacementTestOutcome outcome)
    {
        PlacementTest[] rows = [.. outcome.RowsOf(_matches)];
        HashSet<string> missing = new(_clusters.Select(cluster => cluster.Name).Where(name => !Targets.IsPattern(name)), StringComparer.OrdinalIgnoreCase);
        missing.ExceptWith(rows.Select(row => row.Cluster));
        return (rows, missing);
    }
}
