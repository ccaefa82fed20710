using System.Collections;
using System.Management.Automation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection.Credentials;
using OcmPowerShell.Hub.Connection.Network;

namespace OcmPowerShell.Binding;

/// <summary>Certificates as people have them: a file, PEM text (plain or in base64, as kubeconfigs hold it), or objects.</summary>
internal static class CertificateInput
{
    private const string PemBegin = "-----BEGIN ";

    /// <summary>Reads the authorities to trust.</summary>
    /// <param name="value">A path, text, a certificate, or a list of those.</param>
    /// <param name="resolve">Makes a PowerShell path a path of the file system.</param>
    /// <exception cref="HubException"><c>CertificateInvalid</c>.</exception>
    public static X509Certificate2Collection Authorities(object value, Func<string, string> resolve)
    {
        var all = new X509Certificate2Collection();
        Add(all, value, resolve);
        return all;
    }

    /// <summary>Reads a certificate with its private key.</summary>
    /// <param name="value">A certificate, a file (PEM, or PKCS#12 without a password), or PEM text.</param>
    /// <param name="key">A file or PEM text of the key; null where it is with the certificate.</param>
    /// <param name="resolve">Makes a PowerShell path a path of the file system.</param>
    /// <exception cref="HubException"><c>CertificateInvalid</c>.</exception>
    public static ClientCertificate WithKey(object value, object? key, Func<string, string> resolve)
    {
        object plain = Plain(value);
        if (plain is not X509Certificate2 && Text(plain, resolve) is { } pem)
        {
            if (key is null && !pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            {
                throw NoKey();
            }

            string keyPem = key is null ? pem : Text(Plain(key), resolve) ?? throw Invalid("-ClientKey", "is not a PEM key.");
            return PemKeyPair.Read(Encoding.UTF8.GetBytes(pem), Encoding.UTF8.GetBytes(keyPem), "CertificateInvalid", "-ClientCertificate");
        }

        X509Certificate2 certificate = plain as X509Certificate2 ?? FromFile(resolve((string)plain));
        return certificate.HasPrivateKey
            ? new ClientCertificate(certificate, [])
            : throw NoKey();
    }

    private static HubException NoKey() => Invalid("-ClientCertificate", "has no private key. Name the key's file with -ClientKey, or pass an object that has its key.");

    private static X509Certificate2 FromFile(string path)
    {
        try
        {
#pragma warning disable SYSLIB0057 // The replacement needs .NET 9.
            return new X509Certificate2(path);
#pragma warning restore SYSLIB0057
        }
        catch (CryptographicException exception)
        {
            throw Invalid("-ClientCertificate", "is neither PEM nor PKCS#12 without a password. One with a password can be passed as an object: Get-PfxCertificate.", exception);
        }
    }

    private static void Add(X509Certificate2Collection all, object value, Func<string, string> resolve)
    {
        switch (Plain(value))
        {
            case X509Certificate2 certificate:
                all.Add(certificate);
                break;
            case string text:
                AddText(all, text, resolve);
                break;
            case IEnumerable list:
                foreach (object? item in list)
                {
                    Add(all, item ?? throw Invalid("-CertificateAuthority", "holds an empty entry."), resolve);
                }

                break;
            case { } other:
                throw Invalid("-CertificateAuthority", $"cannot be a {other.GetType().Name}: pass a path, PEM text or certificates.");
        }
    }

    private static void AddText(X509Certificate2Collection all, string text, Func<string, string> resolve)
    {
        int before = all.Count;
        try
        {
            if (Text(text, resolve) is { } pem)
            {
                all.AddRange(AuthorityBundle.Read(pem));
            }
            else
            {
                all.Import(resolve(text));
            }
        }
        catch (CryptographicException exception)
        {
            throw Invalid("-CertificateAuthority", "is not a certificate in PEM or DER.", exception);
        }

        if (all.Count == before)
        {
            throw Invalid("-CertificateAuthority", "holds no certificate.");
        }
    }

    // PEM text; null where the value names a file that holds something else.
    private static string? Text(object value, Func<string, string> resolve)
    {
        string text = value as string ?? throw Invalid("A certificate", $"cannot be a {value.GetType().Name}: pass a path, PEM text or a certificate.");
        if (text.Contains(PemBegin, StringComparison.Ordinal))
        {
            return text;
        }

        if (FromBase64(text) is { } decoded)
        {
            return decoded;
        }

        string path = resolve(text);
        try
        {
            string content = File.ReadAllText(path);
            return content.Contains(PemBegin, StringComparison.Ordinal) ? content : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The path is not told where it may be a key or a certificate whose lines somebody lost.
            throw new HubException("CertificateInvalid", text.Length < 300 ? $"The file {path} cannot be read: {exception.Message}" : "What was given is neither PEM text nor a file that exists.", exception);
        }
    }

    private static string? FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length) && Encoding.ASCII.GetString(bytes, 0, length) is { } decoded && decoded.Contains(PemBegin, StringComparison.Ordinal)
            ? decoded
            : null;
    }

    private static object Plain(object value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static HubException Invalid(string what, string why, Exception? cause = null) => new("CertificateInvalid", $"{what} {why}", cause);
}
