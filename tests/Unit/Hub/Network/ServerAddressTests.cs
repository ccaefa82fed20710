using System.Collections.Concurrent;
using System.Net;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Network;

/// <summary>The server's address as kubeconfigs write it.</summary>
public sealed class ServerAddressTests : IDisposable
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
    [InlineData("https://127.0.0.1:{0}", "/version")]
    [InlineData("https://127.0.0.1:{0}/", "/version")]
    [InlineData("https://127.0.0.1:{0}///", "/version")]
    [InlineData("https://127.0.0.1:{0}/k8s/clusters/c-1", "/k8s/clusters/c-1/version")]
    [InlineData("https://127.0.0.1:{0}/k8s/clusters/c-1/", "/k8s/clusters/c-1/version")]
    [InlineData("https://127.0.0.1:{0}/k8s/clusters/c%2F1?token=a#b", "/k8s/clusters/c%2F1/version")]
    [InlineData("https://127.0.0.1:{0}/K8S/Clusters", "/K8S/Clusters/version")]
    [InlineData("127.0.0.1:{0}", "/version")]
    [InlineData("127.0.0.1:{0}/api", "/api/version")]
    [InlineData("HTTPS://127.0.0.1:{0}", "/version")]
    public async Task A_path_is_kept_and_a_query_is_not(string address, string target)
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(Version), _authority.Issue("127.0.0.1"));

        await AskAsync(address.Replace("{0}", $"{server.Port}", StringComparison.Ordinal));

        Assert.Equal([$"GET {target}"], server.Requests);
    }

    [Fact]
    public async Task A_path_holds_for_more_than_one_request()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync("""{"items":[],"metadata":{"resourceVersion":"1"}}"""), _authority.Issue("127.0.0.1"));
        using HubConnection hub = Open($"https://127.0.0.1:{server.Port}/k8s/clusters/c-1");

        await hub.Rest.SendAsync(HttpMethod.Get, "apis", null, null, Cancel);
        await new WorkClient(hub).ListAsync("one", cancellationToken: Cancel).CountAsync(Cancel);

        Assert.Equal(["GET /k8s/clusters/c-1/apis", "GET /k8s/clusters/c-1/apis/work.open-cluster-management.io/v1/namespaces/one/manifestworks"], server.Requests);
    }

    [Fact]
    public async Task An_IPv6_address_is_verified_as_one()
    {
        Assert.SkipUnless(System.Net.Sockets.Socket.OSSupportsIPv6, "This machine has no IPv6.");
        await using var server = new RawServer(exchange => exchange.AnswerAsync(Version), _authority.Issue("::1"), address: IPAddress.IPv6Loopback);
        await using var misnamed = new RawServer(exchange => exchange.AnswerAsync(Version), _authority.Issue("::2"), address: IPAddress.IPv6Loopback);

        await AskAsync($"https://[::1]:{server.Port}");
        HubException error = await Assert.ThrowsAsync<HubException>(() => AskAsync($"https://[::1]:{misnamed.Port}"));

        Assert.Equal(["GET /version"], server.Requests);
        Assert.Contains("another host name (::2)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LOCALHOST")]
    [InlineData("LocalHost")]
    public async Task A_hosts_case_does_not_matter(string host)
    {
        var hosts = new ConcurrentBag<string>();
        await using var server = new RawServer(
            exchange =>
            {
                hosts.Add(exchange.Head.Split("\r\n").Single(line => line.StartsWith("Host:", StringComparison.Ordinal)));
                return exchange.AnswerAsync(Version);
            },
            _authority.Issue("localhost"));

        await AskAsync($"https://{host}:{server.Port}");

        Assert.Equal("localhost", Assert.Single(server.ServerNames.Distinct()));
        Assert.Equal($"Host: localhost:{server.Port}", Assert.Single(hosts));
    }

    [Theory]
    [InlineData("https://hub.example:6443", "tls-server-name: \"https://other\"", "neither a scheme nor a port")]
    [InlineData("https://hub.example:6443", "tls-server-name: \"other:443\"", "neither a scheme nor a port")]
    [InlineData("https://hub.example:6443", "tls-server-name: \"a b\"", "neither a scheme nor a port")]
    [InlineData("https://hub.example:99999", "namespace: a", "not an http(s) URL")]
    [InlineData("https://", "namespace: a", "not an http(s) URL")]
    [InlineData("unix:///var/run/hub.sock", "namespace: a", "not an http(s) URL")]
    public void What_is_no_address_is_told(string server, string more, string said)
    {
        HubException error = Assert.Throws<HubException>(() => Open(server, more));

        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    private async Task AskAsync(string server)
    {
        using HubConnection hub = Open(server);
        await HubProbe.GetVersionAsync(hub, Cancel);
    }

    private HubConnection Open(string server, string more = "disable-compression: false") => HubConnection.Open(_folder.Write("config", $$"""
        clusters: [{name: hub, cluster: {server: "{{server}}", {{more}}, certificate-authority-data: {{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(_authority.Pem))}} } }]
        users: [{name: admin, user: {token: t} }]
        contexts: [{name: c, context: {cluster: hub, user: admin} }]
        current-context: c
        """)).Quick();
}
