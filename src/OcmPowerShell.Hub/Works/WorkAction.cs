namespace OcmPowerShell.Hub.Works;

/// <summary>What became of a work.</summary>
public enum WorkAction
{
    /// <summary>It is new.</summary>
    Created,

    /// <summary>It was there and has changed.</summary>
    Updated,

    /// <summary>It was there and already held what was asked for.</summary>
    Unchanged,
}
