using System.Collections.Immutable;

namespace OcmPowerShell.Sandbox.Store;

/// <summary>All objects of a kind at one moment. It never changes.</summary>
/// <param name="Objects">The objects, by namespace and name.</param>
/// <param name="Version">The store's version at that moment.</param>
/// <param name="Last">The last change that is part of it: whoever reads on from there misses nothing.</param>
internal sealed record Snapshot(ImmutableSortedSet<StoredObject> Objects, long Version, Change Last)
{
    /// <summary>The object of this name, or null.</summary>
    public StoredObject? Find(string @namespace, string name) =>
        Objects.TryGetValue(StoredObject.Probe(@namespace, name), out StoredObject found) ? found : null;

    /// <summary>The index range of a namespace; of everything where it is null.</summary>
    public (int Start, int End) Range(string? @namespace)
    {
        // A namespace's successor in ordinal order is the same text with the smallest character appended.
        return @namespace is null ? (0, Objects.Count) : (Seek(@namespace, string.Empty), Seek(@namespace + '\0', string.Empty));
    }

    /// <summary>The index of the first object at or after a key.</summary>
    public int Seek(string @namespace, string name)
    {
        int index = Objects.IndexOf(StoredObject.Probe(@namespace, name));
        return index >= 0 ? index : ~index;
    }
}
