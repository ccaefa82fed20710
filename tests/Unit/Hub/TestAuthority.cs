using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OcmPowerShell.Tests.Hub;

/// <summary>A certificate authority that issues what no sandbox would: wrong names, wrong dates, wrong uses.</summary>
internal sealed class TestAuthority : IDisposable
{
    public const string ForServers = "1.3.6.1.5.5.7.3.1";
    public const string ForClients = "1.3.6.1.5.5.7.3.2";

    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;

    /// <param name="name">The common name.</param>
    /// <param name="parent">Who issues it; null for a root.</param>
    /// <param name="days">Valid for so many days from now, less than none for one that is over.</param>
    public TestAuthority(string name = "test-ca", TestAuthority? parent = null, int days = 30)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        if (parent is null)
        {
            _certificate = request.CreateSelfSigned(Now.AddDays(-30), Now.AddDays(days));
            return;
        }

        using X509Certificate2 issued = request.Create(parent._certificate, Now.AddDays(-29), Now.AddDays(days), [5, 6, 7]);
        _certificate = issued.CopyWithPrivateKey(_key);
    }

    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>The only thing to trust for a client of what this authority issued.</summary>
    public X509Certificate2Collection Trust => [X509Certificate2.CreateFromPem(Pem)];

    /// <summary>A server certificate for one address or host name; valid for so many days from now, less than none for an expired one.</summary>
    /// <param name="name">The address or host name; null for a certificate without any.</param>
    /// <param name="days">How long it is valid.</param>
    /// <param name="usage">What it is for; null for anything.</param>
    /// <param name="chain">Authorities that the server sends along.</param>
    /// <param name="issuerUrl">Where the certificate says that its issuer's can be fetched.</param>
    public SslStreamCertificateContext Issue(string? name, int days = 10, string? usage = null, TestAuthority[]? chain = null, string? issuerUrl = null)
    {
        using X509Certificate2 withKey = Leaf("server", name, days, usage, issuerUrl);
        X509Certificate2 server = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
        X509Certificate2Collection more = [.. (chain ?? []).Select(authority => X509Certificate2.CreateFromPem(authority.Pem))];
        return SslStreamCertificateContext.Create(server, more, offline: true);
    }

    /// <summary>A client certificate; valid for so many days from now, less than none for an expired one.</summary>
    public X509Certificate2 IssueClient(string user, int days = 10)
    {
        using X509Certificate2 withKey = Leaf(user, null, days, ForClients, null);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }

    private X509Certificate2 Leaf(string commonName, string? name, int days, string? usage, string? issuerUrl)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={commonName}", key, HashAlgorithmName.SHA256);
        if (name is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            if (IPAddress.TryParse(name, out IPAddress? address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(name);
            }

            request.CertificateExtensions.Add(names.Build());
        }

        if (usage is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        }

        if (issuerUrl is not null)
        {
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [issuerUrl]));
        }

        using X509Certificate2 certificate = request.Create(_certificate, Now.AddDays(-20), Now.AddDays(days), RandomNumberGenerator.GetBytes(8).Select(part => (byte)(part & 0x7F | 1)).ToArray());
        return certificate.CopyWithPrivateKey(key);
    }
}
