namespace OcmPowerShell.Hub.Model;

/// <summary>A change of a managed cluster, as a watch sees it.</summary>
public sealed class ClusterChange : ObservedChange
{
    /// <summary>The cluster's name.</summary>
    public string Cluster { get; set; } = "";

    /// <summary>The cluster after the change; one that was removed as it was last.</summary>
    public Cluster? Current { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Cluster} {Action}: {What}";
}
