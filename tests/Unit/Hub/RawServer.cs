using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Connection.Credentials;

namespace OcmPowerShell.Tests.Hub;

/// <summary>
/// A server that sends exactly the bytes a test wants, when it wants: for what the sandbox would never do. Without a
/// certificate it speaks plain HTTP.
/// </summary>
internal sealed class RawServer : IAsyncDisposable
{
    /// <summary>The token that its clients show.</summary>
    public const string Token = "raw-s3cret-token-4712";

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<string> _serverNames = new();
    private readonly Func<RawExchange, Task>? _answer;
    private readonly SslStreamCertificateContext? _certificate;
    private readonly Task _accepting;
    private int _accepted;
    private int _closed;

    /// <param name="answer">Answers each request; null never reads from a connection.</param>
    /// <param name="certificate">The certificate to show; null for plain HTTP.</param>
    /// <param name="port">Where to listen; 0 for anywhere.</param>
    /// <param name="address">Where to listen; null for 127.0.0.1.</param>
    public RawServer(Func<RawExchange, Task>? answer, SslStreamCertificateContext? certificate = null, int port = 0, IPAddress? address = null)
    {
        (_answer, _certificate, _listener) = (answer, certificate, new TcpListener(address ?? IPAddress.Loopback, port));
        SecretWatch.Add(Token);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => new($"{(_certificate is null ? "http" : "https")}://{_listener.LocalEndpoint}/");

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections so far.</summary>
    public int Connections => Volatile.Read(ref _accepted);

    /// <summary>Connections that have ended so far.</summary>
    public int Closed => Volatile.Read(ref _closed);

    /// <summary>The names that clients asked for in TLS, oldest first; empty where one named none.</summary>
    public IReadOnlyList<string> ServerNames => [.. _serverNames];

    /// <summary>Method and target of every request so far.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>Opens a connection to it.</summary>
    public HubConnection Connect(string path = "") => HubConnection.Open(new HubConfig { Server = new Uri(Url, path), Credentials = new StaticToken(Token) }).Quick();

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
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _accepted);
                _connections.Add(ServeAsync(socket));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                if (_answer is null)
                {
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                }

                await using Stream stream = await SecureAsync(new NetworkStream(socket));
                while (await RawExchange.ReadAsync(socket, stream, _stop.Token) is { } exchange)
                {
                    _requests.Enqueue($"{exchange.Method} {exchange.Target}");
                    await _answer!(exchange);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException or SocketException
                or AuthenticationException)
            {
                // The client left, or the test is over.
            }
        }

        Interlocked.Increment(ref _closed);
    }

    private async Task<Stream> SecureAsync(NetworkStream stream)
    {
        if (_certificate is null)
        {
            return stream;
        }

        var secure = new SslStream(stream);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = _certificate }, _stop.Token);
        _serverNames.Enqueue(secure.TargetHostName);
        return secure;
    }
}
