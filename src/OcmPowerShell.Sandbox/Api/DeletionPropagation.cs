namespace OcmPowerShell.Sandbox.Api;

/// <summary>What becomes of the objects that an object owns when it is deleted.</summary>
internal enum DeletionPropagation
{
    /// <summary>They are deleted after it.</summary>
    Background,

    /// <summary>They are deleted before it.</summary>
    Foreground,

    /// <summary>They stay, and forget it.</summary>
    Orphan,
}
