namespace OcmPowerShell.Hub.Model;

/// <summary>What happened to an object that is watched.</summary>
public enum WatchAction
{
    /// <summary>It was there when the watch began.</summary>
    Existing,

    /// <summary>It is new.</summary>
    Added,

    /// <summary>It changed.</summary>
    Updated,

    /// <summary>It is gone.</summary>
    Removed,
}
