using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers;

/// <summary>
/// What an actor needs of all objects of a kind, kept up to date by a watch. It is complete from the start: an actor that
/// acted on half of the objects would undo what it did on all of them. It may be a moment behind; what it is behind of
/// wakes its reader again.
/// </summary>
/// <typeparam name="T">What is kept of an object.</typeparam>
internal sealed class ResourceCache<T> : IDisposable
    where T : class
{
    private readonly object _lock = new();
    private readonly Dictionary<(string Namespace, string Name), Item> _items = [];
    private readonly Dictionary<string, HashSet<(string Namespace, string Name)>> _byIndex = new(StringComparer.Ordinal);
    private readonly Func<JsonObject, T> _read;
    private readonly Func<JsonObject, string?> _indexOf;
    private readonly CancellationTokenSource _stop = new();
    private readonly IAsyncEnumerator<ResourceEvent> _changes;
    private Task<bool> _next;
    private long _told;

    /// <param name="hub">The API server.</param>
    /// <param name="type">The kind.</param>
    /// <param name="read">Takes from an object what is to be kept.</param>
    /// <param name="indexOf">Where an object belongs; null for one that is not to be kept. Without it all belong together.</param>
    public ResourceCache(IResourceClient hub, ResourceType type, Func<JsonObject, T> read, Func<JsonObject, string?>? indexOf = null)
    {
        _read = read;
        _indexOf = indexOf ?? (_ => string.Empty);
        _changes = hub.WatchAsync(type, null, _stop.Token).GetAsyncEnumerator(_stop.Token);

        // The watch stands before the list is read, so that nothing is missed in between.
        _next = _changes.MoveNextAsync().AsTask();
        try
        {
            foreach (var value in hub.List(type))
            {
                Keep(value);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>All objects, in no order.</summary>
    public IReadOnlyList<T> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _items.Values.Select(item => item.Value)];
            }
        }
    }

    /// <summary>The object, or null.</summary>
    public T? Find(string @namespace, string name)
    {
        lock (_lock)
        {
            return _items.GetValueOrDefault((@namespace, name))?.Value;
        }
    }

    /// <summary>The objects of an index by namespace and name, without a walk over all. They are for reading only.</summary>
    public IReadOnlyList<T> Of(string index)
    {
        lock (_lock)
        {
            return _byIndex.TryGetValue(index, out var keys)
                ? [.. keys.OrderBy(key => key.Namespace, StringComparer.Ordinal).ThenBy(key => key.Name, StringComparer.Ordinal).Select(key => _items[key].Value)]
                : [];
        }
    }

    /// <summary>Takes note of an object that its reader has just written, unless the watch has told of it already.</summary>
    public void Note(JsonObject written)
    {
        lock (_lock)
        {
            if (VersionOf(written) > _told)
            {
                Keep(written);
            }
        }
    }

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
                var (before, after) = Take(_changes.Current);
                if (before is not null || after is not null)
                {
                    changed(before, after);
                }

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

    private static long VersionOf(JsonObject value) =>
        long.TryParse(value.TextAt("metadata", "resourceVersion"), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    private (T? Before, T? After) Take(ResourceEvent change)
    {
        var key = (change.Object.Namespace(), change.Object.Name());
        var version = VersionOf(change.Object);
        lock (_lock)
        {
            _told = Math.Max(_told, version);
            var before = _items.GetValueOrDefault(key);
            if (before?.Version > version)
            {
                // Old news: the list was read, or the object written, after this happened.
                return (before.Value, before.Value);
            }

            Forget(key);
            return (before?.Value, change.Type == "DELETED" ? null : Keep(change.Object));
        }
    }

    private T? Keep(JsonObject value)
    {
        var key = (value.Namespace(), value.Name());
        lock (_lock)
        {
            Forget(key);
            if (_indexOf(value) is not { } index)
            {
                return null;
            }

            var item = new Item(_read(value), index, VersionOf(value));
            _items[key] = item;
            if (!_byIndex.TryGetValue(index, out var keys))
            {
                _byIndex[index] = keys = [];
            }

            keys.Add(key);
            return item.Value;
        }
    }

    private void Forget((string Namespace, string Name) key)
    {
        if (_items.Remove(key, out var known) && _byIndex[known.Index].Remove(key) && _byIndex[known.Index].Count == 0)
        {
            _byIndex.Remove(known.Index);
        }
    }

    private sealed record Item(T Value, string Index, long Version);
}
