namespace OcmPowerShell.Sandbox.ManagedClusters;

/// <summary>What may be done to simulated clusters from outside, as to machines that one can unplug.</summary>
internal interface IClusterControl
{
    /// <summary>All clusters that are simulated now, by name.</summary>
    IReadOnlyList<ClusterState> All { get; }

    /// <summary>A cluster that is simulated now, or null.</summary>
    ClusterState? Find(string name);

    /// <summary>Changes how a cluster behaves, and says how it behaves then.</summary>
    /// <exception cref="KeyNotFoundException">No cluster of this name is simulated.</exception>
    ClusterState Set(string name, ClusterStateChange change);
}
