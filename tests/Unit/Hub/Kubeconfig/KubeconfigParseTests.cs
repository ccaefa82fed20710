using System.Text;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Kubeconfig;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Kubeconfig;

/// <summary>A kubeconfig that stands in no file.</summary>
public sealed class KubeconfigParseTests : IDisposable
{
    private const string Name = "the variable KubeConfig";

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_text_is_read_like_a_file()
    {
        using var authority = new TestAuthority();
        ClientConfig config = ClientConfig.Parse(Text($"certificate-authority-data: {Convert.ToBase64String(Encoding.UTF8.GetBytes(authority.Pem))}", "token: from-text"), Name);

        HubConfig hub = config.Resolve();

        Assert.Empty(config.Files);
        Assert.Equal(Name, Assert.Single(config.Contexts).KubeConfig);
        Assert.Equal("https://hub.example (c)", hub.Identity);
        Assert.Equal("CN=test-ca", Assert.Single(hub.CertificateAuthorities!).Subject);
        Assert.Equal("from-text", await hub.Credentials!.TokenAsync());
    }

    [Theory]
    [InlineData("certificate-authority: ca.pem", "token: t", "certificate-authority")]
    [InlineData("certificate-authority: ./ca.pem", "token: t", "certificate-authority")]
    [InlineData("extra: 1", "tokenFile: token", "tokenFile")]
    [InlineData("extra: 1", "{client-certificate: a.pem, client-key: /a.key}", "client-certificate")]
    public void A_relative_path_is_an_error_that_says_so(string cluster, string user, string field)
    {
        HubException error = Assert.Throws<HubException>(() => ClientConfig.Parse(Text(cluster, user), Name).Resolve());

        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.Contains($"'{field}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("relative path", error.Message, StringComparison.Ordinal);
        Assert.Contains(Name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_absolute_path_is_used()
    {
        string file = _folder.Write("token", "from-file\n");

        HubConfig hub = ClientConfig.Parse(Text("extra: 1", $"tokenFile: '{file}'"), Name).Resolve();

        Assert.Equal("from-file", await hub.Credentials!.TokenAsync());
    }

    [Theory]
    [InlineData("s3cr3t: [", "not valid YAML")]
    [InlineData("s3cr3t", "not a kubeconfig")]
    [InlineData("kind: s3cr3t", "not a kubeconfig")]
    [InlineData("apiVersion: s3cr3t", "not a kubeconfig")]
    [InlineData("current-context: [s3cr3t]", "not text")]
    [InlineData("users: s3cr3t", "not a list")]
    [InlineData("users: [{user: {token: s3cr3t}}]", "no name")]
    [InlineData("users: [{name: a, user: s3cr3t}]", "not an object")]
    [InlineData("users: [{name: a, user: {token: s3cr3t}}, {name: a, user: {token: s3cr3t}}]", "have the name 'a'")]
    [InlineData("users: [{name: a, name: b, user: {token: s3cr3t}}]", "line 1")]
    public void No_error_tells_any_of_it(string text, string said)
    {
        HubException error = Assert.Throws<HubException>(() => ClientConfig.Parse(text, Name));

        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.Contains(Name, error.Message, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_too_large_is_refused()
    {
        HubException error = Assert.Throws<HubException>(() => ClientConfig.Parse(new string('#', BoundedFile.MostBytes + 1), Name));

        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.Contains("too large", error.Message, StringComparison.Ordinal);
    }

    private static string Text(string cluster, string user) => $$"""
        clusters:
        - name: hub
          cluster: {server: hub.example, {{cluster}} }
        users:
        - name: admin
          user: {{(user.StartsWith('{') ? user : $"{{{user}}}")}}
        contexts: [{name: c, context: {cluster: hub, user: admin} }]
        current-context: c
        """;
}
