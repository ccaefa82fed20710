using System.Diagnostics;

namespace OcmPowerShell.Sandbox.Server;

/// <summary>
/// Buffers what a client sends. At most one read is under way; it may be left pending while a request is handled,
/// which is how a client's departure is noticed, and what it brings belongs to the next request.
/// </summary>
internal sealed class ConnectionReader(Stream stream, int capacity) : IDisposable
{
    private byte[] _buffer = new byte[Math.Min(8 * 1024, capacity)];
    private int _start;
    private int _end;
    private Task<int>? _pending;

    /// <summary>Bytes that arrived and are not consumed.</summary>
    public ReadOnlySpan<byte> Buffered => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Whether more can be read before something is consumed.</summary>
    public bool HasRoom => _end - _start < capacity;

    /// <summary>Drops bytes from the front of <see cref="Buffered"/>.</summary>
    public void Consume(int count)
    {
        Debug.Assert(count <= _end - _start, "Only what arrived can be consumed.");
        _start += count;
        if (_start == _end && _pending is null)
        {
            _start = _end = 0;
        }
    }

    /// <summary>The read that is under way; starts one where there is none. Ends by <see cref="Accept"/>.</summary>
    public Task<int> ReadAhead()
    {
        if (_pending is null)
        {
            MakeRoom();
            _pending = stream.ReadAsync(_buffer.AsMemory(_end)).AsTask();
        }

        return _pending;
    }

    /// <summary>Takes over what a completed read brought; false at the end of the stream.</summary>
    public bool Accept()
    {
        Debug.Assert(_pending is { IsCompleted: true }, "There is a completed read to accept.");
        int count = _pending.GetAwaiter().GetResult();
        _pending = null;
        _end += count;
        return count > 0;
    }

    /// <summary>Waits for more bytes; false at the end of the stream.</summary>
    /// <exception cref="TimeoutException">Nothing came in time. The read stays pending.</exception>
    public async ValueTask<bool> FillAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        Task<int> read = ReadAhead();
        if (!read.IsCompleted)
        {
            await read.WaitAsync(timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        }

        return Accept();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The stream is closed under a pending read, which then fails with nobody waiting for it.
        _pending?.ContinueWith(
            static read => _ = read.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private void MakeRoom()
    {
        if (_end < _buffer.Length)
        {
            return;
        }

        int length = _end - _start;
        byte[] target = _buffer;
        if (length > _buffer.Length / 2)
        {
            if (length >= capacity)
            {
                throw new InvalidOperationException("The read buffer is full.");
            }

            target = new byte[Math.Min(capacity, _buffer.Length * 2)];
        }

        Buffer.BlockCopy(_buffer, _start, target, 0, length);
        _buffer = target;
        _start = 0;
        _end = length;
    }
}
