using System.Globalization;

namespace OcmPowerShell.Hub.Connection.Network;

/// <summary>Finds the TLS alert with which a server ended a connection (RFC 8446, section 6).</summary>
internal static class TlsAlert
{
    public const int HandshakeFailure = 40;
    public const int CertificateExpired = 45;

    private const string OpenSslMark = "error:";
    private const uint OpenSslReason = 0xFFF;
    private const uint OpenSslFirstAlert = 1000;

    /// <summary>The alert's number; null where none is told. .NET tells it only where OpenSSL does TLS, as a code in the text.</summary>
    public static int? Find(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            int mark = exception.Message.IndexOf(OpenSslMark, StringComparison.Ordinal);
            if (mark >= 0 && exception.Message.Length >= mark + OpenSslMark.Length + 8
                && uint.TryParse(exception.Message.AsSpan(mark + OpenSslMark.Length, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint code)
                && (code & OpenSslReason) is > OpenSslFirstAlert and <= OpenSslFirstAlert + byte.MaxValue)
            {
                return (int)((code & OpenSslReason) - OpenSslFirstAlert);
            }
        }

        return null;
    }
}
