using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.ManagedClusters.Defaults;

/// <summary>A client of a managed cluster's API server that fills in what a real one would, before it stores the object.</summary>
internal sealed class DefaultingClient(IResourceClient inner) : IResourceClient
{
    public JsonObject? Get(ResourceType type, string? @namespace, string name) => inner.Get(type, @namespace, name);

    public IReadOnlyList<JsonObject> List(ResourceType type, string? @namespace = null) => inner.List(type, @namespace);

    public JsonObject Create(ResourceType type, string? @namespace, JsonObject value) =>
        inner.Create(type, @namespace, ObjectDefaults.Complete(type, value, null));

    public JsonObject Update(ResourceType type, string? @namespace, JsonObject value) =>
        inner.Update(type, @namespace, ObjectDefaults.Complete(
            type, value, () => inner.Get(type, @namespace, value["metadata"]?["name"]?.GetValue<string>() ?? "")));

    public JsonObject UpdateStatus(ResourceType type, string? @namespace, JsonObject value) => inner.UpdateStatus(type, @namespace, value);

    public void Delete(ResourceType type, string? @namespace, string name) => inner.Delete(type, @namespace, name);

    public IAsyncEnumerable<ResourceEvent> WatchAsync(ResourceType type, string? @namespace, CancellationToken cancellationToken) =>
        inner.WatchAsync(type, @namespace, cancellationToken);
}
