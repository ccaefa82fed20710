using System.Buffers;

namespace OcmPowerShell.Hub.Rest;

/// <summary>The part of a stream that has been read and not yet used; grows only as far as one item needs.</summary>
internal sealed class ByteWindow(Stream stream, int limit = ByteWindow.ObjectLimit) : IDisposable
{
    /// <summary>Far above any object etcd would store (1.5 MiB): beyond it the answer is not what we asked for.</summary>
    public const int ObjectLimit = 16 * 1024 * 1024;

    /// <summary>For who wants an answer whole, a list of a fleet too.</summary>
    public const int RawLimit = 512 * 1024 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
    private int _start;
    private int _end;

    /// <summary>What is there to be used.</summary>
    public ReadOnlyMemory<byte> Unused => _buffer.AsMemory(_start, _end - _start);

    /// <summary>Whether the stream has ended.</summary>
    public bool Ended { get; private set; }

    /// <summary>Marks bytes as used; they stay valid until the next <see cref="FillAsync"/>.</summary>
    public void Use(int count) => _start += count;

    /// <summary>Reads more; false at the end of the stream.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Grow();
        }

        int read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        Ended = read == 0;
        return !Ended;
    }

    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Grow()
    {
        if (_buffer.Length >= limit)
        {
            throw new HubException("InvalidAnswer", $"The hub sent more than {limit / (1024 * 1024)} MiB in one piece, which is more than any API server stores in one object, and more than is read at once.");
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
