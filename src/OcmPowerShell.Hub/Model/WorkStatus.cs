namespace OcmPowerShell.Hub.Model;

/// <summary>A work's state in a word.</summary>
public enum WorkStatus
{
    /// <summary>The agent has not yet said that it applied the present manifests.</summary>
    Pending,

    /// <summary>At least one manifest could not be applied.</summary>
    Failed,

    /// <summary>Applied, but something is missing on the cluster or does not run yet.</summary>
    NotReady,

    /// <summary>Applied and present; whether it runs is not known, because no feedback was asked for.</summary>
    Available,

    /// <summary>Applied, present and running.</summary>
    Ready,

    /// <summary>Being taken away.</summary>
    Deleting,
}
