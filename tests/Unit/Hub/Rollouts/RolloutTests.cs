using OcmPowerShell.Hub.Rollouts;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Rollouts;

/// <summary>Which clusters a rollout serves next, by example.</summary>
public sealed class RolloutTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    private static readonly RolloutGroup[] Groups =
    [
        new(0, "canary", ["a"]),
        new(1, "east", ["b", "c"]),
        new(2, "east", ["d"]),
        new(3, "", ["e", "f"]),
    ];

    [Fact]
    public void All_serves_every_cluster_at_once_whatever_failed()
    {
        var next = Rollout.Next(new() { MaxFailures = RolloutSize.Of(1) }, Groups, [Is("a", RolloutStatus.Failed), Is("b", RolloutStatus.Failed)], Now);
        Assert.Equal("a:Failed b:Failed c:ToApply d:ToApply e:ToApply f:ToApply", Text(next.Rolling));
        Assert.False(next.Failing);
    }

    [Fact]
    public void A_cluster_that_is_no_longer_decided_on_is_removed()
    {
        var next = Rollout.Next(new(), Groups, [Is("z", RolloutStatus.Succeeded), Is("a", RolloutStatus.Succeeded)], Now);
        Assert.Equal("z:Succeeded", Text(next.Removed));
        Assert.Equal("b:ToApply c:ToApply d:ToApply e:ToApply f:ToApply", Text(next.Rolling));
    }

    [Theory]
    [InlineData("", "a:ToApply b:ToApply")]
    [InlineData("a:Succeeded", "b:ToApply c:ToApply")]
    [InlineData("a:Progressing", "a:Progressing b:ToApply")]
    [InlineData("a:Progressing b:Progressing", "a:Progressing b:Progressing")]
    [InlineData("a:Succeeded b:Progressing", "b:Progressing c:ToApply")]
    // A state that is to be applied again comes before clusters that have none.
    [InlineData("a:Succeeded e:ToApply", "e:ToApply b:ToApply")]
    [InlineData("a:Skip b:Succeeded", "c:ToApply d:ToApply")]
    public void Progressive_keeps_so_many_clusters_under_way(string states, string rolling)
    {
        var strategy = new RolloutStrategy { Type = RolloutType.Progressive, MaxConcurrency = RolloutSize.Of(2) };
        Assert.Equal(rolling, Text(Rollout.Next(strategy, Groups, States(states), Now).Rolling));
    }

    [Fact]
    public void Without_a_concurrency_progressive_serves_all()
    {
        var next = Rollout.Next(new() { Type = RolloutType.Progressive }, Groups, [], Now);
        Assert.Equal(6, next.Rolling.Count);
    }

    [Theory]
    [InlineData(0, "a:Failed", "a:Failed", true)]
    [InlineData(1, "a:Failed", "a:Failed b:ToApply", false)]
    [InlineData(1, "a:Failed b:TimeOut", "a:Failed", true)]
    [InlineData(1, "a:Failed b:Failed c:ToApply", "a:Failed b:Failed", true)]
    public void Progressive_begins_no_other_cluster_after_too_many_failures(int maxFailures, string states, string rolling, bool failing)
    {
        var strategy = new RolloutStrategy
        {
            Type = RolloutType.Progressive,
            MaxConcurrency = RolloutSize.Of(2),
            MaxFailures = RolloutSize.Of(maxFailures),
        };
        var next = Rollout.Next(strategy, Groups, States(states), Now);
        Assert.Equal((rolling, failing), (Text(next.Rolling), next.Failing));
    }

    [Theory]
    [InlineData("", "a:ToApply")]
    [InlineData("a:Progressing", "a:Progressing")]
    [InlineData("a:Failed", "a:Failed")]
    [InlineData("a:Succeeded", "b:ToApply c:ToApply")]
    public void Mandatory_groups_come_first_and_must_not_fail(string states, string rolling)
    {
        var strategy = new RolloutStrategy
        {
            Type = RolloutType.Progressive,
            MaxConcurrency = RolloutSize.Of(2),
            MaxFailures = RolloutSize.Parse("100%"),
            MandatoryDecisionGroups = [new("canary", 3)],
        };
        Assert.Equal(rolling, Text(Rollout.Next(strategy, Groups, States(states), Now).Rolling));
    }

    [Fact]
    public void A_mandatory_group_that_timed_out_holds_everything()
    {
        var strategy = new RolloutStrategy
        {
            Type = RolloutType.ProgressivePerGroup,
            ProgressDeadline = TimeSpan.FromMinutes(5),
            MandatoryDecisionGroups = [new("", 0)],
        };
        var next = Rollout.Next(strategy, Groups, [new("a", RolloutStatus.Progressing, Now - TimeSpan.FromMinutes(5))], Now);
        Assert.Empty(next.Rolling);
        Assert.Equal("a:TimeOut", Text(next.TimedOut));
    }

    [Fact]
    public void A_name_stands_for_all_groups_of_that_name()
    {
        var strategy = new RolloutStrategy { Type = RolloutType.ProgressivePerGroup, MandatoryDecisionGroups = [new("east", 0)] };
        Assert.Equal("b:ToApply c:ToApply", Text(Rollout.Next(strategy, Groups, [], Now).Rolling));
        Assert.Equal("d:ToApply", Text(Rollout.Next(strategy, Groups, States("b:Succeeded c:Succeeded"), Now).Rolling));
        Assert.Equal("a:ToApply", Text(Rollout.Next(strategy, Groups, States("b:Succeeded c:Succeeded d:Succeeded"), Now).Rolling));
    }

    [Theory]
    [InlineData(0, "", "a:ToApply")]
    [InlineData(0, "a:Succeeded", "b:ToApply c:ToApply")]
    [InlineData(0, "a:Succeeded b:Succeeded", "c:ToApply")]
    [InlineData(0, "a:Succeeded b:Succeeded c:Failed", "c:Failed")]
    // OCM counts failures group by group but what is under way at once: one in a later group holds the rollout at the first.
    [InlineData(1, "a:Succeeded b:Succeeded c:Failed", "c:Failed")]
    // And it takes one that timed out from what is under way, though that is not: so two groups begin at once.
    [InlineData(1, "a:Succeeded b:Succeeded c:TimeOut", "d:ToApply e:ToApply f:ToApply")]
    [InlineData(1, "a:Succeeded b:Progressing c:Failed", "b:Progressing c:Failed")]
    // Of a group of one, one failure is all of it.
    [InlineData(1, "a:Failed", "a:Failed b:ToApply c:ToApply")]
    public void Per_group_the_next_begins_when_the_one_before_is_done(int maxFailures, string states, string rolling)
    {
        var strategy = new RolloutStrategy { Type = RolloutType.ProgressivePerGroup, MaxFailures = RolloutSize.Of(maxFailures) };
        Assert.Equal(rolling, Text(Rollout.Next(strategy, Groups, States(states), Now).Rolling));
    }

    [Fact]
    public void A_cluster_that_succeeded_holds_its_place_while_it_soaks()
    {
        var strategy = new RolloutStrategy { Type = RolloutType.Progressive, MaxConcurrency = RolloutSize.Of(1), MinSuccessTime = TimeSpan.FromMinutes(10) };
        var state = new ClusterRollout("a", RolloutStatus.Succeeded, Now - TimeSpan.FromMinutes(4));

        var soaking = Rollout.Next(strategy, Groups, [state], Now);
        Assert.Equal(("a:Succeeded", TimeSpan.FromMinutes(6)), (Text(soaking.Rolling), soaking.RecheckAfter));

        var rested = Rollout.Next(strategy, Groups, [state], Now + TimeSpan.FromMinutes(6));
        Assert.Equal(("b:ToApply", null), (Text(rested.Rolling), rested.RecheckAfter));
    }

    [Theory]
    [InlineData("Progressing")]
    [InlineData("Failed")]
    public void What_is_not_done_by_the_deadline_has_timed_out(string status)
    {
        var strategy = new RolloutStrategy { ProgressDeadline = TimeSpan.FromMinutes(10) };
        var state = new ClusterRollout("a", Enum.Parse<RolloutStatus>(status), Now - TimeSpan.FromMinutes(9));
        Assert.Equal(TimeSpan.FromMinutes(1), Rollout.Next(strategy, Groups, [state], Now).RecheckAfter);

        var late = Rollout.Next(strategy, Groups, [state], Now + TimeSpan.FromMinutes(1));
        Assert.Equal("a:TimeOut", Text(late.TimedOut));
        Assert.DoesNotContain(late.Rolling, item => item.Cluster == "a");
    }

    [Fact]
    public void No_time_on_a_hub_leaves_the_calendar()
    {
        var strategy = new RolloutStrategy { ProgressDeadline = RolloutTime.Parse("2562047h"), MinSuccessTime = RolloutTime.Parse("2562047h") };
        var next = Rollout.Next(strategy, Groups, [new("a", RolloutStatus.Failed, DateTimeOffset.MaxValue), new("b", RolloutStatus.Failed, DateTimeOffset.MinValue)], Now);
        Assert.Equal("b:TimeOut", Text(next.TimedOut));
    }

    [Fact]
    public void A_group_behind_a_gap_in_the_indexes_is_not_seen()
    {
        var next = Rollout.Next(new(), [new(0, "", ["a"]), new(2, "", ["b"])], States("b:Succeeded"), Now);
        Assert.Equal(("a:ToApply", "b:Succeeded"), (Text(next.Rolling), Text(next.Removed)));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("90s", 90)]
    [InlineData("1h30m", 5400)]
    [InlineData("1.5m", 90)]
    [InlineData("1500ms", 1.5)]
    public void Durations_are_read_as_go_writes_them(string text, double seconds) => Assert.Equal(seconds, RolloutTime.Parse(text).TotalSeconds);

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("-5m")]
    [InlineData("5 m")]
    [InlineData("5d")]
    [InlineData("m")]
    [InlineData(".m")]
    [InlineData("1.2.3s")]
    [InlineData("99999999999999999999h")]
    [InlineData("2562048h")]
    [InlineData("2562047h2562047h")]
    public void What_is_no_duration_is_refused(string text) => Assert.Throws<FormatException>(() => RolloutTime.Parse(text));

    [Fact]
    public void A_size_is_a_number_or_a_part_rounded_up()
    {
        Assert.Equal(3, RolloutSize.Parse("25%").Of(10, 7));
        Assert.Equal(7, RolloutSize.Parse("0%").Of(10, 7));
        Assert.Equal(7, RolloutSize.Of(11).Of(10, 7));
        Assert.Equal(7, default(RolloutSize).Of(10, 7));
        Assert.Equal(7, RolloutSize.Of(long.MinValue).Of(10, 7));
        Assert.Throws<FormatException>(() => RolloutSize.Parse("5"));
        Assert.Throws<FormatException>(() => RolloutSize.Parse("%"));
        Assert.Throws<FormatException>(() => RolloutSize.Parse("five%"));
    }

    private static ClusterRollout Is(string cluster, RolloutStatus status) => new(cluster, status, Now);

    private static IEnumerable<ClusterRollout> States(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(item => item.Split(':')).Select(item => Is(item[0], Enum.Parse<RolloutStatus>(item[1])));

    private static string Text(IEnumerable<ClusterRollout> states) => string.Join(' ', states.Select(state => $"{state.Cluster}:{state.Status}"));
}
