using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OcmPowerShell.Tests.Hub.Credentials;

/// <summary>Issues client certificates by way of an intermediate authority.</summary>
internal sealed class ClientAuthority : IDisposable
{
    private static readonly DateTimeOffset Begin = DateTimeOffset.UtcNow.AddDays(-20);

    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _intermediate;

    public ClientAuthority()
    {
        using ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _root = Authority("CN=root", rootKey).CreateSelfSigned(Begin, DateTimeOffset.UtcNow.AddDays(300));
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 intermediate = Authority("CN=intermediate", key).Create(_root, Begin, _root.NotAfter, [1]);
        _intermediate = intermediate.CopyWithPrivateKey(key);
    }

    /// <summary>The intermediate authority's certificate.</summary>
    public string IntermediatePem => _intermediate.ExportCertificatePem();

    /// <summary>A certificate for a user, with an elliptic-curve key in SEC1 unless an RSA key is given.</summary>
    public (string Certificate, string Key) Issue(string user, RSA? rsa = null, DateTimeOffset? end = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = rsa is null
            ? new($"CN={user}", key, HashAlgorithmName.SHA256)
            : new($"CN={user}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var issuer = X509SignatureGenerator.CreateForECDsa(_intermediate.GetECDsaPrivateKey()!);
        using X509Certificate2 certificate = request.Create(_intermediate.SubjectName, issuer, Begin, end ?? DateTimeOffset.UtcNow.AddDays(200), [2]);
        return (certificate.ExportCertificatePem(), rsa is null ? key.ExportECPrivateKeyPem() : rsa.ExportRSAPrivateKeyPem());
    }

    public void Dispose()
    {
        _root.Dispose();
        _intermediate.Dispose();
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        return request;
    }
}
