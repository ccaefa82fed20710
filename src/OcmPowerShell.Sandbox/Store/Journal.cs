using System.Text.Json;

namespace OcmPowerShell.Sandbox.Store;

/// <summary>
/// The writes of several stores in one file. A write has reached the operating system before it is acknowledged, so it
/// survives the end of this process however that comes; the disk itself is only waited for when the journal is closed or
/// made smaller. What is outdated is left out by writing a new file and renaming it over the old one.
/// </summary>
internal sealed class Journal : IDisposable
{
    private readonly object _lock = new();
    private readonly Dictionary<string, StoreJournal> _stores = new(StringComparer.Ordinal);
    private readonly JournalFile _file;
    private readonly long _compactAbove;
    private long _liveBytes;
    private long _compactAt;

    private Journal(JournalFile file, long compactAbove)
    {
        _file = file;
        _compactAbove = compactAbove;
    }

    /// <summary>What the owner left; null in a new journal.</summary>
    public JsonElement? Owner { get; private set; }

    /// <summary>Bytes of the file.</summary>
    public long Length => _file.Length;

    /// <summary>Opens a journal, or begins one where there is no file or an empty one.</summary>
    /// <param name="path">The file. It holds all objects, Secrets too, so only its owner may read it.</param>
    /// <param name="compactAbove">Up to so many bytes a file may be, whatever it holds.</param>
    /// <exception cref="JournalException">Somebody uses it, it is no journal, or it is damaged.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read or written.</exception>
    public static Journal Open(string path, long compactAbove = 16 * 1024 * 1024)
    {
        Journal journal = new(JournalFile.Open(path), compactAbove);
        try
        {
            journal._file.ReadAll(journal.Understand);
            journal.PlanCompaction();
            return journal;
        }
        catch
        {
            journal._file.Dispose();
            throw;
        }
    }

    /// <summary>The part of one store.</summary>
    public StoreJournal Store(string name)
    {
        lock (_lock)
        {
            if (!_stores.TryGetValue(name, out StoreJournal? store))
            {
                store = new StoreJournal(this, name);
                _stores.Add(name, store);
            }

            return store;
        }
    }

    /// <summary>Writes what the owner wants to know again.</summary>
    public void WriteOwner(JsonElement owner)
    {
        lock (_lock)
        {
            _file.Append(JournalRecord.Owner(owner));
            Owner = owner.Clone();
        }
    }

    /// <summary>Waits for the disk, and closes the file.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _file.Dispose();
        }
    }

    internal void Put(StoreJournal store, string kind, StoredObject value)
    {
        lock (_lock)
        {
            JournalExtent extent = _file.Append(JournalRecord.Put(store.Name, kind, value.Json));
            Note(store, new JournalKey(kind, value.Namespace, value.Name), extent, value.Version);
            CompactIfDue();
        }
    }

    internal void Remove(StoreJournal store, string kind, StoredObject value)
    {
        lock (_lock)
        {
            JournalKey key = new(kind, value.Namespace, value.Name);
            _file.Append(JournalRecord.Remove(store.Name, key, value.Version));
            Note(store, key, null, value.Version);
            CompactIfDue();
        }
    }

    internal IEnumerable<((string Group, string Plural) Kind, StoredObject Value)> ReadObjects(StoreJournal store)
    {
        lock (_lock)
        {
            return [.. store.Live.OrderBy(entry => entry.Value.Offset).Select(entry => (StoreJournal.Kind(entry.Key.Kind), ReadObject(entry.Value)))];
        }
    }

    private StoredObject ReadObject(JournalExtent extent)
    {
        using JsonDocument record = JsonDocument.Parse(_file.Read(extent), JournalRecord.ReadOptions);
        return StoredObject.Restore(System.Text.Encoding.UTF8.GetBytes(record.RootElement.GetProperty("object").GetRawText()));
    }

    /// <summary>Takes in a record that was read.</summary>
    private void Understand(ReadOnlyMemory<byte> json, JournalExtent extent)
    {
        using JsonDocument document = JsonDocument.Parse(json, JournalRecord.ReadOptions);
        JsonElement record = document.RootElement;
        if (record.TryGetProperty("put", out JsonElement put))
        {
            JsonElement metadata = record.GetProperty("object").GetProperty("metadata");
            JournalKey key = new(
                Text(record, "kind"),
                metadata.TryGetProperty("namespace", out JsonElement home) ? home.GetString()! : string.Empty,
                Text(metadata, "name"));
            Note(Store(put.GetString()!), key, extent, long.Parse(Text(metadata, "resourceVersion"), System.Globalization.CultureInfo.InvariantCulture));
        }
        else if (record.TryGetProperty("remove", out JsonElement remove))
        {
            JournalKey key = new(Text(record, "kind"), Text(record, "namespace"), Text(record, "name"));
            Note(Store(remove.GetString()!), key, null, record.GetProperty("version").GetInt64());
        }
        else if (record.TryGetProperty("store", out JsonElement store))
        {
            Store(store.GetString()!).Version = record.GetProperty("version").GetInt64();
        }
        else if (record.TryGetProperty("owner", out JsonElement owner))
        {
            Owner = owner.Clone();
        }
        else
        {
            throw new JsonException("The record is of no kind that is known.");
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private void Note(StoreJournal store, in JournalKey key, JournalExtent? extent, long version)
    {
        if (store.Live.Remove(key, out JournalExtent outdated))
        {
            _liveBytes -= outdated.Length + JournalLine.Overhead;
        }

        if (extent is { } live)
        {
            store.Live.Add(key, live);
            _liveBytes += live.Length + JournalLine.Overhead;
        }

        store.Version = Math.Max(store.Version, version);
    }

    /// <summary>A file may grow to twice what it must hold, so that writing it anew costs each write little.</summary>
    private void PlanCompaction() => _compactAt = Math.Max(_compactAbove, 2 * _liveBytes);

    private void CompactIfDue()
    {
        if (_file.Length <= _compactAt)
        {
            return;
        }

        try
        {
            _file.Rewrite(WriteLive);
            PlanCompaction();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The write itself is safe in the old file; the next try comes when that has doubled.
            _compactAt = 2 * _file.Length;
        }
    }

    /// <summary>Writes all that is to be kept, and returns what makes it count once the new file is in place.</summary>
    private Action WriteLive(IJournalTarget target)
    {
        if (Owner is { } owner)
        {
            target.Append(JournalRecord.Owner(owner));
        }

        List<(StoreJournal Store, JournalKey Key, JournalExtent From)> live =
            [.. _stores.Values.SelectMany(store => store.Live.Select(entry => (store, entry.Key, entry.Value))).OrderBy(entry => entry.Value.Offset)];
        List<JournalExtent> moved = new(live.Count);
        foreach ((_, _, JournalExtent from) in live)
        {
            moved.Add(target.Append(_file.Read(from)));
        }

        foreach (StoreJournal store in _stores.Values)
        {
            target.Append(JournalRecord.Version(store.Name, store.Version));
        }

        return () =>
        {
            for (int index = 0; index < moved.Count; index++)
            {
                live[index].Store.Live[live[index].Key] = moved[index];
            }
        };
    }
}
