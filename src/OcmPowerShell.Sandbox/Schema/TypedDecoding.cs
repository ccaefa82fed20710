using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OcmPowerShell.Sandbox.Schema;

/// <summary>
/// What decoding into the types of Kubernetes' own kinds does: a value of another type is an error, what is empty is left
/// out, and quantities are texts.
/// </summary>
internal static class TypedDecoding
{
    private static readonly Regex Quantity = new(CommonSchemas.QuantityPattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>The first thing that cannot be decoded, in the words of Go; null where there is none. Metadata of the object itself is not looked at.</summary>
    public static string? Complaint(SchemaNode schema, JsonObject value) =>
        // Where it is need only be known of what is wrong, and most is right.
        Complaint(schema, value, hasPaths: false) is null ? null : Complaint(schema, value, hasPaths: true);

    private static string? Complaint(SchemaNode schema, JsonObject value, bool hasPaths)
    {
        foreach ((string name, JsonNode? member) in value)
        {
            if (name != "metadata"
                && schema.Properties.TryGetValue(name, out SchemaNode? known)
                && Complaint(known, member, hasPaths ? name : null, schema.TypeName ?? string.Empty) is string complaint)
            {
                return complaint;
            }
        }

        return null;
    }

    /// <summary>Leaves out lists and maps that are empty and need not be there, and writes quantities as texts.</summary>
    public static void Normalize(SchemaNode schema, JsonNode? value)
    {
        if (value is JsonArray items)
        {
            foreach (JsonNode? item in schema.Items is null ? [] : items.AsEnumerable())
            {
                Normalize(schema.Items!, item);
            }
        }
        else if (value is JsonObject members)
        {
            foreach ((string name, JsonNode? member) in members.ToArray())
            {
                if (schema.Member(name) is not { } known)
                {
                    continue;
                }

                bool isEmpty = member is JsonArray { Count: 0 } || (member is JsonObject { Count: 0 } && known.AdditionalProperties is not null);
                if (isEmpty && schema.Properties.ContainsKey(name) && !schema.Required.Contains(name))
                {
                    members.Remove(name);
                }
                else if (known.Pattern == CommonSchemas.QuantityPattern && member is JsonValue number && number.GetValueKind() == JsonValueKind.Number)
                {
                    members[name] = number.ToJsonString();
                }
                else
                {
                    Normalize(known, member);
                }
            }
        }
    }

    private static string? Complaint(SchemaNode schema, JsonNode? value, string? path, string holder)
    {
        string? found = value switch
        {
            null => null,
            JsonObject => "object",
            JsonArray => "array",
            _ => value.GetValueKind() switch
            {
                JsonValueKind.String => "string",
                JsonValueKind.Number => "number",
                _ => "bool",
            },
        };
        if (found is null)
        {
            return null;
        }

        if (!Fits(schema, found))
        {
            return $"json: cannot unmarshal {found} into Go struct field {holder}.{path} of type {GoType(schema)}";
        }

        return value switch
        {
            JsonObject members => ComplaintOfMembers(schema, members, path, holder),
            JsonArray items => ComplaintOfItems(schema, items, path, holder),
            _ => ComplaintOfScalar(schema, value!, found, path, holder),
        };
    }

    private static string? ComplaintOfMembers(SchemaNode schema, JsonObject members, string? path, string holder)
    {
        foreach ((string name, JsonNode? member) in members)
        {
            bool isField = schema.Properties.ContainsKey(name);
            if (schema.Member(name) is { } known
                && Complaint(known, member, isField && path is not null ? $"{path}.{name}" : path, isField ? schema.TypeName ?? holder : holder) is string complaint)
            {
                return complaint;
            }
        }

        return null;
    }

    private static string? ComplaintOfItems(SchemaNode schema, JsonArray items, string? path, string holder)
    {
        foreach (JsonNode? item in items)
        {
            if (schema.Items is not null && Complaint(schema.Items, item, path, holder) is string complaint)
            {
                return complaint;
            }
        }

        return null;
    }

    private static string? ComplaintOfScalar(SchemaNode schema, JsonNode value, string found, string? path, string holder)
    {
        string text = found == "string" ? value.GetValue<string>() : value.ToJsonString();
        if (schema.Pattern == CommonSchemas.QuantityPattern && !Quantity.IsMatch(text))
        {
            return "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
        }

        if (found == "number" && schema.Type == "integer"
            && !(long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
                && (schema.Format != "int32" || number is >= int.MinValue and <= int.MaxValue)))
        {
            return $"json: cannot unmarshal number {text} into Go struct field {holder}.{path} of type {GoType(schema)}";
        }

        if (found != "string")
        {
            return null;
        }

        // The value itself is not told: it may be a secret.
        return schema.Format switch
        {
            // Go skips the ends of lines alone; .NET would skip blanks too.
            "byte" when text.AsSpan().ContainsAny(' ', '\t') || !Convert.TryFromBase64String(text, new byte[text.Length], out _) => "illegal base64 data at input byte 0",
            "date-time" when !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _) =>
                $"parsing time {JsonValue.Create(text).ToJsonString()} as \"2006-01-02T15:04:05Z07:00\": cannot parse",
            _ => null,
        };
    }

    private static bool Fits(SchemaNode schema, string found) => schema.IntOrString
        ? found is "string" or "number"
        : schema.Type switch
        {
            null => true,
            "integer" or "number" => found == "number",
            "boolean" => found == "bool",
            string type => type == found,
        };

    private static string GoType(SchemaNode schema) => schema switch
    {
        { IntOrString: true } => "intstr.IntOrString",
        { TypeName: not null } => $"v1.{schema.TypeName}",
        { Format: "date-time" } => "v1.Time",
        { Format: "byte" } => "[]uint8",
        { Type: "integer" } => schema.Format ?? "int64",
        { Type: "boolean" } => "bool",
        { Type: "array" } => $"[]{(schema.Items is null ? "interface {}" : GoType(schema.Items))}",
        { Type: "object", AdditionalProperties: not null } => $"map[string]{GoType(schema.AdditionalProperties)}",
        { Type: "object" } => "map[string]interface {}",
        _ => schema.Type ?? "interface {}",
    };
}
