using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace OcmPowerShell.Sandbox.Server;

/// <summary>
/// An HTTP/1.1 server over TLS on the loopback address. It is our own because PowerShell ships no ASP.NET Core, and
/// kubectl sends credentials over TLS only.
/// </summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private static readonly TimeSpan DisposePatience = TimeSpan.FromMilliseconds(800);

    private readonly TcpListener _listener;
    private readonly CertificateAuthority _authority;
    private readonly HttpServerLimits _limits;
    private readonly SslServerAuthenticationOptions _tls;
    private readonly SemaphoreSlim _slots;
    private readonly ConcurrentDictionary<HttpConnection, Task> _connections = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task _accepting = Task.CompletedTask;
    private long _lastId;

    private HttpServer(TcpListener listener, CertificateAuthority authority, HttpServerLimits limits)
    {
        _listener = listener;
        _authority = authority;
        _limits = limits;
        _slots = new SemaphoreSlim(limits.Connections);
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _tls = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = authority.ServerCertificate,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
            ClientCertificateRequired = true,

            // A certificate is asked for, not required, and a foreign one does not end the handshake: like a real
            // server, this one then answers 401.
#pragma warning disable CA5359 // It is the client's certificate; CertificateAuthority.Identify judges it.
            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359

            // A resumed session does not always carry the client's certificate.
            AllowTlsResume = false,
        };
    }

    /// <summary>The port that is listened on.</summary>
    public int Port { get; }

    /// <summary>Binds to a port of 127.0.0.1. Clients can connect from now on; they are served once started.</summary>
    /// <param name="port">The port, or 0 for any that is free.</param>
    /// <param name="authority">Whose server certificate to show, and whose client certificates to believe.</param>
    /// <param name="limits">What to take from a client.</param>
    /// <exception cref="SocketException">The port is in use, or not ours to use.</exception>
    public static HttpServer Bind(int port, CertificateAuthority authority, HttpServerLimits limits)
    {
        const int Backlog = 512;
        TcpListener listener = new(IPAddress.Loopback, port);
        try
        {
            listener.Start(Backlog);
            return new HttpServer(listener, authority, limits);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <summary>Starts to serve.</summary>
    public void Start(IRequestHandler handler) => _accepting = Task.Run(() => AcceptAsync(handler));

    /// <summary>Stops listening, cancels the handlers and closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        Task[] serving = [.. _connections.Values];
        foreach (HttpConnection connection in _connections.Keys)
        {
            connection.Abort();
        }

        // A handler that ignores its token must not hold up the end.
        await Task.WhenAny(Task.WhenAll(serving), Task.Delay(DisposePatience)).ConfigureAwait(false);
    }

    private async Task AcceptAsync(IRequestHandler handler)
    {
        CancellationToken stopping = _stopping.Token;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await _slots.WaitAsync(stopping).ConfigureAwait(false);
                Serve(await AcceptOneAsync(stopping).ConfigureAwait(false), handler);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task<Socket> AcceptOneAsync(CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                return await _listener.AcceptSocketAsync(stopping).ConfigureAwait(false);
            }
            catch (SocketException) when (!stopping.IsCancellationRequested)
            {
                // The client was gone before it was accepted, or the process is out of file handles for now.
                await Task.Delay(TimeSpan.FromMilliseconds(50), stopping).ConfigureAwait(false);
            }
        }
    }

    private void Serve(Socket socket, IRequestHandler handler)
    {
        HttpConnection connection = new(++_lastId, socket, _tls, _authority, handler, _limits);
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[connection] = ended.Task;
        _ = Task.Run(async () =>
        {
            await connection.RunAsync(_stopping.Token).ConfigureAwait(false);
            _connections.TryRemove(connection, out _);
            _slots.Release();
            ended.SetResult();
        });
    }
}
