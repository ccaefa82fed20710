using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Model.Wire;

namespace OcmPowerShell.Hub.Works;

/// <summary>What an entry of <c>spec.manifestConfigs</c> is, told from what it holds: nothing else says who wrote it.</summary>
internal static class ManifestConfigEntry
{
    private const string Any = "*";

    public static ResourceTarget TargetOf(JsonObject entry) => ResourceTarget.FromJson(entry["resourceIdentifier"]);

    public static bool HasFeedback(JsonObject entry) => entry.ArrayAt("feedbackRules") is { Count: > 0 };

    public static bool HasStrategy(JsonObject entry) => entry.ObjectAt("updateStrategy") is not null;

    /// <summary>
    /// Whether this module, of this or another version, made the entry for a manifest's feedback: it names exactly that
    /// manifest, has nothing but feedback rules, and they hold at least what the module asks for today. What a user wrote is
    /// hardly like that; where it is (he added a path to what was made), it still asks for all that we would, so it is never
    /// replaced while its manifest stays, and goes with the manifest, for which alone it was.
    /// </summary>
    public static bool IsMadeFeedback(JsonObject entry, IEnumerable<ManifestOutline> manifests)
    {
        JsonObject normal = Normal(entry);
        return normal.Count == 2 && HasFeedback(normal)
            && manifests.Any(manifest => DefaultFeedback.EntryFor(manifest) is { } made && TargetOf(made) == TargetOf(normal) && Covers(normal, made));
    }

    /// <summary>Whether the entry says nothing but how all objects of a resource are updated, as -UpdateStrategy writes it.</summary>
    public static bool IsForAll(JsonObject entry) =>
        TargetOf(entry) is { Name: Any, Namespace: Any } && HasStrategy(entry) && Normal(entry).Count == 2;

    /// <summary>Whether the entry says nothing but how feedback is gathered. The last of these counts, not the first.</summary>
    public static bool IsScrapeOnly(JsonObject entry) => Normal(entry).All(member => member.Key is "resourceIdentifier" or "feedbackScrapeType");

    /// <summary>How all objects of a resource are updated.</summary>
    public static JsonObject ForAll(ResourceTarget resource, JsonObject strategy) => new()
    {
        ["resourceIdentifier"] = new ResourceTarget(resource.Group, resource.Resource, Any, Any).ToJson(),
        ["updateStrategy"] = strategy.DeepClone(),
    };

    /// <summary>Whether two entries say the same.</summary>
    public static bool Same(JsonNode? one, JsonNode? other) =>
        one is JsonObject first && other is JsonObject second ? JsonNode.DeepEquals(Normal(first), Normal(second)) : JsonNode.DeepEquals(one, other);

    /// <summary>The entry without what the server fills in, which says nothing.</summary>
    public static JsonObject Normal(JsonObject entry)
    {
        var copy = (JsonObject)entry.DeepClone();
        if (copy.TextAt("feedbackScrapeType") is "Poll" or "")
        {
            copy.Remove("feedbackScrapeType");
        }

        foreach (string name in new[] { "feedbackRules", "conditionRules" })
        {
            if (copy[name] is null or JsonArray { Count: 0 })
            {
                copy.Remove(name);
            }
        }

        if (copy.ObjectAt("resourceIdentifier") is { } identifier)
        {
            // An empty text and none are the same to the API.
            copy["resourceIdentifier"] = ResourceTarget.FromJson(identifier).ToJson();
        }

        if (copy["updateStrategy"] is null)
        {
            copy.Remove("updateStrategy");
        }

        NormalStrategy(copy.ObjectAt("updateStrategy"));
        return copy;
    }

    /// <summary>Leaves out of an update strategy what the server fills in.</summary>
    public static JsonObject? NormalStrategy(JsonObject? strategy)
    {
        if (strategy is null)
        {
            return null;
        }

        strategy["type"] = strategy.TextAt("type") ?? nameof(UpdateStrategy.Update);
        if (strategy.ObjectAt("serverSideApply") is { } apply)
        {
            if (apply.TextAt("fieldManager") is "work-agent" or "")
            {
                apply.Remove("fieldManager");
            }

            if (apply.BooleanAt("force") != true)
            {
                apply.Remove("force");
            }

            foreach (JsonObject fields in apply.ObjectsAt("ignoreFields"))
            {
                fields["condition"] = fields.TextAt("condition") ?? "OnSpokePresent";
            }

            if (apply.Count == 0)
            {
                strategy.Remove("serverSideApply");
            }
        }

        return strategy;
    }

    private static bool Covers(JsonObject entry, JsonObject made) => made.ObjectsAt("feedbackRules").All(rule => rule.TextAt("type") switch
    {
        "JSONPaths" => rule.ObjectsAt("jsonPaths").All(path => entry.ObjectsAt("feedbackRules").Any(have => have.ObjectsAt("jsonPaths").Any(other => JsonNode.DeepEquals(other, path)))),
        var type => entry.ObjectsAt("feedbackRules").Any(have => have.TextAt("type") == type),
    });
}
