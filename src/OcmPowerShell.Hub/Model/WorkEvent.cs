namespace OcmPowerShell.Hub.Model;

/// <summary>A change of a work, as a watch sees it.</summary>
public sealed class WorkEvent : ObservedChange
{
    /// <summary>The managed cluster.</summary>
    public string Cluster { get; set; } = "";

    /// <summary>The work's name.</summary>
    public string Work { get; set; } = "";

    /// <summary>The work after the change; one that was removed as it was last.</summary>
    public Work? Current { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Cluster}/{Work} {Action}: {What}";
}
