namespace OcmPowerShell.Hub.Model;

/// <summary>What became of one cluster's work when a fleet was brought to what files say.</summary>
public sealed class WorkChange
{
    /// <summary>The hub's identity.</summary>
    public string Hub { get; set; } = "";

    /// <summary>The managed cluster.</summary>
    public string Cluster { get; set; } = "";

    /// <summary>The work's name.</summary>
    public string Work { get; set; } = "";

    /// <summary>What was done.</summary>
    public WorkChangeAction Action { get; set; }

    /// <summary>Whether the server was only asked (<c>dryRun=All</c>).</summary>
    public bool DryRun { get; set; }

    /// <summary>Why it failed; empty where it did not.</summary>
    public string Error { get; set; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{Cluster}/{Work} {Action}";
}
