using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Model.Wire;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Hub.ReplicaSets;

/// <summary>
/// The template of a replica set: what New-OcmWork would put into a work, and the condition rules that let a rollout finish.
/// </summary>
internal static class ReplicaSetTemplate
{
    private const string Configs = "manifestConfigs";
    private const string ScrapeType = "feedbackScrapeType";

    /// <summary>A new template.</summary>
    /// <param name="content">What its works are to hold.</param>
    /// <param name="silent">Given the manifests of which nothing tells when they are done.</param>
    public static JsonObject New(WorkContent content, Action<IReadOnlyList<ManifestOutline>> silent)
    {
        JsonObject template = Copy(JsonNodeExtensions.ParseObject(WorkBody.Create("template", content)).ObjectAt("spec")!);
        AddRules(template, silent);
        return template;
    }

    /// <summary>A template that holds other manifests; what the content does not speak of stays.</summary>
    /// <param name="template">The template as it is.</param>
    /// <param name="content">What its works are to hold.</param>
    /// <param name="silent">Given the manifests of which nothing tells when they are done.</param>
    public static JsonObject Changed(JsonObject template, WorkContent content, Action<IReadOnlyList<ManifestOutline>> silent)
    {
        // A work's update knows what to do with all but our rules, so these go first and come again.
        JsonObject next = Copy(template);
        if (next.ArrayAt(Configs) is { } former)
        {
            RolloutRules.TakeFrom(former);
        }

        byte[] work = new JsonObject { ["metadata"] = new JsonObject { ["name"] = "template" }, ["spec"] = next.DeepClone() }.ToUtf8Bytes();
        WorkContent only = content with { Labels = new Dictionary<string, string>(), Annotations = new Dictionary<string, string>() };
        if (WorkUpdate.Patch(work, WorkParser.Parse(work, ""), WorkEdit.To(only)) is { } patch)
        {
            Merge(next, JsonNodeExtensions.ParseObject(patch).ObjectAt("spec") ?? []);
        }

        AddRules(next, silent);
        if (JsonNode.DeepEquals(WithoutDefaults(template[Configs]), WithoutDefaults(next[Configs])))
        {
            next[Configs] = template[Configs]?.DeepClone();
        }

        if (next[Configs] is null or JsonArray { Count: 0 } && template[Configs] is null)
        {
            next.Remove(Configs);
        }

        return next;
    }

    private static void AddRules(JsonObject template, Action<IReadOnlyList<ManifestOutline>> silent)
    {
        JsonArray configs = template.ArrayAt(Configs) ?? [];
        silent(RolloutRules.AddTo(configs, [.. template.ObjectsAt("workload", "manifests").Select(manifest => ManifestOutline.Of(manifest.ToUtf8Bytes()))]));
        if (configs.Count > 0 && configs.Parent is null)
        {
            template[Configs] = configs;
        }
    }

    // The server fills this in; it says nothing.
    private static JsonNode? WithoutDefaults(JsonNode? configs)
    {
        JsonNode? copy = configs?.DeepClone();
        foreach (JsonObject config in (copy as JsonArray ?? []).OfType<JsonObject>().Where(config => config.TextAt(ScrapeType) == "Poll"))
        {
            config.Remove(ScrapeType);
        }

        return copy;
    }

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach ((string name, JsonNode? value) in patch)
        {
            if (value is null)
            {
                target.Remove(name);
            }
            else if (value is JsonObject inner && target[name] is JsonObject present)
            {
                Merge(present, inner);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }

    private static JsonObject Copy(JsonObject value) => (JsonObject)value.DeepClone();
}
