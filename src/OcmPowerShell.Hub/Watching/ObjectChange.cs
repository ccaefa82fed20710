using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Watching;

/// <summary>A change that a user sees.</summary>
/// <param name="Action">What happened.</param>
/// <param name="Object">The object after the change; one that was removed as it was last.</param>
/// <param name="What">What changed, for people.</param>
internal sealed record ObjectChange<T>(WatchAction Action, T Object, string What)
    where T : HubObject;
