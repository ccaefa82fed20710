namespace OcmPowerShell.Sandbox.Controllers;

/// <summary>How long to wait before the next attempt: twice as long each time, up to a limit.</summary>
/// <param name="First">Wait after the first failure.</param>
/// <param name="Limit">Longest wait.</param>
internal sealed record Backoff(TimeSpan First, TimeSpan Limit)
{
    /// <summary>The wait after so many failures in a row (1 for the first).</summary>
    public TimeSpan After(int failures)
    {
        // Shifting by more than this would overflow; the limit is far below it anyway.
        var doublings = Math.Clamp(failures - 1, 0, 20);
        var wait = First * (1L << doublings);
        return wait < Limit ? wait : Limit;
    }
}
