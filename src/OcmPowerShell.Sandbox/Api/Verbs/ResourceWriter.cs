using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Admission;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Ownership;
using OcmPowerShell.Sandbox.Api.Patching;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.Verbs;

/// <summary>Creates and changes objects under the rules of the API.</summary>
internal sealed class ResourceWriter
{
    private const string NameCharacters = "bcdfghjklmnpqrstvwxz2456789";

    private readonly ObjectStore _store;
    private readonly ResourceRemoval _removal;
    private readonly TimeProvider _time;

    public ResourceWriter(ObjectStore store, ResourceRemoval removal, TimeProvider time)
    {
        _store = store;
        _removal = removal;
        _time = time;
    }

    /// <summary>Creates an object.</summary>
    /// <param name="definition">Its kind.</param>
    /// <param name="namespace">The namespace of the request.</param>
    /// <param name="value">The object; it becomes the writer's own.</param>
    /// <param name="options">How it is meant.</param>
    /// <exception cref="ApiException">It is refused.</exception>
    public WriteResult Create(ResourceDefinition definition, string? @namespace, JsonObject value, WriteOptions options)
    {
        Conformance.Body(definition, value, options);
        lock (_store.WriteGate)
        {
            RequirePlace(definition, @namespace, value.Metadata().Text("name"), value);
            PrepareNew(definition, @namespace, value);
            return Insert(definition, value, options, () =>
                FieldOwnership.Record(definition.Schema, null, value, Manager(definition, options, "Update"), Timestamp.Now(_time)));
        }
    }

    /// <summary>Replaces an object, or its status.</summary>
    /// <exception cref="ApiException">It is refused.</exception>
    public WriteResult Update(ResourceDefinition definition, string? @namespace, string name, JsonObject value, WriteOptions options)
    {
        Conformance.Body(definition, value, options);
        lock (_store.WriteGate)
        {
            RequireSameNames(definition, @namespace, name, value);
            StoredObject before = Require(definition.Type, @namespace, name);
            if (!definition.IsBuiltIn && value.Metadata().Text("resourceVersion") is null or "")
            {
                throw Refusal.InvalidResource(
                    definition.Type, name, FieldError.Invalid("metadata.resourceVersion", "0x0", "must be specified for an update"));
            }

            return Replace(definition, before, value, options, RecordUpdate(definition, before, value, options));
        }
    }

    /// <summary>Changes an object by a function of its present state.</summary>
    /// <param name="definition">Its kind.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="patch">Makes the new object of the stored one, which it may not change.</param>
    /// <param name="options">How it is meant.</param>
    /// <exception cref="ApiException">It is refused.</exception>
    public WriteResult Patch(ResourceDefinition definition, string? @namespace, string name, Func<JsonObject, JsonNode?> patch, WriteOptions options)
    {
        lock (_store.WriteGate)
        {
            StoredObject before = Require(definition.Type, @namespace, name);
            if (patch(before.ToJson()) is not JsonObject value)
            {
                throw Refusal.InvalidPatch("null", "the patched object is not an object");
            }

            Conformance.Patched(definition, value, options);
            RequireSameNames(definition, @namespace, name, value);
            return Replace(definition, before, value, options, RecordUpdate(definition, before, value, options));
        }
    }

    /// <summary>Server-side apply: brings an object into the state that one manager wants, or creates it.</summary>
    /// <exception cref="ApiException">It is refused, or other managers own what would change.</exception>
    public WriteResult Apply(ResourceDefinition definition, string? @namespace, string name, JsonObject applied, WriteOptions options)
    {
        ObjectMetaRules.RequireTypes(definition.Type, applied);
        RequireKnownFields(definition, @namespace, name, applied);
        RequireSameNames(definition, @namespace, name, applied);
        if (applied.Metadata().ContainsKey("managedFields"))
        {
            throw Refusal.BadRequest("metadata.managedFields must be nil");
        }

        LeaveToOther(definition, applied, options);
        lock (_store.WriteGate)
        {
            StoredObject? before = _store.Find(definition.Type, @namespace, name);
            JsonObject live = before?.ToJson() ?? Empty(definition, @namespace, name);
            if (before is not null)
            {
                RequireUnchanged(definition.Type, before, applied);
            }
            else if (options.IsStatus)
            {
                throw Refusal.NotFound(definition.Type, name);
            }

            JsonObject value = ServerSideApply.Apply(
                definition.Schema, live, applied, Manager(definition, options, "Apply"), options.Force, Timestamp.Now(_time));
            Conformance.Complete(definition, value);
            if (before is not null)
            {
                return Replace(definition, before, value, options, static () => { });
            }

            RequirePlace(definition, @namespace, name, value);
            value.Metadata().Remove("resourceVersion");
            PrepareNew(definition, @namespace, value);
            return Insert(definition, value, options, static () => { });
        }
    }

    private static ManagerId Manager(ResourceDefinition definition, WriteOptions options, string operation) =>
        new(options.FieldManager, operation, definition.Type.ApiVersion, options.IsStatus ? "status" : string.Empty);

    private static JsonObject Empty(ResourceDefinition definition, string? @namespace, string name)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (definition.Type.Namespaced)
        {
            metadata["namespace"] = @namespace;
        }

