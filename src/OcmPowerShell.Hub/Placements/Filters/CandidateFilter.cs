namespace OcmPowerShell.Hub.Placements.Filters;

/// <summary>The clusters of the placement's cluster sets.</summary>
internal static class CandidateFilter
{
    /// <summary>The names of existing sets that the placement may use, sorted; how many are bound at all.</summary>
    public static (IReadOnlyList<string> Eligible, int Bound) SetsOf(SchedulingSnapshot snapshot)
    {
        HashSet<string> sets = [.. snapshot.ClusterSets.Select(set => set.Name)];
        List<string> bound = [.. snapshot.Bindings.Where(sets.Contains).Distinct(StringComparer.Ordinal)];
        HashSet<string> wanted = [.. snapshot.Placement.ClusterSets];
        return ([.. bound.Where(set => wanted.Count == 0 || wanted.Contains(set)).Order(StringComparer.Ordinal)], bound.Count);
    }

    /// <summary>Keeps the clusters that are in one of the sets and are not going.</summary>
    public static List<ClusterVerdict> Apply(IReadOnlyList<ClusterVerdict> clusters, IReadOnlyList<ClusterSetFacts> sets)
    {
        HashSet<string> exclusive = [.. sets.Where(set => set.IsExclusive).Select(set => set.Name)];
        List<ClusterSetFacts> selecting = [.. sets.Where(set => !set.IsExclusive).OrderBy(set => set.Name, StringComparer.Ordinal)];
        List<ClusterVerdict> kept = [];
        foreach (ClusterVerdict cluster in clusters)
        {
            cluster.ClusterSet = FirstSetOf(cluster.Cluster, exclusive, selecting);
            if (cluster.ClusterSet is null)
            {
                cluster.Exclusion = new ClusterExclusion(ExclusionReason.ClusterSet);
            }
            else if (cluster.Cluster.Deleting)
            {
                cluster.Exclusion = new ClusterExclusion(ExclusionReason.Deleting);
            }
            else
            {
                kept.Add(cluster);
            }
        }

        return kept;
    }

    private static string? FirstSetOf(ManagedClusterFacts cluster, HashSet<string> exclusive, List<ClusterSetFacts> selecting)
    {
        string? own = cluster.Labels.TryGetValue(ClusterSetFacts.ClusterSetLabel, out string? label) && exclusive.Contains(label) ? label : null;
        string? other = selecting.Find(set => set.Has(cluster.Labels))?.Name;
        return own is null || (other is not null && string.CompareOrdinal(other, own) < 0) ? other : own;
    }
}
