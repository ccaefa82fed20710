using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Connection.Credentials;
using OcmPowerShell.Hub.Rest;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Network;

/// <summary>A hub whose certificate is for another name than its address (<c>tls-server-name</c>).</summary>
public sealed class TlsServerNameTests : IDisposable
{
    private const string Version = """{"major":"1","minor":"33"}""";

    private readonly TestAuthority _authority = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task The_name_is_asked_for_and_verified_and_the_host_header_stays()
    {
        var hosts = new ConcurrentBag<string>();
        await using var server = new RawServer(
            exchange =>
            {
                hosts.Add(exchange.Head.Split("\r\n").Single(line => line.StartsWith("Host:", StringComparison.Ordinal)));
                return exchange.AnswerAsync(Version);
            },
            _authority.Issue("hub.example"));
        using HubConnection hub = Open(server.Url, "hub.example");

        await HubProbe.GetVersionAsync(hub, Cancel);

        Assert.Equal("hub.example", Assert.Single(server.ServerNames.Distinct()));
        Assert.Equal($"Host: 127.0.0.1:{server.Port}", Assert.Single(hosts));
    }

    [Fact]
    public async Task The_addresss_own_name_is_then_not_enough()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(Version), _authority.Issue("127.0.0.1"));
        using HubConnection hub = Open(server.Url, "hub.example");

        HubException error = await Assert.ThrowsAsync<HubException>(() => HubProbe.GetVersionAsync(hub, Cancel));

        Assert.Equal("CertificateError", error.ErrorId);
        Assert.Contains("another host name (127.0.0.1)", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1AndHttp2, "HTTP/2")]
    [InlineData(HttpProtocols.Http1, "HTTP/1.1")]
    public async Task The_newest_HTTP_is_spoken_and_the_client_certificate_shown(HttpProtocols protocols, string spoken)
    {
        var seen = new ConcurrentBag<(string Protocol, string Host, string? Client)>();
        using X509Certificate2 certificate = _authority.IssueClient("alice");
        await using Kestrel server = await Kestrel.StartAsync(
            _authority.Issue("hub.example"),
            context =>
            {
                seen.Add((context.Request.Protocol, context.Request.Host.Host, context.Connection.ClientCertificate?.Subject));
                context.Response.ContentType = "application/json";
                return context.Response.WriteAsync(Version, Cancel);
            },
            protocols,
            asksForCertificate: true);
        using HubConnection hub = Open(server.Url, "hub.example", certificate);

        // More than one connection's worth: the second must know what the first has learnt.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => HubProbe.GetVersionAsync(hub, Cancel)));

        Assert.Equal([(spoken, "127.0.0.1", "CN=alice")], seen.Distinct());
    }

    [Fact]
    public async Task A_handshake_that_never_ends_is_given_up()
    {
        await using var server = new RawServer(null, _authority.Issue("hub.example"));
        using HubConnection hub = Open(server.Url, "hub.example", timeout: TimeSpan.FromMilliseconds(200));

        HubException error = await Assert.ThrowsAsync<HubException>(() =>
            hub.Rest.CreateAsync(ResourcePath.ManifestWorks, "one", "{}"u8.ToArray(), dryRun: false, Cancel));

        Assert.Equal("HubUnreachable", error.ErrorId);
        Assert.Contains("in time", error.Message, StringComparison.Ordinal);
    }

    private HubConnection Open(Uri server, string name, X509Certificate2? certificate = null, TimeSpan? timeout = null) => HubConnection.Open(new HubConfig
    {
        Server = server,
        CertificateAuthorities = _authority.Trust,
        TlsServerName = name,
        ConnectTimeout = timeout ?? TimeSpan.FromSeconds(10),
        Credentials = certificate is null ? null : new StaticCertificate(new OcmPowerShell.Hub.Connection.Credentials.ClientCertificate(certificate, [])),
    }).Quick();
}
