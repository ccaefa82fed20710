using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Waiting;

/// <summary>How waiting for an object ended.</summary>
/// <param name="Target">What was waited for.</param>
/// <param name="Value">Its last known state, for a deleted one the last before it went; null for one that never was there.</param>
/// <param name="Outcome">Whether it got there.</param>
/// <param name="Warning">Something to know although it got there; empty for nothing.</param>
public sealed record WaitResult<T>(ObjectKey Target, T? Value, WaitOutcome Outcome, string Warning)
    where T : HubObject
{
    /// <summary>Whether the hub has told of it at all, if only that it is not there.</summary>
    public bool IsKnown { get; init; }

    /// <summary>Why it could not be waited for; null unless that failed.</summary>
    public HubException? Error { get; init; }
}
