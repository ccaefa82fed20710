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
}
