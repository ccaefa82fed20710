using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Placements.Testing;

/// <summary>What the hub's algorithm says of a placement.</summary>
internal sealed class PlacementTestOutcome
{
    /// <summary>Namespace and name of the placement.</summary>
    public string Placement { get; init; } = "";

    /// <summary>Whether PlacementSatisfied would hold: as many clusters as are wanted are selected, and nothing is misconfigured.</summary>
    public bool Satisfied { get; init; }

    /// <summary>
    /// One row a cluster of the hub: the selected ones by rank, then those that others outrank, then the others by name.
    /// Each is made when it is asked for.
    /// </summary>
    public IEnumerable<PlacementTest> Rows => RowsOf(_ => true);

    /// <summary>The rows of some clusters, in the same order.</summary>
    public required Func<Func<string, bool>, IEnumerable<PlacementTest>> RowsOf { get; init; }

    /// <summary>The clusters that the decisions on the hub have, and the answer has not, or the other way round.</summary>
    public IReadOnlyList<string> Differences { get; init; } = [];

    /// <summary>What a person must know of the answer as a whole.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What else there is to know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
