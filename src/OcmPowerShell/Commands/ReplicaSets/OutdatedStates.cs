using System.Collections.Concurrent;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Commands;

/// <summary>
/// Versions of replica sets of which the status is of before a change. OCM's conditions of a replica set do not say which
/// generation they speak of; but its controller writes the status anew when what it tells of has changed.
/// </summary>
internal sealed class OutdatedStates
{
    private readonly ConcurrentDictionary<(string Hub, ObjectKey Key), string> _versions = new();

    /// <summary>Notes a version.</summary>
    public void Add(string hub, ObjectKey key, string version) => _versions[(hub, key)] = version;

    /// <summary>Whether a state is such a version.</summary>
    public bool Contain(WorkReplicaSet set) => _versions.TryGetValue((set.Hub, set.Key), out string? version) && version == set.ResourceVersion;
}
