using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Completion;

/// <summary>An object of a kind that has no type of its own here: what is looked for in it is read from its JSON, and the rest let go.</summary>
internal sealed class ListedObject : HubObject
{
    private ListedObject(JsonObject value) => (Value, Uid) = (value, value.TextAt("metadata", "uid") ?? "");

    /// <summary>The object.</summary>
    public JsonObject Value { get; }

    internal override ObjectKey Key => new(Value.TextAt("metadata", "namespace") ?? "", Value.TextAt("metadata", "name") ?? "");

    /// <summary>Lists all objects of a kind as they arrive.</summary>
    public static IAsyncEnumerable<ListedObject> ListAsync(HubConnection hub, ResourcePath kind, string? labelSelector, CancellationToken cancellationToken) =>
        hub.Rest.ListAsync(
            kind, null, new ListOptions { LabelSelector = labelSelector }, json => new ListedObject(JsonNodeExtensions.ParseObject(json)), null, cancellationToken);
}
