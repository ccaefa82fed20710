namespace OcmPowerShell.Hub.Placements.Prioritizers;

/// <summary>Prefers clusters that have more of a resource left, compared with the other candidates.</summary>
internal sealed class ResourceAllocatable : IPrioritizer
{
    private readonly Func<ManagedClusterFacts, double?> _amount;
    private readonly double _least = double.PositiveInfinity;
    private readonly double _most = double.NegativeInfinity;

    private ResourceAllocatable(string name, Func<ManagedClusterFacts, double?> amount, IEnumerable<ManagedClusterFacts> candidates)
    {
        Name = name;
        _amount = amount;
        foreach (ManagedClusterFacts candidate in candidates)
        {
            if (amount(candidate) is { } known)
            {
                _least = Math.Min(_least, known);
                _most = Math.Max(_most, known);
            }
        }
    }

    public string Name { get; }

    /// <summary>By processors.</summary>
    public static ResourceAllocatable Cpu(IEnumerable<ManagedClusterFacts> candidates) =>
        new("ResourceAllocatableCPU", cluster => cluster.AllocatableCpu, candidates);

    /// <summary>By memory.</summary>
    public static ResourceAllocatable Memory(IEnumerable<ManagedClusterFacts> candidates) =>
        new("ResourceAllocatableMemory", cluster => cluster.AllocatableMemory, candidates);

    public long Score(ManagedClusterFacts cluster)
    {
        if (_amount(cluster) is not { } amount)
        {
            return 0;
        }

        double range = _most - _least;
        return range == 0 ? 100 : (long)((((amount - _least) / range) - 0.5) * 2.0 * 100.0);
    }
}
