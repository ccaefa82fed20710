using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.ManagedClusters.Works;

/// <summary>What <c>spec.manifestConfigs</c> asks for one manifest.</summary>
/// <param name="FeedbackRules">Which values to send back.</param>
/// <param name="ConditionRules">Which conditions to make.</param>
/// <param name="UpdateStrategy">How to apply.</param>
internal sealed record ManifestConfig(
    IReadOnlyList<JsonObject> FeedbackRules, IReadOnlyList<JsonObject> ConditionRules, UpdateStrategy UpdateStrategy)
{
    public const string Update = "Update";
    public const string CreateOnly = "CreateOnly";
    public const string ServerSideApply = "ServerSideApply";
    public const string ReadOnly = "ReadOnly";

    /// <summary>
    /// Gathers it from the configs that match; each of the three is taken from the first config that has it, which need
    /// not be the same one.
    /// </summary>
    public static ManifestConfig Find(ResourceMeta meta, JsonObject? spec)
    {
        var matching = spec.ObjectsAt("manifestConfigs").Where(config => Matches(meta, config.ObjectAt("resourceIdentifier"))).ToList();
        return new(
            FirstRules(matching, "feedbackRules"),
            FirstRules(matching, "conditionRules"),
            StrategyOf(matching.Select(config => config.ObjectAt("updateStrategy")).FirstOrDefault(strategy => strategy.TextAt("type") is not null)));
    }

    private static UpdateStrategy StrategyOf(JsonObject? strategy)
    {
        var apply = strategy.ObjectAt("serverSideApply");
        return new(strategy.TextAt("type") ?? Update, apply.TextAt("fieldManager") ?? "work-agent", apply?["force"] is JsonValue force && force.TryGetValue(out bool isForced) && isForced);
    }

    private static List<JsonObject> FirstRules(List<JsonObject> configs, string name) =>
        configs.Select(config => config.ObjectsAt(name).ToList()).FirstOrDefault(rules => rules.Count > 0) ?? [];

    private static bool Matches(ResourceMeta meta, JsonObject? identifier) =>
        (identifier.TextAt("group") ?? "") == meta.Group
        && identifier.TextAt("resource") == meta.Resource
        && MatchesPattern(identifier.TextAt("namespace") ?? "", meta.Namespace)
        && MatchesPattern(identifier.TextAt("name") ?? "", meta.Name);

    /// <summary>Whether a text fits a pattern in which <c>*</c> stands for anything.</summary>
    internal static bool MatchesPattern(string pattern, string text)
    {
        var parts = pattern.Split('*');
        if (parts.Length == 1)
        {
            return pattern == text;
        }

        if (text.Length < parts[0].Length + parts[^1].Length
            || !text.StartsWith(parts[0], StringComparison.Ordinal)
            || !text.EndsWith(parts[^1], StringComparison.Ordinal))
        {
            return false;
        }

        // Each part in the middle at its earliest place: what fits at all fits that way.
        var at = parts[0].Length;
        var end = text.Length - parts[^1].Length;
        foreach (var part in parts[1..^1])
        {
            var found = text.IndexOf(part, at, end - at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + part.Length;
        }

        return true;
    }
}
