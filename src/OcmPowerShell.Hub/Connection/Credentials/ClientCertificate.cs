using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace OcmPowerShell.Hub.Connection.Credentials;

/// <summary>A client certificate with its key, and the certificates between it and its authority. Holds a key and has no text form of it.</summary>
/// <param name="leaf">The certificate, with its key.</param>
/// <param name="intermediates">What stands after it in its file: sent along, since the hub may know the root alone.</param>
internal sealed class ClientCertificate(X509Certificate2 leaf, X509Certificate2Collection intermediates)
{
    /// <summary>The certificate, with its key.</summary>
    public X509Certificate2 Leaf => leaf;

    /// <summary>What stands after it in its file.</summary>
    public X509Certificate2Collection Intermediates => intermediates;

    /// <summary>When it ends, in UTC.</summary>
    public DateTimeOffset NotAfter => new(leaf.NotAfter.ToUniversalTime());

    /// <summary>When it begins, in UTC.</summary>
    public DateTimeOffset NotBefore => new(leaf.NotBefore.ToUniversalTime());

    /// <summary>What TLS sends. Offline: building it must not fetch intermediates from the network.</summary>
    public SslStreamCertificateContext ForTls() => SslStreamCertificateContext.Create(leaf, intermediates, offline: true);

    /// <summary>Refuses a certificate that has ended: the hub would say no more than "Unauthorized".</summary>
    /// <param name="owner">Whose it is, as in "the user 'admin' in …".</param>
    /// <param name="now">The time on this machine's clock.</param>
    /// <exception cref="HubException"><c>ClientCertificateExpired</c>.</exception>
    public void ThrowIfExpired(string owner, DateTimeOffset now)
    {
        if (now > NotAfter)
        {
            throw new HubException("ClientCertificateExpired", string.Create(CultureInfo.InvariantCulture, $"The client certificate of {owner} expired at {NotAfter:u}, and this machine's clock says {now.ToUniversalTime():u}. Fetch a new kubeconfig, or renew the certificate."));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => nameof(ClientCertificate);
}
