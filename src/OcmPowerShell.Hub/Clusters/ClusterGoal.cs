namespace OcmPowerShell.Hub.Clusters;

/// <summary>What to wait for.</summary>
public enum ClusterGoal
{
    /// <summary>The cluster reports, and its API server answers.</summary>
    Available,

    /// <summary>Its agent has come to the hub.</summary>
    Joined,

    /// <summary>An admin has let it in.</summary>
    Accepted,

    /// <summary>It is gone from the hub.</summary>
    Deleted,
}
