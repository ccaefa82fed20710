namespace OcmPowerShell.Sandbox.ManagedClusters;

/// <summary>What to change of how a cluster behaves; null leaves a thing as it is.</summary>
/// <param name="Offline">Whether its agents are cut off from the hub.</param>
/// <param name="Failing">Whether its workloads never become ready.</param>
/// <param name="Delay">How long a workload takes from being applied to being ready.</param>
internal sealed record ClusterStateChange(bool? Offline = null, bool? Failing = null, TimeSpan? Delay = null);
