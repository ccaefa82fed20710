using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace OcmPowerShell.Hub.Connection.Network;

/// <summary>Reads a bundle of certificate authorities.</summary>
internal static class AuthorityBundle
{
    /// <summary>The certificates of a PEM text. As Go: what is no certificate is passed over, so there may be none.</summary>
    public static X509Certificate2Collection Read(byte[] pem) => Read(Encoding.UTF8.GetString(pem));

    /// <inheritdoc cref="Read(byte[])"/>
    public static X509Certificate2Collection Read(ReadOnlySpan<char> pem)
    {
        var certificates = new X509Certificate2Collection();
        while (PemEncoding.TryFind(pem, out PemFields fields))
        {
            if (pem[fields.Label] is "CERTIFICATE" && Certificate(pem[fields.Location]) is { } certificate)
            {
                certificates.Add(certificate);
            }

            pem = pem[fields.Location.End..];
        }

        return certificates;
    }

    private static X509Certificate2? Certificate(ReadOnlySpan<char> pem)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
