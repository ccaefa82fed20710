using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Hub.Rollouts;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Rollouts;

/// <summary>What holds for every rollout.</summary>
public sealed class RolloutPropertyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    private static readonly Gen<RolloutSize> Sizes = Gen.OneOf(
        Gen.Choose(-1, 12).Select(number => RolloutSize.Of(number)), Gen.Choose(0, 100).Select(percent => RolloutSize.Parse($"{percent}%")));

    private static readonly Gen<RolloutStrategy> Strategies =
        from type in Gen.Elements(Enum.GetValues<RolloutType>())
        from mandatory in Gen.Elements<MandatoryDecisionGroup[]>([], [new("", 0)], [new("g1", 7)], [new("", 2), new("g0", 0)], [new("none", 0)])
        from concurrency in Sizes
        from failures in Sizes
        from soak in Gen.Elements(0, 60)
        from deadline in Gen.Elements<int?>(null, 0, 60)
        select new RolloutStrategy
        {
            Type = type,
            MandatoryDecisionGroups = mandatory,
            MaxConcurrency = concurrency,
            MaxFailures = failures,
            MinSuccessTime = TimeSpan.FromSeconds(soak),
            ProgressDeadline = deadline is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };

    private static readonly Gen<Case> Cases =
        from strategy in Strategies
        from sizes in Gen.Choose(0, 4).ListOf()
        from states in (from cluster in Gen.Choose(0, 14)
                        from status in Gen.Elements(Enum.GetValues<RolloutStatus>())
                        from age in Gen.Elements<int?>(null, -30, 0, 30, 90)
                        select new ClusterRollout($"c{cluster:00}", status, age is { } seconds ? Now - TimeSpan.FromSeconds(seconds) : null)).ListOf()
        select new Case(strategy, GroupsOf(sizes), [.. states.DistinctBy(state => state.Cluster)]);

    [Fact]
    public void Nobody_is_served_twice_or_without_a_decision() => Holds(one =>
    {
        var next = one.Next();
        var named = next.Rolling.Concat(next.TimedOut).Concat(next.Removed).Select(state => state.Cluster).ToList();
        return named.Distinct().Count() == named.Count
            && next.Rolling.Concat(next.TimedOut).All(state => one.Decided.Contains(state.Cluster))
            && next.Removed.All(state => !one.Decided.Contains(state.Cluster));
    });

    [Fact]
    public void The_order_in_which_states_and_groups_are_told_changes_nothing() => Holds(one =>
    {
        var there = one.Next();
        var back = (one with { Groups = [.. one.Groups.Reverse()], States = [.. one.States.Reverse()] }).Next();
        return there.Rolling.SequenceEqual(back.Rolling) && there.TimedOut.SequenceEqual(back.TimedOut) && there.RecheckAfter == back.RecheckAfter;
    });

    [Fact]
    public void Progressive_begins_no_more_than_the_concurrency_allows() => Holds(one =>
    {
        var total = one.Decided.Count;
        var next = one.Next();
        return one.Strategy is not { Type: RolloutType.Progressive, MandatoryDecisionGroups.Count: 0 }
            || next.Rolling.Count <= Math.Max(one.Strategy.MaxConcurrency.Of(total, total), 1);
    });

    [Fact]
    public void Only_time_that_is_to_come_is_waited_for() => Holds(one =>
    {
        var next = one.Next();
        return next.RecheckAfter is not { } wait || (wait > TimeSpan.Zero && next.Rolling.Any(state => state.RecheckAt == Now + wait));
    });

    [Fact]
    public void A_rollout_of_clusters_that_all_succeed_ends_with_every_cluster_served() => Holds(one =>
    {
        var (strategy, time) = (one.Strategy, Now);
        var states = new Dictionary<string, ClusterRollout>();
        for (var round = 0; round <= one.Decided.Count; round++)
        {
            foreach (var state in Rollout.Next(strategy, one.Groups, states.Values, time).Rolling)
            {
                states[state.Cluster] = state.Status == RolloutStatus.Succeeded ? state : new(state.Cluster, RolloutStatus.Succeeded, time);
            }

            time += TimeSpan.FromMinutes(2);
        }

        var end = Rollout.Next(strategy, one.Groups, states.Values, time);
        return end.Rolling.Count == 0 && states.Count == one.Decided.Count;
    });

    private static void Holds(Func<Case, bool> property) =>
        Prop.ForAll(Arb.From(Cases), property).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static RolloutGroup[] GroupsOf(IEnumerable<int> sizes)
    {
        var next = 0;
        return [.. sizes.Take(6).Select((size, index) =>
            new RolloutGroup(index, $"g{index % 3}", [.. Enumerable.Range(0, size).Select(_ => $"c{next++:00}")]))];
    }

    private sealed record Case(RolloutStrategy Strategy, RolloutGroup[] Groups, ClusterRollout[] States)
    {
        public HashSet<string> Decided { get; } = [.. Groups.SelectMany(group => group.Clusters)];

        public RolloutResult Next() => Rollout.Next(Strategy, Groups, States, Now);
    }
}
