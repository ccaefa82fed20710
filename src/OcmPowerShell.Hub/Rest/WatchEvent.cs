namespace OcmPowerShell.Hub.Rest;

/// <summary>What happened to an object.</summary>
internal enum WatchEventType
{
    /// <summary>The object is new, or was there when the watch began.</summary>
    Added,

    /// <summary>The object changed.</summary>
    Modified,

    /// <summary>The object is gone; the event carries its last state.</summary>
    Deleted,

    /// <summary>No object: everything that existed when the watch began has been reported.</summary>
    Synced,
}

/// <summary>One event of a watch.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object, parsed; null for <see cref="WatchEventType.Synced"/>.</param>
/// <typeparam name="T">The object's type.</typeparam>
internal sealed record WatchEvent<T>(WatchEventType Type, T? Object)
    where T : class;
