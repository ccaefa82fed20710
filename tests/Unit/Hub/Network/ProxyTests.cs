using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Connection.Credentials;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Network;

/// <summary>A hub behind the proxy that the kubeconfig names (<c>proxy-url</c>).</summary>
public sealed class ProxyTests : IAsyncDisposable
{
    private const string Secret = ProxiedHub.Secret;

    private readonly ProxiedHub _hub = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

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
            Target = _hub.Server.Url,
            Socks = socks,
            Certificate = tls ? _hub.Authority.Issue("127.0.0.1") : null,
            Login = login ? $"ädmin:{Secret}" : null,
        };

        await _hub.AskAsync(_hub.Url, proxy.Url(login ? "%C3%A4dmin:pa$$w0rd" : ""));

        Assert.Equal($"hub.example:{_hub.Server.Port}", Assert.Single(proxy.Targets.Distinct()));
        Assert.Equal("hub.example", Assert.Single(_hub.Server.ServerNames.Distinct()));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_proxy_that_is_named_is_used_for_this_machine_too(string host)
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(ProxiedHub.Version), _hub.Authority.Issue(host));
        await using var proxy = new TestProxy { Target = server.Url };

        await _hub.AskAsync($"https://{host}:{server.Port}", proxy.Url());

        Assert.Equal($"{host}:{server.Port}", Assert.Single(proxy.Targets.Distinct()));
    }

    [Theory]
    [InlineData(false, "[::1]:6443")]
    [InlineData(true, "::1:6443")]
    public async Task An_IPv6_hub_is_named_to_it_as_it_must_be(bool socks, string target)
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(ProxiedHub.Version), _hub.Authority.Issue("::1"));
        await using var proxy = new TestProxy { Target = server.Url, Socks = socks };

        await _hub.AskAsync("https://[::1]:6443", proxy.Url());

        Assert.Equal(target, Assert.Single(proxy.Targets.Distinct()));
    }

    [Fact]
    public async Task A_hub_without_TLS_is_reached_through_it()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(ProxiedHub.Version));
        await using var proxy = new TestProxy { Target = server.Url };

        await _hub.AskAsync($"http://hub.example:{server.Port}", proxy.Url());

        Assert.Equal(["GET /version"], server.Requests);
    }

    [Fact]
    public async Task The_hubs_token_and_certificate_are_not_shown_to_it()
    {
        using X509Certificate2 certificate = _hub.Authority.IssueClient("alice");
        await using var proxy = new TestProxy { Target = _hub.Server.Url };
        using HubConnection hub = HubConnection.Open(new HubConfig
        {
            Server = new Uri(_hub.Url),
            CertificateAuthorities = _hub.Authority.Trust,
            Proxy = proxy.Url(),
            Credentials = CombinedCredentials.Of(new StaticToken("hub-token"), new StaticCertificate(new ClientCertificate(certificate, []))),
        });

        await HubProbe.GetVersionAsync(hub, Cancel);

        Assert.NotEmpty(proxy.Heads);
        Assert.All(proxy.Heads, head => Assert.DoesNotContain("Authorization", head, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Another_name_for_TLS_goes_through_the_tunnel_and_HTTP2_too()
    {
        var seen = new ConcurrentBag<(string Protocol, string Host)>();
        await using Kestrel server = await Kestrel.StartAsync(_hub.Authority.Issue("hub.internal"), context =>
        {
            seen.Add((context.Request.Protocol, context.Request.Host.Host));
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync(ProxiedHub.Version, Cancel);
        });
        await using var proxy = new TestProxy { Target = server.Url, Certificate = _hub.Authority.Issue("127.0.0.1") };

        await _hub.AskAsync($"https://hub.example:{server.Url.Port}", proxy.Url(), "tls-server-name: hub.internal");

        Assert.Equal([("HTTP/2", "hub.example")], seen);
        Assert.Equal($"hub.example:{server.Url.Port}", Assert.Single(proxy.Targets.Distinct()));
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
        HubException error = Assert.Throws<HubException>(() => _hub.Open(_hub.Url, url));

        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.Contains("proxy-url of the cluster 'hub'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("proxy.example", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
    }
}
