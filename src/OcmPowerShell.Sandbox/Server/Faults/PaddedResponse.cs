namespace OcmPowerShell.Sandbox.Server.Faults;

/// <summary>Fills every line up with spaces, which JSON allows, to more than a reader may expect.</summary>
internal sealed class PaddedResponse(IHttpResponse response, int length) : AlteredResponse(response)
{
    /// <inheritdoc/>
    public override Task SendAsync(int status, string contentType, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        base.SendAsync(status, contentType, Pad(body), cancellationToken);

    /// <inheritdoc/>
    public override Task WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) =>
        base.WriteAsync(chunk.Span.EndsWith("\n"u8) ? Pad(chunk) : chunk, cancellationToken);

    private ReadOnlyMemory<byte> Pad(ReadOnlyMemory<byte> line)
    {
        if (line.IsEmpty || line.Length >= length)
        {
            return line;
        }

        byte[] padded = new byte[length];
        padded.AsSpan().Fill((byte)' ');
        line[..^1].CopyTo(padded);
        padded[^1] = line.Span[^1];
        if (padded[^1] != '\n')
        {
            (padded[line.Length - 1], padded[^1]) = (padded[^1], (byte)' ');
        }

        return padded;
    }
}
