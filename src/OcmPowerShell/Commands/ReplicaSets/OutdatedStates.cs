using System.Collections.Concurrent;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.ReplicaSets;

namespace OcmPowerShell.Commands;

/// <summary>
/// Knows which states of replica sets are of before a change. OCM's conditions of a replica set do not say which generation
/// they speak of; but its controller writes the status anew when what it tells of has changed.
/// </summary>
internal sealed class OutdatedStates
{
    private readonly ConcurrentDictionary<(string Hub, ObjectKey Key), string> _versions = new();
    private readonly ConcurrentDictionary<string, HubConnection> _hubs = new();

    /// <summary>Notes a version of which the status is of before.</summary>
    public void Add(string hub, ObjectKey key, string version) => _versions[(hub, key)] = version;

    /// <summary>Notes where replica sets are.</summary>
    public void Know(HubConnection hub) => _hubs[hub.Identity] = hub;

    /// <summary>Whether a state is a version that was noted.</summary>
    public bool Contain(WorkReplicaSet set) => _versions.TryGetValue((set.Hub, set.Key), out string? version) && version == set.ResourceVersion;

    /// <summary>Whether the works of a replica set hold what it asks for, and more of each.</summary>
    public Task<bool> AreWorksSoAsync(WorkReplicaSet set, Func<Work, bool> holds, CancellationToken cancellationToken) =>
        _hubs.TryGetValue(set.Hub, out HubConnection? hub) ? RolloutHolds.AreSoAsync(hub, set, holds, cancellationToken) : Task.FromResult(true);
}
