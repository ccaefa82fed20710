using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OcmPowerShell.Hub.Model.Wire;

namespace OcmPowerShell.Hub.ReplicaSets;

/// <summary>
/// The condition rules of a template that let a rollout finish. OCM counts a cluster as done when its work has a condition
/// Progressing that is False, and nothing but a condition rule makes one. Rules that a user wrote win.
/// </summary>
internal static class RolloutRules
{
    /// <summary>The condition that tells when a cluster is done.</summary>
    public const string Progressing = "Progressing";

    private const string Degraded = "Degraded";
    private const string Rules = "conditionRules";
    private const string Identifier = "resourceIdentifier";

    /// <summary>Adds the rules for manifests to a template's <c>manifestConfigs</c>, where no entry has others for them.</summary>
    /// <param name="configs">The entries so far; what is added comes after them, or into one for the same object.</param>
    /// <param name="manifests">The template's manifests.</param>
    /// <returns>The manifests of which nothing tells when they are done.</returns>
    public static IReadOnlyList<ManifestOutline> AddTo(JsonArray configs, IReadOnlyList<ManifestOutline> manifests)
    {
        JsonObject[] given = [.. configs.OfType<JsonObject>().Where(config => config.ArrayAt(Rules) is { Count: > 0 })];
        List<ManifestOutline> silent = [];
        bool told = false;
        foreach (ManifestOutline manifest in manifests)
        {
            if (Array.Find(given, config => Covers(config, manifest)) is { } own)
            {
                bool tells = Tells(own);
                told |= tells;
                if (!tells && RolloutKinds.StillOf(manifest) is null)
                {
                    silent.Add(manifest);
                }
            }
            else if (RolloutKinds.RunningOf(manifest) is { } resource)
            {
                Add(configs, IdentifierOf(manifest, resource), RulesFor(manifest.Group, resource));
                told = true;
            }
            else if (RolloutKinds.StillOf(manifest) is null)
            {
                silent.Add(manifest);
            }
        }

        // One condition is enough, and only needed where no other manifest makes one.
        if (!told && manifests.FirstOrDefault(manifest => RolloutKinds.StillOf(manifest) is not null && !Array.Exists(given, config => Covers(config, manifest))) is { } still)
        {
            string resource = RolloutKinds.StillOf(still)!;
            Add(configs, IdentifierOf(still, resource), RulesFor(still.Group, resource));
        }

        return silent;
    }

    /// <summary>Takes the rules out that this made, and entries that then say nothing.</summary>
    /// <param name="configs">A template's <c>manifestConfigs</c>.</param>
    /// <returns>Whether there were any.</returns>
    public static bool TakeFrom(JsonArray configs)
    {
        bool found = false;
        foreach (JsonObject config in configs.OfType<JsonObject>().ToList())
        {
            JsonNode? identifier = config[Identifier];
            if (config.ArrayAt(Rules) is { Count: > 0 } rules && JsonNode.DeepEquals(rules, RulesFor(identifier.TextAt("group") ?? "", identifier.TextAt("resource") ?? "")))
            {
                found = true;
                config.Remove(Rules);
                if (config.All(member => member.Key is Identifier or "feedbackScrapeType"))
                {
                    configs.Remove(config);
                }
            }
        }

        return found;
    }

    // One of which nothing is known needs nothing to run: of others none is made.
    private static JsonArray RulesFor(string group, string resource)
    {
        if (RolloutExpressions.Find(group, resource) is { } expressions)
        {
            var rules = new JsonArray(Rule(Progressing, expressions.Progressing));
            if (expressions.Degraded is { } degraded)
            {
                rules.Add((JsonNode)Rule(Degraded, degraded));
            }

            return rules;
        }

        return new JsonArray(Rule(Progressing, "false"));
    }

    private static JsonObject Rule(string condition, string expression) =>
        new() { ["condition"] = condition, ["type"] = "CEL", ["celExpressions"] = new JsonArray(expression) };

    private static void Add(JsonArray configs, JsonObject identifier, JsonArray rules)
    {
        JsonObject? entry = configs.OfType<JsonObject>().FirstOrDefault(config => JsonNode.DeepEquals(config[Identifier], identifier) && config.ArrayAt(Rules) is null or { Count: 0 });
        if (entry is null)
        {
            configs.Add((JsonNode)(entry = new JsonObject { [Identifier] = identifier }));
        }

        entry[Rules] = rules;
    }

    private static JsonObject IdentifierOf(ManifestOutline manifest, string resource)
    {
        var identifier = new JsonObject { ["group"] = manifest.Group, ["resource"] = resource };
        if (manifest.Namespace.Length > 0)
        {
            identifier["namespace"] = manifest.Namespace;
        }

        identifier["name"] = manifest.Name;
        return identifier;
    }

    private static bool Tells(JsonObject config) => config.ObjectsAt(Rules).Any(rule => rule.TextAt("condition") == Progressing);

    // The resource of a kind that is not known is not known either: the rest must do.
    private static bool Covers(JsonObject config, ManifestOutline manifest)
    {
        JsonNode? identifier = config[Identifier];
        string? resource = RolloutKinds.RunningOf(manifest) ?? RolloutKinds.StillOf(manifest);
        return (identifier.TextAt("group") ?? "") == manifest.Group
            && (resource is null || identifier.TextAt("resource") == resource)
            && Matches(identifier.TextAt("namespace") ?? "", manifest.Namespace)
            && Matches(identifier.TextAt("name") ?? "", manifest.Name);
    }

    private static bool Matches(string pattern, string text) => pattern == text
        || (pattern.Contains('*', StringComparison.Ordinal) && Regex.IsMatch(text, $"^{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking));
}
