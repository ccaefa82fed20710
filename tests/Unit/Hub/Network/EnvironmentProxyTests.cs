using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Connection.Network;
using OcmPowerShell.Tests.Hub.Kubeconfig;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Network;

/// <summary>The proxy that the environment names when a connection opens.</summary>
[Collection(EnvironmentTests.Name)]
public sealed class EnvironmentProxyTests : IAsyncLifetime
{
    private const string Version = """{"major":"1","minor":"33"}""";
    private static readonly string[] Variables = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"];

    // Whatever the machine has set, and whatever a test sets, is undone in the end.
    private readonly EnvironmentVariable[] _before = [.. Variables.Select(name => new EnvironmentVariable(name, null))];
    private readonly TestAuthority _authority = new();
    private readonly RawServer _server;
    private readonly TestProxy _proxy;

    public EnvironmentProxyTests()
    {
        _server = new RawServer(exchange => exchange.AnswerAsync(Version, headers: "Connection: close\r\n"), _authority.Issue("hub.invalid"));
        _proxy = new TestProxy { Target = _server.Url };
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (EnvironmentVariable variable in _before)
        {
            variable.Dispose();
        }

        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("HTTPS_PROXY", "http://127.0.0.1:{0}")]
    [InlineData("https_proxy", "http://127.0.0.1:{0}/")]
    [InlineData("ALL_PROXY", " 127.0.0.1:{0} ")]
    [InlineData("all_proxy", "http://user:password@127.0.0.1:{0}")]
    public async Task It_is_used(string variable, string value)
    {
        Set(variable, value.Replace("{0}", $"{_proxy.Port}", StringComparison.Ordinal));

        await AskAsync();

        Assert.Equal("hub.invalid:6443", Assert.Single(_proxy.Targets.Distinct()));
    }

    [Fact]
    public async Task What_a_running_script_sets_counts_for_the_next_connection()
    {
        using HubConnection hub = Open();
        Assert.Equal("HubUnreachable", (await Assert.ThrowsAsync<HubException>(() => HubProbe.GetVersionAsync(hub, Cancel))).ErrorId);

        Set("HTTPS_PROXY", _proxy.Url().AbsoluteUri);
        await HubProbe.GetVersionAsync(hub, Cancel);
        Assert.NotEmpty(_proxy.Targets);

        Set("NO_PROXY", "hub.invalid");
        Assert.Equal("HubUnreachable", (await Assert.ThrowsAsync<HubException>(() => HubProbe.GetVersionAsync(hub, Cancel))).ErrorId);
    }

    [Fact]
    public async Task The_kubeconfigs_proxy_beats_it_and_NO_PROXY()
    {
        Set("HTTPS_PROXY", "http://127.0.0.1:1");
        Set("NO_PROXY", "*");

        await AskAsync(_proxy.Url());

        Assert.NotEmpty(_proxy.Targets);
    }

    [Fact]
    public async Task This_machine_is_not_behind_it()
    {
        Set("HTTPS_PROXY", _proxy.Url().AbsoluteUri);
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();

        await HubProbe.GetVersionAsync(live.Connection, Cancel);

        Assert.Empty(_proxy.Targets);
    }

