using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OcmPowerShell.Tests.Hub;

/// <summary>A certificate authority that issues what no sandbox would: wrong names, wrong dates.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;

    public TestAuthority()
    {
        var request = new CertificateRequest("CN=test-ca", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _certificate = request.CreateSelfSigned(Now.AddDays(-30), Now.AddDays(30));
    }

    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>The only thing to trust for a client of what this authority issued.</summary>
    public X509Certificate2Collection Trust => [X509Certificate2.CreateFromPem(Pem)];

    /// <summary>A server certificate for one address or host name; valid for so many days from now, less than none for an expired one.</summary>
    public SslStreamCertificateContext Issue(string name, int days = 10)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=server", key, HashAlgorithmName.SHA256);
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
        using X509Certificate2 certificate = request.Create(_certificate, Now.AddDays(-20), Now.AddDays(days), [1, 2, 3, 4]);
        using X509Certificate2 withKey = certificate.CopyWithPrivateKey(key);
        X509Certificate2 server = X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
        return SslStreamCertificateContext.Create(server, additionalCertificates: null, offline: true);
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }
}
