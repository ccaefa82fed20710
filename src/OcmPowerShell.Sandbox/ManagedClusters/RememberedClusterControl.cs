using System.Collections.Concurrent;

namespace OcmPowerShell.Sandbox.ManagedClusters;

/// <summary>Remembers what was asked of the clusters, and nothing more.</summary>
/// <param name="fleet">The clusters that are simulated.</param>
/// <param name="profileOf">What a cluster is like when nobody asked for anything.</param>
internal sealed class RememberedClusterControl(SandboxFleet fleet, Func<string, ManagedClusterProfile> profileOf) : IClusterControl
{
    private readonly ConcurrentDictionary<string, ClusterState> _states = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyList<ClusterState> All =>
        [.. fleet.Clusters.Select(cluster => StateOf(cluster.Name)).OrderBy(state => state.Name, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public ClusterState? Find(string name) => fleet.Find(name) is null ? null : StateOf(name);

    /// <inheritdoc/>
    public ClusterState Set(string name, ClusterStateChange change)
    {
        ClusterState now = Find(name) ?? throw new KeyNotFoundException($"No cluster '{name}' is simulated.");
        return _states.AddOrUpdate(name, _ => now.With(change), (_, before) => before.With(change));
    }

    private ClusterState StateOf(string name) =>
        _states.GetValueOrDefault(name) ?? new ClusterState(name, Offline: false, Failing: false, profileOf(name).WorkloadDelay);
}
