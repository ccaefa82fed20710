using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Api;

/// <summary>
/// How controllers and agents talk to an API server of the sandbox: the verbs and rules of the HTTP API (admission,
/// resource versions, finalizers, field managers) without the wire. Objects are copies; changing one changes nothing.
/// </summary>
internal interface IResourceClient
{
    /// <summary>The object, or null where there is none.</summary>
    JsonObject? Get(ResourceType type, string? @namespace, string name);

    /// <summary>All objects of a kind, in one namespace or in all.</summary>
    IReadOnlyList<JsonObject> List(ResourceType type, string? @namespace = null);

    /// <summary>Creates an object.</summary>
    /// <exception cref="ApiException">As the API answers: AlreadyExists, Invalid, NotFound (the namespace) …</exception>
    JsonObject Create(ResourceType type, string? @namespace, JsonObject value);

    /// <summary>Replaces all but the status; a <c>metadata.resourceVersion</c> that is not the newest is a Conflict.</summary>
    JsonObject Update(ResourceType type, string? @namespace, JsonObject value);

    /// <summary>Replaces the status alone, under the same rule.</summary>
    JsonObject UpdateStatus(ResourceType type, string? @namespace, JsonObject value);

    /// <summary>Applies a configuration on the server's side, where it is created if there is none.</summary>
    /// <param name="type">Its kind.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="value">The configuration.</param>
    /// <param name="fieldManager">Who owns what it sets.</param>
    /// <param name="force">Whether that takes fields from other owners; else those are a Conflict.</param>
    JsonObject Apply(ResourceType type, string? @namespace, JsonObject value, string fieldManager, bool force);

    /// <summary>Deletes an object, or marks it deleting while it has finalizers. Nothing happens where there is none.</summary>
    void Delete(ResourceType type, string? @namespace, string name);

    /// <summary>Deletes an object if it still is the one that is meant. Nothing happens where it is not.</summary>
    /// <param name="type">Its kind.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="uid">Its uid.</param>
    /// <param name="propagation">What becomes of what it owns.</param>
    void Delete(ResourceType type, string? @namespace, string name, string uid, DeletionPropagation propagation) => Delete(type, @namespace, name);

    /// <summary>
    /// Every object that exists as Added, then every change in order, until cancelled. A slow reader misses nothing.
    /// </summary>
    IAsyncEnumerable<ResourceEvent> WatchAsync(ResourceType type, string? @namespace, CancellationToken cancellationToken);
}
