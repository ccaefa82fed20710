namespace OcmPowerShell.Hub.ReplicaSets;

/// <summary>What to wait for.</summary>
public enum ReplicaSetGoal
{
    /// <summary>Every cluster that its placements select is done.</summary>
    RolledOut,

    /// <summary>The newest work is applied on every cluster that its placements select.</summary>
    Applied,

    /// <summary>What the works hold exists on all these clusters.</summary>
    Available,

    /// <summary>It is gone from the hub.</summary>
    Deleted,
}
