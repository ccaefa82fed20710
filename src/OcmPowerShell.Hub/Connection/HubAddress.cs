namespace OcmPowerShell.Hub.Connection;

/// <summary>An API server's URL as people write it.</summary>
internal static class HubAddress
{
    /// <summary>Reads a URL: https where no scheme is given, a path kept, a query dropped.</summary>
    /// <param name="server">The URL.</param>
    /// <param name="errorId">The error to raise.</param>
    /// <param name="where">Where it stands, to go on after "The server 'x'".</param>
    /// <exception cref="HubException">It is not an http(s) URL, or holds credentials.</exception>
    public static Uri Parse(string server, string errorId = "ServerInvalid", string where = "")
    {
        // As kubectl: a server without a scheme is meant as https.
        string text = server.Contains("://", StringComparison.Ordinal) ? server : "https://" + server;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("https" or "http"))
        {
            throw new HubException(errorId, $"The server '{Shown(server)}'{where} is not an http(s) URL.");
        }

        return uri.UserInfo.Length == 0
            ? new UriBuilder(uri) { Query = "", Fragment = "", Path = uri.AbsolutePath.TrimEnd('/') + "/" }.Uri
            : throw new HubException(errorId, $"The server '{Shown(server)}'{where} carries a user name in its URL. Give credentials apart from the address.");
    }

    /// <summary>A server as it may be shown: what stands before an at sign may be a password.</summary>
    public static string Shown(string server) => server.LastIndexOf('@') is > -1 and int at ? $"…{server[at..]}" : server;
}
