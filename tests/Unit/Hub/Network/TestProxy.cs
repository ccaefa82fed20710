using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace OcmPowerShell.Tests.Hub.Network;

/// <summary>A proxy: CONNECT, plain or over TLS, or SOCKS5. Whatever it is asked for, it leads to one port of 127.0.0.1.</summary>
internal sealed class TestProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly ConcurrentQueue<string> _targets = new();
    private readonly ConcurrentQueue<string> _heads = new();
    private readonly Task _accepting;

    public TestProxy()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it leads.</summary>
    public required Uri Target { get; init; }

    /// <summary>Whether it speaks SOCKS5 instead of HTTP.</summary>
    public bool Socks { get; init; }

    /// <summary>The certificate to show; null for no TLS.</summary>
    public SslStreamCertificateContext? Certificate { get; init; }

    /// <summary>The user and password to insist on, as <c>user:password</c>; null for none.</summary>
    public string? Login { get; init; }

    /// <summary>What to refuse every tunnel with: an HTTP status or a SOCKS code; null for not.</summary>
    public int? Refusal { get; init; }

    /// <summary>Bytes to answer everything with; null for doing its work.</summary>
    public string? Nonsense { get; init; }

    /// <summary>Whether it accepts connections and then says nothing.</summary>
    public bool Silent { get; init; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Host and port of every tunnel that it was asked for, oldest first.</summary>
    public IReadOnlyList<string> Targets => [.. _targets];

    /// <summary>What HTTP clients sent to get a tunnel.</summary>
    public IReadOnlyList<string> Heads => [.. _heads];

    /// <summary>Its URL.</summary>
    public Uri Url(string login = "") => new($"{(Socks ? "socks5" : Certificate is null ? "http" : "https")}://{(login.Length == 0 ? "" : login + "@")}127.0.0.1:{Port}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using Socket client = socket;
        try
        {
            if (Silent)
            {
                await Task.Delay(Timeout.Infinite, _stop.Token);
            }

            await using Stream stream = await SecureAsync(new NetworkStream(client));
            if (Nonsense is not null)
            {
                await stream.ReadAtLeastAsync(new byte[1024], 1, throwOnEndOfStream: false, _stop.Token);
                await stream.WriteAsync(Encoding.Latin1.GetBytes(Nonsense), _stop.Token);
                client.Shutdown(SocketShutdown.Send);
                await stream.CopyToAsync(Stream.Null, _stop.Token);
            }
            else if (await (Socks ? AcceptSocksAsync(stream) : AcceptConnectAsync(stream)))
            {
                using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await server.ConnectAsync(IPAddress.Loopback, Target.Port, _stop.Token);
                await using var far = new NetworkStream(server);
                await Task.WhenAny(stream.CopyToAsync(far, _stop.Token), far.CopyToAsync(stream, _stop.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException or SocketException or AuthenticationException)
        {
            // One side left, or the test is over.
        }
    }

    private async Task<Stream> SecureAsync(NetworkStream stream)
    {
        if (Certificate is null)
        {
            return stream;
        }

        var secure = new SslStream(stream);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = Certificate }, _stop.Token);
        return secure;
    }

    private async Task<bool> AcceptConnectAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _stop.Token) > 0)
        {
            head.Append((char)one[0]);
        }

        if (head.Length == 0)
        {
            return false;
        }

        _heads.Enqueue(head.ToString());
        _targets.Enqueue(head.ToString().Split(' ')[1]);
        bool known = Login is null || head.ToString().Contains($"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Login))}\r\n", StringComparison.Ordinal);
        int status = known ? Refusal ?? 200 : 407;
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} -\r\nX-Proxy: test\r\n\r\n"), _stop.Token);
        return status == 200;
    }

    private async Task<bool> AcceptSocksAsync(Stream stream)
    {
        byte[] methods = await ReadAsync(stream, (await ReadAsync(stream, 2))[1]);
        byte method = Login is null ? (byte)0 : (byte)2;
        bool agreed = methods.Contains(method);
        await stream.WriteAsync(new byte[] { 5, agreed ? method : (byte)0xFF }, _stop.Token);
        if (!agreed)
        {
            return false;
        }

        if (Login is not null)
        {
            string user = Encoding.UTF8.GetString(await ReadAsync(stream, (await ReadAsync(stream, 2))[1]));
            string password = Encoding.UTF8.GetString(await ReadAsync(stream, (await ReadAsync(stream, 1))[0]));
            bool known = $"{user}:{password}" == Login;
            await stream.WriteAsync(new byte[] { 1, known ? (byte)0 : (byte)1 }, _stop.Token);
            if (!known)
            {
                return false;
            }
        }

        byte[] request = await ReadAsync(stream, 4);
        string host = request[3] == 3
            ? Encoding.ASCII.GetString(await ReadAsync(stream, (await ReadAsync(stream, 1))[0]))
            : new IPAddress(await ReadAsync(stream, request[3] == 1 ? 4 : 16)).ToString();
        byte[] port = await ReadAsync(stream, 2);
        _targets.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{host}:{(port[0] << 8) | port[1]}"));
        await stream.WriteAsync(new byte[] { 5, (byte)(Refusal ?? 0), 0, 3, 4, (byte)'h', (byte)'o', (byte)'s', (byte)'t', 0, 80 }, _stop.Token);
        return Refusal is null;
    }

    private async Task<byte[]> ReadAsync(Stream stream, int count)
    {
        byte[] bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, _stop.Token);
        return bytes;
    }
}
