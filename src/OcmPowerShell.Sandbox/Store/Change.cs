namespace OcmPowerShell.Sandbox.Store;

/// <summary>
/// One write to a kind, and the way to the next one. Whoever holds a change can read on from there: what a slow
/// reader has not read yet is kept alive by the reader alone, so nobody else's history has to wait for it.
/// </summary>
internal sealed class Change
{
    private readonly TaskCompletionSource<Change> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Change(long version, long number, StoredObject? before, StoredObject? after)
    {
        Version = version;
        Number = number;
        Before = before;
        After = after;
    }

    /// <summary>The store's version after the write.</summary>
    public long Version { get; }

    /// <summary>Counts the writes to this kind; the distance of two tells how far a reader is behind.</summary>
    public long Number { get; }

    /// <summary>The object before; null when it was created.</summary>
    public StoredObject? Before { get; }

    /// <summary>The object after; null when it was removed.</summary>
    public StoredObject? After { get; }

    /// <summary>Whether it is no write: the kind ended here, and who follows it need not wait for more.</summary>
    public bool IsEnd => Before is null && After is null;

    /// <summary>Completes with the change that follows.</summary>
    public Task<Change> Next => _next.Task;

    /// <summary>Appends the change that follows; at most once.</summary>
    public void Append(Change next) => _next.SetResult(next);
}
