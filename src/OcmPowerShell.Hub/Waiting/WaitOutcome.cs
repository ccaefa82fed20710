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

    /// <summary>
    /// The hub does not let the object be watched, what it sends cannot be read, or what is waited for cannot come:
    /// <see cref="WaitResult{T}.Error"/> says why.
    /// </summary>
    Failed,
}
