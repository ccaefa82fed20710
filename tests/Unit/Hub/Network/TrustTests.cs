using System.Net.Security;
using System.Security.Cryptography;
using System.Text;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Network;

/// <summary>Which certificates a kubeconfig's authority vouches for.</summary>
public sealed class TrustTests : IDisposable
{
    private const string Version = """{"major":"1","minor":"33"}""";
    private const string NotIssued = "not issued by the certificate authority";

    private readonly ScratchFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _stranger = new("stranger-ca");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
        _stranger.Dispose();
    }

    [Theory]
    [InlineData("{0}\n{1}\n")]
    [InlineData("{1}\n{0}\n")]
    [InlineData("# the hub's\n{0}\n\n subject: CN = stranger\n issuer: nobody\n{1}\nthe end")]
    [InlineData("-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n{0}")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END PUBLIC KEY-----\n{0}")]
    public async Task An_authority_is_found_in_a_bundle(string bundle)
    {
        string pem = bundle.Replace("{0}", _authority.Pem, StringComparison.Ordinal).Replace("{1}", _stranger.Pem, StringComparison.Ordinal);

        await TrustedAsync(_authority.Issue("127.0.0.1"), pem);
        await TrustedAsync(_authority.Issue("127.0.0.1"), pem.Replace("\n", "\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_expired_authority_of_the_same_name_in_the_bundle_does_no_harm()
    {
        using var expired = new TestAuthority(days: -1);

        await TrustedAsync(_authority.Issue("127.0.0.1"), expired.Pem + "\n" + _authority.Pem);
        await TrustedAsync(_authority.Issue("127.0.0.1"), _authority.Pem + "\n" + expired.Pem);
        await RefusedAsync(expired.Issue("127.0.0.1", days: -2), expired.Pem + "\n" + _authority.Pem, "expired");
    }

    [Fact]
    public async Task A_bundle_may_be_as_long_as_a_distributions()
    {
        var bundle = new StringBuilder();
        for (int i = 0; i < 150; i++)
        {
            using var authority = new TestAuthority($"ca-{i}");
            bundle.Append(authority.Pem).Append('\n');
        }

        await TrustedAsync(_authority.Issue("127.0.0.1"), bundle + _authority.Pem);
        await RefusedAsync(_authority.Issue("127.0.0.1"), bundle.ToString(), NotIssued);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not PEM at all")]
    [InlineData("-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\n%%%\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\n")]
    public async Task What_holds_no_certificate_is_an_error_not_trust_in_the_machines_authorities(string pem)
    {
        _folder.Write("ca.pem", pem);
        await using var server = new RawServer(exchange => exchange.AnswerAsync(Version), _authority.Issue("127.0.0.1"));

        HubException error = Assert.Throws<HubException>(() => Open(server.Url, "certificate-authority: ca.pem"));

        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.Contains("holds no PEM certificate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_bytes_as_an_authority_are_an_error()
    {
        _folder.Write("ca.pem", RandomNumberGenerator.GetBytes(4096));
        await using var server = new RawServer(exchange => exchange.AnswerAsync(Version), _authority.Issue("127.0.0.1"));

        Assert.Equal("KubeconfigInvalid", Assert.Throws<HubException>(() => Open(server.Url, "certificate-authority: ca.pem")).ErrorId);
    }

    [Fact]
    public async Task Intermediates_that_the_server_sends_lead_to_the_authority()
    {
        using var intermediate = new TestAuthority("intermediate", _authority);

        await TrustedAsync(intermediate.Issue("127.0.0.1", chain: [intermediate]), _authority.Pem);
        await TrustedAsync(intermediate.Issue("127.0.0.1"), _authority.Pem + "\n" + intermediate.Pem);
        await RefusedAsync(intermediate.Issue("127.0.0.1"), _authority.Pem, NotIssued);
    }

    [Fact]
    public async Task An_intermediate_alone_is_trusted_as_kubectl_trusts_it()
    {
        using var intermediate = new TestAuthority("intermediate", _authority);

        await TrustedAsync(intermediate.Issue("127.0.0.1"), intermediate.Pem);
        await TrustedAsync(intermediate.Issue("127.0.0.1", chain: [intermediate, _authority]), intermediate.Pem);
    }

    [Fact]
    public async Task A_servers_own_certificate_can_be_what_is_trusted()
    {
        SslStreamCertificateContext certificate = _authority.Issue("127.0.0.1");

        await TrustedAsync(certificate, certificate.TargetCertificate.ExportCertificatePem());
    }

    [Fact]
    public async Task A_trusted_intermediate_vouches_for_neither_names_nor_dates_nor_uses_nor_its_siblings()
    {
        using var intermediate = new TestAuthority("intermediate", _authority);
        using var sibling = new TestAuthority("sibling", _authority);

        await RefusedAsync(intermediate.Issue("other.example"), intermediate.Pem, "another host name (other.example)");
        await RefusedAsync(intermediate.Issue("127.0.0.1", days: -1), intermediate.Pem, "expired");
        await RefusedAsync(intermediate.Issue("127.0.0.1", usage: TestAuthority.ForClients), intermediate.Pem, "not one for servers");
        await RefusedAsync(sibling.Issue("127.0.0.1", chain: [sibling, _authority]), intermediate.Pem, NotIssued);
        await RefusedAsync(_authority.Issue("127.0.0.1", chain: [_authority, intermediate]), intermediate.Pem, NotIssued);
    }

    [Fact]
    public async Task Somebody_who_only_calls_himself_the_authority_is_not_trusted()
    {
        using var intermediate = new TestAuthority("intermediate", _authority);
        using var impostor = new TestAuthority("intermediate", _stranger);
        using var root = new TestAuthority();

        await RefusedAsync(impostor.Issue("127.0.0.1", chain: [impostor]), intermediate.Pem, null);
        await RefusedAsync(impostor.Issue("127.0.0.1", chain: [intermediate]), intermediate.Pem, null);
        await RefusedAsync(root.Issue("127.0.0.1", chain: [root]), _authority.Pem, null);
        await RefusedAsync(root.Issue("127.0.0.1", chain: [_authority]), _authority.Pem, null);
    }

    [Fact]
    public async Task A_client_certificate_of_the_same_authority_does_not_make_a_hub()
    {
        await TrustedAsync(_authority.Issue("127.0.0.1", usage: TestAuthority.ForServers), _authority.Pem);
        await RefusedAsync(_authority.Issue("127.0.0.1", usage: TestAuthority.ForClients), _authority.Pem, "not one for servers");
    }

    [Fact]
    public async Task A_certificate_that_names_nobody_is_for_another_host()
    {
        await RefusedAsync(_authority.Issue(null), _authority.Pem, "another host name");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_is_fetched_while_a_certificate_is_judged(bool given)
    {
        await using var fetched = new RawServer(exchange => exchange.AnswerAsync("", contentType: "application/pkix-cert"));
        using var intermediate = new TestAuthority("intermediate", _authority);
        SslStreamCertificateContext certificate = intermediate.Issue("127.0.0.1", issuerUrl: $"{fetched.Url}ca.cer");

        await RefusedAsync(certificate, given ? _authority.Pem : null, "was not issued by");

        Assert.Equal(0, fetched.Connections);
    }

    [Fact]
    public async Task Machine_trust_is_not_added_to_a_given_authority()
    {
        await RefusedAsync(_stranger.Issue("127.0.0.1"), _authority.Pem, NotIssued);
        await RefusedAsync(_stranger.Issue("127.0.0.1"), null, "this machine trusts");
    }

    [Theory]
    [InlineData("")]
    [InlineData(", tls-server-name: hub.example")]
    public async Task Without_the_check_nothing_about_a_certificate_matters(string more)
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(Version), _stranger.Issue(null, days: -1, usage: TestAuthority.ForClients));
        using HubConnection hub = Open(server.Url, "insecure-skip-tls-verify: true" + more);

        Assert.Equal(new Version(1, 33), await HubProbe.GetVersionAsync(hub, Cancel));
        Assert.Contains("insecure-skip-tls-verify", Assert.Single(hub.TakeWarnings()), StringComparison.Ordinal);
        Assert.Equal(more.Length == 0 ? "" : "hub.example", Assert.Single(server.ServerNames.Distinct()));
    }

    private async Task TrustedAsync(SslStreamCertificateContext certificate, string pem)
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(Version), certificate);
        using HubConnection hub = Open(server.Url, Authority(pem));

        Assert.Equal(new Version(1, 33), await HubProbe.GetVersionAsync(hub, Cancel));
    }

    private async Task RefusedAsync(SslStreamCertificateContext certificate, string? pem, string? said)
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(Version), certificate);
        using HubConnection hub = Open(server.Url, pem is null ? "disable-compression: false" : Authority(pem));

        HubException error = await Assert.ThrowsAsync<HubException>(() => HubProbe.GetVersionAsync(hub, Cancel));

        Assert.Equal("CertificateError", error.ErrorId);
        Assert.Contains(said ?? "its certificate", error.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    private static string Authority(string pem) => $"certificate-authority-data: {Convert.ToBase64String(Encoding.UTF8.GetBytes(pem))}";

    private HubConnection Open(Uri server, string cluster) => HubConnection.Open(_folder.Write("config", $$"""
        clusters: [{name: hub, cluster: {server: "{{server}}", {{cluster}} } }]
        users: [{name: admin, user: {token: t} }]
        contexts: [{name: c, context: {cluster: hub, user: admin} }]
        current-context: c
        """)).Quick();
}
