using System.Net;
using OcmPowerShell.Hub.Connection.Credentials;

namespace OcmPowerShell.Hub.Connection.Network;

/// <summary>Makes a connection pool: compression, keep-alive, and the dialer that opens its sockets.</summary>
internal static class HubHandler
{
    public static SocketsHttpHandler Create(HubConfig config, ClientCertificate? clientCertificate) => new()
    {
        ConnectCallback = new HubDialer(config, clientCertificate).ConnectAsync,

        // The dialer's: it keeps the time and knows what it was waiting for, and it finds the proxy.
        ConnectTimeout = Timeout.InfiniteTimeSpan,
        UseProxy = false,
        AutomaticDecompression = config.DisableCompression ? DecompressionMethods.None : DecompressionMethods.GZip,

        // A redirect is a login page or a proxy: following it would hand the token to somebody else.
        AllowAutoRedirect = false,
        UseCookies = false,
        RequestHeaderEncodingSelector = RepeatedHeader.Select,

        // A hub behind a load balancer moves; an idle HTTP/2 connection dies silently there.
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        KeepAlivePingDelay = config.PingDelay,
        KeepAlivePingTimeout = config.PingTimeout,
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        EnableMultipleHttp2Connections = true,
    };
}
