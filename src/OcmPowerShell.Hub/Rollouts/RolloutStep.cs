namespace OcmPowerShell.Hub.Rollouts;

/// <summary>One look at a rollout: what is known of its clusters, and when.</summary>
/// <param name="states">Clusters that have a state and are decided on, by name.</param>
/// <param name="strategy">How the rollout is to go.</param>
/// <param name="now">The time.</param>
internal sealed class RolloutStep(IReadOnlyList<ClusterRollout> states, RolloutStrategy strategy, DateTimeOffset now)
{
    /// <summary>So many clusters at a time, those that have begun first.</summary>
    /// <param name="groups">Where clusters come from that have not begun.</param>
    /// <param name="size">How many may be under way.</param>
    /// <param name="maxFailures">How many may fail before no other is begun.</param>
    /// <param name="soak">How long one that succeeded stays under way.</param>
    public RolloutResult PerCluster(IEnumerable<RolloutGroup> groups, int size, int maxFailures, TimeSpan soak)
    {
        List<ClusterRollout> rolling = [];
        List<ClusterRollout> timedOut = [];
        var failures = 0;
        foreach (var known in states)
        {
            var state = known;
            if (failures <= maxFailures || known.Status != RolloutStatus.ToApply)
            {
                state = Sort(known, soak, rolling, timedOut);
            }

            failures += HasFailed(state) ? 1 : 0;
            if (rolling.Count >= size)
            {
                return Result(rolling, timedOut, failures > maxFailures);
            }
        }

        if (failures > maxFailures)
        {
            return Result(rolling, timedOut, failing: true);
        }

        var begun = states.Select(state => state.Cluster).ToHashSet();
        var fresh = groups.SelectMany(group => group.Clusters).Distinct().Where(cluster => !begun.Contains(cluster)).Order(StringComparer.Ordinal);
        rolling.AddRange(fresh.Take(size - rolling.Count).Select(cluster => new ClusterRollout(cluster, RolloutStatus.ToApply)));
        return Result(rolling, timedOut, failing: false);
    }

    /// <summary>One group at a time: the next begins when nothing in those before is under way that has not failed.</summary>
    /// <param name="groups">The groups in order.</param>
    /// <param name="maxFailures">How many of each group may fail before no other group is begun.</param>
    public RolloutResult PerGroup(IEnumerable<RolloutGroup> groups, RolloutSize maxFailures)
    {
        List<ClusterRollout> rolling = [];
        List<ClusterRollout> timedOut = [];
        // What is yet to be served is looked at group by group.
        var begun = states.Where(state => state.Status != RolloutStatus.ToApply)
            .Select(state => Sort(state, strategy.MinSuccessTime, rolling, timedOut))
            .ToDictionary(state => state.Cluster);
        var failures = 0;
        foreach (var group in groups)
        {
            var clusters = group.Clusters.Distinct().ToLookup(begun.ContainsKey);
            rolling.AddRange(clusters[false].Order(StringComparer.Ordinal).Select(cluster => new ClusterRollout(cluster, RolloutStatus.ToApply)));
            var failed = clusters[true].Count(cluster => HasFailed(begun[cluster]));
            var failing = failed > maxFailures.Of(group.Clusters.Count, 0);
            failures += failed;
            if (rolling.Count > failures || failing)
            {
                return Result(rolling, timedOut, failing);
            }
        }

        return Result(rolling, timedOut, failing: false);
    }

    /// <summary>Whether a cluster counts against the failures that are allowed.</summary>
    private static bool HasFailed(ClusterRollout state) => state.Status is RolloutStatus.Failed or RolloutStatus.TimeOut;

    private static DateTimeOffset Later(DateTimeOffset time, TimeSpan wait) =>
        // A time on the hub may be any; the sum must not leave the calendar.
        DateTimeOffset.MaxValue - time > wait ? time + wait : DateTimeOffset.MaxValue;

    /// <summary>Puts a cluster with those under way or those that timed out, or with neither.</summary>
    /// <returns>Its state, which may be a new one.</returns>
    private ClusterRollout Sort(ClusterRollout state, TimeSpan soak, List<ClusterRollout> rolling, List<ClusterRollout> timedOut)
    {
        switch (state.Status)
        {
            case RolloutStatus.ToApply:
                rolling.Add(state);
                return state;
            case RolloutStatus.Succeeded:
                var rested = Later(state.Since ?? now, soak);
                if (now < rested)
                {
                    rolling.Add(state = state with { RecheckAt = rested });
                }

                return state;
            case RolloutStatus.TimeOut or RolloutStatus.Skip:
                return state;
            default:
                DateTimeOffset? deadline = strategy.ProgressDeadline is { } wait ? Later(state.Since ?? now, wait) : null;
                state = state with { RecheckAt = deadline };
                if (deadline is null || now < deadline)
                {
                    rolling.Add(state);
                    return state;
                }

                timedOut.Add(state = state with { Status = RolloutStatus.TimeOut });
                return state;
        }
    }

    private RolloutResult Result(List<ClusterRollout> rolling, List<ClusterRollout> timedOut, bool failing)
    {
        var next = rolling.Where(state => state.RecheckAt > now).Min(state => state.RecheckAt);
        return new(rolling, timedOut, failing, next - now);
    }
}
