using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Admission;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Ownership;
using OcmPowerShell.Sandbox.Api.Patching;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api.Verbs;

/// <summary>Creates and changes objects under the rules of the API.</summary>
internal sealed class ResourceWriter
{
    private readonly ObjectStore _store;
    private readonly ResourceRemoval _removal;
    private readonly TimeProvider _time;
    private readonly IAuthorizer _authorizer;
    private readonly ResourceTable _table;

    public ResourceWriter(ResourceTable table, ObjectStore store, ResourceRemoval removal, TimeProvider time, IAuthorizer authorizer)
    {
        _table = table;
        _store = store;
        _removal = removal;
        _time = time;
        _authorizer = authorizer;
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
            NewObject.Prepare(definition, @namespace, value, _store, Timestamp.Now(_time));
            return Insert(definition, value, options, _ => RecordNew(definition, value, options));
        }
    }

    /// <summary>Replaces an object, or its status.</summary>
    /// <exception cref="ApiException">It is refused.</exception>
    public WriteResult Update(ResourceDefinition definition, string? @namespace, string name, JsonObject value, WriteOptions options)
    {
        Conformance.Body(definition, value, options);
        lock (_store.WriteGate)
        {
            RequestRules.RequireSameNames(definition, @namespace, name, value);
            StoredObject before = Require(definition, @namespace, name);
            if (!definition.IsBuiltIn && value.Metadata().Text("resourceVersion") is null or "")
            {
                throw Refusal.InvalidResource(
                    definition.Type, name, FieldError.Invalid("metadata.resourceVersion", "0x0", "must be specified for an update"));
            }

            return Replace(definition, before, value, options, RecordUpdate(definition, value, options));
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
            StoredObject before = Require(definition, @namespace, name);
            if (patch(before.ToJson()) is not JsonObject value)
            {
                throw Refusal.InvalidPatch("null", "the patched object is not an object");
            }

            Conformance.Patched(definition, value, options);
            RequestRules.RequireSameNames(definition, @namespace, name, value);
            return Replace(definition, before, value, options, RecordUpdate(definition, value, options));
        }
    }

    /// <summary>Server-side apply: brings an object into the state that one manager wants, or creates it.</summary>
    /// <exception cref="ApiException">It is refused, or other managers own what would change.</exception>
    public WriteResult Apply(ResourceDefinition definition, string? @namespace, string name, JsonObject applied, WriteOptions options)
    {
        ObjectMetaRules.RequireTypes(definition.Type, applied);
        RequestRules.RequireKnownFields(definition, @namespace, name, applied);
        RequestRules.RequireSameNames(definition, @namespace, name, applied);
        if (applied.Metadata().ContainsKey("managedFields"))
        {
            throw Refusal.BadRequest("metadata.managedFields must be nil");
        }

        RequestRules.LeaveOtherHalf(definition, applied, options);
        lock (_store.WriteGate)
        {
            StoredObject? before = Find(definition, @namespace, name);
            JsonObject live = before?.ToJson() ?? NewObject.Empty(definition, @namespace, name);
            if (before is not null)
            {
                RequestRules.RequireUnchanged(definition.Type, before, applied);
            }
            else if (options.Subresource.Length > 0)
            {
                throw Refusal.NotFound(definition.Type, name);
            }

            JsonObject value = ServerSideApply.Apply(
                new KindVersions(_table, definition), live, applied, Manager(definition, options, "Apply"), options.Force, Timestamp.Now(_time));
            Conformance.Complete(definition, value);
            if (before is not null)
            {
                return Replace(definition, before, value, options, static _ => { });
            }

            RequirePlace(definition, @namespace, name, value);
            value.Metadata().Remove("resourceVersion");
            NewObject.Prepare(definition, @namespace, value, _store, Timestamp.Now(_time));
            return Insert(definition, value, options, static _ => { });
        }
    }

    private static ManagerId Manager(ResourceDefinition definition, WriteOptions options, string operation) =>
        new(options.FieldManager, operation, definition.Type.ApiVersion, options.Subresource);

    private Action<JsonObject?> RecordUpdate(ResourceDefinition definition, JsonObject value, WriteOptions options) => before =>
        FieldOwnership.Record(new KindVersions(_table, definition), before, value, Manager(definition, options, "Update"), Timestamp.Now(_time));

    /// <summary>Gives the writer what it wrote; what the server alone writes is nobody's.</summary>
    private void RecordNew(ResourceDefinition definition, JsonObject value, WriteOptions options)
    {
        KeyValuePair<string, JsonNode?>[] members = [.. value];
        foreach (string name in definition.ServerMembers)
        {
            value.Remove(name);
        }

        FieldOwnership.Record(new KindVersions(_table, definition), null, value, Manager(definition, options, "Update"), Timestamp.Now(_time));
        if (value.Count < members.Length)
        {
            value.Clear();
            foreach ((string name, JsonNode? member) in members)
            {
                value.Add(name, member);
            }
        }
    }

    private StoredObject Require(ResourceDefinition definition, string? @namespace, string name) =>
        Find(definition, @namespace, name) ?? throw Refusal.NotFound(definition.Type, name);

    private StoredObject? Find(ResourceDefinition definition, string? @namespace, string name) =>
        _store.Find(definition.Type, @namespace, name) is StoredObject found ? definition.Served(found) : null;

    private JsonObject? FindStored(ResourceType type, string? @namespace, string name) => _store.Find(type, @namespace, name)?.ToJson();

    private void RequirePlace(ResourceDefinition definition, string? @namespace, string? name, JsonObject value)
    {
        RequestRules.RequireSameNamespace(definition, @namespace, value.Metadata());
        if (definition.Type.Namespaced)
        {
            _removal.RequireOpenNamespace(definition.Type, @namespace!, name);
        }
    }

    private WriteResult Insert(ResourceDefinition definition, JsonObject value, WriteOptions options, Action<JsonObject?> recordOwner)
    {
        var request = new AdmissionRequest(value, null, options.User, _authorizer) { Find = FindStored };
        foreach (IAdmission admission in definition.Admission)
        {
            admission.Mutate(request);
        }

        RequestRules.RequireValid(definition, value, null);
        foreach (IAdmission admission in definition.Admission)
        {
            admission.Validate(request);
        }

        JsonObject metadata = value.Metadata();
        if (_store.Find(definition.Type, metadata.Text("namespace"), metadata.Text("name")!) is not null)
        {
            throw Refusal.AlreadyExists(definition.Type, metadata.Text("name")!);
        }

        recordOwner(null);
        return new WriteResult(options.DryRun ? StoredObject.Unsaved(value, null) : _removal.Put(definition, value), IsNew: true);
    }

    private WriteResult Replace(ResourceDefinition definition, StoredObject before, JsonObject value, WriteOptions options, Action<JsonObject?> recordOwner)
    {
        RequestRules.RequireUnchanged(definition.Type, before, value);
        JsonObject old = before.ToJson();
        ObjectHalves.Separate(definition, old, value, options);
        var request = new AdmissionRequest(value, old, options.User, _authorizer) { Find = FindStored };
        IReadOnlyList<IAdmission> rules = options.Part is { } part ? part.Admission : options.IsStatus ? [] : definition.Admission;
        foreach (IAdmission admission in rules)
        {
            admission.Mutate(request);
        }

        if (definition.HasGeneration && !ObjectHalves.WantsTheSame(definition, old, value))
        {
            value.Metadata()["generation"] = (old.Metadata().Whole("generation") ?? 0) + 1;
        }

        RequestRules.RequireValid(definition, value, old);
        foreach (IAdmission admission in rules)
        {
            admission.Validate(request);
        }

        recordOwner(old);
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
