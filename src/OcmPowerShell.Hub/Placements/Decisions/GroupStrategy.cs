using System.Globalization;
using OcmPowerShell.Hub.Placements.Selection;

namespace OcmPowerShell.Hub.Placements.Decisions;

/// <summary>Divides the selected clusters into groups, and the groups into PlacementDecisions.</summary>
internal static class GroupStrategy
{
    private const int ClustersPerDecision = 100;

    /// <summary>
    /// Divides clusters. When the strategy is wrong, the groups that were made until then remain, as in OCM, and
    /// <paramref name="problem"/> says what is wrong.
    /// </summary>
    public static IReadOnlyList<DecisionGroup> Divide(PlacementFacts placement, IEnumerable<ManagedClusterFacts> selected, out string? problem)
    {
        List<(string Name, List<string> Clusters)> groups = [];
        try
        {
            Collect(placement, [.. selected.OrderBy(cluster => cluster.Name, StringComparer.Ordinal)], groups);
            problem = null;
        }
        catch (SelectorSyntaxException error)
        {
            problem = error.Message;
        }

        return Numbered(placement.Name, groups);
    }

    private static void Collect(
        PlacementFacts placement, List<ManagedClusterFacts> remaining, List<(string Name, List<string> Clusters)> groups)
    {
        int length = GroupLength(placement, remaining.Count);
        ScoreIndex noScores = new([]);
        foreach (DecisionGroupSpec group in placement.DecisionGroups)
        {
            // Expressions do not select here.
            ClusterSelector selector = ClusterSelector.Read(group.Selector with { CelExpressions = [] }, noScores);
            List<string> taken = [];
            remaining.RemoveAll(cluster =>
            {
                bool matches = selector.Matches(cluster);
                if (matches)
                {
                    taken.Add(cluster.Name);
                }

                return matches;
            });
            Cut(group.Name, taken, length, groups);
        }

        Cut("", [.. remaining.Select(cluster => cluster.Name)], length, groups);
        if (groups.Count == 0)
        {
            groups.Add(("", []));
        }
    }

    private static int GroupLength(PlacementFacts placement, int total)
    {
        double length = placement.ClustersPerGroup ?? total;
        if (placement.ShareOfClustersPerGroup is { } share)
        {
            if (!share.EndsWith('%')
                || !double.TryParse(share.AsSpan(0, share.Length - 1), NumberStyles.Float, CultureInfo.InvariantCulture, out double percent)
                || !double.IsFinite(percent))
            {
                throw new SelectorSyntaxException($"{share} invalid type: string is not a percentage");
            }

            length = Math.Ceiling(percent / 100 * total);
        }

        return length <= 0 || length > total ? total : (int)length;
    }

    private static void Cut(string name, List<string> clusters, int length, List<(string Name, List<string> Clusters)> groups)
    {
        for (int start = 0; start < clusters.Count; start += length)
        {
            groups.Add((name, clusters.GetRange(start, Math.Min(length, clusters.Count - start))));
        }
    }

    private static List<DecisionGroup> Numbered(string placement, List<(string Name, List<string> Clusters)> groups)
    {
        int number = 0;
        List<DecisionGroup> numbered = new(groups.Count);
        foreach ((string name, List<string> clusters) in groups)
        {
            List<DecisionChunk> decisions = [];
            for (int start = 0; start == 0 || start < clusters.Count; start += ClustersPerDecision)
            {
                decisions.Add(new DecisionChunk(
                    string.Create(CultureInfo.InvariantCulture, $"{placement}-decision-{++number}"),
                    clusters.GetRange(start, Math.Min(ClustersPerDecision, clusters.Count - start))));
            }

            numbered.Add(new DecisionGroup(numbered.Count, name, decisions));
        }

        return numbered;
    }
}
