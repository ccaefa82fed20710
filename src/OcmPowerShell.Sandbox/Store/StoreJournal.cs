namespace OcmPowerShell.Sandbox.Store;

/// <summary>The part of a journal that belongs to one store.</summary>
internal sealed class StoreJournal
{
    private readonly Journal _journal;

    internal StoreJournal(Journal journal, string name)
    {
        _journal = journal;
        Name = name;
    }

    /// <summary>The store's name; the hub's is empty.</summary>
    public string Name { get; }

    /// <summary>The store's version after the last write.</summary>
    public long Version { get; internal set; }

    /// <summary>Where the objects stand that are there.</summary>
    internal Dictionary<JournalKey, JournalExtent> Live { get; } = [];

    /// <summary>The objects that are there, with their kinds.</summary>
    public IEnumerable<((string Group, string Plural) Kind, StoredObject Value)> ReadObjects() => _journal.ReadObjects(this);

    /// <summary>Writes that an object is there or changed. It is in the file by the time this returns.</summary>
    /// <exception cref="IOException">It cannot be written, and nothing of it was.</exception>
    public void Put((string Group, string Plural) kind, StoredObject value) => _journal.Put(this, Text(kind), value);

    /// <summary>Writes that an object is gone.</summary>
    /// <exception cref="IOException">It cannot be written, and nothing of it was.</exception>
    public void Remove((string Group, string Plural) kind, StoredObject value) => _journal.Remove(this, Text(kind), value);

    /// <summary>Reads a kind as it stands in a record.</summary>
    internal static (string Group, string Plural) Kind(string text)
    {
        int dot = text.IndexOf('.');
        return dot < 0 ? (string.Empty, text) : (text[(dot + 1)..], text[..dot]);
    }

    private static string Text((string Group, string Plural) kind) => kind.Group.Length == 0 ? kind.Plural : $"{kind.Plural}.{kind.Group}";
}
