using OcmPowerShell.Hub.Placements.Selection;

namespace OcmPowerShell.Hub.Placements.Filters;

/// <summary>The clusters that one of the placement's predicates selects; without predicates all of them.</summary>
internal static class PredicateFilter
{
    private const string Plugin = "Predicate";

    /// <summary>Keeps the clusters that are selected.</summary>
    /// <param name="clusters">The clusters that passed so far.</param>
    /// <param name="placement">The placement.</param>
    /// <param name="scores">What expressions may ask for.</param>
    /// <param name="cancellationToken">Ends it between two clusters: expressions may take their time.</param>
    /// <exception cref="MisconfiguredException">A predicate cannot be read.</exception>
    public static List<ClusterVerdict> Apply(
        List<ClusterVerdict> clusters, PlacementFacts placement, ScoreIndex scores, CancellationToken cancellationToken)
    {
        if (placement.Predicates.Count == 0 || clusters.Count == 0)
        {
            return clusters;
        }

        List<ClusterSelector> predicates = Read(placement, scores);
        clusters.RemoveAll(cluster =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            cluster.Exclusion = ExclusionOf(cluster.Cluster, predicates);
            return cluster.Exclusion is not null;
        });
        return clusters;
    }

    private static List<ClusterSelector> Read(PlacementFacts placement, ScoreIndex scores)
    {
        try
        {
            return [.. placement.Predicates.Select(predicate => ClusterSelector.Read(predicate, scores))];
        }
        catch (SelectorSyntaxException error)
        {
            throw new MisconfiguredException(Plugin, error.Message);
        }
    }

    private static ClusterExclusion? ExclusionOf(ManagedClusterFacts cluster, List<ClusterSelector> predicates)
    {
        var misses = new PredicateMiss[predicates.Count];
        for (int i = 0; i < misses.Length; i++)
        {
            if (predicates[i].FirstUnmet(cluster) is not var (selector, requirement))
            {
                return null;
            }

            misses[i] = new PredicateMiss(i, selector, requirement);
        }

        return new ClusterExclusion(ExclusionReason.Predicate) { Misses = misses };
    }
}
