using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace OcmPowerShell.Sandbox.Server;

/// <summary>Reads requests off a connection, one after the other, within the limits.</summary>
internal sealed class RequestReader(Stream stream, ConnectionReader input, ConnectionInfo connection, HttpServerLimits limits)
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private int _headerBytesLeft;
    private long _deadline;

    /// <summary>The next request; null when the client has none: it left, or idled too long.</summary>
    /// <exception cref="HttpProtocolException">What came is no request this server takes.</exception>
    /// <exception cref="EndOfStreamException">The client left in the middle of a request.</exception>
    public async Task<HttpRequest?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await AwaitFirstByteAsync(cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        _deadline = Stopwatch.GetTimestamp() + (long)(limits.RequestTimeout.TotalSeconds * Stopwatch.Frequency);
        _headerBytesLeft = limits.HeaderBytes;
        try
        {
            (string method, RequestTarget target) = await ReadRequestLineAsync(cancellationToken).ConfigureAwait(false);
            List<(string Name, string Value)> lines = [];
            Dictionary<string, string> headers = await ReadHeadersAsync(lines, cancellationToken).ConfigureAwait(false);
            ReadOnlyMemory<byte> body = await ReadBodyAsync(headers, cancellationToken).ConfigureAwait(false);
            return new HttpRequest(method, target.Path, target.Query, headers, body, Identity.AnonymousUser)
            {
                QueryString = target.QueryString,
                HeaderLines = lines,
                Connection = connection,
            };
        }
        catch (TimeoutException)
        {
            throw new HttpProtocolException(408, "The request took too long to arrive.");
        }
    }

    private async Task<bool> AwaitFirstByteAsync(CancellationToken cancellationToken)
    {
        try
        {
            return input.Buffered.Length > 0 || await input.FillAsync(limits.IdleTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<(string Method, RequestTarget Target)> ReadRequestLineAsync(CancellationToken cancellationToken)
    {
        string line;
        do
        {
            // Empty lines before a request are tolerated, as RFC 9112 asks; the limit on headers bounds them.
            line = await ReadLineAsync(cancellationToken).ConfigureAwait(false);
        }
        while (line.Length == 0);

        string[] parts = line.Split(' ');
        if (parts.Length != 3 || !IsToken(parts[0]))
        {
            throw new HttpProtocolException(400, "The request line is malformed.");
        }

        if (parts[2] != "HTTP/1.1")
        {
            bool isHttp = parts[2].StartsWith("HTTP/", StringComparison.Ordinal);
            throw isHttp
                ? new HttpProtocolException(505, "Only HTTP/1.1 is spoken here.")
                : new HttpProtocolException(400, "The request line is malformed.");
        }

        return (parts[0].ToUpperInvariant(), RequestTarget.Parse(parts[1]));
    }

    private async Task<Dictionary<string, string>> ReadHeadersAsync(List<(string Name, string Value)> lines, CancellationToken cancellationToken)
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        string line;
        while ((line = await ReadLineAsync(cancellationToken).ConfigureAwait(false)).Length > 0)
        {
            int colon = line.IndexOf(':');
            if (colon <= 0 || !IsToken(line.AsSpan(0, colon)))
            {
                throw new HttpProtocolException(400, "A header line is malformed.");
            }

            string name = line[..colon];
            string value = line[(colon + 1)..].Trim(' ', '\t');
            lines.Add((name, value));
            headers[name] = headers.TryGetValue(name, out string? earlier) ? $"{earlier},{value}" : value;
        }

        if (!headers.ContainsKey("Host"))
        {
            throw new HttpProtocolException(400, "The Host header is missing.");
        }

        return headers;
    }

    private async Task<ReadOnlyMemory<byte>> ReadBodyAsync(Dictionary<string, string> headers, CancellationToken cancellationToken)
    {
        long length = 0;
        bool chunked = headers.TryGetValue("Transfer-Encoding", out string? encoding);
        if (chunked && !string.Equals(encoding, "chunked", StringComparison.OrdinalIgnoreCase))
        {
            throw new HttpProtocolException(501, "The only transfer encoding taken is chunked.");
        }

        if (headers.TryGetValue("Content-Length", out string? lengthText))
        {
            if (chunked || !long.TryParse(lengthText, NumberStyles.None, CultureInfo.InvariantCulture, out length))
            {
                throw new HttpProtocolException(400, "The Content-Length header is malformed, or one too many.");
            }

            if (length > limits.BodyBytes)
            {
                throw BodyTooLarge();
            }
        }

        if (!chunked && length == 0)
        {
            return default;
        }

        await AnswerExpectationAsync(headers, cancellationToken).ConfigureAwait(false);
        ArrayBufferWriter<byte> body = new();
        if (chunked)
        {
            await ReadChunksAsync(body, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await ReadBytesAsync(body, (int)length, cancellationToken).ConfigureAwait(false);
        }

        return body.WrittenMemory;
    }

    private async Task AnswerExpectationAsync(Dictionary<string, string> headers, CancellationToken cancellationToken)
    {
        if (!headers.TryGetValue("Expect", out string? expectation))
        {
            return;
        }

        if (!string.Equals(expectation, "100-continue", StringComparison.OrdinalIgnoreCase))
        {
            throw new HttpProtocolException(417, "The only expectation met is 100-continue.");
        }

        // A client that did not wait for the word does not need it.
        if (input.Buffered.IsEmpty)
        {
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReadChunksAsync(ArrayBufferWriter<byte> body, CancellationToken cancellationToken)
    {
        while (true)
        {
            int size = ParseChunkSize(await ReadLineAsync(cancellationToken).ConfigureAwait(false));
            if (size == 0)
            {
                break;
            }

            if (body.WrittenCount + (long)size > limits.BodyBytes)
            {
                throw BodyTooLarge();
            }

            await ReadBytesAsync(body, size, cancellationToken).ConfigureAwait(false);
            _headerBytesLeft = limits.HeaderBytes;
            if ((await ReadLineAsync(cancellationToken).ConfigureAwait(false)).Length > 0)
            {
                throw new HttpProtocolException(400, "A chunk is longer than it says.");
            }
        }

        while ((await ReadLineAsync(cancellationToken).ConfigureAwait(false)).Length > 0)
        {
            // Trailers mean nothing here.
        }
    }

    private int ParseChunkSize(string line)
    {
        int end = line.IndexOf(';');
        ReadOnlySpan<char> digits = (end < 0 ? line : line.AsSpan(0, end)).TrimEnd(" \t");
        if (digits.Length is 0 or > 16 || !int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int size))
        {
            throw new HttpProtocolException(400, "A chunk size is malformed.");
        }

        return size >= 0 ? size : throw BodyTooLarge();
    }

    /// <summary>Grows with what arrives, never by what was announced alone.</summary>
    private async Task ReadBytesAsync(ArrayBufferWriter<byte> body, int count, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            if (input.Buffered.IsEmpty)
            {
                await FillAsync(cancellationToken).ConfigureAwait(false);
            }

            int taken = Math.Min(count, input.Buffered.Length);
            body.Write(input.Buffered[..taken]);
            input.Consume(taken);
            count -= taken;
        }
    }

    /// <summary>A line without its CR LF. All lines of a header block, and each chunk's, share one budget of bytes.</summary>
    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        int scanned = 0;
        while (true)
        {
            int feed = input.Buffered[scanned..].IndexOf((byte)'\n');
            int length = feed < 0 ? input.Buffered.Length : scanned + feed + 1;
            if (length > _headerBytesLeft)
            {
                throw new HttpProtocolException(431, "The request line and headers are too long.");
            }

            if (feed >= 0)
            {
                string line = DecodeLine(input.Buffered[..length]);
                input.Consume(length);
                _headerBytesLeft -= length;
                return line;
            }

            scanned = length;
            await FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static string DecodeLine(ReadOnlySpan<byte> line)
    {
        if (line.Length < 2 || line[^2] != '\r')
        {
            throw new HttpProtocolException(400, "A line does not end in CR LF.");
        }

        line = line[..^2];
        foreach (byte value in line)
        {
            if (value is < 0x20 and not (byte)'\t' or 0x7F)
            {
                throw new HttpProtocolException(400, "A line contains a control character.");
            }
        }

        return Encoding.UTF8.GetString(line);
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        TimeSpan left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _deadline);
        if (!await input.FillAsync(left, cancellationToken).ConfigureAwait(false))
        {
            throw new EndOfStreamException();
        }
    }

    private HttpProtocolException BodyTooLarge() =>
        new(413, string.Create(CultureInfo.InvariantCulture, $"Request entity too large: limit is {limits.BodyBytes}"));

    private static bool IsToken(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExcept(TokenCharacters);
}
