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
    private readonly Dictionary<(string Group, string Plural), StoredKind> _collections = [];
    private readonly LinkedList<KeptSnapshot> _kept = new();
    private readonly object _gate = new();
    private readonly ObjectStoreLimits _limits;
    private readonly TimeProvider _time;
    private readonly StoreJournal? _journal;

    // Version 0 means "any" in requests, so the first version that is told to a client must not be it.
    private long _version = 1;

    // Nothing is known of changes up to this version, of no kind.
    private long _compactedVersion;

    /// <param name="limits">How much past to remember.</param>
    /// <param name="time">The clock.</param>
    /// <param name="journal">Where writes are noted before they count, and what was there before; null keeps all in memory.</param>
    public ObjectStore(ObjectStoreLimits? limits = null, TimeProvider? time = null, StoreJournal? journal = null)
    {
        _limits = limits ?? new ObjectStoreLimits();
        _time = time ?? TimeProvider.System;
        _journal = journal;
        if (journal is not null)
        {
            _version = Math.Max(_version, journal.Version);
            _compactedVersion = journal.Version;
            foreach (var kind in journal.ReadObjects().GroupBy(item => item.Kind, item => item.Value))
            {
                _collections.Add(kind.Key, new StoredKind(_compactedVersion, kind));
            }
        }
    }

    /// <summary>Held (by a <c>lock</c>) by whoever writes; may be entered again by the one who holds it.</summary>
    public object WriteGate { get; } = new();

    /// <summary>
    /// Told of every write, in order, with the object before (null for a new one) and after (null for one that is gone). It
    /// is called while the store is locked: it must be quick, and ask the store nothing.
    /// </summary>
    public Action<ResourceType, StoredObject?, StoredObject?>? Changed { get; set; }

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
            StoredKind collection = CollectionOf(type);
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
            StoredKind collection = CollectionOf(type);
            collection.Objects.TryGetValue(after, out StoredObject? before);
            bool existed = before is not null && !ReferenceEquals(before, after);
            _journal?.Put(Key(type), after);
            _version++;
            collection.Objects = (existed ? collection.Objects.Remove(before!) : collection.Objects).Add(after);
            collection.Append(_version, existed ? before : null, after, _limits);
            ForgetSnapshots();
            Changed?.Invoke(type, existed ? before : null, after);
            return after;
        }
    }

    /// <summary>Removes an object; watchers get <paramref name="last"/> as its last state.</summary>
    public StoredObject Remove(ResourceType type, JsonObject last)
    {
        lock (_gate)
        {
            StoredObject removed = StoredObject.From(last, _version + 1);
            StoredKind collection = CollectionOf(type);
            _journal?.Remove(Key(type), removed);
            _version++;
            collection.Objects = collection.Objects.Remove(removed);
            collection.Append(_version, removed, null, _limits);
            ForgetSnapshots();
            Changed?.Invoke(type, removed, null);
            return removed;
        }
    }

    /// <summary>The place to read changes on from, so that the first one read is the first after a version.</summary>
    /// <exception cref="CompactedException">Changes after that version are already forgotten.</exception>
    public Change ChangesAfter(ResourceType type, long version)
    {
        lock (_gate)
        {
            StoredKind collection = CollectionOf(type);
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
            LinkedListNode<KeptSnapshot>? same = FindKept(type, snapshot.Version);
            if (same is not null)
            {
                _kept.Remove(same);
            }

            // Pages need no changes, which would keep all that follow alive.
            Snapshot detached = snapshot with { Last = new Change(snapshot.Version, 0, null, null) };
            StoredKind collection = CollectionOf(type);
            long replaced = same?.Value.Replaced ?? collection.ReplacedBytes;
            _kept.AddLast(new KeptSnapshot(Key(type), collection, detached, replaced, _time.GetUtcNow() + _limits.KeepSnapshotsFor));
            ForgetSnapshots();
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

    /// <summary>Ends the watches of a kind that is no longer served.</summary>
    public void End(ResourceType type)
    {
        lock (_gate)
        {
            CollectionOf(type).End(_version);
        }
    }

    /// <summary>Removes all objects for good, and ends all watches.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            foreach (var (key, collection) in _collections)
            {
                foreach (StoredObject gone in collection.Objects)
                {
                    _journal?.Remove(key, gone);
                }

                collection.Objects = collection.Objects.Clear();
                collection.End(_version);
            }

            _kept.Clear();
        }
    }

    /// <summary>Forgets all history: watches from an older version and unfinished lists then expire.</summary>
    public void Compact()
    {
        lock (_gate)
        {
            _kept.Clear();
            _compactedVersion = _version;
            foreach (StoredKind collection in _collections.Values)
            {
                collection.Compact(_version);
            }
        }
    }

    private static (string Group, string Plural) Key(ResourceType type) => (type.Group, type.Plural);

    /// <summary>Forgets snapshots that are too many, too old, or differ too much from what is there now.</summary>
    private void ForgetSnapshots()
    {
        DateTimeOffset now = _kept.Count > 0 ? _time.GetUtcNow() : default;
        for (LinkedListNode<KeptSnapshot>? node = _kept.First, next; node is not null; node = next)
        {
            next = node.Next;
            KeptSnapshot kept = node.Value;
            if (_kept.Count > _limits.KeptSnapshots || kept.Until < now || kept.Kind.ReplacedBytes - kept.Replaced > _limits.SnapshotBytes)
            {
                _kept.Remove(node);
            }
        }
    }

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

    private StoredKind CollectionOf(ResourceType type)
    {
        if (!_collections.TryGetValue(Key(type), out StoredKind? collection))
        {
            collection = new StoredKind(_compactedVersion);
            _collections.Add(Key(type), collection);
        }

        return collection;
    }

    private sealed record KeptSnapshot((string Group, string Plural) Key, StoredKind Kind, Snapshot Snapshot, long Replaced, DateTimeOffset Until);
}
