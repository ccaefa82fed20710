namespace OcmPowerShell.Sandbox.ManagedClusters.Workloads;

/// <summary>What a workload's status is to tell.</summary>
/// <param name="Phase">How far it is.</param>
/// <param name="IsNewTemplate">Whether its pods differ from those that ran before, if any did.</param>
/// <param name="Now">The time.</param>
internal readonly record struct WorkloadMoment(WorkloadPhase Phase, bool IsNewTemplate, DateTimeOffset Now);
