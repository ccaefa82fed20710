using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Connection.Credentials;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Sandbox.Server;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Network;

/// <summary>Client certificates: those that change, and those that a server does not want.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private const string Version = """{"major":"1","minor":"33"}""";

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

    [Fact]
    public async Task A_server_that_wants_a_certificate_says_so()
    {
        await using RawServer server = Insisting();
        using HubConnection hub = Open(server.Url, null);

        HubException error = await Assert.ThrowsAsync<HubException>(() => HubProbe.GetVersionAsync(hub, Cancel));

        Assert.Equal("CertificateError", error.ErrorId);
        Assert.Contains("a client certificate", error.Message, StringComparison.Ordinal);
        Assert.Contains("user", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_server_that_does_not_accept_the_certificate_says_so_and_a_change_was_not_made()
    {
        await using RawServer server = Insisting();
        using X509Certificate2 stranger = _authority.IssueClient("stranger");
        using HubConnection hub = Open(server.Url, new Changing(stranger));

        HubException error = await Assert.ThrowsAsync<HubException>(() =>
            hub.Rest.CreateAsync(ResourcePath.ManifestWorks, "one", "{}"u8.ToArray(), dryRun: false, Cancel));

        Assert.Equal("CertificateError", error.ErrorId);
        Assert.Contains("does not accept the client certificate", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not known", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task An_expired_certificate_is_told_as_that_by_whichever_way_it_is_refused()
    {
        await using RawServer insisting = Insisting();
        await using var server = new RawServer(
            exchange => exchange.AnswerAsync("""{"kind":"Status","code":401,"reason":"Unauthorized","message":"Unauthorized"}""", status: 401), _authority.Issue("127.0.0.1"));
        using X509Certificate2 expired = _authority.IssueClient("carol", days: -3);
        string when = $"expired on {expired.NotAfter.ToUniversalTime():yyyy-MM-dd}";
        using HubConnection refused = Open(insisting.Url, new Changing(expired));
        using HubConnection unauthorized = Open(server.Url, new Changing(expired));

        HubException alert = await Assert.ThrowsAsync<HubException>(() => HubProbe.GetVersionAsync(refused, Cancel));
        HubException answer = await Assert.ThrowsAsync<ApiStatusException>(() => HubProbe.GetVersionAsync(unauthorized, Cancel));

        Assert.Equal("CertificateError", alert.ErrorId);
        Assert.Contains(when, alert.Message, StringComparison.Ordinal);
        Assert.Equal("Unauthorized", answer.ErrorId);
        Assert.Contains(when, answer.Message, StringComparison.Ordinal);
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

    // Accepts no client at all, so that it must send an alert.
    private RawServer Insisting() => new(exchange => exchange.AnswerAsync(Version), _authority.Issue("127.0.0.1"))
    {
        ClientCertificate = (_, _, _, _) => false,
    };

    private HubConnection Open(Uri server, ICredentialSource? source) => HubConnection.Open(new HubConfig
    {
        Server = server,
        CertificateAuthorities = _authority.Trust,
        Credentials = source,
    }).Quick();

    private static X509Certificate2 Load(ClientCertificate client) => X509Certificate2.CreateFromPem(client.CertificatePem, client.KeyPem);

    /// <summary>A source that hands out another certificate from one request to the next, as one that is renewed does.</summary>
    private sealed class Changing(X509Certificate2? first) : ICredentialSource
    {
        private RequestCredentials _current = new() { Certificate = first };
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public X509Certificate2? Certificate
        {
            set => _current = new RequestCredentials { Certificate = value };
        }

        public ValueTask<RequestCredentials> GetAsync(CancellationToken cancellationToken)
        {
            RequestCredentials current = _current;
            Interlocked.Increment(ref _asked);
            return ValueTask.FromResult(current);
        }

        public bool Refuse(RequestCredentials refused) => false;
    }
}
