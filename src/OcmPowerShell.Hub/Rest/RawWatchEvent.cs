namespace OcmPowerShell.Hub.Rest;

/// <summary>An event as the server sent it.</summary>
/// <param name="Type">ADDED, MODIFIED, DELETED or BOOKMARK.</param>
/// <param name="Object">The object's JSON; only lent until the next event.</param>
internal readonly record struct RawWatchEvent(string Type, ReadOnlyMemory<byte> Object);
