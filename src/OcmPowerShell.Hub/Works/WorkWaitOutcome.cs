namespace OcmPowerShell.Hub.Works;

/// <summary>How waiting ended.</summary>
public enum WorkWaitOutcome
{
    /// <summary>What was waited for holds.</summary>
    Reached,

    /// <summary>Time was up first.</summary>
    TimedOut,

    /// <summary>Somebody deleted the work meanwhile.</summary>
    Gone,

    /// <summary>The hub does not let the work be watched, or what it sends cannot be read: <see cref="WorkWaitResult.Error"/> says why.</summary>
    Failed,
}
