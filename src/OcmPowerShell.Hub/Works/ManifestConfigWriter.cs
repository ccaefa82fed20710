using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Works;

/// <summary>Writes a manifest config as an entry of <c>spec.manifestConfigs</c>.</summary>
internal static class ManifestConfigWriter
{
    public static JsonObject ToJson(ManifestConfig config)
    {
        var entry = new JsonObject { ["resourceIdentifier"] = config.Target.ToJson() };
        var rules = new JsonArray();
        if (config.WellKnownFeedback)
        {
            rules.Add((JsonNode)new JsonObject { ["type"] = "WellKnownStatus" });
        }

        if (config.JsonPaths.Count > 0)
        {
            rules.Add((JsonNode)new JsonObject { ["type"] = "JSONPaths", ["jsonPaths"] = new JsonArray([.. config.JsonPaths.Select(Path)]) });
        }

        if (rules.Count > 0)
        {
            entry["feedbackRules"] = rules;
        }

        if (config.FeedbackScrapeType.Length > 0)
        {
            entry["feedbackScrapeType"] = config.FeedbackScrapeType;
        }

        if (config.ConditionRules.Count > 0)
        {
            entry["conditionRules"] = new JsonArray([.. config.ConditionRules.Select(rule => (JsonNode)rule.ToJson())]);
        }

        if (config.UpdateStrategy is { } strategy)
        {
            entry["updateStrategy"] = Strategy(strategy, config.ForceConflict, config.FieldManager, config.IgnoreFields);
        }

        return entry;
    }

    /// <summary>The <c>updateStrategy</c> of the API.</summary>
    public static JsonObject Strategy(UpdateStrategy type, bool force, string fieldManager = "", IReadOnlyList<IgnoredFields>? ignored = null)
    {
        var apply = new JsonObject();
        if (force)
        {
            apply["force"] = true;
        }

        if (fieldManager.Length > 0)
        {
            apply["fieldManager"] = fieldManager;
        }

        if (ignored is { Count: > 0 })
        {
            apply["ignoreFields"] = new JsonArray([.. ignored.Select(Ignored)]);
        }

        var strategy = new JsonObject { ["type"] = type.ToString() };
        if (apply.Count > 0)
        {
            strategy["serverSideApply"] = apply;
        }

        return strategy;
    }

    private static JsonNode Path(FeedbackPath path)
    {
        var entry = new JsonObject { ["name"] = path.Name, ["path"] = path.Path };
        if (path.Version.Length > 0)
        {
            entry["version"] = path.Version;
        }

        return entry;
    }

    private static JsonNode Ignored(IgnoredFields fields)
    {
        var entry = new JsonObject { ["condition"] = fields.Condition };
        foreach ((string name, IReadOnlyList<string> paths) in new[] { ("jsonPaths", fields.JsonPaths), ("jsonPointers", fields.JsonPointers), ("jqPathExpressions", fields.JqPaths) })
        {
            if (paths.Count > 0)
            {
                entry[name] = new JsonArray([.. paths.Select(path => (JsonNode)path)]);
            }
        }

        return entry;
    }
}
