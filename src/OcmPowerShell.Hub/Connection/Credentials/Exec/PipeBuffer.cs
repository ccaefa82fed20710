namespace OcmPowerShell.Hub.Connection.Credentials.Exec;

/// <summary>
/// What came through a pipe, up to a limit. The pipe is always read to its end, however much comes: a program whose pipe
/// is full stands still. Safe to look into while it is being filled.
/// </summary>
/// <param name="limit">Bytes to keep.</param>
/// <param name="keepEnd">Whether the last bytes are kept where there are too many; else the first.</param>
internal sealed class PipeBuffer(int limit, bool keepEnd)
{
    private readonly object _gate = new();
    private readonly List<byte> _bytes = [];
    private volatile bool _overflowed;

    /// <summary>Whether more came than was kept.</summary>
    public bool Overflowed => _overflowed;

    /// <summary>What was kept so far.</summary>
    public byte[] ToArray()
    {
        lock (_gate)
        {
            return [.. _bytes];
        }
    }

    /// <summary>Reads a pipe to its end, or until it is taken away.</summary>
    /// <param name="pipe">The pipe.</param>
    /// <param name="echo">Where everything is shown as it comes; null for nowhere.</param>
    /// <param name="overflowed">Called when there is too much for the first time.</param>
    /// <param name="cancellationToken">Takes the pipe away.</param>
    public async Task FillAsync(Stream pipe, Stream? echo, Action? overflowed, CancellationToken cancellationToken)
    {
        try
        {
            byte[] chunk = new byte[8192];
            int read;
            while ((read = await pipe.ReadAsync(chunk, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (echo is not null && !await ShowAsync(echo, chunk.AsMemory(0, read), cancellationToken).ConfigureAwait(false))
                {
                    echo = null;
                }

                if (Add(chunk.AsSpan(0, read)))
                {
                    overflowed?.Invoke();
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The program was ended, or something that it left behind holds the pipe and nobody waits for that.
        }
    }

    private static async Task<bool> ShowAsync(Stream echo, ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        try
        {
            await echo.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
            await echo.FlushAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (IOException)
        {
            // The terminal has gone; the pipe must be read all the same.
            return false;
        }
    }

    /// <summary>Keeps what there is room for, and says whether it was too much for the first time.</summary>
    private bool Add(ReadOnlySpan<byte> chunk)
    {
        lock (_gate)
        {
            int room = limit - _bytes.Count;
            _bytes.AddRange(keepEnd ? chunk : chunk[..Math.Min(chunk.Length, room)]);
            if (keepEnd && _bytes.Count > limit)
            {
                _bytes.RemoveRange(0, _bytes.Count - limit);
            }

            bool first = chunk.Length > room && !_overflowed;
            _overflowed |= first;
            return first;
        }
    }
}
