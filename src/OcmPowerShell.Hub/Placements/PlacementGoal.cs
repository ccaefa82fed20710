namespace OcmPowerShell.Hub.Placements;

/// <summary>What to wait for.</summary>
public enum PlacementGoal
{
    /// <summary>As many clusters as wanted are selected.</summary>
    Satisfied,

    /// <summary>The scheduler has come to it, whatever it found.</summary>
    Decided,

    /// <summary>It is gone from the hub.</summary>
    Deleted,
}
