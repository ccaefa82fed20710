using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Api.Selection;
using OcmPowerShell.Sandbox.Schema;

namespace OcmPowerShell.Sandbox.Api.Verbs;

/// <summary>The rules for names, labels and finalizers that hold for every kind.</summary>
internal static class ObjectMetaRules
{
    private const int AnnotationLimit = 256 * 1024;

    private const string SubdomainRule =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with "
        + "an alphanumeric character (e.g. 'example.com', regex used for validation is "
        + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    public const string LabelRule =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with "
        + "an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string ServiceLabelRule =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with "
        + "an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    private const string KeyRule =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string ValueRule =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with "
        + "an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
        + "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private static readonly Regex Subdomain = new("^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$", RegexOptions.NonBacktracking);
    private static readonly Regex ServiceLabel = new("^[a-z]([-a-z0-9]*[a-z0-9])?$", RegexOptions.NonBacktracking);
    private static readonly Regex DnsLabel = new("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", RegexOptions.NonBacktracking);

    /// <summary>Refuses metadata whose members are of the wrong type, as decoding would.</summary>
    /// <exception cref="ApiException">A member is of the wrong type.</exception>
    public static void RequireTypes(ResourceType type, JsonObject value)
    {
        if (value.TryGetPropertyValue("metadata", out JsonNode? metadata) && metadata is not (null or JsonObject))
        {
            throw WrongType(type, metadata, "metadata", "v1.ObjectMeta");
        }

        foreach ((string name, JsonNode? member) in metadata as JsonObject ?? [])
        {
            if (member is null || !CommonSchemas.ObjectMeta.Properties.TryGetValue(name, out SchemaNode? schema))
            {
                continue;
            }

            if (schema.Type != KindOf(member))
            {
                throw WrongType(type, member, $"metadata.{name}", schema.Type ?? "object");
            }

            IEnumerable<JsonNode?> parts = member switch
            {
                JsonObject map => map.Select(entry => entry.Value),
                JsonArray list => list,
                _ => [],
            };
            foreach (JsonNode? part in parts)
            {
                string? wanted = (schema.AdditionalProperties ?? schema.Items)?.Type;
                if (wanted is not null && part is not null && KindOf(part) != wanted)
                {
                    throw WrongType(type, part, $"metadata.{name}", wanted);
                }
            }
        }
    }

    /// <summary>All that is wrong with an object's metadata.</summary>
    /// <param name="definition">The kind.</param>
    /// <param name="value">The object.</param>
    /// <param name="before">The stored object; null on create.</param>
    public static IEnumerable<FieldError> Check(ResourceDefinition definition, JsonObject value, JsonObject? before)
    {
        JsonObject metadata = value.Metadata();
        string name = metadata.Text("name") ?? string.Empty;
        if (name.Length == 0)
        {
            yield return FieldError.Required("metadata.name", "name or generateName is required");
        }
        else if (before is null && NameError(definition, name) is string why)
        {
            yield return FieldError.Invalid("metadata.name", Quoted(name), why);
        }

        foreach (FieldError error in Labels(metadata.Object("labels")))
        {
            yield return error;
        }

        int annotationBytes = 0;
        foreach ((string key, JsonNode? text) in metadata.Object("annotations") ?? [])
        {
            annotationBytes += key.Length + (text is JsonValue scalar && scalar.TryGetValue(out string? annotation) ? annotation.Length : 0);
            if (!LabelSelector.IsKey(key.ToLowerInvariant()))
            {
                yield return FieldError.Invalid("metadata.annotations", Quoted(key), KeyRule);
            }
        }

        if (annotationBytes > AnnotationLimit)
        {
            yield return FieldError.TooLong("metadata.annotations", AnnotationLimit);
        }

        string[] added = [.. metadata.Texts("finalizers").Except(before.Object("metadata").Texts("finalizers"))];
        foreach (string finalizer in added.Where(finalizer => !LabelSelector.IsKey(finalizer)))
        {
            yield return FieldError.Invalid("metadata.finalizers", Quoted(finalizer), KeyRule);
        }

        if (before.Object("metadata").Text("deletionTimestamp") is not null && added.Length > 0)
        {
            yield return FieldError.Forbidden(
                "metadata.finalizers",
                $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{string.Join(", ", added.Select(Quoted))}}}");
        }
    }

    private static IEnumerable<FieldError> Labels(JsonObject? labels)
    {
        foreach ((string key, JsonNode? text) in labels ?? [])
        {
            string value = text is JsonValue scalar && scalar.TryGetValue(out string? label) ? label : string.Empty;
            if (!LabelSelector.IsKey(key))
            {
                yield return FieldError.Invalid("metadata.labels", Quoted(key), KeyRule);
            }

            if (value.Length > 63)
            {
                yield return FieldError.Invalid("metadata.labels", Quoted(value), "must be no more than 63 bytes");
            }
            else if (!LabelSelector.IsValue(value))
            {
                yield return FieldError.Invalid("metadata.labels", Quoted(value), ValueRule);
            }
        }
    }

    private static string? NameError(ResourceDefinition definition, string name)
    {
        if (definition.Names == NameForm.PathSegment)
        {
            return name is "." or ".." ? $"may not be '{name}'"
                : name.Contains('/') ? "may not contain '/'"
                : name.Contains('%') ? "may not contain '%'"
                : null;
        }

        int limit = definition.Names == NameForm.Subdomain ? 253 : 63;
        if (name.Length > limit)
        {
            return FormattableString.Invariant($"must be no more than {limit} bytes");
        }

        return definition.Names switch
        {
            NameForm.Label => DnsLabel.IsMatch(name) ? null : LabelRule,
            NameForm.ServiceLabel => ServiceLabel.IsMatch(name) ? null : ServiceLabelRule,
            _ => Subdomain.IsMatch(name) ? null : SubdomainRule,
        };
    }

    private static string Quoted(string text) => JsonValue.Create(text).ToJsonString();

    private static string KindOf(JsonNode value) => value switch
    {
        JsonObject => "object",
        JsonArray => "array",
        JsonValue scalar => scalar.GetValueKind() switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.Number => "integer",
            _ => "boolean",
        },
        _ => "null",
    };

    private static ApiException WrongType(ResourceType type, JsonNode value, string field, string wanted)
    {
        string found = KindOf(value) switch { "integer" => "number", "boolean" => "bool", string other => other };
        return Refusal.BadRequest(
            $"{type.Kind} in version \"{type.Version}\" cannot be handled as a {type.Kind}: "
            + $"json: cannot unmarshal {found} into Go struct field ObjectMeta.{field} of type {wanted}");
    }
}
