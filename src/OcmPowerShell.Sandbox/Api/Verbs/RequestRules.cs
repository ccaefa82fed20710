using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.Verbs;

/// <summary>What the object of a write must be, measured by the request that carries it and the object that is stored.</summary>
internal static class RequestRules
{
    /// <summary>The half that the request is not about stays out of it, and out of its ownership.</summary>
    public static void LeaveOtherHalf(ResourceDefinition definition, JsonObject applied, WriteOptions options)
    {
        if (options.IsStatus)
        {
            foreach (string member in applied.Select(member => member.Key).Except(["apiVersion", "kind", "metadata", "status"]).ToArray())
            {
                applied.Remove(member);
            }
        }
        else if (definition.Type.HasStatus)
        {
            applied.Remove("status");
        }
    }

    /// <summary>Refuses fields that an apply cannot own.</summary>
    /// <exception cref="ApiException">There are some.</exception>
    public static void RequireKnownFields(ResourceDefinition definition, string? @namespace, string name, JsonObject applied)
    {
        if (definition.IsTyped && TypedDecoding.Complaint(definition.Schema, applied) is string complaint)
        {
            throw Refusal.BadRequest($"failed to create typed patch object ({@namespace}/{name}; {definition.Type.ApiVersion}, Kind={definition.Type.Kind}): {complaint}");
        }

        var unknown = new List<string>();
        SchemaConformance.Prune(definition.Schema, applied, unknown);
        if (unknown.Count > 0)
        {
            string fields = unknown.Count == 1
                ? $".{unknown[0]}: field not declared in schema"
                : $"errors:\n{string.Join('\n', unknown.Select(field => $"  .{field}: field not declared in schema"))}";
            string key = string.IsNullOrEmpty(@namespace) ? $"/{name}" : $"{@namespace}/{name}";
            throw Refusal.Internal($"failed to create typed patch object ({key}; {definition.Type.ApiVersion}, Kind={definition.Type.Kind}): {fields}");
        }
    }

    /// <summary>Refuses an object that says it is another one than that of the URL.</summary>
    /// <exception cref="ApiException">It does.</exception>
    public static void RequireSameNames(ResourceDefinition definition, string? @namespace, string name, JsonObject value)
    {
        JsonObject metadata = value.Metadata();
        RequireSameNamespace(definition, @namespace, metadata);
        string? said = metadata.Text("name");
        if (said is { Length: > 0 } && said != name)
        {
            throw Refusal.BadRequest($"the name of the object ({said}) does not match the name on the URL ({name})");
        }
    }

    /// <summary>Refuses an object that says it lives elsewhere.</summary>
    /// <exception cref="ApiException">It does.</exception>
    public static void RequireSameNamespace(ResourceDefinition definition, string? @namespace, JsonObject metadata)
    {
        if (metadata.Text("namespace") is { Length: > 0 } said && said != (definition.Type.Namespaced ? @namespace : null))
        {
            throw Refusal.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    /// <summary>Refuses a write that was made for an older version, or another incarnation.</summary>
    /// <exception cref="ApiException">It was.</exception>
    public static void RequireUnchanged(ResourceType type, StoredObject before, JsonObject value)
    {
        JsonObject metadata = value.Metadata();
        string? version = metadata.Text("resourceVersion");
        if (version is { Length: > 0 } && version != before.Version.ToString(CultureInfo.InvariantCulture))
        {
            throw Refusal.Conflict(type, before.Name);
        }

        string? uid = metadata.Text("uid");
        if (uid is { Length: > 0 } && uid != before.Uid)
        {
            throw Refusal.Conflict(type, before.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {before.Uid}");
        }
    }

    /// <summary>Refuses what metadata rules or the schema forbid.</summary>
    /// <exception cref="ApiException">They do.</exception>
    public static void RequireValid(ResourceDefinition definition, JsonObject value, JsonObject? before)
    {
        FieldError[] errors =
        [
            .. ObjectMetaRules.Check(definition, value, before),
            .. SchemaValidation.Check(definition.Schema, value, before, definition.IsTyped),
            .. definition.Rules?.Invoke(value, before) ?? [],
        ];
        if (errors.Length > 0)
        {
            throw Refusal.Invalid(definition.Type, value.Metadata().Text("name") ?? string.Empty, errors);
        }
    }
}
