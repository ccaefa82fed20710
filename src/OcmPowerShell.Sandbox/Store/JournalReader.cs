using System.Globalization;

namespace OcmPowerShell.Sandbox.Store;

/// <summary>Reads a journal from its beginning, line by line, as far as its lines are whole.</summary>
/// <param name="stream">The journal.</param>
/// <param name="path">Its path, for messages.</param>
internal sealed class JournalReader(Stream stream, string path)
{
    /// <summary>Far more than a write can be; what is longer is no line of ours.</summary>
    private const int LongestLine = 64 * 1024 * 1024;

    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>Where the lines read so far end. What follows the last whole line was never finished.</summary>
    public long Position { get; private set; }

    /// <summary>Lines read so far.</summary>
    public int Lines { get; private set; }

    /// <summary>The checksum of the last line.</summary>
    public ulong Checksum { get; private set; } = JournalLine.Seed;

    /// <summary>The JSON of the next line, valid until the next call; false where no whole line follows.</summary>
    /// <exception cref="JournalException">The next line is whole but not what was written.</exception>
    public bool TryRead(out ReadOnlyMemory<byte> json, out JournalExtent extent)
    {
        (json, extent) = (default, default);
        int feed = FindLineFeed();
        if (feed < 0)
        {
            return false;
        }

        int length = feed - _start;
        if (!JournalLine.TryVerify(Checksum, _buffer.AsSpan(_start, length), out ulong checksum))
        {
            throw Corrupt();
        }

        json = _buffer.AsMemory(_start + JournalLine.PrefixLength, length - JournalLine.PrefixLength);
        extent = new JournalExtent(Position + JournalLine.PrefixLength, json.Length);
        _start = feed + 1;
        Position += length + 1;
        Lines++;
        Checksum = checksum;
        return true;
    }

    /// <summary>The error for a line that is not what was written.</summary>
    public JournalException Corrupt(Exception? inner = null) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"The state '{path}' is damaged in line {Lines + 1}, from byte {Position} on. What stands before is whole: to go on with that alone, cut the file off there; or start with another state."),
        inner);

    private int FindLineFeed()
    {
        int scanned = 0;
        while (true)
        {
            int feed = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                return _start + scanned + feed;
            }

            scanned = _end - _start;
            if (!Fill())
            {
                return -1;
            }
        }
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= LongestLine)
            {
                throw Corrupt();
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int count = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        return count > 0;
    }
}
