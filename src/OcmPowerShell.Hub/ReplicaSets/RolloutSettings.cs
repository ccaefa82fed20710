using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OcmPowerShell.Hub.Rollouts;

namespace OcmPowerShell.Hub.ReplicaSets;

/// <summary>How a replica set's clusters are to be served: what is named. Null stays as it is, or as OCM has it by default.</summary>
internal sealed partial record RolloutSettings
{
    private static readonly string[] Gradual = ["Progressive", "ProgressivePerGroup"];

    /// <summary>All, Progressive or ProgressivePerGroup.</summary>
    public string? Strategy { get; init; }

    /// <summary>How many clusters at a time.</summary>
    public string? MaxConcurrency { get; init; }

    /// <summary>How long a cluster that is done is watched before the next begins.</summary>
    public string? MinSuccessTime { get; init; }

    /// <summary>After which a cluster that is not done counts as failed.</summary>
    public string? ProgressDeadline { get; init; }

    /// <summary>How many clusters may fail.</summary>
    public string? MaxFailures { get; init; }

    /// <summary>Names or indexes of the groups that come first.</summary>
    public IReadOnlyList<string>? MandatoryDecisionGroups { get; init; }

    /// <summary>Whether nothing is named.</summary>
    public bool IsEmpty => this == new RolloutSettings();

    /// <summary>The member of <c>rolloutStrategy</c> that holds a strategy's settings.</summary>
    public static string MemberOf(string strategy) => strategy.Length == 0 ? "all" : char.ToLowerInvariant(strategy[0]) + strategy[1..];

    /// <summary>The same settings as the API takes them.</summary>
    /// <exception cref="HubException"><c>InvalidArgument</c>: one of them cannot be.</exception>
    public RolloutSettings Checked() => this with
    {
        MaxConcurrency = MaxConcurrency is null ? null : Size(nameof(MaxConcurrency), MaxConcurrency, "0 would mean all clusters at once; leave it out for that", least: 1),
        MaxFailures = MaxFailures is null ? null : Size(nameof(MaxFailures), MaxFailures, "", least: 0),
        MinSuccessTime = MinSuccessTime is null ? null : Duration(nameof(MinSuccessTime), MinSuccessTime),
        ProgressDeadline = ProgressDeadline is null ? null : Deadline(ProgressDeadline),
        MandatoryDecisionGroups = MandatoryDecisionGroups?.Select(group => group.Trim()).ToList(),
    };

    /// <summary>Puts the settings into a <c>placementRefs</c> entry. What they do not name stays, also from one strategy to another that knows it.</summary>
    /// <param name="reference">The entry; it is changed.</param>
    /// <exception cref="HubException"><c>InvalidArgument</c>: the strategy does not know one of them.</exception>
    public void ApplyTo(JsonObject reference)
    {
        if (IsEmpty)
        {
            return;
        }

        JsonObject before = reference.ObjectAt("rolloutStrategy") ?? [];
        string former = before.TextAt("type") is { Length: > 0 } type ? type : "All";
        string wanted = Strategy ?? former;
        CheckFits(wanted, Strategy is null ? reference.TextAt("name") : null);
        JsonObject settings = [];
        foreach ((string name, JsonNode? value) in before.ObjectAt(MemberOf(former)) ?? [])
        {
            // What a strategy does not look at is of no use to it, but was never in the way within the same.
            if (wanted == former || Knows(wanted, name))
            {
                settings[name] = value?.DeepClone();
            }
        }

        Put(settings, "maxConcurrency", MaxConcurrency is null ? null : SizeNode(MaxConcurrency));
        Put(settings, "minSuccessTime", MinSuccessTime);
        Put(settings, "progressDeadline", ProgressDeadline);
        Put(settings, "maxFailures", MaxFailures is null ? null : SizeNode(MaxFailures));
        if (MandatoryDecisionGroups is not null)
        {
            settings["mandatoryDecisionGroups"] = new JsonArray([.. MandatoryDecisionGroups.Select(Group)]);
        }

        reference["rolloutStrategy"] = new JsonObject { ["type"] = wanted, [MemberOf(wanted)] = settings };
    }

