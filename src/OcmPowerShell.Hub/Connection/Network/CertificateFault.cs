using System.Formats.Asn1;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OcmPowerShell.Hub.Connection.Network;

/// <summary>Says why a server's certificate was refused.</summary>
internal static class CertificateFault
{
    private const int MostNames = 5;

    /// <summary>The rest of a sentence that begins with the connection that was not made.</summary>
    /// <param name="certificate">What the server showed; null for nothing.</param>
    /// <param name="chain">What was built from it.</param>
    /// <param name="errors">What .NET found.</param>
    /// <param name="onlyGiven">Whether the kubeconfig named the authorities to trust.</param>
    public static string Describe(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, bool onlyGiven)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return "it showed no certificate.";
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return $"its certificate is for another host name{Names(certificate)}. Check the server's address in the kubeconfig.";
        }

        X509ChainStatusFlags flags = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status) ?? X509ChainStatusFlags.NoError;
        return flags.HasFlag(X509ChainStatusFlags.NotTimeValid) ? "its certificate has expired or is not valid yet. Check both clocks, or renew the certificate."
            : flags.HasFlag(X509ChainStatusFlags.NotValidForUsage) ? "its certificate is not one for servers. Does another program answer at this address?"
            : !onlyGiven ? "its certificate was not issued by an authority that this machine trusts. Put the hub's authority into certificate-authority-data of the kubeconfig's cluster, or name it with -CertificateAuthority."
            : (flags & ~(X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) == 0 ? "its certificate was not issued by the certificate authority that is to be trusted. Check certificate-authority-data or -CertificateAuthority, or whether another server answers at this address."
            : $"its certificate is not valid ({flags}). Renew it.";
    }

    // The names are the server's text: what could steer a terminal is left out.
    private static string Names(X509Certificate certificate)
    {
        try
        {
            using var copy = new X509Certificate2(certificate);
            string[] names = copy.Extensions.OfType<X509SubjectAlternativeNameExtension>()
                .SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => address.ToString())))
                .Where(name => name.Length is > 0 and < 256 && name.All(character => character is > ' ' and <= '~'))
                .Take(MostNames + 1).ToArray();
            return names.Length == 0 ? "" : $" ({string.Join(", ", names.Take(MostNames))}{(names.Length > MostNames ? " …" : "")})";
        }
        catch (Exception exception) when (exception is CryptographicException or AsnContentException)
        {
            return "";
        }
    }
}