        return new JsonObject { ["apiVersion"] = definition.Type.ApiVersion, ["kind"] = definition.Type.Kind, ["metadata"] = metadata };
    }

    /// <summary>The half that the request is not about stays out of it, and out of its ownership.</summary>
    private static void LeaveToOther(ResourceDefinition definition, JsonObject applied, WriteOptions options)
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

    private static void RequireKnownFields(ResourceDefinition definition, string? @namespace, string name, JsonObject applied)
    {
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

    private static void RequireSameNames(ResourceDefinition definition, string? @namespace, string name, JsonObject value)
    {
        JsonObject metadata = value.Metadata();
        RequireSameNamespace(definition, @namespace, metadata);
        string? said = metadata.Text("name");
        if (said is { Length: > 0 } && said != name)
        {
            throw Refusal.BadRequest($"the name of the object ({said}) does not match the name on the URL ({name})");
        }
    }

    private static void RequireSameNamespace(ResourceDefinition definition, string? @namespace, JsonObject metadata)
    {
        if (metadata.Text("namespace") is { Length: > 0 } said && said != (definition.Type.Namespaced ? @namespace : null))
        {
            throw Refusal.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    private static void RequireUnchanged(ResourceType type, StoredObject before, JsonObject value)
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

    private Action RecordUpdate(ResourceDefinition definition, StoredObject before, JsonObject value, WriteOptions options) => () =>
        FieldOwnership.Record(definition.Schema, before.ToJson(), value, Manager(definition, options, "Update"), Timestamp.Now(_time));

    private StoredObject Require(ResourceType type, string? @namespace, string name) =>
        _store.Find(type, @namespace, name) ?? throw Refusal.NotFound(type, name);

    private void RequirePlace(ResourceDefinition definition, string? @namespace, string? name, JsonObject value)
    {
        RequireSameNamespace(definition, @namespace, value.Metadata());
        if (definition.Type.Namespaced)
        {
            _removal.RequireOpenNamespace(definition.Type, @namespace!, name);
        }
    }

    private void PrepareNew(ResourceDefinition definition, string? @namespace, JsonObject value)
    {
        JsonObject metadata = value.Metadata();
        if (metadata.Text("resourceVersion") is { Length: > 0 })
        {
            throw Refusal.Internal("resourceVersion should not be set on objects to be created");
        }

        value["apiVersion"] = definition.Type.ApiVersion;
        value["kind"] = definition.Type.Kind;
        if (definition.Type.Namespaced)
        {
            metadata["namespace"] = @namespace;
        }

        if (metadata.Text("name") is null or "" && metadata.Text("generateName") is { Length: > 0 } prefix)
        {
            metadata["name"] = NewName(definition.Type, @namespace, prefix);
        }

        foreach (string field in new[] { "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "resourceVersion", "generation" })
        {
            metadata.Remove(field);
        }

        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Timestamp.Now(_time);
        if (definition.HasGeneration)
        {
            metadata["generation"] = 1;
        }

        if (definition.Type.HasStatus)
        {
            value.Remove("status");
        }
    }

    private string NewName(ResourceType type, string? @namespace, string prefix)
    {
        // As the real server: 63 characters at most, the last five at random.
        string start = prefix.Length > 58 ? prefix[..58] : prefix;
        string name;
        do
        {
            name = start + RandomNumberGenerator.GetString(NameCharacters, 5);
        }
        while (_store.Find(type, @namespace, name) is not null);
        return name;
    }

    private WriteResult Insert(ResourceDefinition definition, JsonObject value, WriteOptions options, Action recordOwner)
    {
        foreach (IAdmission admission in definition.Admission)
        {
            admission.Mutate(value, null);
        }

        Validate(definition, value, null);
        foreach (IAdmission admission in definition.Admission)
        {
            admission.Validate(value, null);
        }

        JsonObject metadata = value.Metadata();
        if (_store.Find(definition.Type, metadata.Text("namespace"), metadata.Text("name")!) is not null)
        {
            throw Refusal.AlreadyExists(definition.Type, metadata.Text("name")!);
        }

        recordOwner();
        return new WriteResult(options.DryRun ? StoredObject.Unsaved(value, null) : _store.Put(definition.Type, value), IsNew: true);
    }

    private static void Validate(ResourceDefinition definition, JsonObject value, JsonObject? before)
    {
        FieldError[] errors = [.. ObjectMetaRules.Check(definition, value, before), .. SchemaValidation.Check(definition.Schema, value)];
        if (errors.Length > 0)
        {
            throw Refusal.Invalid(definition.Type, value.Metadata().Text("name") ?? string.Empty, errors);
        }
    }

    private WriteResult Replace(ResourceDefinition definition, StoredObject before, JsonObject value, WriteOptions options, Action recordOwner)
    {
        RequireUnchanged(definition.Type, before, value);
        JsonObject old = before.ToJson();
        ObjectHalves.Separate(definition, old, value, options.IsStatus);
        if (!options.IsStatus)
        {
            foreach (IAdmission admission in definition.Admission)
            {
                admission.Mutate(value, old);
            }
        }

        if (definition.HasGeneration && !ObjectHalves.WantsTheSame(definition, old, value))
        {
            value.Metadata()["generation"] = (old.Metadata().Whole("generation") ?? 0) + 1;
        }

        Validate(definition, value, old);
        if (!options.IsStatus)
        {
            foreach (IAdmission admission in definition.Admission)
            {
                admission.Validate(value, old);
            }
        }

        recordOwner();
        value.Metadata()["resourceVersion"] = old.Metadata().Text("resourceVersion");

        // A write that changes nothing is none: no new version, no event.
        if (JsonText.Same(old, value))
        {
            return new WriteResult(before, IsNew: false);
        }

        if (options.DryRun)
        {
            return new WriteResult(StoredObject.Unsaved(value, before.Version), IsNew: false);
        }

        return new WriteResult(_removal.PutOrFinish(definition, value), IsNew: false);
    }
}
