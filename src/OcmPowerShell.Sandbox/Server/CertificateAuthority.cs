using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OcmPowerShell.Sandbox.Api.Certificates;

namespace OcmPowerShell.Sandbox.Server;

/// <summary>
/// The sandbox's own certificate authority. Its key is written nowhere but to the state of a sandbox that was given one.
/// </summary>
internal sealed class CertificateAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";

    private readonly ECDsa _key;
    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2 _server;

    /// <summary>Makes the authority and the server's certificate for 127.0.0.1, localhost and ::1.</summary>
    /// <param name="name">Name of the sandbox, which the certificates show.</param>
    /// <param name="fault">What is to be wrong with the server's certificate.</param>
    public CertificateAuthority(string name, ServerCertificateFault fault = ServerCertificateFault.None)
        : this(ECDsa.Create(ECCurve.NamedCurves.nistP256), key => SelfSigned(name, key), fault)
    {
    }

    private CertificateAuthority(ECDsa key, Func<ECDsa, X509Certificate2> certificate, ServerCertificateFault fault)
    {
        _key = key;
        _certificate = certificate(key);
        using ECDsa serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 server = IssueServer(serverKey, fault);
        using X509Certificate2 withKey = server.CopyWithPrivateKey(serverKey);

        // Windows serves TLS only with a key that it holds itself, which one from PKCS #12 is.
        _server = new X509Certificate2(withKey.Export(X509ContentType.Pkcs12));
        ServerCertificate = SslStreamCertificateContext.Create(_server, additionalCertificates: null, offline: true);
        CertificatePem = _certificate.ExportCertificatePem();
    }

    /// <summary>The authority's certificate in PEM: what a client must trust.</summary>
    public string CertificatePem { get; }

    /// <summary>What the server shows its clients.</summary>
    public SslStreamCertificateContext ServerCertificate { get; }

    /// <summary>The authority that a sandbox had before; null where its certificate runs out within a month, or cannot be read.</summary>
    /// <param name="certificatePem">Its certificate.</param>
    /// <param name="keyPem">Its key.</param>
    /// <param name="fault">What is to be wrong with the server's new certificate.</param>
    public static CertificateAuthority? Restore(string certificatePem, string keyPem, ServerCertificateFault fault)
    {
        ECDsa key = ECDsa.Create();
        X509Certificate2? certificate = null;
        try
        {
            key.ImportFromPem(keyPem);
            certificate = X509Certificate2.CreateFromPem(certificatePem);
            if (certificate.NotAfter > DateTime.Now.AddMonths(1))
            {
                return new CertificateAuthority(key, _ => certificate, fault);
            }
        }
        catch (Exception strange) when (strange is CryptographicException or ArgumentException)
        {
            // A new one takes its place.
        }

        certificate?.Dispose();
        key.Dispose();
        return null;
    }

    /// <summary>The authority's key in PEM, for a later <see cref="Restore"/>.</summary>
    public string ExportKeyPem() => _key.ExportPkcs8PrivateKeyPem();

    /// <summary>Issues a client certificate, in PEM with its key.</summary>
    /// <param name="user">The user name, which becomes the common name.</param>
    /// <param name="groups">The user's groups, which become organizations.</param>
    public ClientCertificate IssueClient(string user, params string[] groups)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = Issue(Name(user, groups), new PublicKey(key), ClientAuthentication, null, null);
        return new ClientCertificate(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Issues a client certificate for a key that its owner keeps, in PEM.</summary>
    /// <param name="requestPem">The certificate signing request, which says for whom.</param>
    /// <param name="until">When it ends; never later than the authority itself.</param>
    /// <exception cref="ArgumentException">It is no certificate signing request.</exception>
    /// <exception cref="CryptographicException">It is none that was signed by the key it is for.</exception>
    public string SignClient(string requestPem, DateTimeOffset until)
    {
        CertificateRequest request = CertificateRequest.LoadSigningRequestPem(requestPem, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = Issue(request.SubjectName, request.PublicKey, ClientAuthentication, null, until);
        return certificate.ExportCertificatePem() + "\n";
    }

    /// <summary>Whom a client certificate names; null where this authority did not issue it, or not for clients, or it expired.</summary>
    public Identity? Identify(X509Certificate certificate)
    {
        using X509Certificate2 client = new(certificate);
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        if (!chain.Build(client))
        {
            return null;
        }

        string user = CertificateRequests.Values(client.SubjectName, CommonName).LastOrDefault("");
        string[] groups = [.. CertificateRequests.Values(client.SubjectName, Organization)];
        string hash = Convert.ToHexString(SHA256.HashData(client.RawData)).ToLowerInvariant();
        return user.Length == 0 ? null : Identity.Of(user, groups) with
        {
            Extra = new Dictionary<string, IReadOnlyList<string>> { [Identity.CredentialId] = [$"X509SHA256={hash}"] },
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _server.Dispose();
        _certificate.Dispose();
        _key.Dispose();
    }

    private static X509Certificate2 SelfSigned(string name, ECDsa key)
    {
        CertificateRequest request = new(Name($"{name}-ca", []), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));

        // Two days back, so that a certificate can have run out under it.
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddDays(-2), now.AddYears(1));
    }

    private X509Certificate2 IssueServer(ECDsa key, ServerCertificateFault fault)
    {
        SubjectAlternativeNameBuilder names = new();
        if (fault == ServerCertificateFault.WrongHost)
        {
            names.AddDnsName("another.example");
        }
        else
        {
            names.AddIpAddress(IPAddress.Loopback);
            names.AddDnsName("localhost");
            names.AddIpAddress(IPAddress.IPv6Loopback);
        }

        DateTimeOffset? end = fault == ServerCertificateFault.Expired ? DateTimeOffset.UtcNow.AddDays(-1) : null;
        return Issue(Name(fault == ServerCertificateFault.WrongHost ? "another.example" : "localhost", []), new PublicKey(key), ServerAuthentication, names.Build(), end);
    }

    private X509Certificate2 Issue(X500DistinguishedName subject, PublicKey key, string usage, X509Extension? names, DateTimeOffset? until)
    {
        CertificateRequest request = new(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));
        if (names is not null)
        {
            request.CertificateExtensions.Add(names);
        }

        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7F;

        // By key and name rather than by certificate: the authority's certificate may come without its key.
        X509SignatureGenerator signer = X509SignatureGenerator.CreateForECDsa(_key);
        DateTimeOffset end = _certificate.NotAfter;
        return request.Create(_certificate.SubjectName, signer, _certificate.NotBefore, until < end ? until.Value : end, serial);
    }

    private static X500DistinguishedName Name(string commonName, IEnumerable<string> organizations)
    {
        // The builder writes what it was given last to first.
        X500DistinguishedNameBuilder name = new();
        name.AddCommonName(commonName);
        foreach (string organization in organizations.Reverse())
        {
            name.AddOrganizationName(organization);
        }

        return name.Build();
    }
}
