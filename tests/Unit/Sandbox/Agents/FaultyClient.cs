using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Tests.Sandbox.Agents;

/// <summary>A client of which a test can make single calls fail.</summary>
/// <param name="inner">The client that does the work.</param>
/// <param name="before">Called with the verb, the kind and the name before each call, and may throw.</param>
internal sealed class FaultyClient(IResourceClient inner, Action<string, ResourceType, string?> before) : IResourceClient
{
    public JsonObject? Get(ResourceType type, string? @namespace, string name)
    {
        before("get", type, name);
        return inner.Get(type, @namespace, name);
    }

    public IReadOnlyList<JsonObject> List(ResourceType type, string? @namespace = null)
    {
        before("list", type, null);
        return inner.List(type, @namespace);
    }

    public JsonObject Create(ResourceType type, string? @namespace, JsonObject value)
    {
        before("create", type, (string?)value["metadata"]?["name"]);
        return inner.Create(type, @namespace, value);
    }

    public JsonObject Update(ResourceType type, string? @namespace, JsonObject value)
    {
        before("update", type, (string?)value["metadata"]?["name"]);
        return inner.Update(type, @namespace, value);
    }

    public JsonObject UpdateStatus(ResourceType type, string? @namespace, JsonObject value)
    {
        before("status", type, (string?)value["metadata"]?["name"]);
        return inner.UpdateStatus(type, @namespace, value);
    }

    public JsonObject Apply(ResourceType type, string? @namespace, JsonObject value, string fieldManager, bool force)
    {
        before("apply", type, (string?)value["metadata"]?["name"]);
        return inner.Apply(type, @namespace, value, fieldManager, force);
    }

    public void Delete(ResourceType type, string? @namespace, string name)
    {
        before("delete", type, name);
        inner.Delete(type, @namespace, name);
    }

    public async IAsyncEnumerable<ResourceEvent> WatchAsync(
        ResourceType type, string? @namespace, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        before("watch", type, null);
        await foreach (var change in inner.WatchAsync(type, @namespace, cancellationToken))
        {
            before("event", type, (string?)change.Object["metadata"]?["name"]);
            yield return change;
        }
    }
}
