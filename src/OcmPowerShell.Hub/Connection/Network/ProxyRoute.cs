namespace OcmPowerShell.Hub.Connection.Network;

/// <summary>A proxy to go through. Its user and password are never part of a text.</summary>
/// <param name="address">Its URL, user and password included.</param>
/// <param name="source">Who named it, as in <c>proxy-url</c>.</param>
internal sealed class ProxyRoute(Uri address, string source)
{
    private const int SocksPort = 1080;

    public string Scheme => address.Scheme;

    public string Host => address.IdnHost;

    public int Port => address.Port >= 0 ? address.Port : SocksPort;

    /// <summary>The user and the password, decoded; null when the URL has none.</summary>
    public (string User, string Password)? Login
    {
        get
        {
            if (address.UserInfo.Length == 0)
            {
                return null;
            }

            string[] parts = address.UserInfo.Split(':', 2);
            return (Uri.UnescapeDataString(parts[0]), parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "");
        }
    }

    /// <summary>Reads a proxy's URL; null where it is none of a kind that can be used.</summary>
    public static Uri? Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" or "socks5" && uri.Host.Length > 0 && uri.Port != 0 ? uri : null;

    /// <summary>What to say when the way through this proxy is blocked.</summary>
    /// <param name="hub">The hub's identity.</param>
    /// <param name="reason">What the proxy did, and what next.</param>
    /// <param name="cause">What was thrown; null for nothing.</param>
    public HubException Error(string hub, string reason, Exception? cause = null) =>
        new("ProxyError", $"The way to the hub {hub} is blocked: the proxy {this} {reason}", cause);

    /// <summary>Where it is and who named it, without user and password.</summary>
    public override string ToString() => $"{address.Scheme}://{address.Host}:{Port} ({source})";
}
