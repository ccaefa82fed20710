using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Connection.Credentials;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Network;

/// <summary>A hub behind the proxy that the kubeconfig names (<c>proxy-url</c>).</summary>
public sealed class ProxyTests : IAsyncLifetime
{
    private const string Version = """{"major":"1","minor":"33"}""";
    private const string Secret = "pa$$w0rd";

    private readonly ScratchFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly RawServer _server;

    public ProxyTests() => _server = new RawServer(exchange => exchange.AnswerAsync(Version), _authority.Issue("hub.example"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A hub that only the proxy can find.</summary>
    private string Hub => $"https://hub.example:{_server.Port}";

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, false, true)]
    [InlineData(false, true, false)]
    [InlineData(false, true, true)]
    [InlineData(true, false, false)]
    [InlineData(true, false, true)]
    public async Task A_hub_is_reached_through_it_and_verified_as_ever(bool socks, bool tls, bool login)
    {
        await using var proxy = new TestProxy
        {
            Target = _server.Url,
            Socks = socks,
            Certificate = tls ? _authority.Issue("127.0.0.1") : null,
            Login = login ? $"ädmin:{Secret}" : null,
        };

        await AskAsync(Hub, proxy.Url(login ? "%C3%A4dmin:pa$$w0rd" : ""));

        Assert.Equal($"hub.example:{_server.Port}", Assert.Single(proxy.Targets));
        Assert.Equal("hub.example", Assert.Single(_server.ServerNames));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_proxy_that_is_named_is_used_for_this_machine_too(string host)
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(Version), _authority.Issue(host));
        await using var proxy = new TestProxy { Target = server.Url };

        await AskAsync($"https://{host}:{server.Port}", proxy.Url());

