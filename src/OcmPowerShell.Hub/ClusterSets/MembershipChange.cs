using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.ClusterSets;

/// <summary>What became of a cluster that was to join or leave a set.</summary>
/// <param name="Cluster">The cluster as it is now, in the set where the hub has it.</param>
/// <param name="From">The set that it was in; empty for none.</param>
/// <param name="Action">Whether anything changed.</param>
internal sealed record MembershipChange(Cluster Cluster, string From, ChangeAction Action);