    private void CheckFits(string strategy, string? placement)
    {
        (string Parameter, string Field, bool IsGiven)[] given =
        [
            (nameof(MaxConcurrency), "maxConcurrency", MaxConcurrency is not null), (nameof(MinSuccessTime), "minSuccessTime", MinSuccessTime is not null),
            (nameof(MaxFailures), "maxFailures", MaxFailures is not null), ("MandatoryDecisionGroup", "mandatoryDecisionGroups", MandatoryDecisionGroups is not null),
        ];
        if (given.FirstOrDefault(setting => setting.IsGiven && !Knows(strategy, setting.Field)) is { Parameter: { } parameter, Field: { } field })
        {
            string whose = placement is null ? $"The rollout strategy {strategy}" : $"The rollout strategy of the placement '{placement}' is {strategy}, which";
            string fitting = string.Join(" or ", Gradual.Where(other => Knows(other, field)));
            throw new HubException("InvalidArgument", $"{whose} has no use for -{parameter}. Leave it out, or give -RolloutStrategy {fitting}.");
        }
    }

    // As OCM looks at them: All takes every cluster at once, and neither waits between them nor counts failures.
    private static bool Knows(string strategy, string field) => (strategy, field) switch
    {
        (_, "progressDeadline") => true,
        ("All", _) => false,
        (_, "maxConcurrency") => strategy == "Progressive",
        _ => true,
    };

    private static void Put(JsonObject settings, string name, JsonNode? value)
    {
        if (value is not null)
        {
            settings[name] = value;
        }
    }

    // OCM takes a number that is written as text for no number.
    private static JsonValue SizeNode(string size) => size.EndsWith('%') ? JsonValue.Create(size) : JsonValue.Create(int.Parse(size, CultureInfo.InvariantCulture));

    private static JsonNode Group(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
        ? new JsonObject { ["groupIndex"] = index }
        : new JsonObject { ["groupName"] = text };

    private static string Size(string parameter, string text, string why, int least)
    {
        string size = text.Trim();
        bool isSize = SizePattern().IsMatch(size) && int.TryParse(size.TrimEnd('%'), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least;
        return isSize ? size
            : throw new HubException("InvalidArgument", $"-{parameter} takes a number of clusters or a percentage of them, as in {Math.Max(least, 3)} or 25%, not '{text}'{(why.Length > 0 ? $": {why}" : "")}.");
    }

    private static string Deadline(string text)
    {
        if (string.Equals(text.Trim(), "None", StringComparison.OrdinalIgnoreCase))
        {
            return "None";
        }

        string duration = Duration(nameof(ProgressDeadline), text);
        return DeadlinePattern().IsMatch(duration) && RolloutTime.Parse(duration) > TimeSpan.Zero ? duration
            : throw new HubException("InvalidArgument", $"-ProgressDeadline takes whole hours, minutes or seconds, as in 10m or 1h30m, or None for no deadline, not '{text}'.");
    }

    private static string Duration(string parameter, string text)
    {
        string trimmed = text.Trim();
        try
        {
            // As a TimeSpan of PowerShell is written.
            if (trimmed.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(trimmed, CultureInfo.InvariantCulture, out TimeSpan span) && span >= TimeSpan.Zero)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{(long)Math.Ceiling(span.TotalSeconds)}s");
            }

            _ = RolloutTime.Parse(trimmed);
            return trimmed;
        }
        catch (FormatException)
        {
            throw new HubException("InvalidArgument", $"-{parameter} takes a time, as in 5m, 1h30m, or a TimeSpan such as 00:05:00, not '{text}'.");
        }
    }

    [GeneratedRegex("^((100|[0-9]{1,2})%|[0-9]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex SizePattern();

    [GeneratedRegex("^([0-9]+[hms])+$", RegexOptions.CultureInvariant)]
    private static partial Regex DeadlinePattern();
}
