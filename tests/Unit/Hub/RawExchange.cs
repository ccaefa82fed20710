using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace OcmPowerShell.Tests.Hub;

/// <summary>One request to a <see cref="RawServer"/>, and the connection to answer on.</summary>
internal sealed class RawExchange
{
    private readonly Socket _socket;
    private readonly Stream _stream;

    private RawExchange(Socket socket, Stream stream, string head, CancellationToken stop)
    {
        string[] lines = head.Split("\r\n");
        string[] request = lines[0].Split(' ');
        (Method, Target) = (request[0], request[1]);
        Head = head;
        (_socket, _stream, Stop) = (socket, stream, stop);
    }

    public string Method { get; }

    public string Target { get; }

    /// <summary>The request line and the headers.</summary>
    public string Head { get; }

    /// <summary>The body, as text.</summary>
    public string Body { get; private set; } = "";

    /// <summary>Ends with the test.</summary>
    public CancellationToken Stop { get; }

    /// <summary>Reads a request; null when the client has closed the connection.</summary>
    public static async Task<RawExchange?> ReadAsync(Socket socket, Stream stream, CancellationToken stop)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, stop) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        var exchange = new RawExchange(socket, stream, head.ToString(), stop);
        var body = new byte[exchange.BodyLength];
        await stream.ReadExactlyAsync(body, stop);
        exchange.Body = Encoding.UTF8.GetString(body);
        return exchange;
    }

    /// <summary>Sends a whole answer.</summary>
    public Task AnswerAsync(string body, int status = 200, string contentType = "application/json", string headers = "") =>
        SendAsync($"HTTP/1.1 {status} -\r\nContent-Type: {contentType}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}");

    /// <summary>Sends the headers of an answer that comes in chunks.</summary>
    public Task BeginAsync(string headers = "") =>
        SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n{headers}\r\n");

    /// <summary>Sends one chunk.</summary>
    public Task ChunkAsync(string text) =>
        SendAsync(string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n"));

    /// <summary>Ends an answer in chunks.</summary>
    public Task EndAsync() => SendAsync("0\r\n\r\n");

    /// <summary>Sends bytes as they are.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="SendAsync(string)"/>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await _stream.WriteAsync(bytes, Stop);
        await _stream.FlushAsync(Stop);
    }

    /// <summary>Sends the head and a part of an answer's body, and closes the connection.</summary>
    public async Task CutAsync(string body, int at, int status = 200)
    {
        await SendAsync($"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body[..at]}");
        Close();
    }

    /// <summary>Closes the connection in order, as a server does with one that is idle.</summary>
    public void Close()
    {
        _socket.Shutdown(SocketShutdown.Both);
        _socket.Dispose();
    }

    /// <summary>Resets the connection.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    /// <summary>Ends when the client closes the connection; the client must not be sending.</summary>
    public async Task ClientLeftAsync()
    {
        try
        {
            while (await _stream.ReadAsync(new byte[1024], Stop) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A reset is a way of leaving, too.
        }
    }

    private int BodyLength =>
        Head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) is { } line
            ? int.Parse(line["Content-Length:".Length..], CultureInfo.InvariantCulture)
            : 0;
}