    [Fact]
    public async Task A_hub_without_TLS_has_a_variable_of_its_own()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(Version));
        await using var proxy = new TestProxy { Target = server.Url };
        Set("HTTPS_PROXY", _proxy.Url().AbsoluteUri);
        Set("HTTP_PROXY", proxy.Url().AbsoluteUri);
        using HubConnection hub = HubConnection.Open(new HubConfig { Server = new Uri("http://hub.invalid:8001/") }).Quick();

        await HubProbe.GetVersionAsync(hub, Cancel);

        Assert.Equal("hub.invalid:8001", Assert.Single(proxy.Targets.Distinct()));
    }

    [Theory]
    [InlineData("ftp://admin:pa55@proxy.example")]
    [InlineData("http://admin:pa55@")]
    [InlineData("admin:pa55:more")]
    public async Task One_that_cannot_be_used_is_an_error_that_names_the_variable_and_not_its_value(string value)
    {
        Set("HTTPS_PROXY", value);

        HubException error = await Assert.ThrowsAsync<HubException>(() => AskAsync());

        Assert.Equal("ProxyError", error.ErrorId);
        Assert.Contains("HTTPS_PROXY", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pa55", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_names_the_variable()
    {
        await using var refusing = new TestProxy { Target = _server.Url, Refusal = 403 };
        Set("https_proxy", refusing.Url("admin:pa55").AbsoluteUri);

        HubException error = await Assert.ThrowsAsync<HubException>(() => AskAsync());

        Assert.Contains($"http://127.0.0.1:{refusing.Port} (https_proxy)", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pa55", error.ToString(), StringComparison.Ordinal);
    }

    // What golang.org/x/net/http/httpproxy documents of NO_PROXY.
    [Theory]
    [InlineData("https://hub.example:6443", "hub.example", true)]
    [InlineData("https://hub.example:6443", "HUB.Example", true)]
    [InlineData("https://hub.example:6443", "example", true)]
    [InlineData("https://hub.example:6443", ".example", true)]
    [InlineData("https://hub.example:6443", "*.example", true)]
    [InlineData("https://hub.example:6443", ".hub.example", false)]
    [InlineData("https://hub.example:6443", "*.hub.example", false)]
    [InlineData("https://hub.example:6443", "b.example", false)]
    [InlineData("https://hub.example:6443", "hub.example.org", false)]
    [InlineData("https://hub.example:6443", "hub.example:6443", true)]
    [InlineData("https://hub.example:6443", "hub.example:443", false)]
    [InlineData("https://hub.example", "hub.example:443", true)]
    [InlineData("https://hub.example:6443", "other, hub.example ,", true)]
    [InlineData("https://hub.example:6443", "*", true)]
    [InlineData("https://hub.example:6443", "", false)]
    [InlineData("https://hub.example:6443", ",,: :1 a:b [ /8 /", false)]
    [InlineData("https://10.1.2.3:6443", "10.1.2.3", true)]
    [InlineData("https://10.1.2.3:6443", "10.1.2.3:6443", true)]
    [InlineData("https://10.1.2.3:6443", "10.1.2.3:443", false)]
    [InlineData("https://10.1.2.3:6443", "2.3", false)]
    [InlineData("https://10.1.2.3:6443", "10.0.0.0/8", true)]
    [InlineData("https://10.1.2.3:6443", "10.1.2.99/28", false)]
    [InlineData("https://10.1.2.3:6443", "10.1.2.3/32", true)]
    [InlineData("https://10.1.2.3:6443", "10.1.2.3/33", false)]
    [InlineData("https://10.1.2.3:6443", "0.0.0.0/0", true)]
    [InlineData("https://10.1.2.3:6443", "::/0", false)]
    [InlineData("https://hub.example:6443", "0.0.0.0/0", false)]
    [InlineData("https://[fd00::5]:6443", "fd00::5", true)]
    [InlineData("https://[fd00::5]:6443", "[fd00::5]:6443", true)]
    [InlineData("https://[fd00::5]:6443", "fd00::/16", true)]
    [InlineData("https://[fd00::5]:6443", "fe80::/10", false)]
    [InlineData("https://localhost:6443", "", true)]
    [InlineData("https://127.8.9.10:6443", "", true)]
    [InlineData("https://[::1]:6443", "", true)]
    public void NO_PROXY_is_read_as_Go_reads_it(string server, string list, bool covered)
    {
        Set("HTTPS_PROXY", "http://proxy.example:3128");
        Set("no_proxy", list);

        Assert.Equal(covered, ProxySelection.For(new HubConfig { Server = new Uri(server) }) is null);
    }

    private static void Set(string variable, string value) => Environment.SetEnvironmentVariable(variable, value);

    private async Task AskAsync(Uri? proxy = null)
    {
        using HubConnection hub = Open(proxy);
        await HubProbe.GetVersionAsync(hub, Cancel);
    }

    private HubConnection Open(Uri? proxy = null) => HubConnection.Open(new HubConfig
    {
        Server = new Uri("https://hub.invalid:6443/"),
        CertificateAuthorities = _authority.Trust,
        Proxy = proxy,
    }).Quick();
}
