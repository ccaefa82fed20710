using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.ReplicaSets;
using Xunit;

namespace OcmPowerShell.Tests.Hub.ReplicaSets;

/// <summary>How the settings of a rollout are checked and written.</summary>
public sealed class RolloutSettingsTests
{
    private const string Progressive = """{"name":"p","rolloutStrategy":{"type":"Progressive","progressive":{"maxConcurrency":2,"maxFailures":1,"minSuccessTime":"5m","progressDeadline":"10m","mandatoryDecisionGroups":[{"groupName":"canary"}]}}}""";

    [Theory]
    [InlineData("1", "1")]
    [InlineData(" 25% ", "25%")]
    [InlineData("100%", "100%")]
    [InlineData("0", null)]
    [InlineData("0%", null)]
    [InlineData("101%", null)]
    [InlineData("-1", null)]
    [InlineData("1.5", null)]
    [InlineData("99999999999", null)]
    [InlineData("two", null)]
    public void How_many_at_a_time_is_a_number_or_a_part(string given, string? taken) =>
        Check(taken, () => new RolloutSettings { MaxConcurrency = given }.Checked().MaxConcurrency!, "MaxConcurrency");

    [Theory]
    [InlineData("0", "0")]
    [InlineData("0%", "0%")]
    [InlineData("3", "3")]
    [InlineData("x", null)]
    public void How_many_may_fail_may_be_none(string given, string? taken) =>
        Check(taken, () => new RolloutSettings { MaxFailures = given }.Checked().MaxFailures!, "MaxFailures");

    [Theory]
    [InlineData("10m", "10m")]
    [InlineData("1h30m", "1h30m")]
    [InlineData("00:10:00", "600s")]
    [InlineData("none", "None")]
    [InlineData("None", "None")]
    [InlineData("1.5h", null)]
    [InlineData("500ms", null)]
    [InlineData("0s", null)]
    [InlineData("10", null)]
    [InlineData("5|", null)]
    [InlineData("", null)]
    [InlineData("soon", null)]
    public void A_deadline_is_a_time_that_the_hub_takes_and_understands(string given, string? taken) =>
        Check(taken, () => new RolloutSettings { ProgressDeadline = given }.Checked().ProgressDeadline!, "ProgressDeadline");

    [Theory]
    [InlineData("0", "0")]
    [InlineData("90s", "90s")]
    [InlineData("1.5h", "1.5h")]
    [InlineData("00:00:01.5", "2s")]
    [InlineData("1.00:00:00", "86400s")]
    [InlineData("-5m", null)]
    [InlineData("-00:05:00", null)]
    [InlineData("5", null)]
    public void A_time_to_watch_is_a_duration(string given, string? taken) =>
        Check(taken, () => new RolloutSettings { MinSuccessTime = given }.Checked().MinSuccessTime!, "MinSuccessTime");

    [Fact]
    public void A_number_is_written_as_a_number_and_a_part_as_text()
    {
        Assert.Equal("""{"name":"p","rolloutStrategy":{"type":"Progressive","progressive":{"maxConcurrency":3,"maxFailures":"10%"}}}""",
            Applied("""{"name":"p"}""", new() { Strategy = "Progressive", MaxConcurrency = "3", MaxFailures = "10%" }));
    }

    [Fact]
    public void Groups_are_named_by_name_or_index() => Assert.Equal(
        """{"name":"p","rolloutStrategy":{"type":"ProgressivePerGroup","progressivePerGroup":{"mandatoryDecisionGroups":[{"groupName":"canary"},{"groupIndex":1}]}}}""",
        Applied("""{"name":"p"}""", new() { Strategy = "ProgressivePerGroup", MandatoryDecisionGroups = ["canary", "1"] }));

    [Fact]
    public void Nothing_named_changes_nothing() => Assert.Equal(Progressive, Applied(Progressive, new()));

    [Fact]
    public void What_is_named_changes_and_the_rest_stays()
    {
        Assert.Equal(Progressive.Replace("\"maxConcurrency\":2", "\"maxConcurrency\":5"), Applied(Progressive, new() { MaxConcurrency = "5" }));
        Assert.Equal(Progressive, Applied(Progressive, new() { Strategy = "Progressive" }));
    }

    [Fact]
    public void Another_strategy_takes_over_what_it_knows()
    {
        Assert.Equal("""{"name":"p","rolloutStrategy":{"type":"ProgressivePerGroup","progressivePerGroup":{"maxFailures":1,"minSuccessTime":"5m","progressDeadline":"10m","mandatoryDecisionGroups":[{"groupName":"canary"}]}}}""",
            Applied(Progressive, new() { Strategy = "ProgressivePerGroup" }));
        Assert.Equal("""{"name":"p","rolloutStrategy":{"type":"All","all":{"progressDeadline":"10m"}}}""", Applied(Progressive, new() { Strategy = "All" }));
    }

    [Fact]
    public void A_setting_that_the_strategy_has_no_use_for_is_refused()
    {
        RolloutSettings[] all = [new() { MaxConcurrency = "1" }, new() { MaxFailures = "1" }, new() { MinSuccessTime = "1m" }, new() { MandatoryDecisionGroups = ["a"] }];
        foreach (RolloutSettings settings in all)
        {
            var refused = Assert.Throws<HubException>(() => Applied("""{"name":"p"}""", settings));
            Assert.Equal("InvalidArgument", refused.ErrorId);
            Assert.Contains("'p' is All", refused.Message, StringComparison.Ordinal);
            Assert.Throws<HubException>(() => Applied(Progressive, settings with { Strategy = "All" }));
        }

        var perGroup = Assert.Throws<HubException>(() => Applied("""{"name":"p"}""", new() { Strategy = "ProgressivePerGroup", MaxConcurrency = "1" }));
        Assert.Contains("-RolloutStrategy Progressive.", perGroup.Message, StringComparison.Ordinal);
        Applied("""{"name":"p"}""", new() { ProgressDeadline = "5m" });
    }

    private static string Applied(string reference, RolloutSettings settings)
    {
        var value = (JsonObject)JsonNode.Parse(reference)!;
        settings.Checked().ApplyTo(value);
        return value.ToJsonString();
    }

    private static void Check(string? taken, Func<string> read, string parameter)
    {
        if (taken is not null)
        {
            Assert.Equal(taken, read());
            return;
        }

        var refused = Assert.Throws<HubException>(read);
        Assert.Equal("InvalidArgument", refused.ErrorId);
        Assert.Contains($"-{parameter}", refused.Message, StringComparison.Ordinal);
    }
}
