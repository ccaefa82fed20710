namespace OcmPowerShell.Hub.Model;

/// <summary>What became of an object that was to be as asked for.</summary>
public enum ChangeAction
{
    /// <summary>It is new.</summary>
    Created,

    /// <summary>It was there and has changed.</summary>
    Updated,

    /// <summary>It was there and already held what was asked for.</summary>
    Unchanged,
}
