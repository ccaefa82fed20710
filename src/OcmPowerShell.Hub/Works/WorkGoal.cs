namespace OcmPowerShell.Hub.Works;

/// <summary>What to wait for.</summary>
public enum WorkGoal
{
    /// <summary>Everything runs; where no feedback was asked for, that everything exists.</summary>
    Ready,

    /// <summary>Every resource exists on the cluster.</summary>
    Available,

    /// <summary>Every manifest was applied.</summary>
    Applied,

    /// <summary>The work is gone, and so are its resources.</summary>
    Deleted,
}
