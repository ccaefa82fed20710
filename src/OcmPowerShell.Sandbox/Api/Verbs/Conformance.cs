using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;

namespace OcmPowerShell.Sandbox.Api.Verbs;

/// <summary>What decoding does to a body: unknown fields go, with or without a word, and defaults come in.</summary>
internal static class Conformance
{
    /// <summary>Conforms the body of a create or an update.</summary>
    /// <exception cref="ApiException">A field is unknown or given twice, and the client wants to be strict.</exception>
    public static void Body(ResourceDefinition definition, JsonObject value, WriteOptions options)
    {
        ObjectMetaRules.RequireTypes(definition.Type, value);
        if (definition.IsTyped && TypedDecoding.Complaint(definition.Schema, value) is string wrong)
        {
            throw Refusal.BadRequest($"{definition.Type.Kind} in version \"{definition.Type.Version}\" cannot be handled as a {definition.Type.Kind}: {wrong}");
        }

        if (Conform(definition, value, options) is string complaint)
        {
            ResourceType type = definition.Type;
            throw Refusal.BadRequest($"{type.Kind} in version \"{type.Version}\" cannot be handled as a {type.Kind}: {complaint}");
        }
    }

    /// <summary>Conforms what a patch made of an object.</summary>
    /// <exception cref="ApiException">A field is unknown, and the client wants to be strict.</exception>
    public static void Patched(ResourceDefinition definition, JsonObject value, WriteOptions options)
    {
        ObjectMetaRules.RequireTypes(definition.Type, value);
        if (definition.IsTyped && TypedDecoding.Complaint(definition.Schema, value) is string wrong)
        {
            throw Refusal.InvalidPatch(definition.Type == KubernetesTypes.Secret ? "{}" : Encoding.UTF8.GetString(JsonText.Sorted(value)), wrong);
        }

        byte[] patched = options.Validation == FieldValidation.Strict ? JsonText.Sorted(value) : [];
        if (Conform(definition, value, options) is string complaint)
        {
            throw Refusal.InvalidPatch(Encoding.UTF8.GetString(patched), complaint);
        }
    }

    /// <summary>Fills in what a client may leave out, and leaves out of the metadata what is empty, as its type in Go does.</summary>
    public static void Complete(ResourceDefinition definition, JsonObject value)
    {
        SchemaConformance.FillDefaults(definition.Schema, value);
        if (definition.IsTyped)
        {
            TypedDecoding.Normalize(definition.Schema, value);
        }

        JsonObject metadata = value.Metadata();
        foreach ((string name, JsonNode? member) in metadata.ToArray())
        {
            if (member is null or JsonObject { Count: 0 } or JsonArray { Count: 0 } || metadata.Text(name) == string.Empty)
            {
                metadata.Remove(name);
            }
        }
    }

    private static string? Conform(ResourceDefinition definition, JsonObject value, WriteOptions options)
    {
        List<string> complaints = [.. options.Duplicates.Select(path => $"duplicate field \"{path}\"")];
        var unknown = new List<string>();
        SchemaConformance.Prune(definition.Schema, value, unknown);
        complaints.AddRange(unknown.Select(path => $"unknown field \"{path}\""));
        Complete(definition, value);
        if (complaints.Count > 0 && options.Validation == FieldValidation.Strict)
        {
            return $"strict decoding error: {string.Join(", ", complaints)}";
        }

        if (options.Validation == FieldValidation.Warn)
        {
            options.Warnings.AddRange(complaints);
        }

        return null;
    }
}
