using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model.Wire;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Hub.ReplicaSets;

/// <summary>
/// The template of a replica set: what New-OcmWork would put into a work, and the condition rules that let a rollout finish.
/// </summary>
internal static class ReplicaSetTemplate
{
    private const string Configs = "manifestConfigs";

    /// <summary>A new template.</summary>
    /// <param name="content">What its works are to hold.</param>
    /// <param name="silent">Given the manifests of which nothing tells when they are done.</param>
    /// <exception cref="HubException">Options cannot be used with the manifests.</exception>
    public static JsonObject New(WorkContent content, Action<IReadOnlyList<ManifestOutline>> silent)
    {
        JsonObject template = JsonNodeExtensions.ParseObject(WorkBody.Write(writer => WorkBody.WriteSpec(writer, content)));
        AddRules(template, silent);
        return template;
    }

    /// <summary>A template that holds other manifests, or has other options; what is not said stays.</summary>
    /// <param name="state">The replica set as it is.</param>
    /// <param name="manifests">The manifests that its works are to hold; null leaves them.</param>
    /// <param name="options">What is said.</param>
    /// <param name="silent">Given the manifests of which nothing tells when they are done.</param>
    /// <exception cref="HubException">Options cannot be used with the manifests.</exception>
    public static JsonObject Changed(JsonObject state, ManifestSet? manifests, WorkOptions options, Action<IReadOnlyList<ManifestOutline>> silent)
    {
        // A work's update knows what to do with all but our rules, so these go first and come again.
        JsonObject template = state.ObjectAt("spec", "manifestWorkTemplate") ?? [];
        var next = (JsonObject)template.DeepClone();
        bool hadRules = next.ArrayAt(Configs) is { } former && RolloutRules.TakeFrom(former);
        var work = new JsonObject { ["metadata"] = state["metadata"]?.DeepClone(), ["spec"] = next };
        Merge(next, WorkSettings.Change(work, manifests, options));
        if (manifests is not null && HashOf(next) != manifests.Hash)
        {
            next["workload"] = JsonNodeExtensions.ParseObject(WorkBody.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WritePropertyName("manifests");
                manifests.WriteTo(writer);
                writer.WriteEndObject();
            }));
        }

        work.Remove("spec");

        // Options alone are no reason to give rules to one that somebody made without them.
        if (manifests is not null || hadRules)
        {
            AddRules(next, silent);
        }

        KeepConfigs(template, next);
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

    // What the server fills in says nothing, and is no change.
    private static void KeepConfigs(JsonObject before, JsonObject after)
    {
        JsonArray have = before.ArrayAt(Configs) ?? [];
        JsonArray want = after.ArrayAt(Configs) ?? [];
        if (want.Count != have.Count || want.Zip(have).Any(pair => !ManifestConfigEntry.Same(pair.First, pair.Second)))
        {
            return;
        }

        after.Remove(Configs);
        if (before[Configs] is { } kept)
        {
            after[Configs] = kept.DeepClone();
        }
    }

    private static string HashOf(JsonObject template) =>
        ManifestHash.Of(template.ObjectsAt("workload", "manifests").Select(manifest => new ReadOnlyMemory<byte>(manifest.ToUtf8Bytes())));

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
}
