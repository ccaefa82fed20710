namespace OcmPowerShell.Sandbox.ManagedClusters;

/// <summary>How a simulated cluster behaves beyond what its objects say.</summary>
/// <param name="Name">The cluster's name.</param>
/// <param name="Offline">Whether its agents are cut off from the hub: leases run out, works wait.</param>
/// <param name="Failing">Whether its workloads never become ready.</param>
/// <param name="Delay">How long a workload takes from being applied to being ready.</param>
internal sealed record ClusterState(string Name, bool Offline, bool Failing, TimeSpan Delay)
{
    /// <summary>This state with what a change names.</summary>
    public ClusterState With(ClusterStateChange change) => this with
    {
        Offline = change.Offline ?? Offline,
        Failing = change.Failing ?? Failing,
        Delay = change.Delay ?? Delay,
    };
}
