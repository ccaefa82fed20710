namespace OcmPowerShell.Hub.Rollouts;

/// <summary>A group of clusters that is rolled out to together: a decision group of a placement.</summary>
/// <param name="Index">Its place among the groups, from 0.</param>
/// <param name="Name">Its name; empty for clusters that no decision group names.</param>
/// <param name="Clusters">Names of its clusters.</param>
internal sealed record RolloutGroup(int Index, string Name, IReadOnlyCollection<string> Clusters);
