namespace OcmPowerShell.Tests.Hub.Rest;

/// <summary>Bytes that come in pieces of given sizes, over and over.</summary>
internal sealed class SlowStream(byte[] bytes, IReadOnlyList<int> sizes) : Stream
{
    private int _position;
    private int _reads;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => bytes.Length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int piece = Math.Min(Math.Min(count, sizes[_reads++ % sizes.Count]), bytes.Length - _position);
        bytes.AsSpan(_position, piece).CopyTo(buffer.AsSpan(offset));
        _position += piece;
        return piece;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
