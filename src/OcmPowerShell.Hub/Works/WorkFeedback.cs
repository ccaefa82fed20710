namespace OcmPowerShell.Hub.Works;

/// <summary>What a work asks its agent to report of what it applied.</summary>
public enum WorkFeedback
{
    /// <summary>What tells whether a Deployment, StatefulSet, DaemonSet, Job or Pod runs.</summary>
    Default,

    /// <summary>Nothing but what manifest configs ask for.</summary>
    None,
}
