namespace OcmPowerShell.Hub.Rollouts;

/// <summary>How far a rollout has come on one cluster.</summary>
internal enum RolloutStatus
{
    /// <summary>What is wanted has not been sent yet.</summary>
    ToApply,

    /// <summary>It was sent and is not there yet.</summary>
    Progressing,

    /// <summary>It is there.</summary>
    Succeeded,

    /// <summary>It went wrong.</summary>
    Failed,

    /// <summary>It was under way, or wrong, for longer than the progress deadline.</summary>
    TimeOut,

    /// <summary>The cluster is to be left out.</summary>
    Skip,
}
