using System.Net;
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
        HttpRequestError kind = (exception as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown;
        return kind switch
        {
            HttpRequestError.NameResolutionError =>
                new("HubUnreachable", $"The hub {hub} cannot be reached: its host name is not known here.", exception),
            HttpRequestError.SecureConnectionError when !Has<AuthenticationException>(exception) =>
                new("HubUnreachable", $"The hub {hub} closed the connection before it was secure: {Innermost(exception)} Is the server running behind its load balancer or proxy?", exception),
            HttpRequestError.SecureConnectionError =>
                new("CertificateError", $"No trusted connection to the hub {hub}: {CertificateFault(exception)}", exception),
            HttpRequestError.ConnectionError =>
                new("HubUnreachable", $"The hub {hub} cannot be reached: {Innermost(exception)} Is the server running, and is the address right?", exception),
            _ when exception is HttpRequestException { StatusCode: HttpStatusCode code } =>
                new("ProxyError", $"The way to the hub {hub} is blocked: a proxy answered {(int)code}.", exception),
            _ => new("ConnectionLost", $"The connection to the hub {hub} broke: {Innermost(exception)}{suffix}", exception),
        };
    }

    /// <summary>Whether a request ended because no connection came about in time: then nothing was sent.</summary>
    public static bool IsConnectTimeout(OperationCanceledException exception) => exception.InnerException is TimeoutException;

    /// <summary>Explains what <see cref="IsConnectTimeout"/> found.</summary>
    public static HubException ConnectTimeout(Exception exception, string hub) =>
        new("HubUnreachable", $"The hub {hub} cannot be reached: no connection came about in time. Is the server running, is the address right, and does a firewall stand between?", exception);

    /// <summary>
    /// Whether sending again may help and can do no harm: a read always may; a change only where no connection came about,
    /// so that nothing was sent. Waiting for a connection has taken its time already, and a name that is not known stays so.
    /// </summary>
    public static bool IsWorthRetrying(HubException exception, bool isRead) => exception.ErrorId switch
    {
        "HubUnreachable" => exception.InnerException is HttpRequestException { HttpRequestError: not HttpRequestError.NameResolutionError },
        "ConnectionLost" => isRead,
        _ => false,
    };

    private static string CertificateFault(Exception exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationException)
            {
                string text = inner.Message;
                return text.Contains("NameMismatch", StringComparison.Ordinal) ? "its certificate is for another host name. Check the server's address in the kubeconfig."
                    : text.Contains("NotTimeValid", StringComparison.Ordinal) ? "its certificate has expired or is not valid yet. Check both clocks, or renew the certificate."
                    : text.Contains("UntrustedRoot", StringComparison.Ordinal) || text.Contains("PartialChain", StringComparison.Ordinal) ? "its certificate was not issued by the certificate authority that the kubeconfig names. Check certificate-authority-data, or whether another server answers at this address."
                    : text.Contains("frame", StringComparison.Ordinal) ? "what answers there does not speak TLS. Check the server's port and scheme in the kubeconfig."
                    : text;
            }
        }

        return Innermost(exception);
    }

    private static bool Has<T>(Exception exception)
        where T : Exception => exception is T || (exception.InnerException is { } inner && Has<T>(inner));

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception.Message.EndsWith('.') ? exception.Message : exception.Message + ".";
    }
}
