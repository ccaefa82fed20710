using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Rest;

/// <summary>The objects of one kind on a hub: list, read, create, change, delete, watch.</summary>
/// <typeparam name="T">The type that scripts see.</typeparam>
internal sealed class ResourceClient<T>(HubConnection hub, ResourceKind<T> kind)
    where T : HubObject
{
    // As client-go's DefaultRetry: controllers write status and finalizers often, so a conflict is usually their doing.
    private const int ConflictTries = 5;

    /// <summary>The kind.</summary>
    public ResourceKind<T> Kind => kind;

    /// <summary>Lists objects as they arrive.</summary>
    /// <param name="namespace">A namespace; null for all, and for kinds without.</param>
    /// <param name="options">Which of them; null for all.</param>
    /// <param name="includeJson">Whether to keep each object's whole JSON.</param>
    /// <param name="cancellationToken">Stops reading and closes the request.</param>
    /// <exception cref="HubException">The hub refused or cannot be reached.</exception>
    public IAsyncEnumerable<T> ListAsync(string? @namespace, ListOptions? options = null, bool includeJson = false, CancellationToken cancellationToken = default) =>
        hub.Rest.ListAsync(kind.Path, @namespace, options ?? new ListOptions(), json => kind.Parse(json, hub.Identity, includeJson), null, cancellationToken);

    /// <summary>Reads one object; null when there is none of that name.</summary>
    /// <exception cref="HubException">The hub refused or cannot be reached.</exception>
    public async Task<T?> GetAsync(ObjectKey key, bool includeJson = false, CancellationToken cancellationToken = default) =>
        await ReadAsync(key, cancellationToken).ConfigureAwait(false) is { } json ? Parse(json, includeJson) : null;

    /// <summary>Reads one object's JSON; null when there is none of that name.</summary>
    /// <exception cref="HubException">The hub refused or cannot be reached.</exception>
    public Task<byte[]?> ReadAsync(ObjectKey key, CancellationToken cancellationToken) => hub.Rest.GetAsync(kind.Path.Object(NamespaceOf(key), key.Name), cancellationToken);

    /// <summary>Creates an object and returns it as the server made it.</summary>
    /// <exception cref="ApiStatusException">As the API answers: AlreadyExists, Forbidden, Invalid …</exception>
    public async Task<T> CreateAsync(string @namespace, ReadOnlyMemory<byte> body, bool dryRun, CancellationToken cancellationToken) =>
        Parse(await hub.Rest.CreateAsync(kind.Path, NamespaceOf(new ObjectKey(@namespace, "")), body, dryRun, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc cref="CreateAsync(string, ReadOnlyMemory{byte}, bool, CancellationToken)"/>
    public Task<T> CreateAsync(string @namespace, JsonObject body, bool dryRun, CancellationToken cancellationToken) =>
        CreateAsync(@namespace, body.ToUtf8Bytes(), dryRun, cancellationToken);

    /// <summary>Changes an object that exists, exactly where a patch made from its present state says so.</summary>
    /// <param name="key">The object.</param>
    /// <param name="uid">Only this very object; empty for whichever has the name.</param>
    /// <param name="patchOf">
    /// The JSON merge patch for a state, null when it is as it should be. The state's resourceVersion is added; when somebody
    /// else was faster, it is asked again with the new state. It may throw a <see cref="HubException"/> to refuse.
    /// </param>
    /// <param name="dryRun">Ask the server, but change nothing.</param>
    /// <param name="cancellationToken">Stops waiting; the change may have been made all the same.</param>
    /// <exception cref="HubException"><c>NotFound</c>; <c>Conflict</c>: another object has the name now; or as the API answers.</exception>
    public Task<(T Object, ChangeAction Action)> ChangeAsync(
        ObjectKey key, string uid, Func<JsonObject, JsonObject?> patchOf, bool dryRun, CancellationToken cancellationToken) => RetryConflictsAsync(
        async () =>
        {
            byte[] existing = await ReadAsync(key, cancellationToken).ConfigureAwait(false) ?? throw kind.NotFound(hub, key);
            JsonObject state = hub.Rest.Parse(JsonNodeExtensions.ParseObject, existing);
            if (uid.Length > 0 && state.TextAt("metadata", "uid") != uid)
            {
                throw Replaced(key);
            }

            if (patchOf(state) is not { } patch)
            {
                return (Parse(existing), ChangeAction.Unchanged);
            }

            JsonObject metadata = patch.ObjectAt("metadata") ?? [];
            metadata["resourceVersion"] = state.TextAt("metadata", "resourceVersion");
            patch["metadata"] = metadata;
            return (await PatchAsync(key, patch.ToUtf8Bytes(), dryRun, cancellationToken).ConfigureAwait(false), ChangeAction.Updated);
        },
        cancellationToken);

    /// <summary>Changes exactly the fields of a JSON merge patch.</summary>
    /// <exception cref="ApiStatusException">As the API answers.</exception>
    public async Task<T> PatchAsync(ObjectKey key, ReadOnlyMemory<byte> patch, bool dryRun, CancellationToken cancellationToken) =>
        Parse(await hub.Rest.MergePatchAsync(kind.Path, NamespaceOf(key), key.Name, patch, dryRun, cancellationToken).ConfigureAwait(false));

    /// <summary>Asks the hub to delete an object. It is there until its finalizers let go.</summary>
    /// <param name="key">The object.</param>
    /// <param name="uid">Delete only this very object; empty for whichever has the name.</param>
    /// <param name="dryRun">Ask the server, but change nothing.</param>
    /// <param name="cancellationToken">Stops waiting; deletion goes on.</param>
    /// <exception cref="ApiStatusException">As the API answers: NotFound, Forbidden, Conflict (another object has the name now) …</exception>
    public Task DeleteAsync(ObjectKey key, string uid, bool dryRun, CancellationToken cancellationToken) =>
        hub.Rest.DeleteAsync(kind.Path, NamespaceOf(key), key.Name, uid, dryRun, cancellationToken);

    /// <summary>Asks the hub to delete an object, if nobody has written it since it was read.</summary>
    /// <exception cref="ApiStatusException">As the API answers: NotFound, Forbidden, Conflict (it is another, or has changed) …</exception>
    public Task DeleteAsync(T read, bool dryRun, CancellationToken cancellationToken) =>
        hub.Rest.DeleteAsync(kind.Path, NamespaceOf(read.Key), read.Key.Name, read.Uid, dryRun, cancellationToken, read.ResourceVersion);

    /// <summary>Reports each object that exists as Added, then Synced, then every change, until cancelled.</summary>
    public IAsyncEnumerable<WatchEvent<T>> WatchAsync(string? @namespace, ListOptions options, CancellationToken cancellationToken) =>
        new ResourceWatcher<T>(hub, kind.Path, json => kind.Parse(json, hub.Identity, false)).WatchAsync(@namespace, options, cancellationToken);

    /// <summary>Does something again while somebody else writes the same object.</summary>
    public static async Task<TResult> RetryConflictsAsync<TResult>(Func<Task<TResult>> work, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await work().ConfigureAwait(false);
            }
            catch (ApiStatusException exception) when (exception.Status.Reason is "Conflict" or "AlreadyExists" && attempt < ConflictTries)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10 * attempt * (1 + Random.Shared.NextDouble())), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The error for an object whose name another has now.</summary>
    public HubException Replaced(ObjectKey key) => new(
        "Conflict", $"The {kind.Noun} '{key}' on hub {hub} is not the one that was passed: it was deleted and created again since. Read it anew with {kind.GetCmdlet}.");

    // An empty namespace of a kind that has them is refused further down, and never means all.
    private string? NamespaceOf(ObjectKey key) => kind.IsNamespaced ? key.Namespace : null;

    private T Parse(byte[] json, bool includeJson = false) => hub.Rest.Parse(bytes => kind.Parse(bytes, hub.Identity, includeJson), json);
}
