using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Api.Selection;
using OcmPowerShell.Sandbox.Api.Verbs;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Api;

/// <summary>Talks to an API server in this process, by the rules of its HTTP API.</summary>
internal sealed class InProcessClient : IResourceClient
{
    private readonly ResourceApi _api;
    private readonly string _fieldManager;
    private readonly Identity _user;

    /// <param name="api">The API server.</param>
    /// <param name="fieldManager">Who owns what this client writes.</param>
    /// <param name="user">As whom it writes; the server itself where nobody is given. It may do everything all the same.</param>
    public InProcessClient(ResourceApi api, string fieldManager, Identity? user = null)
    {
        _user = user ?? Identity.Server;
        _api = api;
        _fieldManager = fieldManager;
    }

    /// <inheritdoc/>
    public JsonObject? Get(ResourceType type, string? @namespace, string name)
    {
        ResourceDefinition definition = _api.Table.Get(type);
        return _api.Store.Find(definition.Type, Scope(type, @namespace), name) is StoredObject found ? definition.Served(found).ToJson() : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<JsonObject> List(ResourceType type, string? @namespace = null) =>
        [.. _api.Reader.List(_api.Table.Get(type), new ListRequest(ObjectFilter.In(Scope(type, @namespace)))).Items.Select(item => item.ToJson())];

    /// <inheritdoc/>
    public JsonObject Create(ResourceType type, string? @namespace, JsonObject value) =>
        _api.Writer.Create(_api.Table.Get(type), Scope(type, @namespace), JsonText.Copy(value), Options()).Object.ToJson();

    /// <inheritdoc/>
    public JsonObject Update(ResourceType type, string? @namespace, JsonObject value) => Write(type, @namespace, value, Options());

    /// <inheritdoc/>
    public JsonObject UpdateStatus(ResourceType type, string? @namespace, JsonObject value) =>
        Write(type, @namespace, value, Options() with { IsStatus = true });

    /// <inheritdoc/>
    public JsonObject Apply(ResourceType type, string? @namespace, JsonObject value, string fieldManager, bool force)
    {
        WriteOptions options = new(fieldManager) { User = _user, Validation = FieldValidation.Ignore, Force = force };
        string name = value.Object("metadata").Text("name") ?? string.Empty;
        return _api.Writer.Apply(_api.Table.Get(type), Scope(type, @namespace), name, JsonText.Copy(value), options).Object.ToJson();
    }

    /// <inheritdoc/>
    public void Delete(ResourceType type, string? @namespace, string name) =>
        Delete(type, @namespace, name, new DeleteOptions { Propagation = DeletionPropagation.Background });

    /// <inheritdoc/>
    public void Delete(ResourceType type, string? @namespace, string name, string uid, DeletionPropagation propagation) =>
        Delete(type, @namespace, name, new DeleteOptions { Uid = uid, Propagation = propagation });

    /// <inheritdoc/>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync(
        ResourceType type, string? @namespace, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (WatchEvent change in _api.Watch.FollowAsync(_api.Table.Get(type), Scope(type, @namespace), cancellationToken).ConfigureAwait(false))
        {
            yield return new ResourceEvent(change.Type, change.Object!.ToJson());
        }
    }

    private static string? Scope(ResourceType type, string? @namespace) => type.Namespaced ? @namespace : null;

    private void Delete(ResourceType type, string? @namespace, string name, DeleteOptions options)
    {
        try
        {
            _api.Removal.Delete(_api.Table.Get(type), Scope(type, @namespace), name, options);
        }
        catch (ApiException refusal) when (refusal.Code == 404 || (options.Uid is not null && refusal.Code == 409))
        {
            // Gone is what was asked for.
        }
    }

    private WriteOptions Options() => new(_fieldManager) { User = _user, Validation = FieldValidation.Ignore };

    private JsonObject Write(ResourceType type, string? @namespace, JsonObject value, WriteOptions options)
    {
        JsonObject copy = JsonText.Copy(value);
        string name = copy.Metadata().Text("name") ?? string.Empty;
        return _api.Writer.Update(_api.Table.Get(type), Scope(type, @namespace), name, copy, options).Object.ToJson();
    }
}
