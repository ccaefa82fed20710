using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub;

/// <summary>
/// Reading objects of the API by paths of member names. What is missing or of another type reads as null or as nothing:
/// users write these objects, and whoever reads them must outlive whatever they write.
/// </summary>
internal static class JsonNodeExtensions
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = JsonDepth.Limit };

    /// <summary>Reads an object of the API.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static JsonObject ParseObject(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, JsonDepth.Reader);
        return JsonNode.Parse(ref reader) as JsonObject ?? throw new JsonException("It is no object.");
    }

    /// <summary>The node as JSON, with characters as they are.</summary>
    public static byte[] ToUtf8Bytes(this JsonNode node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            node.WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The node under a path of member names, or null.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            node = (node as JsonObject)?[name];
        }

        return node;
    }

    /// <summary>The text under a path, or null.</summary>
    public static string? TextAt(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>The whole number under a path, or null.</summary>
    public static long? IntegerAt(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path).AsInteger();

    /// <summary>The node as a whole number of 64 bits, or null.</summary>
    public static long? AsInteger(this JsonNode? node) =>
        // Through text, because a JsonValue made from an int does not answer when it is asked for a long.
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number
        && long.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;

    /// <summary>The truth value under a path, or null.</summary>
    public static bool? BooleanAt(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path)?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>The object under a path, or null.</summary>
    public static JsonObject? ObjectAt(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonObject;

    /// <summary>The array under a path, or null.</summary>
    public static JsonArray? ArrayAt(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonArray;

    /// <summary>The time under a path, or null.</summary>
    public static DateTimeOffset? TimeAt(this JsonNode? node, params ReadOnlySpan<string> path) =>
        DateTimeOffset.TryParse(node.TextAt(path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time.ToUniversalTime()
            : null;

    /// <summary>The objects of the array under a path; what is no object is left out.</summary>
    public static IEnumerable<JsonObject> ObjectsAt(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.ArrayAt(path)?.OfType<JsonObject>() ?? [];

    /// <summary>The texts of the array under a path, as an array; what is no text is left out.</summary>
    public static IReadOnlyList<string> TextsAt(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.ArrayAt(path) is { } list ? (string[])[.. list.Select(item => item.TextAt()).OfType<string>()] : [];

    /// <summary>The texts of the object under a path by their names; what is no text is left out.</summary>
    public static IReadOnlyDictionary<string, string> MapAt(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        Dictionary<string, string> map = new(StringComparer.Ordinal);
        foreach ((string name, JsonNode? value) in node.ObjectAt(path) ?? [])
        {
            if (value.TextAt() is { } text)
            {
                map[name] = text;
            }
        }

        return map;
    }
}
