namespace OcmPowerShell.Hub.Waiting;

/// <summary>What a wait asks of a hub at most.</summary>
internal static class WatchLimits
{
    /// <summary>Watches that are open at a time.</summary>
    public const int Most = 32;
}
