using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Model.Wire;

namespace OcmPowerShell.Hub.Works;

/// <summary>
/// Works out what must change for an existing work to hold new content: its manifests, the feedback rules that this
/// module had made for the old ones, and the labels and annotations that are named. All else stays as it is.
/// </summary>
internal static class WorkUpdate
{
    /// <summary>The merge patch, guarded by the resourceVersion it was worked out from; null when nothing changes.</summary>
    /// <param name="existing">The work's JSON.</param>
    /// <param name="parsed">The same, parsed.</param>
    /// <param name="content">What it is to hold.</param>
    public static byte[]? Patch(byte[] existing, Work parsed, WorkContent content)
    {
        bool manifestsChange = parsed.ManifestHash != content.Manifests.Hash;
        JsonArray? configs = ChangedConfigs(existing, content);
        Dictionary<string, string> labels = Changed(parsed.Labels, content.Labels);
        Dictionary<string, string> annotations = Changed(parsed.Annotations, content.Annotations);
        if (!manifestsChange && configs is null && labels.Count == 0 && annotations.Count == 0)
        {
            return null;
        }

        return WorkBody.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("metadata");
            writer.WriteString("resourceVersion", parsed.ResourceVersion);
            WorkBody.WriteMap(writer, "labels", labels);
            WorkBody.WriteMap(writer, "annotations", annotations);
            writer.WriteEndObject();
            if (manifestsChange || configs is not null)
            {
                writer.WriteStartObject("spec");
                if (configs is not null)
                {
                    writer.WritePropertyName("manifestConfigs");
                    configs.WriteTo(writer);
                }

                if (manifestsChange)
                {
                    writer.WriteStartObject("workload");
                    writer.WritePropertyName("manifests");
                    content.Manifests.WriteTo(writer);
                    writer.WriteEndObject();
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        });
    }

    private static Dictionary<string, string> Changed(Dictionary<string, string> have, IReadOnlyDictionary<string, string> want) =>
        want.Where(pair => have.GetValueOrDefault(pair.Key) != pair.Value).ToDictionary();

    /// <summary>The list of manifestConfigs that is to be; null when it is so already.</summary>
    private static JsonArray? ChangedConfigs(byte[] existing, WorkContent content)
    {
        JsonArray have = JsonNode.Parse(existing, documentOptions: JsonDepth.Document)?["spec"]?["manifestConfigs"] as JsonArray ?? [];
        List<JsonNode> madeByDefault = [.. DefaultFeedback.For(ManifestSummary.Of(existing).Items).OfType<JsonNode>()];
        var result = new JsonArray();
        foreach (JsonNode? config in have)
        {
            // What the user wrote stays; what we made for a manifest is made anew for those that stay.
            if (config is not null && !madeByDefault.Exists(made => JsonNode.DeepEquals(made, WithoutDefaults(config))))
            {
                result.Add(config.DeepClone());
            }
        }

        foreach (JsonNode? config in DefaultFeedback.For(content.Manifests))
        {
            JsonNode? identifier = config!["resourceIdentifier"];
            if (!result.Any(other => JsonNode.DeepEquals(other?["resourceIdentifier"], identifier)))
            {
                result.Add(config.DeepClone());
            }
        }

        bool same = result.Count == have.Count
            && result.Zip(have).All(pair => JsonNode.DeepEquals(WithoutDefaults(pair.First!), WithoutDefaults(pair.Second!)));
        return same ? null : result;
    }

    // The server fills this in; it says nothing.
    private static JsonNode WithoutDefaults(JsonNode config)
    {
        JsonNode copy = config.DeepClone();
        if (copy is JsonObject fields && fields["feedbackScrapeType"]?.ToString() == "Poll")
        {
            fields.Remove("feedbackScrapeType");
        }

        return copy;
    }
}
