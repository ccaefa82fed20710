using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace OcmPowerShell.Hub.Connection;

/// <summary>Makes the one connection pool of a connection: TLS, compression, keep-alive.</summary>
internal static class HubHandler
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    public static SocketsHttpHandler Create(HubConfig config) => new()
    {
        SslOptions = Tls(config),
        ConnectTimeout = ConnectTimeout,
        AutomaticDecompression = DecompressionMethods.GZip,

        // A redirect is a login page or a proxy: following it would hand the token to somebody else.
        AllowAutoRedirect = false,
        UseCookies = false,

        // A hub behind a load balancer moves; an idle HTTP/2 connection dies silently there.
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        EnableMultipleHttp2Connections = true,
    };

    private static SslClientAuthenticationOptions Tls(HubConfig config)
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

        if (config.ClientCertificate is { } certificate)
        {
            // Offline: building the context must not fetch intermediates from the network.
            options.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true);
        }

        return options;
    }
}
