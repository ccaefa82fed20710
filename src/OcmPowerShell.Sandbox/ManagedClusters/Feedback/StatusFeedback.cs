using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters.Feedback;

/// <summary>Reads the values that <c>feedbackRules</c> ask for from an object on the managed cluster.</summary>
/// <param name="rawJson">
/// OCM's feature gate <c>RawFeedbackJsonString</c>, off by default as there: whether lists, objects and fractions are sent
/// as JSON text instead of being an error.
/// </param>
internal sealed class StatusFeedback(bool rawJson)
{
    /// <summary>Type of the condition that tells how reading went.</summary>
    public const string ConditionType = "StatusFeedbackSynced";

    private const int LongestRawJson = 1024;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 512 };

    /// <summary>Reads all values; a rule that fails leaves the values of the others.</summary>
    public FeedbackReading Read(JsonObject value, ResourceType type, IReadOnlyList<JsonObject> rules)
    {
        JsonArray values = [];
        if (rules.Count == 0)
        {
            return new(values, new(ConditionType, Condition.True, "NoStatusFeedbackSynced", ""));
        }

        List<string> errors = [];
        foreach (var rule in rules)
        {
            ReadRule(rule, value, type, values, errors);
        }

        return new(values, errors.Count == 0
            ? new(ConditionType, Condition.True, "StatusFeedbackSynced", "")
            : new(ConditionType, Condition.False, "StatusFeedbackSyncFailed", $"Sync status feedback failed with error {Joined(errors)}"));
    }

    private void ReadRule(JsonObject rule, JsonObject value, ResourceType type, JsonArray values, List<string> errors)
    {
        switch (rule.TextAt("type"))
        {
            case "WellKnownStatus":
                var known = WellKnownStatus.PathsOf(type);
                if (known.Count == 0)
                {
                    errors.Add($"cannot find the wellknown statuses for resource with gvk {type.Group}/{type.Version}, Kind={type.Kind}");
                }

                foreach (var (name, path) in known)
                {
                    ReadPath(name, path, value, values, errors);
                }

                break;
            case "JSONPaths":
                foreach (var path in rule.ObjectsAt("jsonPaths"))
                {
                    ReadNamedPath(path, value, type, values, errors);
                }

                break;
        }
    }

    private void ReadNamedPath(JsonObject path, JsonObject value, ResourceType type, JsonArray values, List<string> errors)
    {
        var name = path.TextAt("name") ?? "";
        if (path.TextAt("version") is { Length: > 0 } version && version != type.Version)
        {
            errors.Add($"version set in the path {name} is not matched for the related resource");
            return;
        }

        ReadPath(name, path.TextAt("path") ?? "", value, values, errors);
    }

    private void ReadPath(string name, string path, JsonObject value, JsonArray values, List<string> errors)
    {
        JsonPath parsed;
        try
        {
            parsed = JsonPath.Parse(path);
        }
        catch (JsonPathException error)
        {
            errors.Add($"failed to parse json path {path} of {name} with error: {error.Message}");
            return;
        }

        try
        {
            if (FieldValueOf(name, parsed.Find(value), errors) is { } field)
            {
                values.Add(new JsonObject { ["fieldValue"] = field, ["name"] = name });
            }
        }
        catch (JsonPathException error)
        {
            errors.Add($"failed to find value for {name} with error: {error.Message}");
        }
    }

    private JsonObject? FieldValueOf(string name, IReadOnlyList<JsonNode?> found, List<string> errors)
    {
        if (found.Count == 0)
        {
            return null;
        }

        // Without the gate the first result is the answer; with it, several results are a list.
        var node = found.Count == 1 || !rawJson ? found[0] : new JsonArray([.. found.Select(item => item?.DeepClone())]);
        if (node is null)
        {
            return null;
        }

        switch (node.GetValueKind())
        {
            case JsonValueKind.String:
                return new JsonObject { ["string"] = node.GetValue<string>(), ["type"] = "String" };
            case JsonValueKind.True or JsonValueKind.False:
                return new JsonObject { ["boolean"] = node.GetValueKind() == JsonValueKind.True, ["type"] = "Boolean" };
            case JsonValueKind.Number when node.AsInteger() is { } integer:
                return new JsonObject { ["integer"] = integer, ["type"] = "Integer" };
            default:
                return RawOf(name, node, errors);
        }
    }

    private JsonObject? RawOf(string name, JsonNode node, List<string> errors)
    {
        if (!rawJson)
        {
            errors.Add($"the type {GoTypeOf(node)} of the value for {name} is not found");
            return null;
        }

        var text = GoTextOf(node);
        if (System.Text.Encoding.UTF8.GetByteCount(text) > LongestRawJson)
        {
            errors.Add($"the length of returned json raw string for name {name} is larger than the maximum length {LongestRawJson}");
            return null;
        }

        return new JsonObject { ["jsonRaw"] = text, ["type"] = "JsonRaw" };
    }

    /// <summary>JSON as Go writes it: members sorted, and the characters escaped that HTML would trip over.</summary>
    private static string GoTextOf(JsonNode node) => Sorted(node)!.ToJsonString(Plain)
        .Replace("<", "\\u003c").Replace(">", "\\u003e").Replace("&", "\\u0026");

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject value => new JsonObject(value.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    /// <summary>The agent is written in Go and names its types; whoever searches for the message finds the same one.</summary>
    private static string GoTypeOf(JsonNode node) => node switch
    {
        JsonObject => "map[string]interface {}",
        JsonArray => "[]interface {}",
        _ => "float64",
    };

    /// <summary>Several errors as Go's aggregate writes them.</summary>
    private static string Joined(List<string> errors) => errors.Count == 1 ? errors[0] : $"[{string.Join(", ", errors.Distinct())}]";
}
