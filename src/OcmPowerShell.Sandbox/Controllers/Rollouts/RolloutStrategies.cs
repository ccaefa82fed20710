using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Rollouts;

namespace OcmPowerShell.Sandbox.Controllers.Rollouts;

/// <summary>Reads the field <c>rolloutStrategy</c>.</summary>
internal static class RolloutStrategies
{
    /// <summary>The strategy; all clusters at once where there is none.</summary>
    /// <exception cref="FormatException">It says something that is none.</exception>
    public static RolloutStrategy From(JsonObject? strategy)
    {
        var (type, member) = strategy.TextAt("type") switch
        {
            null or "" or "All" => (RolloutType.All, "all"),
            "Progressive" => (RolloutType.Progressive, "progressive"),
            "ProgressivePerGroup" => (RolloutType.ProgressivePerGroup, "progressivePerGroup"),
            var other => throw new FormatException($"incorrect rollout strategy type {other}"),
        };
        var details = strategy.ObjectAt(member);
        return new RolloutStrategy
        {
            Type = type,
            MandatoryDecisionGroups =
            [
                .. details.ObjectsAt("mandatoryDecisionGroups").Select(group => new MandatoryDecisionGroup(
                    group.TextAt("groupName") ?? "", (int)Math.Clamp(group.IntegerAt("groupIndex") ?? 0, int.MinValue, int.MaxValue))),
            ],
            MaxConcurrency = SizeOf(details.At("maxConcurrency")),
            MaxFailures = SizeOf(details.At("maxFailures")),
            MinSuccessTime = details.TextAt("minSuccessTime") is { Length: > 0 } soak ? RolloutTime.Parse(soak) : TimeSpan.Zero,
            ProgressDeadline = RolloutTime.ParseDeadline(details.TextAt("progressDeadline")),
        };
    }

    /// <summary>A number, or a part as text.</summary>
    public static RolloutSize SizeOf(JsonNode? size) => size.TextAt() is { } text ? RolloutSize.Parse(text) : RolloutSize.Of(size.AsInteger() ?? 0);
}
