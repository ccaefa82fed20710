using System.Text.Json;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Cel;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Schema;

/// <summary>
/// The rules that make a schema structural: every value has a type outside of combinations, and combinations only add rules
/// for values that are described outside of them.
/// </summary>
internal static class StructuralSchema
{
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];
    private static readonly string[] Combinations = ["allOf", "anyOf", "oneOf"];

    // What describes a value rather than limiting it has no place inside a combination.
    private static readonly string[] Describing =
    [
        "description", "type", "additionalProperties", "default", "title", "nullable",
        "x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource", "x-kubernetes-int-or-string",
    ];

    private static readonly string[] Unsupported = ["$ref", "definitions", "dependencies", "patternProperties", "additionalItems"];

    /// <summary>All that is wrong with the schema of a version.</summary>
    public static IReadOnlyList<FieldError> Check(JsonObject schema, string path)
    {
        var errors = new List<FieldError>();
        if (schema.Text("type") is not string type)
        {
            errors.Add(FieldError.Required($"{path}.type", "must not be empty at the root"));
        }
        else if (type != "object")
        {
            errors.Add(FieldError.Invalid($"{path}.type", Quoted(type), "must be object at the root"));
        }

        Value(schema, path, errors, isRoot: true);
        return errors;
    }

    private static void Value(JsonObject schema, string path, List<FieldError> errors, bool isRoot = false)
    {
        string? type = schema.Text("type");
        if (type is not null && !Types.Contains(type))
        {
            errors.Add(FieldError.Unsupported($"{path}.type", Quoted(type), Types));
        }

        foreach (string member in Unsupported.Where(schema.ContainsKey))
        {
            errors.Add(FieldError.Forbidden($"{path}.{member}", $"{member} is not supported"));
        }

        if (schema["uniqueItems"] is JsonValue unique && unique.GetValueKind() == JsonValueKind.True)
        {
            errors.Add(FieldError.Forbidden($"{path}.uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
        }

        if (schema.Text("pattern") is { Length: > 0 } pattern && GoPattern.Complaint(pattern) is string complaint)
        {
            errors.Add(FieldError.Invalid($"{path}.pattern", Quoted(pattern), $"must be a valid regular expression, but isn't: {complaint}"));
        }

        if (schema.ContainsKey("properties") && schema.ContainsKey("additionalProperties"))
        {
            errors.Add(FieldError.Forbidden($"{path}.additionalProperties", "additionalProperties and properties are mutual exclusive"));
        }

        Lists(schema, type, path, errors);
        Parts(schema, type, path, errors, isRoot);
        foreach (string name in Combinations)
        {
            JsonObject[] options = [.. (schema.Array(name) ?? []).OfType<JsonObject>()];
            for (int index = 0; index < options.Length && !IsIntOrString(schema); index++)
            {
                Limits(options[index], schema, path, FormattableString.Invariant($"{path}.{name}[{index}]"), errors);
            }
        }

        if (schema.Object("not") is JsonObject not)
        {
            Limits(not, schema, path, $"{path}.not", errors);
        }

        Rules(schema, path, errors);
        Default(schema, path, errors);
    }

    private static void Rules(JsonObject schema, string path, List<FieldError> errors)
    {
        JsonObject[] rules = [.. (schema.Array("x-kubernetes-validations") ?? []).OfType<JsonObject>()];
        for (int index = 0; index < rules.Length; index++)
        {
            string below = FormattableString.Invariant($"{path}.x-kubernetes-validations[{index}].rule");
            if (string.IsNullOrWhiteSpace(rules[index].Text("rule")))
            {
                errors.Add(FieldError.Required(below, "rule is not specified"));
                continue;
            }

            try
            {
                CelRule.From(rules[index]);
            }
            catch (CelCompileException exception)
            {
                errors.Add(FieldError.Invalid(below, Quoted(rules[index].Text("rule")!), $"compilation failed: {exception.Message}"));
            }
        }
    }

    private static void Parts(JsonObject schema, string? type, string path, List<FieldError> errors, bool isRoot)
    {
        foreach ((string name, JsonNode? member) in schema.Object("properties") ?? [])
        {
            if (member is not JsonObject property)
            {
                continue;
            }

            string below = $"{path}.properties[{name}]";
            if (isRoot && name == "metadata")
            {
                Metadata(property, below, errors);
                continue;
            }

            RequireType(property, below, "must not be empty for specified object fields", errors);
            Value(property, below, errors);
        }

        if (schema.Object("additionalProperties") is JsonObject values)
        {
            RequireType(values, $"{path}.additionalProperties", "must not be empty for specified object fields", errors);
            Value(values, $"{path}.additionalProperties", errors);
        }

        if (schema.Object("items") is JsonObject items)
        {
            RequireType(items, $"{path}.items", "must not be empty for specified array items", errors);
            Value(items, $"{path}.items", errors);
        }
        else if (schema["items"] is JsonArray)
        {
            errors.Add(FieldError.Forbidden($"{path}.items", "items must be a schema object and not an array"));
        }
        else if (type == "array")
        {
            errors.Add(FieldError.Required($"{path}.items", "must be specified"));
        }
    }

    private static void Metadata(JsonObject metadata, string path, List<FieldError> errors)
    {
        if (metadata.Text("type") is not "object")
        {
            errors.Add(FieldError.Invalid($"{path}.type", Quoted(metadata.Text("type") ?? string.Empty), "must be object"));
        }

        foreach ((string name, _) in metadata.Object("properties") ?? [])
        {
            if (name is not ("name" or "generateName"))
            {
                errors.Add(FieldError.Forbidden(path, "must not specify anything other than name and generateName, but metadata is implicitly specified"));
                return;
            }
        }
    }

    private static void Lists(JsonObject schema, string? type, string path, List<FieldError> errors)
    {
        string? listType = schema.Text("x-kubernetes-list-type");
        IReadOnlyList<string> keys = schema.Texts("x-kubernetes-list-map-keys");
        if (listType is not null && type != "array")
        {
            errors.Add(FieldError.Invalid($"{path}.type", Quoted(type ?? string.Empty), "must be array if x-kubernetes-list-type is specified"));
        }

        if (listType is not (null or "atomic" or "set" or "map"))
        {
            errors.Add(FieldError.Unsupported($"{path}.x-kubernetes-list-type", Quoted(listType), ["atomic", "map", "set"]));
        }

        if (keys.Count > 0 && listType != "map")
        {
            errors.Add(FieldError.Invalid(
                $"{path}.x-kubernetes-list-type", Quoted(listType ?? string.Empty), "must be map if x-kubernetes-list-map-keys is non-empty"));
        }

        if (listType != "map")
        {
            return;
        }

        if (keys.Count == 0)
        {
            errors.Add(FieldError.Required($"{path}.x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map"));
        }

        JsonObject? items = schema.Object("items");
        for (int index = 0; index < keys.Count; index++)
        {
            if (items.Object("properties").Object(keys[index]) is not JsonObject key)
            {
                errors.Add(FieldError.Invalid(
                    FormattableString.Invariant($"{path}.x-kubernetes-list-map-keys[{index}]"), Quoted(keys[index]), "entries must all be names of item properties"));
            }
            else if (!items.Texts("required").Contains(keys[index]) && !key.ContainsKey("default"))
            {
                errors.Add(FieldError.Required($"{path}.items.properties[{keys[index]}].default", "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"));
            }
        }
    }

    /// <summary>A combination may only limit what is described beside it.</summary>
    /// <param name="limits">The schema inside of a combination.</param>
    /// <param name="described">The schema of the same value outside of it.</param>
    /// <param name="home">Where that is.</param>
    /// <param name="path">Where the inner one is.</param>
    /// <param name="errors">Receives what is wrong.</param>
    private static void Limits(JsonObject limits, JsonObject described, string home, string path, List<FieldError> errors)
    {
        foreach (string name in Describing.Where(limits.ContainsKey))
        {
            errors.Add(FieldError.Forbidden($"{path}.{name}", "must be empty to be structural"));
        }

        foreach ((string name, JsonNode? member) in limits.Object("properties") ?? [])
        {
            if (member is not JsonObject inner)
            {
                continue;
            }

            string below = $"{path}.properties[{name}]";
            if (described.Object("properties").Object(name) is JsonObject outer)
            {
                Limits(inner, outer, $"{home}.properties[{name}]", below, errors);
            }
            else if (described["additionalProperties"] is null)
            {
                errors.Add(FieldError.Required($"{home}.properties[{name}]", $"because it is defined in {below}"));
            }
        }

        if (limits.Object("items") is JsonObject innerItems && described.Object("items") is JsonObject outerItems)
        {
            Limits(innerItems, outerItems, $"{home}.items", $"{path}.items", errors);
        }

        foreach (string name in Combinations)
        {
            JsonObject[] options = [.. (limits.Array(name) ?? []).OfType<JsonObject>()];
            for (int index = 0; index < options.Length; index++)
            {
                Limits(options[index], described, home, FormattableString.Invariant($"{path}.{name}[{index}]"), errors);
            }
        }
    }

    private static void RequireType(JsonObject schema, string path, string why, List<FieldError> errors)
    {
        bool mayBeAnything = IsIntOrString(schema)
            || (schema["x-kubernetes-preserve-unknown-fields"] is JsonValue flag && flag.GetValueKind() == JsonValueKind.True);
        if (schema.Text("type") is null && !mayBeAnything)
        {
            errors.Add(FieldError.Required($"{path}.type", why));
        }
    }

    private static void Default(JsonObject schema, string path, List<FieldError> errors)
    {
        if (schema["default"] is not JsonNode value || errors.Count > 0)
        {
            return;
        }

        SchemaNode wrapper = Shape.Object(string.Empty, ("default", SchemaReader.Read(schema)));
        errors.AddRange(SchemaValidation.Check(wrapper, new JsonObject { ["default"] = value.DeepClone() })
            .Select(error => error with { Field = $"{path}.{error.Field}" }));
    }

    private static bool IsIntOrString(JsonObject schema) =>
        schema["x-kubernetes-int-or-string"] is JsonValue flag && flag.GetValueKind() == JsonValueKind.True;

    private static string Quoted(string text) => JsonValue.Create(text).ToJsonString();
}
