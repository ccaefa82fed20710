using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Works;

/// <summary>How waiting for a work ended.</summary>
/// <param name="Target">The work as it was when waiting began.</param>
/// <param name="Work">Its last known state; for a deleted one the last before it went.</param>
/// <param name="Outcome">Whether it got there.</param>
/// <param name="Warning">Something to know although it got there; empty for nothing.</param>
public sealed record WorkWaitResult(Work Target, Work Work, WorkWaitOutcome Outcome, string Warning)
{
    /// <summary>Why it could not be waited for; null unless that failed.</summary>
    public HubException? Error { get; init; }
}
