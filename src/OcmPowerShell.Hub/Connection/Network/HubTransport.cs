using OcmPowerShell.Hub.Connection.Credentials;

namespace OcmPowerShell.Hub.Connection.Network;

/// <summary>
/// The connection pool of a connection. A socket stays who it was opened as, so a new client certificate gets a new pool;
/// what is under way on the old one ends there, and its idle sockets close by themselves.
/// </summary>
internal sealed class HubTransport(HubConfig config) : IDisposable
{
    private readonly object _gate = new();
    private ClientCertificate? _certificate;
    private HttpMessageInvoker? _pool;
    private bool _disposed;

    /// <summary>Sends a request over a socket that was opened with the certificate.</summary>
    /// <exception cref="HubException"><c>CertificateError</c>: the hub does not accept the certificate, or wants one.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, ClientCertificate? certificate, CancellationToken cancellationToken)
    {
        try
        {
            return await Pool(certificate).SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception) when (TlsAlert.Find(exception) is { } alert)
        {
            // TLS 1.3 hears of it only after the handshake, with the first answer.
            throw ClientCertificateFault.Explain(alert, certificate, config.Identity, exception);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _pool?.Dispose();
        }
    }

    private HttpMessageInvoker Pool(ClientCertificate? certificate)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_pool is null || !ReferenceEquals(certificate, _certificate))
            {
                _pool = new HttpMessageInvoker(HubHandler.Create(config, certificate), disposeHandler: true);
                _certificate = certificate;
            }

            return _pool;
        }
    }
}
