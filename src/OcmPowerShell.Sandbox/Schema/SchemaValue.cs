using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Cel.Values;

namespace OcmPowerShell.Sandbox.Schema;

/// <summary>Makes of JSON the values that rules compute with; the schema says which.</summary>
internal static class SchemaValue
{
    /// <summary>A value of a schema; where nothing is said of it, what the JSON says.</summary>
    public static object? From(SchemaNode? schema, JsonNode? json) => (json, schema) switch
    {
        (JsonObject members, not null) => new SchemaMap(schema, members),
        (JsonArray items, not null) => new SchemaList(schema, items),
        _ => Scalar(schema, CelValue.FromJson(json)),
    };

    private static object? Scalar(SchemaNode? schema, object? value) => (schema?.Type, schema?.Format, value) switch
    {
        ("number", _, long number) => (double)number,
        ("string", "date-time", string text) => CelTimestamp.Parse(text) is { } moment ? moment : value,
        ("string", "date", string text) => CelTimestamp.Parse(text + "T00:00:00Z") is { } day ? day : value,
        ("string", "duration", string text) => CelDuration.Parse(text) is { } span ? span : value,
        ("string", "byte", string text) => Bytes(text) ?? value,
        _ => value,
    };

    private static CelBytes? Bytes(string base64)
    {
        byte[] content = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, content, out int length) ? new CelBytes(content[..length]) : null;
    }
}
