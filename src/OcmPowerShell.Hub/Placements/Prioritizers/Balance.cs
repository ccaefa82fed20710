namespace OcmPowerShell.Hub.Placements.Prioritizers;

/// <summary>Prefers clusters that other placements have selected less often.</summary>
internal sealed class Balance : IPrioritizer
{
    private readonly Dictionary<string, long> _uses = new(StringComparer.Ordinal);
    private readonly long _most;

    /// <param name="placement">The placement, whose own decisions do not count.</param>
    /// <param name="decisions">All decisions of the hub.</param>
    public Balance(PlacementFacts placement, IReadOnlyCollection<DecisionFacts> decisions)
    {
        foreach (DecisionFacts decision in decisions)
        {
            if (decision.Placement == placement.Name && decision.Namespace == placement.Namespace)
            {
                continue;
            }

            foreach (string cluster in decision.Clusters)
            {
                _most = Math.Max(_most, _uses[cluster] = _uses.GetValueOrDefault(cluster) + 1);
            }
        }
    }

    public string Name => "Balance";

    public long Score(ManagedClusterFacts cluster) =>
        _uses.TryGetValue(cluster.Name, out long uses) ? 2 * (long)(100.0 * (0.5 - ((double)uses / _most))) : 100;
}
