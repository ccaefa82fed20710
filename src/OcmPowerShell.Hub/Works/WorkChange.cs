using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Works;

/// <summary>What the watches of a wait tell.</summary>
/// <param name="Cluster">Whose watch tells it; null for the one of all clusters.</param>
/// <param name="Event">What happened; null when the watch begins, or begins anew, or has failed.</param>
/// <param name="Failure">Why the cluster's works cannot be watched; null unless that is so.</param>
internal readonly record struct WorkChange(string? Cluster, WatchEvent<Work>? Event, HubException? Failure);
