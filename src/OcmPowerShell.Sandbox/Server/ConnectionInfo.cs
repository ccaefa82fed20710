namespace OcmPowerShell.Sandbox.Server;

/// <summary>What is known of a connection once TLS stands.</summary>
/// <param name="Id">Number of the connection, counted from 1 in the order of acceptance.</param>
/// <param name="CertificateIdentity">Who the client certificate names; null where none was sent or ours did not sign it.</param>
/// <param name="HasUntrustedCertificate">Whether a certificate was sent that our authority did not sign.</param>
internal sealed record ConnectionInfo(long Id, Identity? CertificateIdentity, bool HasUntrustedCertificate)
{
    /// <summary>No connection: a request made in memory.</summary>
    public static ConnectionInfo None { get; } = new(0, null, false);
}
