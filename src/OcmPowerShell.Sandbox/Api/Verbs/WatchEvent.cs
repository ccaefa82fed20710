using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.Verbs;

/// <summary>What a watch says.</summary>
/// <param name="Type">ADDED, MODIFIED, DELETED or BOOKMARK.</param>
/// <param name="Object">The object; null for a bookmark.</param>
/// <param name="Version">The version up to which everything has been said.</param>
internal readonly record struct WatchEvent(string Type, StoredObject? Object, long Version)
{
    /// <summary>Whether a bookmark says that everything that was there has been said.</summary>
    public bool EndsInitialEvents { get; init; }
}
