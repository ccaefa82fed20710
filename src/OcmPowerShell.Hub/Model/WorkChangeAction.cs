namespace OcmPowerShell.Hub.Model;

/// <summary>What was done to a work.</summary>
public enum WorkChangeAction
{
    /// <summary>It is new.</summary>
    Created,

    /// <summary>It was there and has changed.</summary>
    Updated,

    /// <summary>It was there and already held what was asked for.</summary>
    Unchanged,

    /// <summary>It was there, belonged to the target, and is to go.</summary>
    Removed,

    /// <summary>It is not as asked for.</summary>
    Failed,
}
