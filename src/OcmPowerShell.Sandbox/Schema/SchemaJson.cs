using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Schema;

/// <summary>Writes a schema as OpenAPI.</summary>
internal static class SchemaJson
{
    /// <summary>The schema, with its descriptions.</summary>
    public static JsonObject Write(SchemaNode schema)
    {
        var json = new JsonObject();
        Set(json, "type", schema.Type);
        Set(json, "description", schema.Description.Length == 0 ? null : schema.Description);
        Set(json, "format", schema.Format);
        Set(json, "pattern", schema.Pattern);
        Set(json, "default", schema.NewDefault());
        Set(json, "minLength", schema.MinLength);
        Set(json, "maxLength", schema.MaxLength);
        Set(json, "minItems", schema.MinItems);
        Set(json, "maxItems", schema.MaxItems);
        Set(json, "minimum", schema.Minimum);
        Set(json, "maximum", schema.Maximum);
        SetTexts(json, "enum", schema.Enum);
        SetTexts(json, "required", schema.Required);
        SetFlag(json, "nullable", schema.Nullable);
        WriteParts(json, schema);
        WriteExtensions(json, schema);
        WriteRules(json, schema.Value);
        return json;
    }

    private static void WriteParts(JsonObject json, SchemaNode schema)
    {
        if (schema.Properties.Count > 0)
        {
            json["properties"] = new JsonObject(schema.Properties.Select(property =>
                KeyValuePair.Create<string, JsonNode?>(property.Key, Write(property.Value))));
        }

        Set(json, "additionalProperties", schema.AdditionalProperties is null ? null : Write(schema.AdditionalProperties));
        Set(json, "items", schema.Items is null ? null : Write(schema.Items));
        if (schema.IntOrString)
        {
            json["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" });
        }
    }

    private static void WriteExtensions(JsonObject json, SchemaNode schema)
    {
        SetFlag(json, "x-kubernetes-int-or-string", schema.IntOrString);
        SetFlag(json, "x-kubernetes-preserve-unknown-fields", schema.PreservesUnknownFields);
        SetFlag(json, "x-kubernetes-embedded-resource", schema.IsEmbeddedResource);
        Set(json, "x-kubernetes-list-type", schema.ListType);
        SetTexts(json, "x-kubernetes-list-map-keys", schema.ListMapKeys);
        Set(json, "x-kubernetes-map-type", schema.MapType);
        Set(json, "x-kubernetes-patch-merge-key", schema.PatchMergeKey);
        Set(json, "x-kubernetes-patch-strategy", schema.PatchStrategy);
        if (schema.Rules.Count > 0)
        {
            json["x-kubernetes-validations"] = new JsonArray([.. schema.Rules.Select(rule => rule.Json.DeepClone())]);
        }
    }

    private static void WriteRules(JsonObject json, ValueRules? rules)
    {
        if (rules is null)
        {
            return;
        }

        Set(json, "enum", rules.OneOfValues.Count == 0 ? null : new JsonArray([.. rules.OneOfValues.Select(one => one?.DeepClone())]));
        SetFlag(json, "exclusiveMinimum", rules.ExclusiveMinimum);
        SetFlag(json, "exclusiveMaximum", rules.ExclusiveMaximum);
        Set(json, "multipleOf", rules.MultipleOf);
        Set(json, "minProperties", rules.MinProperties);
        Set(json, "maxProperties", rules.MaxProperties);
        SetSchemas(json, "allOf", rules.AllOf);
        SetSchemas(json, "anyOf", rules.AnyOf);
        SetSchemas(json, "oneOf", rules.OneOf);
        Set(json, "not", rules.Not is null ? null : Write(rules.Not));
    }

    private static void SetSchemas(JsonObject json, string name, IReadOnlyList<SchemaNode> schemas) =>
        Set(json, name, schemas.Count == 0 ? null : new JsonArray([.. schemas.Select(Write)]));

    private static void Set(JsonObject json, string name, JsonNode? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }

    private static void SetTexts(JsonObject json, string name, IReadOnlyList<string> texts) =>
        Set(json, name, texts.Count == 0 ? null : new JsonArray([.. texts.Select(text => (JsonNode)text)]));

    private static void SetFlag(JsonObject json, string name, bool value) => Set(json, name, value ? JsonValue.Create(true) : null);
}
