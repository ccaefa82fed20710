namespace OcmPowerShell.Hub.Model;

/// <summary>A change of a placement or of what it has selected, as a watch sees it.</summary>
public sealed class PlacementChange : ObservedChange
{
    /// <summary>The placement, as in <c>prod/web</c>.</summary>
    public string Placement { get; set; } = "";

    /// <summary>Clusters that it has selected and had not before.</summary>
    public IReadOnlyList<string> ClustersAdded { get; set; } = [];

    /// <summary>Clusters that it had selected and has no longer.</summary>
    public IReadOnlyList<string> ClustersRemoved { get; set; } = [];

    /// <summary>The placement after the change; one that was removed as it was last.</summary>
    public Placement? Current { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Placement} {Action}: {What}";
}
