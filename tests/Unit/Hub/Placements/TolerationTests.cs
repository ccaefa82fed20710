using System.Globalization;
using OcmPowerShell.Hub.Placements;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Placements;

public sealed class TolerationTests
{
    [Theory]
    [InlineData("NoSelect", "[]", false)]
    [InlineData("PreferNoSelect", "[]", true)]
    [InlineData("NoSelectIfNew", "[]", false)]
    [InlineData("NoSelect", """[{"key":"k","value":"v"}]""", true)]
    [InlineData("NoSelect", """[{"key":"k","operator":"Equal","value":"v","effect":"NoSelect"}]""", true)]
    [InlineData("NoSelect", """[{"key":"k","operator":"Equal","value":"v","effect":"NoSelectIfNew"}]""", false)]
    [InlineData("NoSelect", """[{"key":"k","value":"w"}]""", false)]
    [InlineData("NoSelect", """[{"key":"k","operator":"Exists"}]""", true)]
    [InlineData("NoSelect", """[{"operator":"Exists"}]""", true)]
    [InlineData("NoSelect", """[{"key":"other","operator":"Exists"},{"key":"k","operator":"Exists"}]""", true)]
    [InlineData("NoSelect", """[{"key":"k","operator":"Odd","value":"v"}]""", false)]
    public void A_taint_needs_a_toleration_that_fits(string effect, string tolerations, bool selected)
    {
        SchedulingResult result = Schedule(tolerations, effect);

        Assert.Equal(selected ? "a" : "", result.Selected());
        Assert.Equal(selected ? null : $"taint k=v:{effect}", result.Of("a").Exclusion?.ToString());
    }

    [Fact]
    public void A_cluster_that_is_decided_already_is_not_new()
    {
        SchedulingSnapshot snapshot = Given.Snapshot(Given.Placement(), Tainted("NoSelectIfNew"));

        Assert.Equal("a", Given.Schedule(snapshot with { Decisions = [Given.Decided("a")] }).Selected());
        Assert.Equal("", Given.Schedule(snapshot with { Decisions = [Given.DecidedElsewhere("a")] }).Selected());
    }

    [Fact]
    public void Every_taint_must_be_tolerated()
    {
        SchedulingSnapshot snapshot = Given.Snapshot(
            Given.Placement("""{"tolerations":[{"key":"k","operator":"Exists"}]}"""),
            Given.ClusterOf("a", """{"taints":[{"key":"k","effect":"NoSelect"},{"key":"l","effect":"NoSelect"}]}"""));

        Assert.Equal("taint l:NoSelect", Given.Schedule(snapshot).Of("a").Exclusion!.ToString());
    }

    [Theory]
    [InlineData(59, "")]
    [InlineData(60, "")]
    [InlineData(61, "a")]
    public void A_toleration_ends_after_its_seconds(int seconds, string selected)
    {
        SchedulingResult result = Schedule($$"""[{"key":"k","operator":"Exists","tolerationSeconds":{{seconds}}}]""");

        Assert.Equal(selected, result.Selected());
        Assert.Equal(selected == "a" ? Given.Now.AddSeconds(1) : null, result.RequeueAt);
    }

    [Fact]
    public void One_that_has_ended_leaves_the_word_to_the_others() =>
        Assert.Equal("a", Schedule("""[{"operator":"Exists","tolerationSeconds":1},{"operator":"Exists"}]""").Selected());

    [Fact]
    public void Only_selected_clusters_wait_for_the_end_of_a_toleration()
    {
        SchedulingSnapshot snapshot = Given.Snapshot(
            Given.Placement("""{"numberOfClusters":1,"tolerations":[{"operator":"Exists","tolerationSeconds":3600}]}"""), Given.Cluster("a"), Tainted("NoSelect", "b"));

        Assert.Null(Given.Schedule(snapshot).RequeueAt);
    }

    [Theory]
    [InlineData(long.MaxValue, "a")]
    [InlineData(0, "")]
    [InlineData(long.MinValue, "")]
    public void Absurd_seconds_do_no_harm(long seconds, string selected)
    {
        SchedulingResult result = Schedule(string.Create(CultureInfo.InvariantCulture, $$"""[{"operator":"Exists","tolerationSeconds":{{seconds}}}]"""));

        Assert.Equal(selected, result.Selected());
        Assert.Null(result.RequeueAt);
    }

    [Fact]
    public void A_taint_without_a_time_was_always_there()
    {
        SchedulingSnapshot snapshot = Given.Snapshot(
            Given.Placement("""{"tolerations":[{"operator":"Exists","tolerationSeconds":3600}]}"""),
            Given.ClusterOf("a", """{"taints":[{"key":"k","effect":"NoSelect"}]}"""));

        Assert.Equal("", Given.Schedule(snapshot).Selected());
    }

    [Theory]
    [InlineData("""[{"value":"v"}]""", "If the key is empty, operator must be Exists.")]
    [InlineData("""[{"key":"k","operator":"Exists","value":"v"}]""", "If the operator is Exists, the value should be empty.")]
    public void A_toleration_that_contradicts_itself_misconfigures_the_placement(string tolerations, string problem)
    {
        SchedulingResult result = Schedule(tolerations);

        Assert.Equal($"True Misconfigured: TaintToleration:{problem}", result.Misconfigured());
        Assert.Equal("", result.Selected());
    }

    private static ManagedClusterFacts Tainted(string effect, string name = "a") => Given.ClusterOf(
        name, $$"""{"taints":[{"key":"k","value":"v","effect":"{{effect}}","timeAdded":"2026-11-22T07:59:00Z"}]}""");

    private static SchedulingResult Schedule(string tolerations, string effect = "NoSelect") =>
        Given.Schedule(Given.Snapshot(Given.Placement($$"""{"tolerations":{{tolerations}}}"""), Tainted(effect)));
}
