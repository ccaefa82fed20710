using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OcmPowerShell.Hub.Connection.Network;

/// <summary>
/// One handshake's judgement of a server. Host name, dates, use and signatures always count. With authorities given only
/// those are trusted, and one that is no root itself is trusted too, as Go does. Nothing is fetched from the network.
/// </summary>
/// <param name="authorities">The only certificates to trust; null for the machine's.</param>
/// <param name="skipCheck">Whether any certificate will do.</param>
internal sealed class ServerTrust(X509Certificate2Collection? authorities, bool skipCheck)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const X509ChainStatusFlags EndsEarly = X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot;

    /// <summary>Why the server was not trusted; null while nothing speaks against it.</summary>
    public string? Fault { get; private set; }

    /// <summary>What a handshake needs in order to be judged here.</summary>
    /// <param name="name">The name that the certificate must be for, and that the server is asked for.</param>
    public SslClientAuthenticationOptions Options(string name) => new()
    {
        TargetHost = name,
        CertificateChainPolicy = Policy(),
        RemoteCertificateValidationCallback = Judge,
    };

    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            // A hub's authority has no revocation service, and one that hangs would hang every connection.
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        if (authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
            policy.ExtraStore.AddRange(authorities);
        }

        return policy;
    }

    private bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        bool trusted = skipCheck || errors switch
        {
            SslPolicyErrors.None => authorities is null || (chain is not null && Anchor(chain, authorities) >= 0),

            // Only the chain is in question: a wrong name or no certificate at all never gets here.
            SslPolicyErrors.RemoteCertificateChainErrors => authorities is not null && chain is not null && EndsInAuthority(chain, authorities),
            _ => false,
        };
        if (!trusted)
        {
            Fault = CertificateFault.Describe(certificate, chain, errors, onlyGiven: authorities is not null);
        }

        return trusted;
    }

    // The chain is sound but for its end, and on the way there it meets a certificate that is trusted as it is.
    private static bool EndsInAuthority(X509Chain chain, X509Certificate2Collection authorities)
    {
        int anchor = Anchor(chain, authorities);
        return anchor >= 0
            && chain.ChainStatus.All(status => (status.Status & ~EndsEarly) == 0)
            && chain.ChainElements.Take(anchor).All(element => element.ChainElementStatus.All(status => status.Status == X509ChainStatusFlags.NoError));
    }

    private static int Anchor(X509Chain chain, X509Certificate2Collection authorities)
    {
        for (int i = 0; i < chain.ChainElements.Count; i++)
        {
            ReadOnlyMemory<byte> element = chain.ChainElements[i].Certificate.RawDataMemory;
            if (authorities.Any(authority => authority.RawDataMemory.Span.SequenceEqual(element.Span)))
            {
                return i;
            }
        }

        return -1;
    }
}
