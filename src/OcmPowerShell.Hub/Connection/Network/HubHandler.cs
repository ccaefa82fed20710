using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace OcmPowerShell.Hub.Connection.Network;

/// <summary>Makes a connection pool: TLS, compression, keep-alive.</summary>
internal static class HubHandler
{
    public static SocketsHttpHandler Create(HubConfig config, X509Certificate2? clientCertificate) => new()
    {
        SslOptions = Tls(config, clientCertificate),
        ConnectTimeout = config.ConnectTimeout,
        AutomaticDecompression = config.DisableCompression ? DecompressionMethods.None : DecompressionMethods.GZip,

        // A redirect is a login page or a proxy: following it would hand the token to somebody else.
        AllowAutoRedirect = false,
        UseCookies = false,
        RequestHeaderEncodingSelector = RepeatedHeader.Select,

        // A hub behind a load balancer moves; an idle HTTP/2 connection dies silently there.
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        EnableMultipleHttp2Connections = true,
    };

    private static SslClientAuthenticationOptions Tls(HubConfig config, X509Certificate2? clientCertificate)
    {
        var options = new SslClientAuthenticationOptions();
        if (config.CertificateAuthorities is { } authorities)
        {
            // A policy and no callback: .NET then checks dates, chain and host name, against these roots alone.
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.AddRange(authorities);
            policy.ExtraStore.AddRange(authorities);
            options.CertificateChainPolicy = policy;
        }

        if (config.SkipCertificateCheck)
        {
#pragma warning disable CA5359 // The user's kubeconfig says so, and a warning is given when the connection opens.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        if (clientCertificate is not null)
        {
            // Offline: building the context must not fetch intermediates from the network.
            options.ClientCertificateContext = SslStreamCertificateContext.Create(clientCertificate, null, offline: true);
        }

        return options;
    }
}
