using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Placements;

/// <summary>The first thing that kept a cluster from being a candidate.</summary>
/// <param name="Reason">What.</param>
internal sealed record ClusterExclusion(ExclusionReason Reason)
{
    /// <summary>For <see cref="ExclusionReason.Predicate"/>: what each predicate misses, in order.</summary>
    public IReadOnlyList<PredicateMiss> Misses { get; init; } = [];

    /// <summary>For <see cref="ExclusionReason.Taint"/>: the first taint that is not tolerated.</summary>
    public Taint? Taint { get; init; }

    /// <summary>The reason for people.</summary>
    public override string ToString() => Reason switch
    {
        ExclusionReason.ClusterSet => "in none of the placement's cluster sets",
        ExclusionReason.Deleting => "being deleted",
        ExclusionReason.Predicate => string.Join("; ", Misses.Select(miss => $"predicate {miss.Index}: {miss.Selector} {miss.Requirement}")),
        _ => $"taint {Taint}",
    };
}
