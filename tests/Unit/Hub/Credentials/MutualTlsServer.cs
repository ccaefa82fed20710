using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace OcmPowerShell.Tests.Hub.Credentials;

/// <summary>A server that asks for client certificates, trusts any, and tells what it was shown.</summary>
internal sealed class MutualTlsServer : IAsyncDisposable
{
    private const string Body = """{"major":"1","minor":"33"}""";

    private readonly TestAuthority _authority = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Client> _clients = new();
    private readonly SslStreamCertificateContext _certificate;
    private readonly Task _serving;

    public MutualTlsServer()
    {
        _certificate = _authority.Issue("127.0.0.1");
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Url => new($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public X509Certificate2Collection Trust => _authority.Trust;

    /// <summary>What each connection showed.</summary>
    public IReadOnlyList<Client> Clients => [.. _clients];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        _stop.Dispose();
        _authority.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                await using var stream = new SslStream(new NetworkStream(socket));
                await stream.AuthenticateAsServerAsync(
                    new SslServerAuthenticationOptions { ServerCertificateContext = _certificate, ClientCertificateRequired = true, RemoteCertificateValidationCallback = Note }, _stop.Token);
                var head = new StringBuilder();
                byte[] one = new byte[1];
                while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _stop.Token) > 0)
                {
                    head.Append((char)one[0]);
                }

                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"), _stop.Token);
                await stream.ShutdownAsync();
                while (await stream.ReadAsync(one, _stop.Token) > 0)
                {
                    // What is not read would be a reset, and take the answer with it.
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException or AuthenticationException or ObjectDisposedException)
            {
                // The client left, or the test is over.
            }
        }
    }

    private bool Note(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        _clients.Enqueue(new Client(certificate?.Subject, chain!.ChainPolicy.ExtraStore.Select(extra => extra.Subject).Where(subject => subject != certificate?.Subject).ToArray()));
        return true;
    }

    /// <summary>Who connected, and the certificates that came with the first.</summary>
    internal sealed record Client(string? Subject, IReadOnlyList<string> Intermediates);
}
