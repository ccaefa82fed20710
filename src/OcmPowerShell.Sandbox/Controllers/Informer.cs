using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers;

/// <summary>
/// What a watch has told of one kind, by an index: asking it costs no walk over all objects of the hub. It may be a moment
/// behind; what it is behind of wakes its reader again.
/// </summary>
/// <param name="hub">The hub.</param>
/// <param name="type">The kind.</param>
/// <param name="indexOf">Where an object belongs; null for one that is of no interest.</param>
internal sealed class Informer(IResourceClient hub, ResourceType type, Func<JsonObject, string?> indexOf)
{
    private readonly object _lock = new();
    private readonly Dictionary<(string Namespace, string Name), (string Index, JsonObject Value)> _objects = [];
    private readonly Dictionary<string, HashSet<(string Namespace, string Name)>> _indexes = [];

    /// <summary>Reads what is there, so that nothing that exists is taken for missing.</summary>
    public void Load()
    {
        foreach (var value in hub.List(type))
        {
            Note(value);
        }
    }

    /// <summary>Follows all changes.</summary>
    /// <param name="changed">Told each object that is new, changes or goes, with every index this concerns.</param>
    /// <param name="stop">Ends it.</param>
    public async Task FollowAsync(Action<string, JsonObject> changed, CancellationToken stop)
    {
        await foreach (var change in hub.WatchAsync(type, null, stop))
        {
            foreach (var index in change.Type == "DELETED" ? Forget(change.Object) : Note(change.Object))
            {
                changed(index, change.Object);
            }
        }
    }

    /// <summary>The objects of an index by namespace and name. They are for reading only.</summary>
    public IReadOnlyList<JsonObject> Of(string index)
    {
        lock (_lock)
        {
            return _indexes.TryGetValue(index, out var keys)
                ? [.. keys.OrderBy(key => key.Namespace, StringComparer.Ordinal).ThenBy(key => key.Name, StringComparer.Ordinal).Select(key => _objects[key].Value)]
                : [];
        }
    }

    /// <summary>Takes note of an object: also of one that its reader has just written, which the watch is yet to tell.</summary>
    /// <returns>The indexes this concerns: where it belongs, and where it belonged before.</returns>
    public IReadOnlyList<string> Note(JsonObject value)
    {
        var index = indexOf(value);
        lock (_lock)
        {
            IReadOnlyList<string> before = Forget(value);
            if (index is null)
            {
                return before;
            }

            var key = (value.Namespace(), value.Name());
            _objects[key] = (index, value);
            if (!_indexes.TryGetValue(index, out var keys))
            {
                _indexes[index] = keys = [];
            }

            keys.Add(key);
            return [.. before.Append(index).Distinct()];
        }
    }

    private string[] Forget(JsonObject value)
    {
        lock (_lock)
        {
            var key = (value.Namespace(), value.Name());
            if (!_objects.Remove(key, out var known))
            {
                return [];
            }

            _indexes[known.Index].Remove(key);
            if (_indexes[known.Index].Count == 0)
            {
                _indexes.Remove(known.Index);
            }

            return [known.Index];
        }
    }
}
