namespace OcmPowerShell.Hub.Placements.Prioritizers;

/// <summary>Prefers clusters that the placement has selected before.</summary>
/// <param name="decided">Those clusters.</param>
internal sealed class Steady(IReadOnlySet<string> decided) : IPrioritizer
{
    public string Name => "Steady";

    public long Score(ManagedClusterFacts cluster) => decided.Contains(cluster.Name) ? 100 : 0;
}
