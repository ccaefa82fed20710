using System.Collections.Immutable;

namespace OcmPowerShell.Sandbox.Store;

/// <summary>One kind in a store: its objects, and the changes that can still be read.</summary>
internal sealed class StoredKind
{
    private long _historyBytes;

    /// <param name="compactedVersion">The version up to which nothing is known of changes.</param>
    /// <param name="objects">The objects at that version.</param>
    public StoredKind(long compactedVersion, IEnumerable<StoredObject>? objects = null)
    {
        Objects = ImmutableSortedSet.CreateRange(StoredObjectOrder.Instance, objects ?? []);
        CompactedVersion = compactedVersion;
        Last = Oldest;
    }

    /// <summary>The objects that are there.</summary>
    public ImmutableSortedSet<StoredObject> Objects { get; set; }

    /// <summary>What stands before the oldest change that can still be read.</summary>
    public Change Oldest { get; private set; } = new(0, 0, null, null);

    /// <summary>The newest change.</summary>
    public Change Last { get; private set; }

    /// <summary>The version of the newest change that is forgotten.</summary>
    public long CompactedVersion { get; private set; }

    /// <summary>Bytes of all objects that ever were replaced or removed: what a snapshot keeps alive is the difference to then.</summary>
    public long ReplacedBytes { get; private set; }

    /// <summary>Notes a change, at the cost of the oldest ones where there is no room.</summary>
    public void Append(long version, StoredObject? before, StoredObject? after, ObjectStoreLimits limits)
    {
        var change = new Change(version, Last.Number + 1, before, after);
        Last.Append(change);
        Last = change;
        _historyBytes += BytesOf(change);
        ReplacedBytes += before?.Json.Length ?? 0;
        while (Last.Number - Oldest.Number > limits.HistoryPerKind || (_historyBytes > limits.HistoryBytesPerKind && Last.Number - Oldest.Number > 1))
        {
            Oldest = Oldest.Next.Result;
            _historyBytes -= BytesOf(Oldest);
            CompactedVersion = Oldest.Version;
        }
    }

    /// <summary>Tells whoever follows the kind that it has ended, and forgets its changes.</summary>
    public void End(long version)
    {
        var end = new Change(version, Last.Number + 1, null, null);
        Last.Append(end);
        Last = end;
        Compact(version);
    }

    /// <summary>Forgets all changes up to a version.</summary>
    public void Compact(long version)
    {
        Oldest = Last;
        _historyBytes = 0;
        CompactedVersion = version;
    }

    private static long BytesOf(Change change) => (change.Before?.Json.Length ?? 0L) + (change.After?.Json.Length ?? 0L);
}
