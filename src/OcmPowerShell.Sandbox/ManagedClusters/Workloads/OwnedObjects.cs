using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.ManagedClusters.Workloads;

/// <summary>
/// Who controls which objects of a kind, so that a controller need not read them all. It is told of what a watch says, and
/// of what controllers write themselves, which the watch says again later: the newest version counts.
/// </summary>
/// <typeparam name="T">What is remembered of an object.</typeparam>
/// <param name="read">Reads it.</param>
internal sealed class OwnedObjects<T>(Func<JsonObject, T> read)
{
    private readonly object _lock = new();
    private readonly Dictionary<string, (string Owner, long Version, T State)> _objects = [];
    private readonly Dictionary<string, HashSet<string>> _byOwner = [];

    // Deleted here; what the watch has yet to say of them is old.
    private readonly HashSet<string> _gone = [];

    /// <summary>What one object controls, oldest name first.</summary>
    public IReadOnlyList<T> Of(string ownerUid)
    {
        lock (_lock)
        {
            return _byOwner.TryGetValue(ownerUid, out var uids) ? [.. uids.Select(uid => _objects[uid].State)] : [];
        }
    }

    /// <summary>Remembers an object, unless a newer version of it is known.</summary>
    public void Note(JsonObject value)
    {
        var uid = value.Uid();
        var version = VersionOf(value);
        lock (_lock)
        {
            if (_gone.Contains(uid) || (_objects.TryGetValue(uid, out var known) && known.Version >= version))
            {
                return;
            }

            Remove(uid);
            if (ControllerOf(value).TextAt("uid") is { } owner && !value.IsDeleting())
            {
                _objects[uid] = (owner, version, read(value));
                if (!_byOwner.TryGetValue(owner, out var uids))
                {
                    _byOwner[owner] = uids = [];
                }

                uids.Add(uid);
            }
        }
    }

    /// <summary>Forgets an object that a controller deletes.</summary>
    public void Delete(string ownerUid, Func<T, bool> which)
    {
        lock (_lock)
        {
            foreach (var uid in (_byOwner.GetValueOrDefault(ownerUid) ?? []).Where(uid => which(_objects[uid].State)).ToList())
            {
                _gone.Add(uid);
                Remove(uid);
            }
        }
    }

    /// <summary>Forgets an object that the watch says is gone.</summary>
    public void Forget(JsonObject value)
    {
        lock (_lock)
        {
            Remove(value.Uid());
            _gone.Remove(value.Uid());
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _objects.Clear();
            _byOwner.Clear();
            _gone.Clear();
        }
    }

    /// <summary>The reference to the object that controls another; null for none.</summary>
    public static JsonObject? ControllerOf(JsonObject value) =>
        value.ObjectsAt("metadata", "ownerReferences").FirstOrDefault(reference => reference.BooleanAt("controller") == true);

    private static long VersionOf(JsonObject value) =>
        long.TryParse(value.TextAt("metadata", "resourceVersion"), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    private void Remove(string uid)
    {
        if (_objects.Remove(uid, out var known) && _byOwner.TryGetValue(known.Owner, out var uids) && uids.Remove(uid) && uids.Count == 0)
        {
            _byOwner.Remove(known.Owner);
        }
    }
}
