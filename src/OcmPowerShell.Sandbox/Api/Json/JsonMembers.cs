using System.Text.Json;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Api.Json;

/// <summary>Reading members of untrusted JSON: what is not of the expected kind counts as not there.</summary>
internal static class JsonMembers
{
    /// <summary>The text of a member, or null.</summary>
    public static string? Text(this JsonObject? value, string name) =>
        value?[name] is JsonValue member && member.GetValueKind() == JsonValueKind.String ? member.GetValue<string>() : null;

    /// <summary>The whole number of a member, or null.</summary>
    public static long? Whole(this JsonObject? value, string name) =>
        value?[name] is JsonValue member && member.GetValueKind() == JsonValueKind.Number && long.TryParse(
            member.ToJsonString(), System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out long number)
            ? number
            : null;

    /// <summary>The object of a member, or null.</summary>
    public static JsonObject? Object(this JsonObject? value, string name) => value?[name] as JsonObject;

    /// <summary>The array of a member, or null.</summary>
    public static JsonArray? Array(this JsonObject? value, string name) => value?[name] as JsonArray;

    /// <summary><c>metadata</c>, made where it is missing.</summary>
    public static JsonObject Metadata(this JsonObject value)
    {
        if (value["metadata"] is not JsonObject metadata)
        {
            metadata = [];
            value["metadata"] = metadata;
        }

        return metadata;
    }

    /// <summary>The texts in an array member; none where it is missing.</summary>
    public static IReadOnlyList<string> Texts(this JsonObject? value, string name) =>
        value?[name] is JsonArray items
            ? items.OfType<JsonValue>().Where(item => item.GetValueKind() == JsonValueKind.String).Select(item => item.GetValue<string>()).ToArray()
            : [];

    /// <summary>Sets a member, or removes it where the value is null.</summary>
    public static void SetOrRemove(this JsonObject value, string name, JsonNode? member)
    {
        if (member is null)
        {
            value.Remove(name);
        }
        else
        {
            value[name] = member.Parent is null ? member : member.DeepClone();
        }
    }
}
