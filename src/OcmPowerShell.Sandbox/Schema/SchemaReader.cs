using System.Text.Json;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Schema;

/// <summary>Reads a schema of a CustomResourceDefinition, which has been found to be well formed.</summary>
internal static class SchemaReader
{
    /// <summary>The schema of a whole object: its metadata is that of every object.</summary>
    public static SchemaNode ReadRoot(JsonObject json)
    {
        SchemaNode schema = Read(json);
        var members = new Dictionary<string, SchemaNode>(schema.Properties, StringComparer.Ordinal) { ["metadata"] = CommonSchemas.ObjectMeta };
        members.TryAdd("apiVersion", Shape.Text("The API version of this object."));
        members.TryAdd("kind", Shape.Text("The kind of this object."));
        return schema with { Properties = members };
    }

    /// <summary>A schema.</summary>
    public static SchemaNode Read(JsonObject json)
    {
        bool isIntOrString = Flag(json, "x-kubernetes-int-or-string");
        bool hasOtherValues = (json.Array("enum") ?? []).Any(one => one is not JsonValue value || value.GetValueKind() != JsonValueKind.String);
        return new SchemaNode
        {
            Type = json.Text("type"),
            Description = json.Text("description") ?? string.Empty,
            Properties = Members(json, "properties"),
            AdditionalProperties = json["additionalProperties"] switch
            {
                JsonObject values => Read(values),
                JsonValue flag when flag.GetValueKind() == JsonValueKind.True => SchemaNode.Anything,
                _ => null,
            },
            Items = json.Object("items") is JsonObject items ? Read(items) : null,
            Required = json.Texts("required"),
            Enum = hasOtherValues ? [] : json.Texts("enum"),
            Pattern = json.Text("pattern") is { Length: > 0 } pattern ? pattern : null,
            Format = json.Text("format"),
            MinLength = Whole(json, "minLength"),
            MaxLength = Whole(json, "maxLength"),
            MinItems = Whole(json, "minItems"),
            MaxItems = Whole(json, "maxItems"),
            Minimum = Number(json, "minimum"),
            Maximum = Number(json, "maximum"),
            Default = json["default"]?.ToJsonString(),
            Nullable = Flag(json, "nullable"),
            IntOrString = isIntOrString,
            PreservesUnknownFields = Flag(json, "x-kubernetes-preserve-unknown-fields"),
            IsEmbeddedResource = Flag(json, "x-kubernetes-embedded-resource"),
            ListType = json.Text("x-kubernetes-list-type"),
            ListMapKeys = json.Texts("x-kubernetes-list-map-keys"),
            MapType = json.Text("x-kubernetes-map-type"),
            Value = Limits(json, isIntOrString, hasOtherValues),
            Rules = [.. (json.Array("x-kubernetes-validations") ?? []).OfType<JsonObject>().Select(CelRule.From)],
        };
    }

    private static ValueRules? Limits(JsonObject json, bool isIntOrString, bool hasOtherValues)
    {
        var rules = new ValueRules
        {
            OneOfValues = hasOtherValues ? [.. json.Array("enum")!.Select(one => one?.DeepClone())] : [],
            ExclusiveMinimum = Flag(json, "exclusiveMinimum"),
            ExclusiveMaximum = Flag(json, "exclusiveMaximum"),
            MultipleOf = Number(json, "multipleOf"),
            MinProperties = Whole(json, "minProperties"),
            MaxProperties = Whole(json, "maxProperties"),
            AllOf = Schemas(json, "allOf"),

            // That is only how "a number or a text" is written.
            AnyOf = isIntOrString && json.Array("anyOf") is { Count: 2 } ? [] : Schemas(json, "anyOf"),
            OneOf = Schemas(json, "oneOf"),
            Not = json.Object("not") is JsonObject not ? Read(not) : null,
        };
        bool saysNothing = rules is
        {
            OneOfValues.Count: 0, ExclusiveMinimum: false, ExclusiveMaximum: false, MultipleOf: null, MinProperties: null, MaxProperties: null,
            AllOf.Count: 0, AnyOf.Count: 0, OneOf.Count: 0, Not: null,
        };
        return saysNothing ? null : rules;
    }

    private static Dictionary<string, SchemaNode> Members(JsonObject json, string name)
    {
        var members = new Dictionary<string, SchemaNode>(StringComparer.Ordinal);
        foreach ((string key, JsonNode? member) in json.Object(name) ?? [])
        {
            if (member is JsonObject schema)
            {
                members[key] = Read(schema);
            }
        }

        return members;
    }

    private static SchemaNode[] Schemas(JsonObject json, string name) => [.. (json.Array(name) ?? []).OfType<JsonObject>().Select(Read)];

    private static bool Flag(JsonObject json, string name) => json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    private static int? Whole(JsonObject json, string name) => json.Whole(name) is long value && value is >= 0 and <= int.MaxValue ? (int)value : null;

    private static double? Number(JsonObject json, string name) =>
        json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number
        && double.TryParse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture, out double number)
            ? number
            : null;
}
