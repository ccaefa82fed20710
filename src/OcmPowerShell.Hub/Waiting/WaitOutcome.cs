namespace OcmPowerShell.Hub.Waiting;

/// <summary>How waiting ended.</summary>
public enum WaitOutcome
{
    /// <summary>What was waited for holds.</summary>
    Reached,

    /// <summary>Time was up first.</summary>
    TimedOut,

    /// <summary>Somebody deleted the object meanwhile.</summary>
    Gone,

    /// <summary>The hub does not let the object be watched, or what it sends cannot be read: <see cref="WaitResult{T}.Error"/> says why.</summary>
    Failed,
}
