using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace OcmPowerShell.Hub.Connection.Credentials;

/// <summary>Makes a client certificate of two PEM texts: RSA and elliptic curves, keys in PKCS#1, PKCS#8 and SEC1.</summary>
internal static class PemKeyPair
{
    /// <summary>Reads a pair. The first certificate is the client's, those after it are sent along.</summary>
    /// <param name="certificate">The certificates' PEM.</param>
    /// <param name="key">The key's PEM.</param>
    /// <param name="errorId">The error to raise.</param>
    /// <param name="owner">Whose they are, as in "the user 'admin' in …".</param>
    /// <exception cref="HubException">They cannot be used. What they hold is not told.</exception>
    public static ClientCertificate Read(byte[] certificate, byte[] key, string errorId, string owner)
    {
        string certificateText = Encoding.UTF8.GetString(certificate);
        string keyText = Encoding.UTF8.GetString(key);
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(certificateText);
            if (chain.Count == 0)
            {
                throw Unusable(errorId, owner, "there is no PEM certificate in it. Is it in another format, or is the key in the certificate's place?");
            }

            if (IsEncrypted(keyText))
            {
                throw Unusable(errorId, owner, "the key is encrypted. Write it without a passphrase, to a file that nobody else may read.");
            }

            using X509Certificate2 pair = X509Certificate2.CreateFromPem(certificateText, keyText);
            X509Certificate2 usable = ForTls(pair);
            chain[0].Dispose();
            chain.RemoveAt(0);
            return new ClientCertificate(usable, chain);
        }
        catch (CryptographicException exception) when (exception.InnerException is ArgumentException)
        {
            // What .NET makes of a key of the right kind that belongs to another certificate.
            throw Unusable(errorId, owner, "the key does not belong to the certificate. Was one renewed without the other?");
        }
        catch (CryptographicException)
        {
            throw Unusable(errorId, owner, "both must be PEM, and the key an RSA or elliptic-curve key of the certificate's kind.");
        }
    }

    // Windows' TLS refuses a key that lives only in memory; through PKCS#12 it gets one that SChannel can use, in a file
    // that goes with the object.
    private static X509Certificate2 ForTls(X509Certificate2 pair) =>
#pragma warning disable SYSLIB0057 // The replacement needs .NET 9.
        new(pair.Export(X509ContentType.Pkcs12));
#pragma warning restore SYSLIB0057

    private static bool IsEncrypted(string key) =>
        key.Contains("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal) || key.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal);

    private static HubException Unusable(string errorId, string owner, string why) =>
        new(errorId, $"The client certificate and key of {owner} cannot be used: {why}");
}
