namespace OcmPowerShell.Hub.Model;

/// <summary>A decision group of a placement: clusters that a rollout takes together.</summary>
public sealed class PlacementGroup
{
    /// <summary><c>decisionGroupIndex</c>, from 0.</summary>
    public int Index { get; set; }

    /// <summary><c>decisionGroupName</c>; empty for the clusters that no named group takes.</summary>
    public string Name { get; set; } = "";

    /// <summary><c>clusterCount</c>.</summary>
    public int ClusterCount { get; set; }

    /// <inheritdoc/>
    public override string ToString() => Name.Length == 0 ? $"{Index}: {ClusterCount}" : $"{Index} {Name}: {ClusterCount}";
}
