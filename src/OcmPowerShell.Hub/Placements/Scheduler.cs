using OcmPowerShell.Hub.Placements.Decisions;
using OcmPowerShell.Hub.Placements.Filters;
using OcmPowerShell.Hub.Placements.Prioritizers;

namespace OcmPowerShell.Hub.Placements;

/// <summary>
/// OCM's placement scheduler as a function of what is on the hub: the clusters of the bound sets are filtered by predicates
/// and taints, ranked by prioritizers, cut to the number asked for and divided into groups.
/// </summary>
internal static class Scheduler
{
    /// <summary>Decides for a placement. The same input gives the same result.</summary>
    public static SchedulingResult Schedule(SchedulingSnapshot snapshot, CancellationToken cancellationToken = default)
    {
        List<ClusterVerdict> clusters =
            [.. snapshot.Clusters.OrderBy(cluster => cluster.Name, StringComparer.Ordinal).Select(cluster => new ClusterVerdict(cluster))];
        (IReadOnlyList<string> eligible, int bound) = CandidateFilter.SetsOf(snapshot);
        HashSet<string> names = [.. eligible];
        List<ClusterSetFacts> sets = [.. snapshot.ClusterSets.Where(set => names.Contains(set.Name))];
        if (sets.Where(set => set.Problem is not null).MinBy(set => set.Name, StringComparer.Ordinal) is { } broken)
        {
            return new SchedulingResult
            {
                Failure = $"failed to get clusters from ClusterSet \"{broken.Name}\": {broken.Problem}",
                EligibleSets = eligible,
                Clusters = clusters,
            };
        }

        List<ClusterVerdict> available = CandidateFilter.Apply(clusters, sets);
        int availableCount = available.Count;
        Ranking ranking = Rank(snapshot, available, cancellationToken);
        List<ClusterVerdict> selected = Select(snapshot.Placement, ranking);
        IReadOnlyList<DecisionGroup> groups =
            GroupStrategy.Divide(snapshot.Placement, selected.Select(cluster => cluster.Cluster), out string? groupProblem);
        // What is wrong with groups has no plugin's name before the colon.
        string? problem = groupProblem is null ? ranking.Problem : $":{groupProblem}";
        return new SchedulingResult
        {
            EligibleSets = eligible,
            Clusters = clusters,
            SelectedCount = selected.Count,
            Groups = groups,
            Conditions =
            [
                SchedulingConditions.Misconfigured(problem),
                SchedulingConditions.Satisfied(
                    snapshot.Placement, eligible, bound, availableCount, selected.Count, ranking.Problem is null),
            ],
            Warnings = ranking.Warnings,
            RequeueAt = Earliest([ranking.ScoresExpireAt, .. selected.Select(cluster => cluster.ToleratedUntil)]),
        };
    }

    /// <summary>Filters and scores; a placement that is misconfigured has no ranking.</summary>
    private static Ranking Rank(SchedulingSnapshot snapshot, List<ClusterVerdict> clusters, CancellationToken cancellationToken)
    {
        try
        {
            PlacementFacts placement = snapshot.Placement;
            ScoreIndex scores = new(snapshot.Scores);
            HashSet<string> decided = DecidedBefore(snapshot);
            List<ClusterVerdict> filtered = PredicateFilter.Apply(clusters, placement, scores, cancellationToken);
            filtered = TaintTolerationFilter.Apply(filtered, placement, decided, snapshot.Now);
            List<(IPrioritizer Prioritizer, long Weight)> prioritizers = Prioritizers(snapshot, filtered, decided, scores);
            Score(filtered, prioritizers);
            filtered.Sort((left, right) => left.Total == right.Total
                ? string.CompareOrdinal(left.Name, right.Name)
                : right.Total.CompareTo(left.Total));
            for (int i = 0; i < filtered.Count; i++)
            {
                filtered[i].Rank = i + 1;
            }

            List<AddOnScore> addOns = [.. prioritizers.Select(item => item.Prioritizer).OfType<AddOnScore>()];
            return new Ranking(filtered)
            {
                Warnings = [.. addOns.Select(addOn => addOn.Warning).OfType<string>()],
                ScoresExpireAt = Earliest(addOns.Select(addOn => addOn.ExpiresAt)),
            };
        }
        catch (MisconfiguredException error)
        {
            return new Ranking([]) { Problem = error.Text };
        }
    }

    private static HashSet<string> DecidedBefore(SchedulingSnapshot snapshot) =>
        [.. snapshot.Decisions
            .Where(decision => decision.Placement == snapshot.Placement.Name && decision.Namespace == snapshot.Placement.Namespace)
            .SelectMany(decision => decision.Clusters)];

    private static List<(IPrioritizer Prioritizer, long Weight)> Prioritizers(
        SchedulingSnapshot snapshot, List<ClusterVerdict> candidates, HashSet<string> decided, ScoreIndex scores) =>
        [.. PrioritizerWeights.Of(snapshot.Placement).Select(configuration => (configuration switch
        {
            { Type: not "BuiltIn", AddOn: var (resource, score) } => (IPrioritizer)new AddOnScore(resource, score, scores, snapshot.Now),
            { Type: not "BuiltIn" } => throw new MisconfiguredException("", "addOn should not be empty"),
            { BuiltIn: "Balance" } => new Balance(snapshot.Placement, snapshot.Decisions),
            { BuiltIn: "Steady" } => new Steady(decided),
            { BuiltIn: "ResourceAllocatableCPU" } => ResourceAllocatable.Cpu(candidates.Select(cluster => cluster.Cluster)),
            { BuiltIn: "ResourceAllocatableMemory" } => ResourceAllocatable.Memory(candidates.Select(cluster => cluster.Cluster)),
            _ => throw new MisconfiguredException("", $"incorrect builtin prioritizer: {configuration.BuiltIn}"),
        }, configuration.Weight))];

    private static void Score(List<ClusterVerdict> candidates, List<(IPrioritizer Prioritizer, long Weight)> prioritizers)
    {
        foreach (ClusterVerdict cluster in candidates)
        {
            var scores = new PrioritizerScore[prioritizers.Count];
            for (int i = 0; i < scores.Length; i++)
            {
                (IPrioritizer prioritizer, long weight) = prioritizers[i];
                scores[i] = new PrioritizerScore(prioritizer.Name, weight, prioritizer.Score(cluster.Cluster));
                cluster.Total += scores[i].Score * weight;
            }

            cluster.Scores = scores;
        }
    }

    private static List<ClusterVerdict> Select(PlacementFacts placement, Ranking ranking)
    {
        long count = Math.Clamp(placement.NumberOfClusters ?? long.MaxValue, 0, ranking.Clusters.Count);
        List<ClusterVerdict> selected = ranking.Clusters.GetRange(0, (int)count);
        foreach (ClusterVerdict cluster in selected)
        {
            cluster.Selected = true;
        }

        return selected;
    }

    private static DateTimeOffset? Earliest(IEnumerable<DateTimeOffset?> times) => times.Min();

    /// <summary>The candidates, the best first.</summary>
    private sealed record Ranking(List<ClusterVerdict> Clusters)
    {
        /// <summary>Why there is none; null when there is one.</summary>
        public string? Problem { get; init; }

        public IReadOnlyList<string> Warnings { get; init; } = [];

        public DateTimeOffset? ScoresExpireAt { get; init; }
    }
}
