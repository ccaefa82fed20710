using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Waiting;

/// <summary>What the watches of a wait tell.</summary>
/// <param name="Namespace">Whose watch tells it; null for the one of all.</param>
/// <param name="Event">What happened; null when the watch begins, or begins anew, or has failed.</param>
/// <param name="Failure">Why the namespace's objects cannot be watched; null unless that is so.</param>
internal readonly record struct WatchedChange<T>(string? Namespace, WatchEvent<T>? Event, HubException? Failure)
    where T : class;
