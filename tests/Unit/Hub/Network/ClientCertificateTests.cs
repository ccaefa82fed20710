using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Connection.Credentials;
using OcmPowerShell.Hub.Rest;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Network;

/// <summary>Client certificates: those that change, and those that a server does not want.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task A_certificate_that_changes_opens_new_sockets()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        using X509Certificate2 alice = Load(live.Sandbox.IssueClientCertificate("alice", "system:masters"));
        using X509Certificate2 bob = Load(live.Sandbox.IssueClientCertificate("bob", "system:masters"));
        var source = new Changing(alice);
        using HubConnection hub = HubConnection.Open(live.Connection.Config with { Credentials = source }).Quick();

        await HubProbe.GetVersionAsync(hub, Cancel);
        await HubProbe.GetVersionAsync(hub, Cancel);
        source.Certificate = bob;
        await HubProbe.GetVersionAsync(hub, Cancel);
        source.Certificate = null;
        HubException error = await Assert.ThrowsAnyAsync<HubException>(() => HubProbe.GetVersionAsync(hub, Cancel));

        Assert.Equal(["alice", "alice", "bob"], live.Requests.Take(3).Select(request => request.User));
        Assert.Equal("Forbidden", error.ErrorId);
        Assert.Equal("system:anonymous", live.Requests[3].User);
    }

    [Fact]
    public async Task What_is_under_way_on_the_old_sockets_ends_there()
    {
        var goOn = new SemaphoreSlim(0);
        await using Kestrel server = await Kestrel.StartAsync(
            _authority.Issue("127.0.0.1"),
            async context =>
            {
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync($$"""{"major":"1","minor":"33","user":"{{context.Connection.ClientCertificate?.Subject}}",""", Cancel);
                await context.Response.Body.FlushAsync(Cancel);
                if (context.Request.Path == "/slow")
                {
                    await goOn.WaitAsync(context.RequestAborted);
                }

                await context.Response.WriteAsync("\"end\":true}", Cancel);
            },
            asksForCertificate: true);
        using X509Certificate2 alice = _authority.IssueClient("alice");
        using X509Certificate2 bob = _authority.IssueClient("bob");
        var source = new Changing(alice);
        using HubConnection hub = Open(server.Url, source);

        Task<byte[]> slow = hub.Rest.SendAsync(HttpMethod.Get, "slow", null, null, Cancel);
        await Eventually.HoldsAsync(() => source.Asked == 1, "the first request");
        source.Certificate = bob;
        string quick = System.Text.Encoding.UTF8.GetString(await hub.Rest.SendAsync(HttpMethod.Get, "quick", null, null, Cancel).SoonAsync());
        goOn.Release();

        Assert.Contains("CN=bob", quick, StringComparison.Ordinal);
        Assert.Contains("CN=alice", System.Text.Encoding.UTF8.GetString(await slow.SoonAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(116, null, "it wants a client certificate, and the kubeconfig's user has none")]
    [InlineData(42, null, "it wants a client certificate, and the kubeconfig's user has none")]
    [InlineData(40, null, "It may want a client certificate")]
    [InlineData(40, 10, "it refuses the handshake (TLS alert 40)")]
    [InlineData(80, null, "it refuses the handshake (TLS alert 80)")]
    [InlineData(48, 10, "it does not accept the client certificate. Was it issued")]
    [InlineData(45, 10, "which it takes for expired")]
    [InlineData(45, -3, "The client certificate expired on")]
    public async Task What_a_server_says_of_the_certificate_in_the_handshake_is_told(int alert, int? days, string said)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task alerting = AlertAsync(listener, (byte)alert);
        using X509Certificate2? certificate = days is null ? null : _authority.IssueClient("carol", days.Value);
        using HubConnection hub = Open(new Uri($"https://{listener.LocalEndpoint}/"), new Changing(certificate));

        HubException error = await Assert.ThrowsAsync<HubException>(() => HubProbe.GetVersionAsync(hub, Cancel));
        await alerting.SoonAsync();

        Assert.Equal("CertificateError", error.ErrorId);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "it wants a client certificate")]
    [InlineData(10, "it does not accept the client certificate. Was it issued")]
    [InlineData(-3, "The client certificate expired on")]
    public async Task What_a_server_says_of_the_certificate_after_the_handshake_is_told_and_a_change_was_not_made(int? days, string said)
    {
        using OpenSslServer server = await OpenSslServer.StartAsync(_authority.Issue("127.0.0.1").TargetCertificate);
        using X509Certificate2? certificate = days is null ? null : _authority.IssueClient("carol", days.Value);
        using HubConnection hub = Open(server.Url, new Changing(certificate));

        // This server hangs up with the request unread, and the reset that follows may overtake what it says: then it is told
        // as what it looks like, and tried again until the server is heard.
        HubException error;
        int tries = 0;
        do
        {
            error = await Assert.ThrowsAsync<HubException>(() =>
                hub.Rest.CreateAsync(ResourcePath.ManifestWorks, "one", "{}"u8.ToArray(), dryRun: false, Cancel));
        }
        while (error.ErrorId == "ConnectionLost" && ++tries < 200);

        Assert.Equal("CertificateError", error.ErrorId);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not known", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_has_expired_is_blamed_for_a_401()
    {
        await using var server = new RawServer(
            exchange => exchange.AnswerAsync("""{"kind":"Status","code":401,"reason":"Unauthorized","message":"Unauthorized"}""", status: 401), _authority.Issue("127.0.0.1"));
        using X509Certificate2 expired = _authority.IssueClient("carol", days: -3);
        using HubConnection hub = Open(server.Url, new Changing(expired));

        HubException error = await Assert.ThrowsAsync<ApiStatusException>(() => HubProbe.GetVersionAsync(hub, Cancel));

        Assert.Equal("Unauthorized", error.ErrorId);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"expired on {expired.NotAfter.ToUniversalTime():yyyy-MM-dd}"), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_still_good_is_not_blamed_for_a_401()
    {
        await using var server = new RawServer(
            exchange => exchange.AnswerAsync("""{"kind":"Status","code":401,"reason":"Unauthorized","message":"Unauthorized"}""", status: 401), _authority.Issue("127.0.0.1"));
        using X509Certificate2 good = _authority.IssueClient("carol");
        using HubConnection hub = Open(server.Url, new Changing(good));

        HubException error = await Assert.ThrowsAsync<ApiStatusException>(() => HubProbe.GetVersionAsync(hub, Cancel));

        Assert.DoesNotContain("certificate", error.Message, StringComparison.Ordinal);
    }

    // Ends a handshake as a server does that cannot go on: with a fatal alert.
    private static async Task AlertAsync(TcpListener listener, byte alert)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync(Cancel);
        NetworkStream stream = client.GetStream();
        await stream.ReadAtLeastAsync(new byte[64], 64, throwOnEndOfStream: false, Cancel);
        await stream.WriteAsync(new byte[] { 21, 3, 3, 0, 2, 2, alert }, Cancel);
        client.Client.Shutdown(SocketShutdown.Send);
        await stream.CopyToAsync(Stream.Null, Cancel);
    }

    private HubConnection Open(Uri server, ICredentialSource? source) => HubConnection.Open(new HubConfig
    {
        Server = server,
        CertificateAuthorities = _authority.Trust,
        Credentials = source,
    }).Quick();

    private static X509Certificate2 Load(OcmPowerShell.Sandbox.Server.ClientCertificate client) => X509Certificate2.CreateFromPem(client.CertificatePem, client.KeyPem);

    /// <summary>A source that hands out another certificate from one request to the next, as one that is renewed does.</summary>
    private sealed class Changing(X509Certificate2? first) : ICredentialSource
    {
        private RequestCredentials _current = Of(first);
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public X509Certificate2? Certificate
        {
            set => _current = Of(value);
        }

        public ValueTask<RequestCredentials> GetAsync(CancellationToken cancellationToken)
        {
            RequestCredentials current = _current;
            Interlocked.Increment(ref _asked);
            return ValueTask.FromResult(current);
        }

        public bool Refuse(RequestCredentials refused) => false;

        private static RequestCredentials Of(X509Certificate2? certificate) => new()
        {
            Certificate = certificate is null ? null : new OcmPowerShell.Hub.Connection.Credentials.ClientCertificate(certificate, []),
        };
    }
}
