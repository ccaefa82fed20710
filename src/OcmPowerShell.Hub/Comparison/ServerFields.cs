using System.Text.Json;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Comparison;

/// <summary>
/// What stands in a manifest because some server or tool wrote it, and not because anybody wants it: it makes no
/// difference to what is delivered, so it is taken out before manifests are compared.
/// </summary>
internal static class ServerFields
{
    private static readonly string[] OfMetadata = ["creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid"];

    /// <summary>Takes them out of a manifest.</summary>
    public static void Remove(JsonNode? manifest)
    {
        if (manifest is not JsonObject members)
        {
            return;
        }

        // Go writes an object's status even when there is none yet.
        if (members.TryGetPropertyValue("status", out JsonNode? status) && IsHollow(status))
        {
            members.Remove("status");
        }

        if (members["metadata"] is JsonObject metadata)
        {
            foreach (string name in OfMetadata)
            {
                metadata.Remove(name);
            }

            // The hub drops these.
            foreach (string name in metadata.Where(member => IsEmpty(member.Value)).Select(member => member.Key).ToList())
            {
                metadata.Remove(name);
            }
        }

        RemoveTimes(manifest);
    }

    // Of the metadata of templates: creationTimestamp is null there, for the same reason.
    private static void RemoveTimes(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                if (members["metadata"] is JsonObject metadata && metadata.TryGetPropertyValue("creationTimestamp", out JsonNode? time) && time is null)
                {
                    metadata.Remove("creationTimestamp");
                }

                foreach ((_, JsonNode? value) in members)
                {
                    RemoveTimes(value);
                }

                break;
            case JsonArray items:
                foreach (JsonNode? item in items)
                {
                    RemoveTimes(item);
                }

                break;
        }
    }

    private static bool IsEmpty(JsonNode? node) => node switch
    {
        null => true,
        JsonObject members => members.Count == 0,
        JsonArray items => items.Count == 0,
        JsonValue value => value.GetValueKind() == JsonValueKind.String && JsonScalar.TextOf(value).Length == 0,
        _ => false,
    };

    private static bool IsHollow(JsonNode? node) => node switch
    {
        JsonObject members => members.All(member => IsHollow(member.Value)),
        _ => IsEmpty(node),
    };
}
