using System.Security.Cryptography;
using System.Text;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Connection.Credentials;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Credentials;

/// <summary>Client certificates in files and in the kubeconfig itself.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private const string Files = "client-certificate: c.pem, client-key: c.key";

    private readonly UserFile _file = new();
    private readonly ClientAuthority _authority = new();
    private readonly TestClock _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _file.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("SEC1")]
    [InlineData("SEC1 with its parameters before it")]
    [InlineData("EC in PKCS#8")]
    [InlineData("PKCS#1")]
    [InlineData("RSA in PKCS#8")]
    public async Task Keys_of_every_usual_kind_are_good_for_a_handshake(string kind)
    {
        await using var server = new MutualTlsServer();
        WritePair(kind);

        await AskAsync(server, Files);

        Assert.Equal("CN=alice", Assert.Single(server.Clients).Subject);
    }

    [Fact]
    public async Task The_certificates_after_the_clients_own_are_sent_along()
    {
        await using var server = new MutualTlsServer();
        (string certificate, string key) = _authority.Issue("alice");
        _file.Write("c.pem", certificate + "\n" + _authority.IntermediatePem + "\n");
        _file.Write("c.key", key);

        await AskAsync(server, Files);

        Assert.Equal(["CN=intermediate"], Assert.Single(server.Clients).Intermediates);
    }

    [Fact]
    public async Task Data_and_a_file_may_be_mixed_and_data_wins()
    {
        await using var server = new MutualTlsServer();
        (string certificate, string key) = _authority.Issue("alice");
        _file.Write("c.key", key);

        await AskAsync(server, $"client-certificate-data: {Base64(certificate)}, client-certificate: missing, client-key: c.key");

        Assert.Equal("CN=alice", Assert.Single(server.Clients).Subject);
    }

    [Fact]
    public async Task Renewed_files_are_read_after_a_few_seconds_and_stay_one_object_until_then()
    {
        WriteFor("alice");
        ClientCertificateFiles source = Source();
        RequestCredentials first = await source.GetAsync(Cancel);
        WriteFor("carol");

        Assert.Same(first, await source.GetAsync(Cancel));
        _clock.Pass(TimeSpan.FromSeconds(11));
        RequestCredentials second = await source.GetAsync(Cancel);
        _clock.Pass(TimeSpan.FromSeconds(11));

        Assert.Equal("CN=carol", second.Certificate!.Leaf.Subject);
        Assert.Same(second, await source.GetAsync(Cancel));
    }

    [Fact]
    public async Task After_a_401_the_files_are_read_at_once()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        using var strangers = new ClientAuthority();
        (string certificate, string key) = strangers.Issue("alice");
        Write(certificate, key);
        using HubConnection hub = HubConnection.Open(live.Connection.Config with { Credentials = Source() }).Quick();
        HubException refused = await Assert.ThrowsAnyAsync<HubException>(() => HubProbe.GetVersionAsync(hub, Cancel));

        var (goodCertificate, goodKey) = live.Sandbox.IssueClientCertificate("alice", "system:masters");
        Write(goodCertificate, goodKey);
        await HubProbe.GetVersionAsync(hub, Cancel);

        Assert.Equal("Unauthorized", refused.ErrorId);
        Assert.Equal("alice", live.Requests[^1].User);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB")]
    [InlineData("another's")]
    [InlineData(null)]
    public async Task While_only_one_of_two_files_is_written_the_old_pair_is_shown(string? half)
    {
        WriteFor("alice");
        ClientCertificateFiles source = Source();
        RequestCredentials old = await source.GetAsync(Cancel);
        (string certificate, string key) = _authority.Issue("bob");
        string path = _file.Write("c.pem", half == "another's" ? certificate : half ?? "");
        if (half is null)
        {
            File.Delete(path);
        }

        _clock.Pass(TimeSpan.FromSeconds(11));
        Assert.Same(old, await source.GetAsync(Cancel));
        Assert.True(source.Refuse(old));
        Assert.Same(old, await source.GetAsync(Cancel));

        Write(certificate, key);
        _clock.Pass(TimeSpan.FromSeconds(11));
        Assert.Equal("CN=bob", (await source.GetAsync(Cancel)).Certificate!.Leaf.Subject);
    }

    [Fact]
    public async Task A_certificate_that_is_swapped_behind_a_link_is_noticed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        (string oldCertificate, string oldKey) = _authority.Issue("alice");
        (string newCertificate, string newKey) = _authority.Issue("bob");
        foreach ((string folder, string certificate, string key) in new[] { ("v1", oldCertificate, oldKey), ("v2", newCertificate, newKey) })
        {
            _file.Write($"{folder}/c.pem", certificate);
            _file.Write($"{folder}/c.key", key);
        }

        Directory.CreateSymbolicLink(Path.Combine(_file.Root, "now"), "v1");
        File.CreateSymbolicLink(Path.Combine(_file.Root, "c.pem"), "now/c.pem");
        File.CreateSymbolicLink(Path.Combine(_file.Root, "c.key"), "now/c.key");
        ClientCertificateFiles source = Source();
        Directory.Delete(Path.Combine(_file.Root, "now"));
        Directory.CreateSymbolicLink(Path.Combine(_file.Root, "now"), "v2");
        _clock.Pass(TimeSpan.FromSeconds(11));

        Assert.Equal("CN=bob", (await source.GetAsync(Cancel)).Certificate!.Leaf.Subject);
    }

    [Theory]
    [InlineData(Files)]
    [InlineData("data")]
    public async Task An_expired_certificate_is_told_before_anything_is_sent(string fields)
    {
        (string certificate, string key) = _authority.Issue("alice", end: DateTimeOffset.UtcNow.AddDays(-1));
        Write(certificate, key);
        string user = fields == "data" ? $"client-certificate-data: {Base64(certificate)}, client-key-data: {Base64(key)}" : fields;
        ICredentialSource source = _file.Resolve(user).Credentials!;

        HubException error = await Assert.ThrowsAsync<HubException>(async () => await source.GetAsync(Cancel));

        Assert.Equal("ClientCertificateExpired", error.ErrorId);
        Assert.Contains("the user 'admin'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_certificate_beside_a_token_leaves_it_to_the_token()
    {
        (string certificate, string key) = _authority.Issue("alice", end: DateTimeOffset.UtcNow.AddDays(-1));
        Write(certificate, key);

        Assert.Equal("t", await _file.Resolve($"token: t, {Files}").Credentials!.TokenAsync());
    }

    [Fact]
    public async Task A_renewed_certificate_ends_the_error_at_once()
    {
        (string certificate, string key) = _authority.Issue("alice", end: DateTimeOffset.UtcNow.AddDays(-1));
        Write(certificate, key);
        ClientCertificateFiles source = Source();
        await Assert.ThrowsAsync<HubException>(async () => await source.GetAsync(Cancel));

        WriteFor("alice");

        Assert.NotNull((await source.GetAsync(Cancel)).Certificate);
    }

    [Theory]
    [InlineData("encrypted", "encrypted")]
    [InlineData("encrypted as OpenSSL once did", "encrypted")]
    [InlineData("another's", "does not belong")]
    [InlineData("of another kind", "certificate's kind")]
    [InlineData("none", "both must be PEM")]
    [InlineData("swapped", "no PEM certificate")]
    public void A_key_that_cannot_be_used_is_told_with_the_reason_and_without_the_key(string key, string said)
    {
        using RSA rsa = RSA.Create(2048);
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (string certificate, string own) = _authority.Issue("alice");
        string text = key switch
        {
            "encrypted" => other.ExportEncryptedPkcs8PrivateKeyPem("pass", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 10)),
            "encrypted as OpenSSL once did" => own.Replace("KEY-----\n", "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n", StringComparison.Ordinal),
            "another's" => other.ExportECPrivateKeyPem(),
            "of another kind" => rsa.ExportRSAPrivateKeyPem(),
            "swapped" => certificate,
            _ => "not a key, but s3cret",
        };
        Write(key == "swapped" ? own : certificate, text);

        HubException error = Assert.Throws<HubException>(() => _file.Resolve(Files));

        Assert.Equal("KubeconfigInvalid", error.ErrorId);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
        Assert.All(text.Split('\n').Concat(own.Split('\n')).Where(line => line.Length > 20 && !line.StartsWith("---", StringComparison.Ordinal)), line => Assert.DoesNotContain(line, error.ToString(), StringComparison.Ordinal));
    }

    private static async Task AskAsync(MutualTlsServer server, HubConfig config)
    {
        using HubConnection hub = HubConnection.Open(config with { Server = server.Url, CertificateAuthorities = server.Trust }).Quick();
        Assert.Equal(new Version(1, 33), await HubProbe.GetVersionAsync(hub, Cancel).SoonAsync());
    }

    private Task AskAsync(MutualTlsServer server, string user) => AskAsync(server, _file.Resolve(user));

    private ClientCertificateFiles Source() => new(
        () => (Bytes("c.pem"), Bytes("c.key")), "the user 'admin' in config", mustBeValid: true, _clock);

    // As a kubeconfig's entry reads them: whatever is wrong with a file is one clear error.
    private byte[] Bytes(string name)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(_file.Root, name));
        }
        catch (IOException exception)
        {
            throw new HubException("KubeconfigInvalid", exception.Message);
        }
    }

    private void WriteFor(string user)
    {
        (string certificate, string key) = _authority.Issue(user);
        Write(certificate, key);
    }

    private void WritePair(string kind)
    {
        using RSA rsa = RSA.Create(2048);
        (string certificate, string key) = _authority.Issue("alice", kind is "PKCS#1" or "RSA in PKCS#8" ? rsa : null);
        using ECDsa ec = ECDsa.Create();
        if (kind == "EC in PKCS#8")
        {
            ec.ImportFromPem(key);
        }

        Write(certificate, kind switch
        {
            "SEC1 with its parameters before it" => "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + key,
            "EC in PKCS#8" => ec.ExportPkcs8PrivateKeyPem(),
            "RSA in PKCS#8" => rsa.ExportPkcs8PrivateKeyPem(),
            _ => key,
        });
    }

    private void Write(string certificate, string key)
    {
        _file.Write("c.pem", certificate);
        _file.Write("c.key", key);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
