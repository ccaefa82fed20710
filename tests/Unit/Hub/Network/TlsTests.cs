using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Sandbox;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Network;

/// <summary>Whom a connection trusts, and what is said when it does not.</summary>
public sealed class TlsTests : IDisposable
{
    private const string Version = """{"major":"1","minor":"33"}""";

    private readonly ScratchFolder _folder = new();
    private readonly TestAuthority _authority = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task Every_name_in_the_certificate_is_good(string host)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();

        await AskAsync($"https://{host}:{live.Sandbox.Url.Port}", live.Sandbox.CertificateAuthorityPem, $"token: {live.Sandbox.Token}");

        Assert.Equal(200, Assert.Single(live.Requests).Status);
    }

    [Fact]
    public async Task Another_authority_than_the_given_one_is_not_trusted()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();

        HubException error = await RefusedAsync(live.Sandbox.Url.AbsoluteUri, _authority.Pem);

        Assert.Equal("CertificateError", error.ErrorId);
        Assert.Contains("not issued by the certificate authority", error.Message, StringComparison.Ordinal);
        Assert.Empty(live.Requests);
    }

    [Fact]
    public async Task Without_an_authority_the_machines_own_are_trusted_and_no_other()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();

        Assert.Equal("CertificateError", (await RefusedAsync(live.Sandbox.Url.AbsoluteUri, null)).ErrorId);
        Assert.Empty(live.Requests);
    }

    [Fact]
    public async Task One_of_several_authorities_is_enough()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();

        await AskAsync(live.Sandbox.Url.AbsoluteUri, _authority.Pem + "\n" + live.Sandbox.CertificateAuthorityPem, $"token: {live.Sandbox.Token}");
    }

    [Theory]
    [InlineData("other.example", 10, "another host name")]
    [InlineData("127.0.0.2", 10, "another host name")]
    [InlineData("127.0.0.1", -1, "expired")]
    public async Task A_certificate_for_another_host_or_another_time_is_not_trusted(string name, int days, string said)
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(Version), _authority.Issue(name, days));

        HubException error = await RefusedAsync(server.Url.AbsoluteUri, _authority.Pem);

        Assert.Equal("CertificateError", error.ErrorId);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains(server.Url.AbsoluteUri.TrimEnd('/'), error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task The_right_certificate_of_the_given_authority_is_trusted()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(Version), _authority.Issue("127.0.0.1"));

        await AskAsync(server.Url.AbsoluteUri, _authority.Pem);

        Assert.Equal(["GET /version"], server.Requests);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    public async Task A_server_that_does_not_speak_TLS_is_told_from_one_that_is_not_trusted(string greeting)
    {
        HubException error = await AnsweredAsync(greeting);

        Assert.Equal("CertificateError", error.ErrorId);
        Assert.Contains("does not speak TLS", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_hangs_up_before_the_connection_is_secure_is_unreachable_not_untrusted()
    {
        HubException error = await AnsweredAsync("");

        Assert.Equal("HubUnreachable", error.ErrorId);
        Assert.Contains("before it was secure", error.Message, StringComparison.Ordinal);
        Assert.Contains("Tried 5 times", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_told_at_once()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        long begun = Stopwatch.GetTimestamp();
        HubException error = await RefusedAsync($"https://127.0.0.1:{port}", _authority.Pem);

        Assert.Equal("HubUnreachable", error.ErrorId);
        Assert.Contains($"https://127.0.0.1:{port}", error.Message, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(9), "It waited for the connect time-out.");
    }

    [Fact]
    public async Task An_unknown_host_name_is_told()
    {
        HubException error = await RefusedAsync("https://no-such-host.invalid", _authority.Pem);

        Assert.Equal("HubUnreachable", error.ErrorId);
    }

    [Fact]
    public async Task A_server_that_accepts_and_never_greets_is_unreachable_and_nothing_was_changed()
    {
        await using var server = new RawServer(null, _authority.Issue("127.0.0.1"));
        using HubConnection hub = HubConnection.Open(new HubConfig
        {
            Server = server.Url,
            CertificateAuthorities = _authority.Trust,
            ConnectTimeout = TimeSpan.FromMilliseconds(300),
        });

        HubException error = await Assert.ThrowsAsync<HubException>(() =>
            hub.Rest.CreateAsync(ResourcePath.ManifestWorks, "one", "{}"u8.ToArray(), dryRun: false, Cancel));

        Assert.Equal("HubUnreachable", error.ErrorId);
        Assert.DoesNotContain("60 s", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not known", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_certificate_says_who_asks()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        var (certificate, key) = live.Sandbox.IssueClientCertificate("alice", "system:masters");
        _folder.Write("alice.pem", certificate);

        await AskAsync(live.Sandbox.Url.AbsoluteUri, live.Sandbox.CertificateAuthorityPem, $"client-certificate: alice.pem, client-key-data: {Base64(key)}");

        Assert.Equal("alice", Assert.Single(live.Requests).User);
    }

    [Fact]
    public async Task A_client_certificate_that_the_hub_did_not_issue_is_unauthorized()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        await using SandboxHub other = await SandboxHub.StartAsync(new SandboxOptions { Clusters = [] }, Cancel);
        var (certificate, key) = other.IssueClientCertificate("alice", "system:masters");

        HubException error = await RefusedAsync(
            live.Sandbox.Url.AbsoluteUri, live.Sandbox.CertificateAuthorityPem, $"client-certificate-data: {Base64(certificate)}, client-key-data: {Base64(key)}");

        Assert.Equal("Unauthorized", error.ErrorId);
    }

    [Fact]
    public async Task A_token_from_a_file_is_sent()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        _folder.Write("token", live.Sandbox.Token + "\n");

        await AskAsync(live.Sandbox.Url.AbsoluteUri, live.Sandbox.CertificateAuthorityPem, "tokenFile: token");

        Assert.Equal("sandbox-admin", Assert.Single(live.Requests).User);
    }

    [Fact]
    public async Task Without_the_check_any_certificate_will_do_and_a_warning_says_so()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(Version), _authority.Issue("other.example", days: -1));
        using HubConnection hub = HubConnection.Open(new HubConfig { Server = server.Url, SkipCertificateCheck = true });

        Assert.Equal(new Version(1, 33), await HubProbe.GetVersionAsync(hub, Cancel));
        Assert.Single(hub.TakeWarnings());
    }

    // What comes of a server that answers a handshake with bytes of its own, and hangs up.
    private async Task<HubException> AnsweredAsync(string greeting)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task answering = AnswerAsync(listener, Encoding.ASCII.GetBytes(greeting));
        HubException error = await RefusedAsync($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", _authority.Pem);
        listener.Stop();
        await answering.SoonAsync();
        return error;
    }

    private static async Task AnswerAsync(TcpListener listener, byte[] greeting)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync(Cancel);
                NetworkStream stream = client.GetStream();
                await stream.ReadAtLeastAsync(new byte[64], 64, throwOnEndOfStream: false, Cancel);
                await stream.WriteAsync(greeting, Cancel);
                client.Client.Shutdown(SocketShutdown.Send);
                await stream.CopyToAsync(Stream.Null, Cancel);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            // The test has seen enough.
        }
    }

    private Task<HubException> RefusedAsync(string server, string? authority, string user = "token: t") =>
        Assert.ThrowsAnyAsync<HubException>(() => AskAsync(server, authority, user));

    private async Task AskAsync(string server, string? authority, string user = "token: t")
    {
        string trust = authority is null ? "" : $", certificate-authority-data: {Base64(authority)}";
        string file = _folder.Write("config", $$"""
            clusters: [{name: hub, cluster: {server: "{{server}}"{{trust}} } }]
            users: [{name: admin, user: { {{user}} } }]
            contexts: [{name: c, context: {cluster: hub, user: admin} }]
            current-context: c
            """);
        using HubConnection hub = HubConnection.Open(file).Quick();
        await HubProbe.GetVersionAsync(hub, Cancel);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
