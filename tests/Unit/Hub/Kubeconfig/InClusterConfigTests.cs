using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Kubeconfig;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Kubeconfig;

/// <summary>A pod's service account, which counts where there is no kubeconfig.</summary>
[Collection(EnvironmentTests.Name)]
public sealed class InClusterConfigTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly EnvironmentVariable _home;
    private readonly EnvironmentVariable _kubeconfig = new("KUBECONFIG", null);

    public InClusterConfigTests() => _home = new EnvironmentVariable("HOME", _folder.Root);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _home.Dispose();
        _kubeconfig.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_pod_reaches_its_hub_and_follows_a_token_that_is_renewed()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web");
        live.Sandbox.Tokens.Add("first-token", "admin", "system:masters");
        live.Sandbox.Tokens.Add("second-token", "admin", "system:masters");
        _folder.Write("pod/ca.crt", live.Sandbox.CertificateAuthorityPem);
        _folder.Write("pod/token", "first-token\n");
        _folder.Write("pod/namespace", " shop\n");
        Uri url = live.Sandbox.Url;

        HubConfig config = Load(url.Host, url.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)).Resolve();
        using HubConnection hub = HubConnection.Open(config).Quick();

        Assert.NotNull(await new OcmPowerShell.Hub.Works.WorkClient(hub).GetAsync("one", "web", cancellationToken: Cancel).SoonAsync());
        _folder.Write("pod/token", "second-token\n");
        live.Sandbox.Tokens.Expire("first-token");
        Assert.NotNull(await new OcmPowerShell.Hub.Works.WorkClient(hub).GetAsync("one", "web", cancellationToken: Cancel).SoonAsync());
        Assert.Equal("shop", config.Namespace);
        Assert.Equal($"https://{url.Authority} (in-cluster)", hub.Identity);
    }

    [Fact]
    public async Task A_hub_of_another_authority_is_not_trusted()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        using var other = new TestAuthority();
        _folder.Write("pod/ca.crt", other.Pem);
        _folder.Write("pod/token", "token\n");

        using HubConnection hub = HubConnection.Open(Load(live.Sandbox.Url.Host, live.Sandbox.Url.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)).Resolve()).Quick();

        await Assert.ThrowsAsync<HubException>(() => HubProbe.GetVersionAsync(hub, Cancel).SoonAsync());
        Assert.Empty(live.Requests);
    }

    [Theory]
    [InlineData("10.0.0.1", "443", "https://10.0.0.1/")]
    [InlineData("10.0.0.1", "6443", "https://10.0.0.1:6443/")]
    [InlineData("fd00::1", "443", "https://[fd00::1]/")]
    [InlineData("[fd00::1]", "6443", "https://[fd00::1]:6443/")]
    [InlineData("aks.example", "443", "https://aks.example/")]
    public void The_environment_names_the_server(string host, string port, string expected)
    {
        _folder.Write("pod/token", "token");

        HubConfig config = Load(host, port).Resolve(null);

        Assert.Equal(expected, config.Server.AbsoluteUri);
        Assert.Null(config.CertificateAuthorities);
        Assert.Null(config.Namespace);
        Assert.False(config.SkipCertificateCheck);
    }

    [Theory]
    [InlineData("a/b", "443")]
    [InlineData("user@a", "443")]
    [InlineData("a?b", "443")]
    [InlineData("a b", "443")]
    [InlineData("a", "x")]
    [InlineData("a", "99999")]
    [InlineData("a", "443/path")]
    public void An_environment_that_names_no_server_is_an_error(string host, string port)
    {
        _folder.Write("pod/token", "token");

        HubException error = Assert.Throws<HubException>(() => Load(host, port).Resolve());

        Assert.Equal("InClusterConfigInvalid", error.ErrorId);
        Assert.Contains("KUBERNETES_SERVICE_HOST", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public void An_authority_that_is_no_certificate_is_an_error(string pem)
    {
        _folder.Write("pod/token", "token");
        string file = _folder.Write("pod/ca.crt", pem);

        HubException error = Assert.Throws<HubException>(() => Load("10.0.0.1", "443").Resolve());

        Assert.Equal("InClusterConfigInvalid", error.ErrorId);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "443", true)]
    [InlineData("", "443", true)]
    [InlineData("10.0.0.1", null, true)]
    [InlineData("10.0.0.1", "443", false)]
    public void Outside_of_a_pod_there_is_no_kubeconfig(string? host, string? port, bool withToken)
    {
        if (withToken)
        {
            _folder.Write("pod/token", "token");
        }

        Assert.Equal("KubeconfigNotFound", Assert.Throws<HubException>(() => Load(host, port)).ErrorId);
    }

    [Fact]
    public void A_kubeconfig_that_says_nothing_does_not()
    {
        _folder.Write("pod/token", "token");
        _folder.Write(".kube/config", "apiVersion: v1\nkind: Config\nclusters: null\n");

        Assert.Equal("in-cluster", Load("10.0.0.1", "443").CurrentContext);
        using var empty = new EnvironmentVariable("KUBECONFIG", _folder.Write("empty", ""));
        Assert.Equal("in-cluster", Load("10.0.0.1", "443").CurrentContext);
        Assert.Null(Load(null, null).CurrentContext);
    }

    [Fact]
    public void A_kubeconfig_comes_before_the_service_account()
    {
        _folder.Write("pod/token", "token");
        _folder.Write(".kube/config", "current-context: from-home\n");

        Assert.Equal("from-home", Load("10.0.0.1", "443").CurrentContext);
        using var missing = new EnvironmentVariable("KUBECONFIG", Path.Combine(_folder.Root, "missing"));
        Assert.Equal("KubeconfigNotFound", Assert.Throws<HubException>(() => Load("10.0.0.1", "443")).ErrorId);
    }

    [Fact]
    public void It_is_the_only_context_and_the_current_one()
    {
        _folder.Write("pod/token", "s3cr3t");
        _folder.Write("pod/namespace", "shop\n");
        ClientConfig config = Load("10.0.0.1", "6443");

        HubContext context = Assert.Single(config.Contexts);

        Assert.Empty(config.Files);
        Assert.Equal(("in-cluster", "https://10.0.0.1:6443", "shop", "TokenFile", true), (context.Name, context.Server, context.Namespace, context.AuthenticationType, context.Current));
        Assert.Equal("https://10.0.0.1:6443 (in-cluster)", config.Resolve("in-cluster").Identity);
        HubException error = Assert.Throws<HubException>(() => config.Resolve("prod"));
        Assert.Equal("ContextNotFound", error.ErrorId);
        Assert.Contains("service account", error.Message, StringComparison.Ordinal);
    }

    private ClientConfig Load(string? host, string? port) => ClientConfig.Load(
        null,
        null,
        new InClusterConfig(name => name switch { "KUBERNETES_SERVICE_HOST" => host, "KUBERNETES_SERVICE_PORT" => port, _ => null }, Path.Combine(_folder.Root, "pod")),
        Cancel);
}