        Assert.Equal($"{host}:{server.Port}", Assert.Single(proxy.Targets));
    }

    [Theory]
    [InlineData(false, "[::1]:6443")]
    [InlineData(true, "::1:6443")]
    public async Task An_IPv6_hub_is_named_to_it_as_it_must_be(bool socks, string target)
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(Version), _authority.Issue("::1"));
        await using var proxy = new TestProxy { Target = server.Url, Socks = socks };

        await AskAsync("https://[::1]:6443", proxy.Url());

        Assert.Equal(target, Assert.Single(proxy.Targets));
    }

    [Fact]
    public async Task A_hub_without_TLS_is_reached_through_it()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(Version));
        await using var proxy = new TestProxy { Target = server.Url };

        await AskAsync($"http://hub.example:{server.Port}", proxy.Url());

        Assert.Equal(["GET /version"], server.Requests);
    }

    [Fact]
    public async Task The_hubs_token_and_certificate_are_not_shown_to_it()
    {
        using X509Certificate2 certificate = _authority.IssueClient("alice");
        await using var proxy = new TestProxy { Target = _server.Url };
        using HubConnection hub = HubConnection.Open(new HubConfig
        {
            Server = new Uri(Hub),
            CertificateAuthorities = _authority.Trust,
            Proxy = proxy.Url(),
            Credentials = CombinedCredentials.Of(new StaticToken("hub-token"), new StaticCertificate(new OcmPowerShell.Hub.Connection.Credentials.ClientCertificate(certificate, []))),
        });

        await HubProbe.GetVersionAsync(hub, Cancel);

        Assert.DoesNotContain("Authorization", Assert.Single(proxy.Heads), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Another_name_for_TLS_goes_through_the_tunnel_and_HTTP2_too()
    {
        var seen = new ConcurrentBag<(string Protocol, string Host)>();
        await using Kestrel server = await Kestrel.StartAsync(_authority.Issue("hub.internal"), context =>
        {
            seen.Add((context.Request.Protocol, context.Request.Host.Host));
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(Version, Cancel);
        });
        await using var proxy = new TestProxy { Target = server.Url, Certificate = _authority.Issue("127.0.0.1") };

        await AskAsync($"https://hub.example:{server.Url.Port}", proxy.Url(), "tls-server-name: hub.internal");

        Assert.Equal([("HTTP/2", "hub.example")], seen);
        Assert.Equal($"hub.example:{server.Url.Port}", Assert.Single(proxy.Targets));
    }

    [Theory]
    [InlineData(407, "wants a user and a password")]
    [InlineData(403, "does not let connections to this server through")]
    [InlineData(502, "cannot reach the hub itself")]
    [InlineData(400, "answered 400")]
    [InlineData(301, "answered 301")]
    public async Task A_refusal_names_the_proxy(int status, string said)
    {
        await using var proxy = new TestProxy { Target = _server.Url, Refusal = status };

        Refused(await BlockedAsync(proxy.Url()), proxy, said);
        Assert.Equal(0, _server.Connections);
    }

    [Theory]
    [InlineData(1, "SOCKS code 1")]
    [InlineData(2, "does not let connections to this server through")]
    [InlineData(4, "cannot reach the hub's host")]
    [InlineData(5, "which refused")]
    public async Task A_refusal_of_SOCKS_names_the_proxy(int code, string said)
    {
        await using var proxy = new TestProxy { Target = _server.Url, Socks = true, Refusal = code };

        Refused(await BlockedAsync(proxy.Url()), proxy, said);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wrong_or_missing_password_is_told_and_never_shown(bool socks)
    {
        await using var proxy = new TestProxy { Target = _server.Url, Socks = socks, Login = "admin:right" };

        HubException wrong = await BlockedAsync(proxy.Url($"admin:{Secret}"));
        Refused(wrong, proxy, "does not accept the user and password");
        Assert.DoesNotContain(Secret, wrong.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{Secret}")), wrong.ToString(), StringComparison.Ordinal);
        Refused(await BlockedAsync(proxy.Url()), proxy, "wants a user and a password");
    }

    [Fact]
    public async Task A_login_too_long_for_SOCKS_is_told()
    {
        await using var proxy = new TestProxy { Target = _server.Url, Socks = true, Login = "admin:right" };

        Refused(await BlockedAsync(proxy.Url($"admin:{new string('x', 256)}")), proxy, "255 bytes");
    }

    [Theory]
    [InlineData(false, "", "closed the connection")]
    [InlineData(false, "SSH-2.0-OpenSSH\r\n", "does not answer as an HTTP proxy")]
    [InlineData(false, "HTTP/1.1 2", "does not answer as an HTTP proxy")]
    [InlineData(false, "HTTP/1.1 abc\r\n\r\n", "does not answer as an HTTP proxy")]
    [InlineData(true, "", "closed the connection")]
    [InlineData(true, "HTTP/1.1 400 Bad Request\r\n\r\n", "does not answer as a SOCKS5 proxy")]
    [InlineData(true, "\u0005\u0007", "accepts neither")]
    [InlineData(true, "\u0005\u0000\u0005\u0000\u0000\u0009", "does not answer as a SOCKS5 proxy")]
    [InlineData(true, "\u0005\u0000\u0005\u0000", "closed the connection")]
    public async Task What_is_no_proxy_is_told(bool socks, string answer, string said)
    {
        await using var proxy = new TestProxy { Target = _server.Url, Socks = socks, Nonsense = answer };

        Refused(await BlockedAsync(proxy.Url("u:p")), proxy, said);
    }

    [Fact]
    public async Task An_endless_answer_is_not_read_to_its_end()
    {
        await using var proxy = new TestProxy { Target = _server.Url, Nonsense = "HTTP/1.1 200 OK\r\n" + new string('x', 1 << 20) };

        Refused(await BlockedAsync(proxy.Url()), proxy, "does not answer as an HTTP proxy");
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_told_from_a_hub_that_is_not()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        HubException error = await BlockedAsync(new Uri($"http://admin:{Secret}@127.0.0.1:{port}"));

        Assert.Equal("ProxyError", error.ErrorId);
        Assert.Contains($"http://127.0.0.1:{port} (proxy-url) cannot be reached", error.Message, StringComparison.Ordinal);
        Assert.Contains("Tried 5 times", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_proxy_that_never_answers_is_given_up(bool socks)
    {
        await using var proxy = new TestProxy { Target = _server.Url, Socks = socks, Silent = true };
        using HubConnection hub = HubConnection.Open(new HubConfig { Server = new Uri(Hub), Proxy = proxy.Url(), ConnectTimeout = TimeSpan.FromMilliseconds(200) }).Quick();

        Refused(await Assert.ThrowsAsync<HubException>(() => HubProbe.GetVersionAsync(hub, Cancel)), proxy, "did not answer in time");
    }

    [Fact]
    public async Task A_hub_that_is_silent_behind_it_is_not_the_proxys_fault()
    {
        await using var silent = new RawServer(null, _authority.Issue("hub.example"));
        await using var proxy = new TestProxy { Target = silent.Url };
        using HubConnection hub = HubConnection.Open(new HubConfig { Server = new Uri(Hub), Proxy = proxy.Url(), ConnectTimeout = TimeSpan.FromMilliseconds(300) }).Quick();

        HubException error = await Assert.ThrowsAsync<HubException>(() => HubProbe.GetVersionAsync(hub, Cancel));

        Assert.Equal("HubUnreachable", error.ErrorId);
    }

    [Fact]
    public async Task A_proxy_over_TLS_must_be_trusted()
    {
        using var stranger = new TestAuthority("stranger");
        await using var proxy = new TestProxy { Target = _server.Url, Certificate = stranger.Issue("127.0.0.1") };
        await using var misnamed = new TestProxy { Target = _server.Url, Certificate = _authority.Issue("hub.example") };

        Refused(await BlockedAsync(proxy.Url()), proxy, "is not trusted");
        Refused(await BlockedAsync(misnamed.Url()), misnamed, "another host name");
    }

    [Fact]
    public async Task A_hub_that_is_not_trusted_is_so_behind_a_proxy_too()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(Version), _authority.Issue("127.0.0.1"));
        await using var proxy = new TestProxy { Target = server.Url };

        HubException error = await BlockedAsync(proxy.Url());

        Assert.Equal("CertificateError", error.ErrorId);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("ftp://proxy.example:21")]
    [InlineData("socks4://proxy.example:1080")]
    [InlineData("proxy.example:3128")]
    [InlineData("//proxy.example")]
    [InlineData("http://")]
    [InlineData("http://admin:pa$$w0rd@")]
    [InlineData("http://admin:pa$$w0rd@proxy.example:99999")]
    [InlineData("http://admin:pa$$w0rd@proxy.example:0")]
    [InlineData("admin:pa$$w0rd@proxy.example")]
    public void A_URL_that_is_none_of_a_proxy_is_refused_and_not_shown(string url)
    {
        HubException error = Assert.Throws<HubException>(() => Open(Hub, url));

        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.Contains("proxy-url of the cluster 'hub'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("proxy.example", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
    }

    private static void Refused(HubException error, TestProxy proxy, string said)
    {
        Assert.Equal("ProxyError", error.ErrorId);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains($"the proxy {proxy.Url().Scheme}://127.0.0.1:{proxy.Port} (proxy-url)", error.Message, StringComparison.Ordinal);
        Assert.Contains("https://hub.example", error.Message, StringComparison.Ordinal);
    }

    private Task<HubException> BlockedAsync(Uri proxy) => Assert.ThrowsAsync<HubException>(() => AskAsync(Hub, proxy));

    private async Task AskAsync(string server, Uri proxy, string more = "disable-compression: false")
    {
        using HubConnection hub = Open(server, proxy.OriginalString, more);
        await HubProbe.GetVersionAsync(hub, Cancel);
    }

    private HubConnection Open(string server, string proxy, string more = "disable-compression: false") => HubConnection.Open(_folder.Write("config", $$"""
        clusters: [{name: hub, cluster: {server: "{{server}}", proxy-url: "{{proxy}}", {{more}}, certificate-authority-data: {{Convert.ToBase64String(Encoding.UTF8.GetBytes(_authority.Pem))}} } }]
        users: [{name: admin, user: {token: t} }]
        contexts: [{name: c, context: {cluster: hub, user: admin} }]
        current-context: c
        """)).Quick();
}
