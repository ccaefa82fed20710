using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using OcmPowerShell.Hub.Connection.Credentials;

namespace OcmPowerShell.Hub.Connection.Network;

/// <summary>
/// Opens the sockets of a pool: to the hub or through a proxy, then TLS with the name and the trust that the kubeconfig
/// asks for. .NET's own way has no name for TLS other than the URL's, and does not say which of several things went wrong.
/// </summary>
internal sealed class HubDialer(HubConfig config, ClientCertificate? clientCertificate)
{
    // Offline: building the context must not fetch intermediates from the network.
    private readonly SslStreamCertificateContext? _identity =
        clientCertificate is null ? null : clientCertificate.ForTls();

    private volatile bool _withoutHttp2;

    /// <summary>Opens one connection, TLS included.</summary>
    /// <exception cref="HubException"><c>HubUnreachable</c>, <c>CertificateError</c>, <c>ProxyError</c>.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        ProxyRoute? proxy = ProxySelection.For(config);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(config.ConnectTimeout);
        bool tunnelled = false;
        Stream? stream = null;
        try
        {
            // Not the context's, which has an IPv6 address in brackets.
            var server = new DnsEndPoint(config.Server.IdnHost, config.Server.Port);
            stream = await TcpAsync(proxy is null ? server : new DnsEndPoint(proxy.Host, proxy.Port), proxy, limit.Token).ConfigureAwait(false);
            if (proxy is not null)
            {
                stream = await TunnelAsync(stream, proxy, server, limit.Token).ConfigureAwait(false);
                tunnelled = true;
            }

            return config.Server.Scheme == Uri.UriSchemeHttps
                ? await SecureAsync(stream, server.Host, context.InitialRequestMessage.Version, limit.Token).ConfigureAwait(false)
                : stream;
        }
        catch (Exception exception)
        {
            if (stream is not null)
            {
                await stream.DisposeAsync().ConfigureAwait(false);
            }

            // However the stack reports it, a wait that was too long is that.
            if (exception is HubException || !limit.IsCancellationRequested || cancellationToken.IsCancellationRequested)
            {
                throw;
            }

            var late = new OperationCanceledException(exception.Message, exception);
            throw proxy is null || tunnelled
                ? TransportErrors.ConnectTimeout(late, config.Identity)
                : proxy.Error(config.Identity, "did not answer in time. Is it running, and is its address right?", late);
        }
    }

    private async Task<Stream> TcpAsync(DnsEndPoint target, ProxyRoute? proxy, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // A watch over HTTP/1.1 may be quiet for minutes: this finds out when the other side is gone, and keeps its place in a router's memory.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)config.PingDelay.TotalSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, (int)config.PingTimeout.TotalSeconds);
            await socket.ConnectAsync(target, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw proxy is null
                ? TransportErrors.Unreachable(exception, config.Identity)
                : proxy.Error(config.Identity, $"cannot be reached: {TransportErrors.Text(exception)} Is it running, and is its address right?", exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<Stream> TunnelAsync(Stream stream, ProxyRoute proxy, DnsEndPoint server, CancellationToken cancellationToken)
    {
        try
        {
            if (proxy.Scheme == Uri.UriSchemeHttps)
            {
                stream = await SecureProxyAsync(stream, proxy, cancellationToken).ConfigureAwait(false);
            }

            await (proxy.Scheme == "socks5"
                ? SocksTunnel.OpenAsync(stream, proxy, server.Host, server.Port, config.Identity, cancellationToken)
                : HttpTunnel.OpenAsync(stream, proxy, server.Host, server.Port, config.Identity, cancellationToken)).ConfigureAwait(false);
            return stream;
        }
        catch (IOException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw proxy.Error(config.Identity, $"closed the connection: {TransportErrors.Text(exception)}", exception);
        }
    }

    // Whom the hub may be, the proxy may be, as with kubectl; it is not shown who we are.
    private async Task<Stream> SecureProxyAsync(Stream stream, ProxyRoute proxy, CancellationToken cancellationToken)
    {
        var trust = new ServerTrust(config.CertificateAuthorities, config.SkipCertificateCheck);
        var secure = new SslStream(stream);
        try
        {
            await secure.AuthenticateAsClientAsync(trust.Options(proxy.Host), cancellationToken).ConfigureAwait(false);
            return secure;
        }
        catch (AuthenticationException exception)
        {
            throw proxy.Error(config.Identity, $"is not trusted: {trust.Fault ?? TransportErrors.HandshakeFault(exception)}", exception);
        }
    }

    private async Task<Stream> SecureAsync(Stream stream, string host, Version version, CancellationToken cancellationToken)
    {
        var trust = new ServerTrust(config.CertificateAuthorities, config.SkipCertificateCheck);
        SslClientAuthenticationOptions options = trust.Options(config.TlsServerName ?? host.TrimEnd('.'));
        options.ClientCertificateContext = _identity;

        // Once a server has chosen HTTP/1.1 the pool is one of HTTP/1.1, and would not know what to do with the other.
        bool offerHttp2 = version.Major >= 2 && !_withoutHttp2;
        options.ApplicationProtocols = offerHttp2 ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] : [SslApplicationProtocol.Http11];
        var secure = new SslStream(stream);
        try
        {
            await secure.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            _withoutHttp2 |= offerHttp2 && secure.NegotiatedApplicationProtocol != SslApplicationProtocol.Http2;
            return secure;
        }
        catch (AuthenticationException exception)
        {
            throw trust.Fault is { } fault ? TransportErrors.Untrusted(fault, config.Identity, exception)
                : TlsAlert.Find(exception) is { } alert ? ClientCertificateFault.Explain(alert, clientCertificate, config.Identity, exception)
                : TransportErrors.Untrusted(TransportErrors.HandshakeFault(exception), config.Identity, exception);
        }
        catch (IOException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw TransportErrors.ClosedEarly(exception, config.Identity);
        }
    }
}
