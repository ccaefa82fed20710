namespace OcmPowerShell.Hub.Model;

/// <summary>A managed cluster's state in a word.</summary>
public enum ClusterStatus
{
    /// <summary>It reports, and its API server answers.</summary>
    Available,

    /// <summary>It reports that its API server does not answer.</summary>
    Unavailable,

    /// <summary>It has stopped reporting.</summary>
    Unknown,

    /// <summary>No admin has let it in.</summary>
    NotAccepted,

    /// <summary>It has been let in but has not come.</summary>
    NotJoined,
}
