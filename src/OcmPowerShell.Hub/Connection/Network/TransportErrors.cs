using System.Net.Sockets;
using System.Security.Authentication;

namespace OcmPowerShell.Hub.Connection.Network;

/// <summary>Says what went wrong below HTTP, in words that lead somewhere.</summary>
internal static class TransportErrors
{
    /// <param name="exception">What the HTTP stack threw.</param>
    /// <param name="hub">The hub's identity.</param>
    /// <param name="outcomeUnknown">Whether a change may have been made although no answer came.</param>
    public static HubException Explain(Exception exception, string hub, bool outcomeUnknown)
    {
        string suffix = outcomeUnknown ? " Whether the hub made the change is not known: look before you try again." : "";

        // Where no connection came about, whoever tried to open it has said why.
        return Find<HubException>(exception)
            ?? new("ConnectionLost", $"The connection to the hub {hub} broke: {Text(exception)}{suffix}", exception);
    }

    /// <summary>The hub's socket did not open.</summary>
    public static HubException Unreachable(SocketException exception, string hub) => IsUnknownName(exception)
        ? new("HubUnreachable", $"The hub {hub} cannot be reached: its host name is not known here.", exception)
        : new("HubUnreachable", $"The hub {hub} cannot be reached: {Text(exception)} Is the server running, and is the address right?", exception);

    /// <summary>The hub ended a connection while TLS was being set up.</summary>
    public static HubException ClosedEarly(IOException exception, string hub) =>
        new("HubUnreachable", $"The hub {hub} closed the connection before it was secure: {Text(exception)} Is the server running behind its load balancer or proxy?", exception);

    /// <summary>Either side did not trust the other.</summary>
    /// <param name="fault">Why; the rest of the sentence.</param>
    /// <param name="hub">The hub's identity.</param>
    /// <param name="exception">What was thrown.</param>
    public static HubException Untrusted(string fault, string hub, Exception exception) =>
        new("CertificateError", $"No trusted connection to the hub {hub}: {fault}", exception);

    /// <summary>Why a handshake failed that was not about a certificate.</summary>
    public static string HandshakeFault(AuthenticationException exception) =>

        // What TLS itself finds wrong comes with its error; that it found none at all comes without.
        exception.InnerException is null ? "what answers there does not speak TLS. Check the server's port and scheme in the kubeconfig."
            : TlsAlert.Find(exception) is { } alert ? $"it refuses the handshake (TLS alert {alert})."
            : $"TLS could not be agreed upon: {Text(exception)}";

    /// <summary>No connection came about in time: nothing was sent.</summary>
    public static HubException ConnectTimeout(Exception exception, string hub) =>
        new("HubUnreachable", $"The hub {hub} cannot be reached: no connection came about in time. Is the server running, is the address right, and does a firewall stand between?", exception);

    /// <summary>
    /// Whether sending again may help and can do no harm: a read always may; a change only where no connection came about,
    /// so that nothing was sent. Waiting for a connection has taken its time already, and a name that is not known stays so.
    /// </summary>
    public static bool IsWorthRetrying(HubException exception, bool isRead) => exception.ErrorId switch
    {
        "HubUnreachable" or "ProxyError" => exception.InnerException is IOException || (exception.InnerException is SocketException failure && !IsUnknownName(failure)),
        "ConnectionLost" => isRead,
        _ => false,
    };

    /// <summary>The innermost exception's words, as a sentence.</summary>
    public static string Text(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception.Message.EndsWith('.') ? exception.Message : exception.Message + ".";
    }

    private static bool IsUnknownName(SocketException exception) =>
        exception.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain;

    private static T? Find<T>(Exception? exception)
        where T : Exception => exception is null ? null : exception as T ?? Find<T>(exception.InnerException);
}
