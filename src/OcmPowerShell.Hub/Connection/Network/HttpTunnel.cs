using System.Globalization;
using System.Text;

namespace OcmPowerShell.Hub.Connection.Network;

/// <summary>Asks an HTTP proxy for a tunnel (<c>CONNECT</c>).</summary>
internal static class HttpTunnel
{
    private const int LongestAnswer = 16 * 1024;

    /// <summary>Turns a connection to a proxy into one to a server.</summary>
    /// <param name="stream">The connection to the proxy.</param>
    /// <param name="proxy">The proxy.</param>
    /// <param name="host">The server's name or address.</param>
    /// <param name="port">The server's port.</param>
    /// <param name="hub">The hub's identity.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="HubException"><c>ProxyError</c>: the proxy refuses.</exception>
    public static async Task OpenAsync(Stream stream, ProxyRoute proxy, string host, int port, string hub, CancellationToken cancellationToken)
    {
        string target = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{port}" : $"{host}:{port}";
        string login = proxy.Login is var (user, password)
            ? $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}\r\n"
            : "";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{login}\r\n"), cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);

        string head = await ReadHeadAsync(stream, cancellationToken).ConfigureAwait(false);
        if (!head.StartsWith("HTTP/1.", StringComparison.Ordinal) || head.Length < 12
            || !int.TryParse(head.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int status))
        {
            throw proxy.Error(hub, head.Length == 0 ? "closed the connection. Is its scheme right?" : "does not answer as an HTTP proxy does. Check its scheme and port.");
        }

        if (status is < 200 or > 299)
        {
            throw proxy.Error(hub, status switch
            {
                407 when login.Length == 0 => "answered 407: it wants a user and a password. Add them to its URL, as in http://user:password@host:port.",
                407 => "answered 407: it does not accept the user and password in its URL.",
                403 => "answered 403: it does not let connections to this server through. Ask who runs it.",
                502 or 503 or 504 => $"answered {status}: it cannot reach the hub itself. Is the server running, and is the address right?",
                _ => $"answered {status}.",
            });
        }
    }

    // Byte by byte: what comes after the head belongs to the server.
    private static async Task<string> ReadHeadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (head.Length < LongestAnswer && await stream.ReadAsync(one, cancellationToken).ConfigureAwait(false) > 0)
        {
            head.Append((char)one[0]);
            if (one[0] == '\n' && head.Length >= 4 && head[^2] == '\r' && head[^3] == '\n' && head[^4] == '\r')
            {
                return head.ToString();
            }
        }

        // Cut off, endless, or not HTTP at all.
        return head.Length == 0 ? "" : "?";
    }
}
