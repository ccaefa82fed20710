using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Placements;

/// <summary>Reading objects of the hub for the scheduler. What is missing or of another type reads as absent: users write these objects.</summary>
internal static class JsonFields
{
    /// <summary>The node under a path of member names, or null.</summary>
    public static JsonNode? Field(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            node = (node as JsonObject)?[name];
        }

        return node;
    }

    /// <summary>The text under a path, or null.</summary>
    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.Field(path) is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>The whole number under a path, or null.</summary>
    public static long? Integer(this JsonNode? node, params ReadOnlySpan<string> path) =>
        // Through text, because a JsonValue made from an int does not answer when it is asked for a long.
        node.Field(path) is JsonValue value && value.GetValueKind() == JsonValueKind.Number
        && long.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;

    /// <summary>The time under a path, or null.</summary>
    public static DateTimeOffset? Time(this JsonNode? node, params ReadOnlySpan<string> path) =>
        DateTimeOffset.TryParse(node.Text(path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time.ToUniversalTime()
            : null;

    /// <summary>The objects of the array under a path; what is no object is left out.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonNode? node, params ReadOnlySpan<string> path) =>
        (node.Field(path) as JsonArray)?.OfType<JsonObject>() ?? [];

    /// <summary>The texts of the array under a path; what is no text is left out.</summary>
    public static IReadOnlyList<string> Texts(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.Field(path) is JsonArray list ? [.. list.Select(item => item.Text()).OfType<string>()] : [];

    /// <summary>The texts of the object under a path by their names; what is no text is left out.</summary>
    public static IReadOnlyDictionary<string, string> Map(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        Dictionary<string, string> map = new(StringComparer.Ordinal);
        foreach ((string name, JsonNode? value) in node.Field(path) as JsonObject ?? [])
        {
            if (value.Text() is { } text)
            {
                map[name] = text;
            }
        }

        return map;
    }

    /// <summary>Whether deletion of the object has been asked for.</summary>
    public static bool IsBeingDeleted(this JsonNode? node) => node.Field("metadata", "deletionTimestamp") is not null;
}
