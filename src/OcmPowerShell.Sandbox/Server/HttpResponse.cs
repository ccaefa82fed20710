using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace OcmPowerShell.Sandbox.Server;

/// <summary>Writes the answer to one request onto its connection.</summary>
/// <param name="stream">The connection.</param>
/// <param name="method">The request's method; an answer to HEAD has no body.</param>
/// <param name="acceptsGzip">Whether the client takes compressed answers.</param>
/// <param name="keepAlive">Whether the connection may carry another request after this answer.</param>
/// <param name="limits">The server's limits.</param>
/// <param name="aborted">
/// Cancelled when the connection ends. It alone interrupts a write under way: a handler's own token, such as a watch's
/// time-out, must not leave half a chunk behind on a connection that goes on.
/// </param>
internal sealed class HttpResponse(
    Stream stream, string method, bool acceptsGzip, bool keepAlive, HttpServerLimits limits, CancellationToken aborted) : IHttpResponse
{
    private const string ContentLength = "Content-Length";

    private readonly List<(string Name, string Value)> _headers = [];
    private Framing _framing = Framing.None;
    private long _bytesLeft;

    private enum Framing
    {
        None,
        Whole,
        Chunked,
        Counted,
    }

    /// <summary>Whether anything of the answer was sent.</summary>
    public bool HasStarted => _framing != Framing.None;

    /// <summary>Whether the connection may carry another request.</summary>
    public bool KeepAlive { get; private set; } = keepAlive;

    /// <summary>Makes this the last answer of the connection.</summary>
    public void CloseAfterwards() => KeepAlive = false;

    /// <inheritdoc/>
    public void AddHeader(string name, string value)
    {
        if (HasStarted)
        {
            throw new InvalidOperationException("The answer has started; it takes no more headers.");
        }

        _headers.Add((name, value));
    }

    /// <inheritdoc/>
    public async Task SendAsync(int status, string contentType, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (acceptsGzip && body.Length > limits.CompressAbove && !HasHeader("Content-Encoding"))
        {
            await SendCompressedAsync(status, contentType, body, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (!HasHeader(ContentLength) && HasBody(status))
        {
            AddHeader(ContentLength, body.Length.ToString(CultureInfo.InvariantCulture));
        }

        byte[] head = Head(status, contentType, Framing.Whole);
        if (!HasBody(status) || method == "HEAD")
        {
            body = default;
        }

        await WriteTogetherAsync(head, body, default).ConfigureAwait(false);
    }

    /// <summary>
    /// Starts a chunked answer, or one that is counted where a <c>Content-Length</c> header was added.
    /// </summary>
    public async Task StartAsync(int status, string contentType, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string? length = _headers.Find(static header => IsContentLength(header.Name)).Value;
        if (length is null)
        {
            AddHeader("Transfer-Encoding", "chunked");
        }
        else
        {
            _bytesLeft = long.Parse(length, CultureInfo.InvariantCulture);
        }

        byte[] head = Head(status, contentType, length is null ? Framing.Chunked : Framing.Counted);
        await WriteAllAsync(head).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_framing is not (Framing.Chunked or Framing.Counted))
        {
            throw new InvalidOperationException("Chunks belong to an answer that was started.");
        }

        if (chunk.IsEmpty || method == "HEAD")
        {
            // A chunk of no bytes would end the answer.
            return;
        }

        if (_framing == Framing.Counted)
        {
            _bytesLeft -= chunk.Length;
            await WriteAllAsync(chunk).ConfigureAwait(false);
            return;
        }

        byte[] size = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{chunk.Length:x}\r\n"));
        await WriteTogetherAsync(size, chunk, "\r\n"u8.ToArray()).ConfigureAwait(false);
    }

    /// <summary>Ends the answer once the handler is done.</summary>
    /// <exception cref="InvalidOperationException">The handler gave no answer.</exception>
    /// <exception cref="ConnectionResetException">The answer is shorter than its Content-Length.</exception>
    public async Task CompleteAsync()
    {
        switch (_framing)
        {
            case Framing.None:
                throw new InvalidOperationException("The handler gave no answer.");
            case Framing.Chunked when method != "HEAD":
                await WriteAllAsync("0\r\n\r\n"u8.ToArray()).ConfigureAwait(false);
                break;
            case Framing.Counted when _bytesLeft != 0 && method != "HEAD":
                throw new ConnectionResetException();
        }
    }

    /// <summary>Sends piece by piece what is compressed, so that the first bytes do not wait for the last.</summary>
    private async Task SendCompressedAsync(int status, string contentType, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        const int Piece = 256 * 1024;
        _headers.RemoveAll(static header => IsContentLength(header.Name));
        AddHeader("Content-Encoding", "gzip");
        AddHeader("Vary", "Accept-Encoding");
        await StartAsync(status, contentType, cancellationToken).ConfigureAwait(false);

        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            while (!body.IsEmpty)
            {
                ReadOnlyMemory<byte> piece = body[..Math.Min(Piece, body.Length)];
                body = body[piece.Length..];
                gzip.Write(piece.Span);
                await FlushAsync().ConfigureAwait(false);
            }
        }

        await FlushAsync().ConfigureAwait(false);

        async Task FlushAsync()
        {
            await WriteAsync(compressed.GetBuffer().AsMemory(0, (int)compressed.Length), cancellationToken).ConfigureAwait(false);
            compressed.SetLength(0);
        }
    }

    /// <summary>Small parts go out as one write, so as one TLS record; a large body is not copied for that.</summary>
    private async Task WriteTogetherAsync(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> after)
    {
        const int CopyUpTo = 64 * 1024;
        if (body.Length <= CopyUpTo)
        {
            byte[] joined = [.. before.Span, .. body.Span, .. after.Span];
            await WriteAllAsync(joined).ConfigureAwait(false);
            return;
        }

        await WriteAllAsync(before).ConfigureAwait(false);
        await WriteAllAsync(body).ConfigureAwait(false);
        if (!after.IsEmpty)
        {
            await WriteAllAsync(after).ConfigureAwait(false);
        }
    }

    /// <summary>Sends in pieces, each of which the client must take in time.</summary>
    /// <exception cref="TimeoutException">It did not. The connection is of no use any more.</exception>
    private async Task WriteAllAsync(ReadOnlyMemory<byte> bytes)
    {
        const int Piece = 256 * 1024;
        while (!bytes.IsEmpty)
        {
            ReadOnlyMemory<byte> piece = bytes[..Math.Min(Piece, bytes.Length)];
            bytes = bytes[piece.Length..];
            ValueTask write = stream.WriteAsync(piece, aborted);
            if (write.IsCompletedSuccessfully)
            {
                await write.ConfigureAwait(false);
            }
            else
            {
                await write.AsTask().WaitAsync(limits.WriteTimeout, aborted).ConfigureAwait(false);
            }
        }
    }

    private byte[] Head(int status, string contentType, Framing framing)
    {
        if (HasStarted)
        {
            throw new InvalidOperationException("The request was answered already.");
        }

        _framing = framing;
        StringBuilder head = new(256);
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {ReasonPhrase.Of(status)}\r\n");
        if (!HasHeader("Date"))
        {
            head.Append(CultureInfo.InvariantCulture, $"Date: {DateTime.UtcNow:r}\r\n");
        }

        if (contentType.Length > 0)
        {
            AppendHeader(head, "Content-Type", contentType);
        }

        foreach ((string name, string value) in _headers)
        {
            AppendHeader(head, name, value);
        }

        if (!KeepAlive)
        {
            AppendHeader(head, "Connection", "close");
        }

        return Encoding.UTF8.GetBytes(head.Append("\r\n").ToString());
    }

    /// <summary>A value may quote what a client sent, as a Warning does: it must not break out of its line.</summary>
    private static void AppendHeader(StringBuilder head, string name, string value)
    {
        head.Append(name).Append(": ");
        foreach (char character in value)
        {
            head.Append(char.IsControl(character) ? ' ' : character);
        }

        head.Append("\r\n");
    }

    private bool HasHeader(string name) =>
        _headers.Exists(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase));

    private static bool IsContentLength(string name) => string.Equals(name, ContentLength, StringComparison.OrdinalIgnoreCase);

    private static bool HasBody(int status) => status is not (204 or 304);
}
