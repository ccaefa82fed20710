using System.Net;
using System.Net.Sockets;
using System.Text;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Network;

/// <summary>Proxies that refuse, are none, or are not there.</summary>
public sealed class ProxyRefusalTests : IAsyncDisposable
{
    private const string Secret = ProxiedHub.Secret;

    private readonly ProxiedHub _hub = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Theory]
    [InlineData(407, "wants a user and a password")]
    [InlineData(403, "does not let connections to this server through")]
    [InlineData(502, "cannot reach the hub itself")]
    [InlineData(400, "answered 400")]
    [InlineData(301, "answered 301")]
    public async Task A_refusal_names_the_proxy(int status, string said)
    {
        await using var proxy = new TestProxy { Target = _hub.Server.Url, Refusal = status };

        Refused(await _hub.BlockedAsync(proxy.Url()), proxy, said);
        Assert.Equal(0, _hub.Server.Connections);
    }

    [Theory]
    [InlineData(1, "SOCKS code 1")]
    [InlineData(2, "does not let connections to this server through")]
    [InlineData(4, "cannot reach the hub's host")]
    [InlineData(5, "which refused")]
    public async Task A_refusal_of_SOCKS_names_the_proxy(int code, string said)
    {
        await using var proxy = new TestProxy { Target = _hub.Server.Url, Socks = true, Refusal = code };

        Refused(await _hub.BlockedAsync(proxy.Url()), proxy, said);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wrong_or_missing_password_is_told_and_never_shown(bool socks)
    {
        await using var proxy = new TestProxy { Target = _hub.Server.Url, Socks = socks, Login = "admin:right" };

        HubException wrong = await _hub.BlockedAsync(proxy.Url($"admin:{Secret}"));
        Refused(wrong, proxy, "does not accept the user and password");
        Assert.DoesNotContain(Secret, wrong.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{Secret}")), wrong.ToString(), StringComparison.Ordinal);
        Refused(await _hub.BlockedAsync(proxy.Url()), proxy, "wants a user and a password");
    }

    [Fact]
    public async Task A_login_too_long_for_SOCKS_is_told()
    {
        await using var proxy = new TestProxy { Target = _hub.Server.Url, Socks = true, Login = "admin:right" };

        Refused(await _hub.BlockedAsync(proxy.Url($"admin:{new string('x', 256)}")), proxy, "255 bytes");
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
        await using var proxy = new TestProxy { Target = _hub.Server.Url, Socks = socks, Nonsense = answer };

        Refused(await _hub.BlockedAsync(proxy.Url("u:p")), proxy, said);
    }

    [Fact]
    public async Task An_endless_answer_is_not_read_to_its_end()
    {
        await using var proxy = new TestProxy { Target = _hub.Server.Url, Nonsense = "HTTP/1.1 200 OK\r\n" + new string('x', 1 << 20) };

        Refused(await _hub.BlockedAsync(proxy.Url()), proxy, "does not answer as an HTTP proxy");
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

        HubException error = await _hub.BlockedAsync(new Uri($"http://admin:{Secret}@127.0.0.1:{port}"));

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
        await using var proxy = new TestProxy { Target = _hub.Server.Url, Socks = socks, Silent = true };
        using HubConnection hub = HubConnection.Open(new HubConfig { Server = new Uri(_hub.Url), Proxy = proxy.Url(), ConnectTimeout = TimeSpan.FromMilliseconds(200) }).Quick();

        Refused(await Assert.ThrowsAsync<HubException>(() => HubProbe.GetVersionAsync(hub, Cancel)), proxy, "did not answer in time");
    }

    [Fact]
    public async Task A_hub_that_is_silent_behind_it_is_not_the_proxys_fault()
    {
        await using var silent = new RawServer(null, _hub.Authority.Issue("hub.example"));
        await using var proxy = new TestProxy { Target = silent.Url };
        using HubConnection hub = HubConnection.Open(new HubConfig { Server = new Uri(_hub.Url), Proxy = proxy.Url(), ConnectTimeout = TimeSpan.FromSeconds(2) }).Quick();

        HubException error = await Assert.ThrowsAsync<HubException>(() => HubProbe.GetVersionAsync(hub, Cancel));

        Assert.Equal("HubUnreachable", error.ErrorId);
    }

    [Fact]
    public async Task A_proxy_over_TLS_must_be_trusted()
    {
        using var stranger = new TestAuthority("stranger");
        await using var proxy = new TestProxy { Target = _hub.Server.Url, Certificate = stranger.Issue("127.0.0.1") };
        await using var misnamed = new TestProxy { Target = _hub.Server.Url, Certificate = _hub.Authority.Issue("hub.example") };

        Refused(await _hub.BlockedAsync(proxy.Url()), proxy, "is not trusted");
        Refused(await _hub.BlockedAsync(misnamed.Url()), misnamed, "another host name");
    }

    [Fact]
    public async Task A_hub_that_is_not_trusted_is_so_behind_a_proxy_too()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(ProxiedHub.Version), _hub.Authority.Issue("127.0.0.1"));
        await using var proxy = new TestProxy { Target = server.Url };

        HubException error = await _hub.BlockedAsync(proxy.Url());

        Assert.Equal("CertificateError", error.ErrorId);
        Assert.Empty(server.Requests);
    }

    private static void Refused(HubException error, TestProxy proxy, string said)
    {
        Assert.Equal("ProxyError", error.ErrorId);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains($"the proxy {proxy.Url().Scheme}://127.0.0.1:{proxy.Port} (proxy-url)", error.Message, StringComparison.Ordinal);
        Assert.Contains("https://hub.example", error.Message, StringComparison.Ordinal);
    }
}
