using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Rendering;
using OcmPowerShell.Sandbox.Schema;

namespace OcmPowerShell.Sandbox.Api.CustomResources;

/// <summary>What a server refuses in a CustomResourceDefinition, whose shape has been looked at already.</summary>
internal static class CrdRules
{
    private const string LabelRule =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an "
        + "alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    private static readonly Regex Label = new("^[a-z]([-a-z0-9]*[a-z0-9])?$", RegexOptions.NonBacktracking);
    private static readonly string[] ColumnTypes = ["boolean", "date", "integer", "number", "string"];

    /// <summary>All that is wrong with a definition.</summary>
    /// <param name="crd">The definition.</param>
    /// <param name="before">The stored one; null on create.</param>
    public static IEnumerable<FieldError> Check(JsonObject crd, JsonObject? before)
    {
        JsonObject? spec = crd.Object("spec");
        JsonObject? names = spec.Object("names");
        string group = spec.Text("group") ?? string.Empty;
        string plural = names.Text("plural") ?? string.Empty;
        string name = crd.Metadata().Text("name") ?? string.Empty;
        if (spec is null || names is null)
        {
            return [];
        }

        var errors = new List<FieldError>();
        if (name != $"{plural}.{group}")
        {
            errors.Add(FieldError.Invalid("metadata.name", Quoted(name), "must be spec.names.plural+\".\"+spec.group"));
        }

        if (group.Split('.') is { Length: < 2 })
        {
            errors.Add(FieldError.Invalid("spec.group", Quoted(group), "should be a domain with at least one dot"));
        }

        errors.AddRange(Names(names));
        errors.AddRange(Versions(spec));
        if (spec["preserveUnknownFields"] is JsonValue flag && flag.GetValueKind() == JsonValueKind.True)
        {
            errors.Add(FieldError.Invalid(
                "spec.preserveUnknownFields", "true", "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"));
        }

        errors.AddRange(Conversion(spec));
        if (before is not null && CrdStatus.IsEstablished(before))
        {
            errors.AddRange(Unchanged(crd, before));
        }

        return errors;
    }

    private static IEnumerable<FieldError> Names(JsonObject names)
    {
        foreach (string member in new[] { "plural", "singular", "kind", "listKind" })
        {
            if (names.Text(member) is { Length: > 0 } text)
            {
                if (!Label.IsMatch(text.ToLowerInvariant()) || (member is "plural" or "singular" && text.Any(char.IsAsciiLetterUpper)) || text.Length > 63)
                {
                    string what = text.Length > 63 ? "must be no more than 63 bytes" : LabelRule;
                    yield return FieldError.Invalid($"spec.names.{member}", Quoted(text), member is "kind" or "listKind" ? $"may have mixed case, but should otherwise match: {what}" : what);
                }
            }
            else if (names.ContainsKey(member))
            {
                yield return FieldError.Required($"spec.names.{member}");
            }
        }

        if (names.Text("kind") is { Length: > 0 } kind && kind == names.Text("listKind"))
        {
            yield return FieldError.Invalid("spec.names.listKind", Quoted(kind), "kind and listKind may not be the same");
        }

        foreach (string list in new[] { "shortNames", "categories" })
        {
            IReadOnlyList<string> texts = names.Texts(list);
            for (int index = 0; index < texts.Count; index++)
            {
                if (!Label.IsMatch(texts[index]))
                {
                    yield return FieldError.Invalid(FormattableString.Invariant($"spec.names.{list}[{index}]"), Quoted(texts[index]), LabelRule);
                }
            }
        }
    }

    private static IEnumerable<FieldError> Versions(JsonObject spec)
    {
        JsonObject[] versions = [.. (spec.Array("versions") ?? []).OfType<JsonObject>()];
        string shown = spec.Array("versions")?.ToJsonString() ?? "[]";
        if (versions.Count(version => IsSet(version, "storage")) != 1)
        {
            yield return FieldError.Invalid("spec.versions", shown, "must have exactly one version marked as storage version");
        }

        if (versions.Select(version => version.Text("name")).Distinct().Count() != versions.Length)
        {
            yield return FieldError.Invalid("spec.versions", shown, "must contain unique version names");
        }

        for (int index = 0; index < versions.Length; index++)
        {
            string path = FormattableString.Invariant($"spec.versions[{index}]");
            foreach (FieldError error in Version(versions[index], path))
            {
                yield return error;
            }
        }
    }

