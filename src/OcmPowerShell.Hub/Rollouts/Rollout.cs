namespace OcmPowerShell.Hub.Rollouts;

/// <summary>
/// Which clusters a rollout serves next: a function of the strategy, the decision groups, what is known of each cluster,
/// and the time. It decides as OCM's own library does, with its peculiarities.
/// </summary>
internal static class Rollout
{
    /// <summary>The next step.</summary>
    /// <param name="strategy">How the rollout is to go.</param>
    /// <param name="groups">What the placement decided on; one group for each index.</param>
    /// <param name="existing">Clusters that have a state, each once; those that have none are yet to be served.</param>
    /// <param name="now">The time.</param>
    public static RolloutResult Next(
        RolloutStrategy strategy, IEnumerable<RolloutGroup> groups, IEnumerable<ClusterRollout> existing, DateTimeOffset now)
    {
        var all = Visible(groups);
        var decided = all.SelectMany(group => group.Clusters).ToHashSet();
        var states = existing.OrderBy(state => state.Cluster, StringComparer.Ordinal).ToLookup(state => decided.Contains(state.Cluster));
        var step = new RolloutStep([.. states[true]], strategy, now);
        return Next(strategy, all, decided.Count, step) with { Removed = [.. states[false]] };
    }

    private static RolloutResult Next(RolloutStrategy strategy, IReadOnlyList<RolloutGroup> groups, int total, RolloutStep step)
    {
        if (strategy.Type == RolloutType.All)
        {
            return step.PerCluster(groups, total, total, TimeSpan.Zero);
        }

        var mandatory = groups.Where(group => strategy.MandatoryDecisionGroups.Any(names => names.Names(group))).ToList();
        if (mandatory.Count > 0
            && step.PerGroup(mandatory, default) is { } first && (first.Rolling.Count > 0 || first.TimedOut.Count > 0))
        {
            // Nothing else begins before these are done, and no failure among them is forgiven.
            return first;
        }

        var rest = groups.Except(mandatory).ToList();
        if (strategy.Type == RolloutType.ProgressivePerGroup)
        {
            return step.PerGroup(rest, strategy.MaxFailures);
        }

        var remaining = rest.SelectMany(group => group.Clusters).Distinct().Count();
        return step.PerCluster(
            rest, strategy.MaxConcurrency.Of(remaining, remaining), strategy.MaxFailures.Of(total, 0), strategy.MinSuccessTime);
    }

    /// <summary>
    /// The groups in order. OCM counts indexes from 0 to the number of groups, so that one beyond a gap is not seen; only
    /// decisions that somebody wrote by hand have gaps.
    /// </summary>
    private static List<RolloutGroup> Visible(IEnumerable<RolloutGroup> groups)
    {
        var known = groups.DistinctBy(group => group.Index).ToList();
        return [.. known.Where(group => group.Index >= 0 && group.Index < known.Count).OrderBy(group => group.Index)];
    }
}
