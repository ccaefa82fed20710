using System.Globalization;
using OcmPowerShell.Hub.Connection.Credentials;

namespace OcmPowerShell.Hub.Connection.Network;

/// <summary>Says what a server has against the certificate that it was shown, or against being shown none.</summary>
internal static class ClientCertificateFault
{
    /// <summary>Explains a TLS alert.</summary>
    /// <param name="alert">Its number.</param>
    /// <param name="certificate">What the server was shown; null for nothing.</param>
    /// <param name="hub">The hub's identity.</param>
    /// <param name="exception">What was thrown.</param>
    public static HubException Explain(int alert, ClientCertificate? certificate, string hub, Exception exception) => TransportErrors.Untrusted(alert switch
    {
        // bad, unsupported, revoked, expired and unknown certificate; unknown authority; access denied; certificate required.
        (>= 42 and <= 46) or 48 or 49 or 116 when certificate is null =>
            "it wants a client certificate, and the kubeconfig's user has none. Add client-certificate-data and client-key-data.",
        (>= 42 and <= 46) or 48 or 49 or 116 => Expiry(certificate!) is { Length: > 0 } expiry ? $"it does not accept the client certificate. {expiry}"
            : alert == TlsAlert.CertificateExpired ? "it does not accept the client certificate, which it takes for expired. Check both clocks, or renew the certificate."
            : "it does not accept the client certificate. Was it issued by an authority that the hub knows?",
        TlsAlert.HandshakeFailure when certificate is null =>
            "it refuses the handshake. It may want a client certificate, which the kubeconfig's user does not have.",
        _ => $"it refuses the handshake (TLS alert {alert}).",
    }, hub, exception);

    /// <summary>Says that a certificate is over or has not begun; empty when neither is so.</summary>
    public static string Expiry(ClientCertificate certificate)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return certificate.NotAfter < now ? string.Create(CultureInfo.InvariantCulture, $"The client certificate expired on {certificate.NotAfter:yyyy-MM-dd HH:mm}Z: renew it.")
            : certificate.NotBefore > now ? string.Create(CultureInfo.InvariantCulture, $"The client certificate is not valid before {certificate.NotBefore:yyyy-MM-dd HH:mm}Z: check the clock.")
            : "";
    }
}
