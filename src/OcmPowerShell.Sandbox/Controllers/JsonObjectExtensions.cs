using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Controllers;

/// <summary>
/// Reading and changing Kubernetes objects as JSON. What is missing or of another type reads as null: users write these
/// objects, and an actor must outlive whatever they write.
/// </summary>
internal static class JsonObjectExtensions
{
    /// <summary>The node under a path of member names, or null.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            node = (node as JsonObject)?[name];
        }

        return node;
    }

    /// <summary>The object under a path, or null.</summary>
    public static JsonObject? ObjectAt(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonObject;

    /// <summary>The array under a path, or null.</summary>
    public static JsonArray? ArrayAt(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path) as JsonArray;

    /// <summary>The objects of the array under a path; what is no object is left out.</summary>
    public static IEnumerable<JsonObject> ObjectsAt(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.ArrayAt(path)?.OfType<JsonObject>() ?? [];

    /// <summary>The text under a path, or null.</summary>
    public static string? TextAt(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>The whole number under a path, or null.</summary>
    public static long? IntegerAt(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path).AsInteger();

    /// <summary>The truth value under a path, or null.</summary>
    public static bool? BooleanAt(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path)?.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };

    /// <summary>The node as a whole number of 64 bits, or null.</summary>
    public static long? AsInteger(this JsonNode? node) =>
        // Through text, because a JsonValue made from an int does not answer when it is asked for a long.
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number
        && long.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary><c>metadata.name</c>, or nothing.</summary>
    public static string Name(this JsonObject value) => value.TextAt("metadata", "name") ?? "";

    /// <summary><c>metadata.namespace</c>, or nothing for a cluster-scoped object.</summary>
    public static string Namespace(this JsonObject value) => value.TextAt("metadata", "namespace") ?? "";

    /// <summary><c>metadata.uid</c>, or nothing.</summary>
    public static string Uid(this JsonObject value) => value.TextAt("metadata", "uid") ?? "";

    /// <summary><c>metadata.generation</c>, or 0.</summary>
    public static long Generation(this JsonObject value) => value.IntegerAt("metadata", "generation") ?? 0;

    /// <summary>Whether the object waits for its finalizers.</summary>
    public static bool IsDeleting(this JsonObject value) => value.At("metadata", "deletionTimestamp") is not null;

    /// <summary>The object under a member, made if it is missing.</summary>
    public static JsonObject Child(this JsonObject value, string name)
    {
        if (value[name] is not JsonObject child)
        {
            value[name] = child = [];
        }

        return child;
    }

    /// <summary>The array under a member, made if it is missing.</summary>
    public static JsonArray List(this JsonObject value, string name)
    {
        if (value[name] is not JsonArray list)
        {
            value[name] = list = [];
        }

        return list;
    }

    /// <summary>Gives a member a value where it has none (null counts as none, as in the API).</summary>
    public static void Default(this JsonObject value, string name, JsonNode fallback)
    {
        if (value[name] is null)
        {
            value[name] = fallback;
        }
    }

    /// <summary>A copy of the object.</summary>
    public static JsonObject Copy(this JsonObject value) => (JsonObject)value.DeepClone();

    /// <summary>Whether a finalizer is set.</summary>
    public static bool HasFinalizer(this JsonObject value, string finalizer) =>
        value.ArrayAt("metadata", "finalizers")?.Any(item => item.TextAt() == finalizer) == true;

    /// <summary>Adds a finalizer; false where it is set already.</summary>
    public static bool AddFinalizer(this JsonObject value, string finalizer)
    {
        if (value.HasFinalizer(finalizer))
        {
            return false;
        }

        value.Child("metadata").List("finalizers").Add(finalizer);
        return true;
    }

    /// <summary>Takes a finalizer away; false where it is not set.</summary>
    public static bool RemoveFinalizer(this JsonObject value, string finalizer)
    {
        if (value.ArrayAt("metadata", "finalizers") is not { } list)
        {
            return false;
        }

        var item = list.FirstOrDefault(item => item.TextAt() == finalizer);
        return item is not null && list.Remove(item);
    }

    /// <summary>A time as the API writes it: UTC, whole seconds, <c>Z</c>.</summary>
    public static string ToApiTime(this DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A time as leases carry it: UTC, microseconds, <c>Z</c>.</summary>
    public static string ToApiMicroTime(this DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