    private static IEnumerable<FieldError> Version(JsonObject version, string path)
    {
        if (version.Text("name") is string name && (!Label.IsMatch(name) || name.Length > 63))
        {
            yield return FieldError.Invalid($"{path}.name", Quoted(name), LabelRule);
        }

        if (version.Object("schema").Object("openAPIV3Schema") is not JsonObject schema)
        {
            yield return FieldError.Required($"{path}.schema.openAPIV3Schema", "schemas are required");
        }
        else
        {
            foreach (FieldError error in StructuralSchema.Check(schema, $"{path}.schema.openAPIV3Schema"))
            {
                yield return error;
            }
        }

        JsonObject[] columns = [.. (version.Array("additionalPrinterColumns") ?? []).OfType<JsonObject>()];
        for (int index = 0; index < columns.Length; index++)
        {
            string column = FormattableString.Invariant($"{path}.additionalPrinterColumns[{index}]");
            if (columns[index].Text("type") is string type && !ColumnTypes.Contains(type))
            {
                yield return FieldError.Invalid($"{column}.type", Quoted(type), $"must be one of {string.Join(',', ColumnTypes)}");
            }

            if (columns[index].Text("jsonPath") is string jsonPath && ColumnPath.Parse(jsonPath) is null)
            {
                yield return FieldError.Invalid($"{column}.jsonPath", Quoted(jsonPath), "is an invalid path");
            }
        }

        JsonObject[] fields = [.. (version.Array("selectableFields") ?? []).OfType<JsonObject>()];
        for (int index = 0; index < fields.Length; index++)
        {
            string jsonPath = fields[index].Text("jsonPath") ?? string.Empty;
            if (Complaint(jsonPath, version.Object("schema").Object("openAPIV3Schema")) is { } complaint)
            {
                yield return FieldError.Invalid(FormattableString.Invariant($"{path}.selectableFields[{index}].jsonPath"), Quoted(jsonPath), complaint);
            }
        }

        if (version.Object("subresources").Object("scale") is JsonObject scale)
        {
            foreach ((string member, string start) in new[] { ("specReplicasPath", ".spec"), ("statusReplicasPath", ".status") })
            {
                if (scale.Text(member) is string replicas && !replicas.StartsWith($"{start}.", StringComparison.Ordinal))
                {
                    yield return FieldError.Invalid($"{path}.subresources.scale.{member}", Quoted(replicas), $"should be a json path under {start}");
                }
            }
        }
    }

    /// <summary>Why field selectors cannot name a field; null where they can.</summary>
    private static string? Complaint(string jsonPath, JsonObject? schema)
    {
        string[] names = jsonPath.Split('.');
        if (names is not ["", _, ..])
        {
            return "is an invalid path: must start with .";
        }

        if (names[1] == "metadata")
        {
            return "must not point to fields in metadata";
        }

        JsonObject? field = names.Skip(1).Aggregate(schema, (at, name) => at.Object("properties").Object(name));
        return field is null ? "is an invalid path: does not refer to a valid field"
            : field.Text("type") is "string" or "boolean" or "integer" ? null
            : "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.";
    }

    private static IEnumerable<FieldError> Conversion(JsonObject spec)
    {
        JsonObject? conversion = spec.Object("conversion");
        string? strategy = conversion.Text("strategy");
        if (strategy is not (null or "None" or "Webhook"))
        {
            yield return FieldError.Unsupported("spec.conversion.strategy", Quoted(strategy), ["None", "Webhook"]);
        }

        if (strategy == "None" && conversion!.ContainsKey("webhook"))
        {
            yield return FieldError.Forbidden("spec.conversion.webhook", "should not be set when strategy is not set to Webhook");
        }

        if (strategy == "Webhook" && conversion.Object("webhook").Object("clientConfig") is null)
        {
            yield return FieldError.Required("spec.conversion.webhook.clientConfig", "required when strategy is set to Webhook");
        }
    }

    private static IEnumerable<FieldError> Unchanged(JsonObject crd, JsonObject before)
    {
        JsonObject? spec = crd.Object("spec");
        JsonObject? old = before.Object("spec");
        foreach ((string path, string? now, string? then) in new[]
        {
            ("spec.scope", spec.Text("scope"), old.Text("scope")),
            ("spec.names.kind", spec.Object("names").Text("kind"), old.Object("names").Text("kind")),
        })
        {
            if (now != then)
            {
                yield return FieldError.Invalid(path, Quoted(now ?? string.Empty), "field is immutable");
            }
        }

        string?[] versions = [.. (spec.Array("versions") ?? []).OfType<JsonObject>().Select(version => version.Text("name"))];
        IReadOnlyList<string> stored = before.Object("status").Texts("storedVersions");
        for (int index = 0; index < stored.Count; index++)
        {
            if (!versions.Contains(stored[index]))
            {
                yield return FieldError.Invalid(
                    FormattableString.Invariant($"status.storedVersions[{index}]"),
                    Quoted(stored[index]),
                    $"missing from spec.versions; {stored[index]} was previously a storage version, and must remain in spec.versions until a storage migration "
                    + $"ensures no data remains persisted in {stored[index]} and removes {stored[index]} from status.storedVersions");
            }
        }
    }

    private static bool IsSet(JsonObject value, string flag) => value[flag] is JsonValue member && member.GetValueKind() == JsonValueKind.True;

    private static string Quoted(string text) => JsonValue.Create(text).ToJsonString();
}
