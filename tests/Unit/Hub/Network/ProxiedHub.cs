using System.Text;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Network;

/// <summary>A hub that only a proxy can find, and connections to it from a kubeconfig.</summary>
internal sealed class ProxiedHub : IAsyncDisposable
{
    public const string Version = """{"major":"1","minor":"33"}""";

    /// <summary>A proxy's password.</summary>
    public const string Secret = "pa$$w0rd";

    private readonly ScratchFolder _folder = new();

    public ProxiedHub() => Server = new RawServer(exchange => exchange.AnswerAsync(Version), Authority.Issue("hub.example"));

    public TestAuthority Authority { get; } = new();

    public RawServer Server { get; }

    /// <summary>Its address, which nobody but a proxy knows.</summary>
    public string Url => $"https://hub.example:{Server.Port}";

    /// <summary>Asks a server for its version through a proxy.</summary>
    public async Task AskAsync(string server, Uri proxy, string more = "disable-compression: false")
    {
        using HubConnection hub = Open(server, proxy.OriginalString, more);
        await HubProbe.GetVersionAsync(hub, TestContext.Current.CancellationToken);
    }

    /// <summary>Why the hub cannot be asked through a proxy.</summary>
    public Task<HubException> BlockedAsync(Uri proxy) => Assert.ThrowsAsync<HubException>(() => AskAsync(Url, proxy));

    /// <summary>Opens a connection to a server through a proxy.</summary>
    public HubConnection Open(string server, string proxy, string more = "disable-compression: false") => HubConnection.Open(_folder.Write("config", $$"""
        clusters: [{name: hub, cluster: {server: "{{server}}", proxy-url: "{{proxy}}", {{more}}, certificate-authority-data: {{Convert.ToBase64String(Encoding.UTF8.GetBytes(Authority.Pem))}} } }]
        users: [{name: admin, user: {token: t} }]
        contexts: [{name: c, context: {cluster: hub, user: admin} }]
        current-context: c
        """)).Quick();

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
        Authority.Dispose();
    }
}
