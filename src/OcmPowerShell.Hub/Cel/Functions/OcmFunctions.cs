using System.Text.Json;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Cel.Values;

namespace OcmPowerShell.Hub.Cel.Functions;

/// <summary>Functions that OCM adds.</summary>
internal static class OcmFunctions
{
    /// <summary><c>hasConditions(object.status)</c>: whether there is a condition in it.</summary>
    public static readonly CelFunction HasConditions = CelFunction.Global(
        "hasConditions", [CelType.Dyn], CelType.Bool,
        static arguments => arguments[0] is CelMap status
            && status.TryGet("conditions", out object? conditions)
            && conditions is IReadOnlyList<object?> { Count: > 0 });

    /// <summary><c>'{"a":1}'.parseJSON()</c>. As in Go, all its numbers are double.</summary>
    public static readonly CelFunction ParseJson = CelFunction.Member(
        "parseJSON", [CelType.String], CelType.Dyn, static arguments => Parsed((string)arguments[0]!)).PerSize(0.5);

    private static object? Parsed(string text)
    {
        try
        {
            return Plain(JsonNode.Parse(text));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            return new CelError("failed to parse json: the text is not valid JSON");
        }
    }

    private static object? Plain(JsonNode? json)
    {
        switch (json)
        {
            case JsonArray items:
                return (object?[])[.. items.Select(Plain)];
            case JsonObject members:
                var entries = new CelEntries();
                foreach ((string name, JsonNode? member) in members)
                {
                    entries.Set(name, Plain(member));
                }

                return entries;
            default:
                return CelValue.FromJson(json) is long whole ? (double)whole : CelValue.FromJson(json);
        }
    }
}
