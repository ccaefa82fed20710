using System.Collections.Immutable;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Store;

/// <summary>
/// The objects of one API server, under one version that every write raises. Reads get immutable snapshots and wait
/// for nobody; writers take turns by holding <see cref="WriteGate"/> around reading, checking and writing, so a rule
/// that looks at more than one object (the namespace exists) holds without retries.
/// </summary>
internal sealed class ObjectStore
{
    private readonly Dictionary<(string Group, string Plural), Collection> _collections = [];
    private readonly LinkedList<KeptSnapshot> _kept = new();
    private readonly object _gate = new();
    private readonly ObjectStoreLimits _limits;
    private readonly TimeProvider _time;

    // Version 0 means "any" in requests, so the first version that is told to a client must not be it.
    private long _version = 1;

    public ObjectStore(ObjectStoreLimits? limits = null, TimeProvider? time = null)
    {
        _limits = limits ?? new ObjectStoreLimits();
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Held (by a <c>lock</c>) by whoever writes; may be entered again by the one who holds it.</summary>
    public object WriteGate { get; } = new();

    /// <summary>The version of the last write.</summary>
    public long Version
    {
        get
        {
            lock (_gate)
            {
                return _version;
            }
        }
    }

    /// <summary>All objects of a kind, now.</summary>
    public Snapshot Read(ResourceType type)
    {
        lock (_gate)
        {
            Collection collection = CollectionOf(type);
            return new Snapshot(collection.Objects, _version, collection.Last);
        }
    }

    /// <summary>One object, or null.</summary>
    public StoredObject? Find(ResourceType type, string? @namespace, string name) => Read(type).Find(@namespace ?? string.Empty, name);

    /// <summary>Adds an object, or replaces the one of the same key. Writes the version into <paramref name="value"/>.</summary>
    public StoredObject Put(ResourceType type, JsonObject value)
    {
        lock (_gate)
        {
            StoredObject after = StoredObject.From(value, _version + 1);
            Collection collection = CollectionOf(type);
            collection.Objects.TryGetValue(after, out StoredObject? before);
            bool existed = before is not null && !ReferenceEquals(before, after);
            _version++;
            collection.Objects = (existed ? collection.Objects.Remove(before!) : collection.Objects).Add(after);
            collection.Append(_version, existed ? before : null, after, _limits.HistoryPerKind);
            return after;
        }
    }

    /// <summary>Removes an object; watchers get <paramref name="last"/> as its last state.</summary>
    public StoredObject Remove(ResourceType type, JsonObject last)
    {
        lock (_gate)
        {
            StoredObject removed = StoredObject.From(last, _version + 1);
            Collection collection = CollectionOf(type);
            _version++;
            collection.Objects = collection.Objects.Remove(removed);
            collection.Append(_version, removed, null, _limits.HistoryPerKind);
            return removed;
        }
    }

    /// <summary>The place to read changes on from, so that the first one read is the first after a version.</summary>
    /// <exception cref="CompactedException">Changes after that version are already forgotten.</exception>
    public Change ChangesAfter(ResourceType type, long version)
    {
        lock (_gate)
        {
            Collection collection = CollectionOf(type);
            if (version < collection.CompactedVersion)
            {
                throw new CompactedException(version, collection.CompactedVersion);
            }

            Change position = collection.Oldest;
            while (position.Next.IsCompletedSuccessfully && position.Next.Result.Version <= version)
            {
                position = position.Next.Result;
            }

            return position;
        }
    }

    /// <summary>Keeps a snapshot for the pages that follow the first one.</summary>
    public void Keep(ResourceType type, Snapshot snapshot)
    {
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            LinkedListNode<KeptSnapshot>? same = FindKept(type, snapshot.Version);
            if (same is not null)
            {
                _kept.Remove(same);
            }

            _kept.AddLast(new KeptSnapshot(Key(type), snapshot, now + _limits.KeepSnapshotsFor));
            while (_kept.Count > _limits.KeptSnapshots || _kept.First!.Value.Until < now)
            {
                _kept.RemoveFirst();
            }
        }
    }

    /// <summary>The snapshot of a version that was kept; null when it is gone.</summary>
    public Snapshot? ReadAt(ResourceType type, long version)
    {
        lock (_gate)
        {
            if (version == _version)
            {
                return Read(type);
            }

            KeptSnapshot? kept = FindKept(type, version)?.Value;
            return kept is not null && kept.Until >= _time.GetUtcNow() ? kept.Snapshot : null;
        }
    }

    /// <summary>Forgets all history: watches from an older version and unfinished lists then expire.</summary>
    public void Compact()
    {
        lock (_gate)
        {
            _kept.Clear();
            foreach (Collection collection in _collections.Values)
            {
                collection.Compact(_version);
            }
        }
    }

    private static (string Group, string Plural) Key(ResourceType type) => (type.Group, type.Plural);

    private LinkedListNode<KeptSnapshot>? FindKept(ResourceType type, long version)
    {
        for (LinkedListNode<KeptSnapshot>? node = _kept.First; node is not null; node = node.Next)
        {
            if (node.Value.Key == Key(type) && node.Value.Snapshot.Version == version)
            {
                return node;
            }
        }

        return null;
    }

    private Collection CollectionOf(ResourceType type)
    {
        if (!_collections.TryGetValue(Key(type), out Collection? collection))
        {
            collection = new Collection();
            _collections.Add(Key(type), collection);
        }

        return collection;
    }

    private sealed record KeptSnapshot((string Group, string Plural) Key, Snapshot Snapshot, DateTimeOffset Until);

    /// <summary>One kind: its objects and the changes that can still be read.</summary>
    private sealed class Collection
    {
        public ImmutableSortedSet<StoredObject> Objects { get; set; } = ImmutableSortedSet.Create<StoredObject>(StoredObjectOrder.Instance);

        /// <summary>What stands before the oldest change that can still be read.</summary>
        public Change Oldest { get; private set; } = new(0, 0, null, null);

        public Change Last { get; private set; }

        /// <summary>The version of the newest change that is forgotten.</summary>
        public long CompactedVersion { get; private set; }

        public Collection()
        {
            Last = Oldest;
        }

        public void Append(long version, StoredObject? before, StoredObject? after, int limit)
        {
            var change = new Change(version, Last.Number + 1, before, after);
            Last.Append(change);
            Last = change;
            while (Last.Number - Oldest.Number > limit)
            {
                Oldest = Oldest.Next.Result;
                CompactedVersion = Oldest.Version;
            }
        }

        public void Compact(long version)
        {
            Oldest = Last;
            CompactedVersion = version;
        }
    }
}
