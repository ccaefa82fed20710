using System.Globalization;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Api;

/// <summary>The metadata of Kubernetes objects, and changing objects as JSON.</summary>
internal static class JsonObjectExtensions
{
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
