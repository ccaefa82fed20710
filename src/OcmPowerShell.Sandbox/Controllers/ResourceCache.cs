using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers;

/// <summary>
/// What an actor needs of all objects of a kind, kept up to date by a watch. It is complete from the start: an actor that
/// acted on half of the objects would undo what it did on all of them.
/// </summary>
/// <typeparam name="T">What is kept of an object.</typeparam>
internal sealed class ResourceCache<T> : IDisposable
    where T : class
{
    private readonly ConcurrentDictionary<(string Namespace, string Name), T> _items = new();
    private readonly Func<JsonObject, T> _read;
    private readonly CancellationTokenSource _stop = new();
    private readonly IAsyncEnumerator<ResourceEvent> _changes;
    private Task<bool> _next;

    /// <param name="hub">The API server.</param>
    /// <param name="type">The kind.</param>
    /// <param name="read">Takes from an object what is to be kept.</param>
    public ResourceCache(IResourceClient hub, ResourceType type, Func<JsonObject, T> read)
    {
        _read = read;
        _changes = hub.WatchAsync(type, null, _stop.Token).GetAsyncEnumerator(_stop.Token);

        // The watch stands before the list is read, so that nothing is missed in between.
        _next = _changes.MoveNextAsync().AsTask();
        foreach (var value in hub.List(type))
        {
            _items[(value.Namespace(), value.Name())] = read(value);
        }
    }

    /// <summary>All objects, in no order.</summary>
    public ICollection<T> All => _items.Values;

    /// <summary>The object, or null.</summary>
    public T? Find(string @namespace, string name) => _items.GetValueOrDefault((@namespace, name));

    /// <summary>
    /// Follows the kind until cancelled. Objects that were there from the start are told once more. To be called once.
    /// </summary>
    /// <param name="changed">Told of each object before and after a change; null before it was there and after it is gone.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task FollowAsync(Action<T?, T?> changed, CancellationToken cancellationToken)
    {
        await using var cancel = cancellationToken.Register(_stop.Cancel);
        try
        {
            while (await _next)
            {
                Take(_changes.Current, changed);
                _next = _changes.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            await _changes.DisposeAsync();
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private void Take(ResourceEvent change, Action<T?, T?> changed)
    {
        var key = (change.Object.Namespace(), change.Object.Name());
        var before = _items.GetValueOrDefault(key);
        if (change.Type == "DELETED")
        {
            _items.TryRemove(key, out _);
            changed(before, null);
            return;
        }

        var after = _read(change.Object);
        _items[key] = after;
        changed(before, after);
    }
}
