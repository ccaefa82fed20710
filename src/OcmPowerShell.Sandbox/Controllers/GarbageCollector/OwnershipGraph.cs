using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Store;

namespace OcmPowerShell.Sandbox.Controllers.GarbageCollector;

/// <summary>
/// Who owns whom on one API server. It is told of every write and says which objects are to be looked at; of a server on
/// which nothing is owned it knows nothing.
/// </summary>
/// <param name="client">The API server, as <c>garbage-collector</c>.</param>
/// <param name="kindOf">A kind by API version and name; null where it is not served.</param>
/// <param name="look">Asked to look at an object; called while the store is locked.</param>
internal sealed class OwnershipGraph(IResourceClient client, Func<string, string, ResourceType?> kindOf, Action<OwnershipGraph, ObjectKey> look)
{
    private readonly object _lock = new();
    private readonly Dictionary<ObjectKey, IReadOnlyList<OwnerReference>> _owners = [];
    private readonly Dictionary<string, HashSet<ObjectKey>> _dependents = new(StringComparer.Ordinal);

    /// <summary>Objects by uid that wait for the collector.</summary>
    private readonly Dictionary<string, ObjectKey> _waiting = new(StringComparer.Ordinal);

    /// <summary>The API server.</summary>
    public IResourceClient Client => client;

    /// <summary>Everything the collector may have to do something about.</summary>
    public IReadOnlyList<ObjectKey> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _owners.Keys.Concat(_waiting.Values)];
            }
        }
    }

    /// <summary>A kind by API version and name; null where it is not served.</summary>
    public ResourceType? KindOf(string apiVersion, string kind) => kindOf(apiVersion, kind);

    /// <summary>What an object owns, and whether it waits for it when it goes.</summary>
    public IReadOnlyList<(ObjectKey Key, bool Blocks)> DependentsOf(string uid)
    {
        lock (_lock)
        {
            return _dependents.TryGetValue(uid, out HashSet<ObjectKey>? keys)
                ? [.. keys.Select(key => (key, _owners[key].Any(owner => owner.Uid == uid && owner.BlocksDeletion)))]
                : [];
        }
    }

    /// <summary>Something was written.</summary>
    public void Notice(ResourceType type, StoredObject? before, StoredObject? after)
    {
        IReadOnlyList<OwnerReference> old = before?.Owners ?? [];
        IReadOnlyList<OwnerReference> owners = after?.Owners ?? [];
        StoredObject known = (after ?? before)!;
        bool isFree = old.Count == 0 && owners.Count == 0 && before?.AwaitsCollector != true && after?.AwaitsCollector != true;
        if (isFree && after is not null)
        {
            return;
        }

        lock (_lock)
        {
            if (isFree && _dependents.Count == 0)
            {
                return;
            }

            var key = new ObjectKey(type, known.Namespace, known.Name);
            if (before is not null && before.Uid != after?.Uid)
            {
                LookAtDependents(before.Uid);
                _waiting.Remove(before.Uid);
            }

            Connect(key, old, owners, isNew: before?.Uid != after?.Uid);
            Wait(key, before, after);
        }
    }

    private void Connect(ObjectKey key, IReadOnlyList<OwnerReference> old, IReadOnlyList<OwnerReference> owners, bool isNew)
    {
        if (!isNew && old.SequenceEqual(owners))
        {
            return;
        }

        foreach (OwnerReference owner in old)
        {
            if (_dependents.TryGetValue(owner.Uid, out HashSet<ObjectKey>? keys) && keys.Remove(key) && keys.Count == 0)
            {
                _dependents.Remove(owner.Uid);
            }

            if (_waiting.TryGetValue(owner.Uid, out ObjectKey? waiting))
            {
                look(this, waiting);
            }
        }

        _owners.Remove(key);
        if (owners.Count == 0)
        {
            return;
        }

        _owners[key] = owners;
        foreach (OwnerReference owner in owners)
        {
            if (!_dependents.TryGetValue(owner.Uid, out HashSet<ObjectKey>? keys))
            {
                _dependents[owner.Uid] = keys = [];
            }

            keys.Add(key);
        }

        look(this, key);
    }

    private void Wait(ObjectKey key, StoredObject? before, StoredObject? after)
    {
        if (after is null || !after.AwaitsCollector)
        {
            _waiting.Remove((after ?? before)!.Uid);
            return;
        }

        _waiting[after.Uid] = key;
        look(this, key);
        LookAtDependents(after.Uid);
    }

    private void LookAtDependents(string uid)
    {
        foreach (ObjectKey dependent in _dependents.GetValueOrDefault(uid) ?? [])
        {
            look(this, dependent);
        }
    }
}
