namespace OcmPowerShell.Sandbox.Server;

/// <summary>The newest requests that the server got, for tests and for people who wonder what a command sends.</summary>
internal sealed class RequestLog
{
    private const int Capacity = 50_000;
    private const long BytesCapacity = 64 * 1024 * 1024;

    private readonly object _lock = new();
    private readonly Queue<RequestLogEntry> _entries = new();
    private long _sequence;
    private long _bytes;

    /// <summary>The entries as they stand now, oldest first.</summary>
    public IReadOnlyList<RequestLogEntry> Snapshot()
    {
        lock (_lock)
        {
            return [.. _entries];
        }
    }

    /// <summary>Forgets all entries; numbers go on.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
            _bytes = 0;
        }
    }

    /// <summary>Logs a request whose handling begins, at the cost of the oldest where there is no room.</summary>
    internal RequestLogEntry Begin(HttpRequest request)
    {
        lock (_lock)
        {
            RequestLogEntry entry = new(++_sequence, request);
            _entries.Enqueue(entry);
            _bytes += entry.Bytes;
            while (_entries.Count > Capacity || _bytes > BytesCapacity)
            {
                _bytes -= _entries.Dequeue().Bytes;
            }

            return entry;
        }
    }
}
