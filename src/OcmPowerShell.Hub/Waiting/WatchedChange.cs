using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Waiting;

/// <summary>What the watches of a wait tell.</summary>
/// <param name="Namespace">Whose watch tells it; null for one of all namespaces.</param>
/// <param name="Name">The one name that is watched; null for any.</param>
/// <param name="Event">What happened; null when the watch begins, or begins anew, or has failed.</param>
/// <param name="Failure">Why the objects cannot be watched; null unless that is so.</param>
internal readonly record struct WatchedChange<T>(string? Namespace, string? Name, WatchEvent<T>? Event, HubException? Failure)
    where T : class
{
    /// <summary>Whether the watch that tells it is one that would tell of an object.</summary>
    public bool Covers(ObjectKey key) => (Namespace is null || Namespace == key.Namespace) && (Name is null || Name == key.Name);
}
