using System.Text;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Kubeconfig;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Kubeconfig;

/// <summary>What one file says, and what is wrong with it.</summary>
public sealed class ClientConfigTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly TestAuthority _authority = new();

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("hub.example", "https://hub.example/")]
    [InlineData("https://hub.example:6443", "https://hub.example:6443/")]
    [InlineData("https://hub.example:6443/", "https://hub.example:6443/")]
    [InlineData("https://rancher.example/k8s/clusters/c-1/", "https://rancher.example/k8s/clusters/c-1/")]
    [InlineData("https://rancher.example/k8s/clusters/c-1?x=y#z", "https://rancher.example/k8s/clusters/c-1/")]
    [InlineData("http://127.0.0.1:8001", "http://127.0.0.1:8001/")]
    [InlineData("https://[::1]:6443", "https://[::1]:6443/")]
    public void The_server_keeps_its_path_and_nothing_else(string server, string expected) =>
        Assert.Equal(expected, Resolve(cluster: $"server: \"{server}\"").Server.AbsoluteUri);

    [Theory]
    [InlineData("ftp://hub.example")]
    [InlineData("https://")]
    [InlineData("https://admin:pass@hub.example")]
    [InlineData("https://admin:pass@hub.example:port")]
    [InlineData("not a host name")]
    public void A_server_that_is_none_is_refused_and_a_password_in_it_is_not_repeated(string server)
    {
        HubException error = Refuse(cluster: $"server: \"{server}\"");

        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.Contains("hub", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pass@", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embedded_data_wins_over_files()
    {
        _folder.Write("other-ca.pem", "not a certificate");
        string data = Convert.ToBase64String(Encoding.UTF8.GetBytes(_authority.Pem));

        HubConfig hub = Resolve(
            cluster: $"{{server: hub.example, certificate-authority: other-ca.pem, certificate-authority-data: {data}}}",
            user: "{token: inline, tokenFile: missing}");

        Assert.Equal("CN=test-ca", Assert.Single(hub.CertificateAuthorities!).Subject);
        Assert.Equal("inline", await hub.Credentials!.TokenAsync());
    }

    [Fact]
    public void An_authority_may_be_a_file_with_several_certificates()
    {
        using var second = new TestAuthority();
        _folder.Write("ca.pem", $"{_authority.Pem}\r\n# and another\r\n{second.Pem}\n");

        Assert.Equal(2, Resolve(cluster: "{server: hub.example, certificate-authority: ca.pem}").CertificateAuthorities!.Count);
    }

    [Theory]
    [InlineData("not a certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [InlineData("")]
    public void An_authority_that_is_no_certificate_is_refused(string text)
    {
        _folder.Write("ca.pem", text);

        HubException error = Refuse(cluster: "{server: hub.example, certificate-authority: ca.pem}");

        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.Contains("certificate authority", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_is_read_like_YAML() =>
        Assert.Equal("https://json.example/", Load("""
            {"clusters": [{"name": "hub", "cluster": {"server": "json.example"}}],
             "contexts": [{"name": "c", "context": {"cluster": "hub"}}], "current-context": "c"}
            """).Resolve().Server.AbsoluteUri);

    [Theory]
    [InlineData("\n", false)]
    [InlineData("\r\n", false)]
    [InlineData("\r\n", true)]
    public void Windows_text_files_are_read_too(string newLine, bool withByteOrderMark)
    {
        string text = """
            apiVersion: v1
            kind: Config
            preferences: {}
            extensions: [{name: x, extension: {a: [1, 2]}}]
            clusters:
            - name: hub
              cluster:
                server: https://hub.example
            users: null
            contexts:
            - context:
                cluster: hub
                namespace: default
              name: c
            current-context: c
            """.ReplaceLineEndings(newLine);
        byte[] bytes = [.. withByteOrderMark ? Encoding.UTF8.Preamble : [], .. Encoding.UTF8.GetBytes(text)];

        ClientConfig config = ClientConfig.Load(_folder.Write("config", bytes), cancellationToken: TestContext.Current.CancellationToken);

        HubContext context = Assert.Single(config.Contexts);
        Assert.Equal(("c", "hub", "https://hub.example", "", "default", true), (context.Name, context.ClusterEntry, context.Server, context.User, context.Namespace, context.Current));
        Assert.Equal("https://hub.example/", config.Resolve().Server.AbsoluteUri);
    }

    [Fact]
    public void Contexts_are_told_even_where_their_entries_are_missing()
    {
        ClientConfig config = Load("contexts: [{name: b, context: {cluster: gone, user: gone}}, {name: a, context: null}, {name: C}]\n");

        Assert.Equal(["b", "a", "C"], config.Contexts.Select(context => context.Name));
        Assert.All(config.Contexts, context => Assert.Equal("", context.Server));
    }

    [Theory]
    [InlineData("missing", "ContextNotFound", "missing")]
    [InlineData("HUB", "ContextNotFound", "hub")]
    [InlineData(null, "ContextNotFound", "current-context")]
    [InlineData("no-cluster", "KubeconfigInvalid", "names no cluster")]
    [InlineData("lost-cluster", "KubeconfigInvalid", "cluster 'gone'")]
    [InlineData("lost-user", "KubeconfigInvalid", "user 'gone'")]
    [InlineData("no-server", "KubeconfigInvalid", "no server")]
    public void What_a_context_lacks_is_said(string? context, string errorId, string said)
    {
        ClientConfig config = Load("""
            clusters: [{name: hub, cluster: {server: hub.example}}, {name: empty, cluster: {server: ""}}]
            contexts:
            - {name: hub, context: {cluster: hub}}
            - {name: no-cluster, context: {user: gone}}
            - {name: lost-cluster, context: {cluster: gone}}
            - {name: lost-user, context: {cluster: hub, user: gone}}
            - {name: no-server, context: {cluster: empty}}
            """);

        HubException error = Assert.Throws<HubException>(() => config.Resolve(context));

        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_empty_is_not_asked_for() =>
        Assert.NotNull(Resolve(
            cluster: "{server: hub.example, proxy-url: \"\", tls-server-name: null}",
            user: "{token: t, username: \"\", password: \"\", exec: null, as: \"\", as-groups: [], as-user-extra: {}}").Credentials);

    [Fact]
    public void An_authority_and_no_check_at_all_contradict_each_other()
    {
        HubException error = Refuse(cluster: $"{{server: hub.example, insecure-skip-tls-verify: true, certificate-authority-data: {Convert.ToBase64String(Encoding.UTF8.GetBytes(_authority.Pem))}}}");

        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.Contains("insecure-skip-tls-verify", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Not_checking_certificates_is_warned_of_once()
    {
        using HubConnection hub = HubConnection.Open(Resolve(cluster: "{server: hub.example, insecure-skip-tls-verify: true}"));

        Assert.Contains("insecure-skip-tls-verify", Assert.Single(hub.TakeWarnings()), StringComparison.Ordinal);
        Assert.Empty(hub.TakeWarnings());
    }

    [Theory]
    [InlineData("- a\n")]
    [InlineData("text\n")]
    [InlineData("clusters: {}\n")]
    [InlineData("clusters: [{cluster: {server: a}}]\n")]
    [InlineData("contexts: [1]\n")]
    [InlineData("current-context: 5\n")]
    [InlineData("current-context: [\n")]
    public void A_file_that_is_no_kubeconfig_is_refused_by_name(string text)
    {
        string file = _folder.Write("config", text);

        HubException error = Assert.Throws<HubException>(() => ClientConfig.Load(file, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_has_no_contexts()
    {
        HubException error = Assert.Throws<HubException>(() => Load("# nothing\n").Resolve());

        Assert.Equal("ContextNotFound", error.ErrorId);
        Assert.Contains("no contexts", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("client-certificate-data: QUJD")]
    [InlineData("{client-certificate-data: QUJD, client-key-data: QUJD}")]
    [InlineData("{client-certificate-data: \"***\", client-key-data: QUJD}")]
    [InlineData("{client-certificate: missing.pem, client-key: missing.key}")]
    public void A_client_certificate_that_cannot_be_used_is_refused(string user)
    {
        HubException error = Refuse(user: user);

        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.Contains("admin", error.Message, StringComparison.Ordinal);
    }

    private HubException Refuse(string cluster = "server: hub.example", string user = "{}") =>
        Assert.Throws<HubException>(() => Resolve(cluster, user));

    private HubConfig Resolve(string cluster = "server: hub.example", string user = "{}") => Load($$"""
        clusters: [{name: hub, cluster: {{Braced(cluster)}} }]
        users: [{name: admin, user: {{Braced(user)}} }]
        contexts: [{name: c, context: {cluster: hub, user: admin} }]
        current-context: c
        """).Resolve();

    private ClientConfig Load(string text) => ClientConfig.Load(_folder.Write("config", text), cancellationToken: TestContext.Current.CancellationToken);

    private static string Braced(string fields) => fields.StartsWith('{') ? fields : $"{{{fields}}}";
}
