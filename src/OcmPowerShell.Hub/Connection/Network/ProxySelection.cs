namespace OcmPowerShell.Hub.Connection.Network;

/// <summary>
/// Chooses the proxy for a new connection: the kubeconfig's, else the environment's as it is at that moment. The rules of
/// the environment are Go's, so that kubectl goes the same way; <c>ALL_PROXY</c> is read too.
/// </summary>
internal static class ProxySelection
{
    /// <summary>The proxy to go through; null for none.</summary>
    /// <exception cref="HubException"><c>ProxyError</c>: the environment names one that cannot be used.</exception>
    public static ProxyRoute? For(HubConfig config) =>
        config.Proxy is { } given ? new ProxyRoute(given, "proxy-url") : FromEnvironment(config);

    private static ProxyRoute? FromEnvironment(HubConfig config)
    {
        Uri server = config.Server;
        string own = server.Scheme == Uri.UriSchemeHttps ? "HTTPS_PROXY" : "HTTP_PROXY";
        if (First(own, "ALL_PROXY") is not var (variable, value) || NoProxy.Covers(First("NO_PROXY")?.Value, server))
        {
            return null;
        }

        // As everywhere, a bare host and port are those of an HTTP proxy.
        return ProxyRoute.Parse(value.Contains("://", StringComparison.Ordinal) ? value : "http://" + value) is { } address
            ? new ProxyRoute(address, variable)
            : throw new HubException("ProxyError", $"The way to the hub {config.Identity} is blocked: the environment variable {variable} is not a proxy's URL, as in http://host:port, https://host:port or socks5://host:port. Correct it, remove it, or name the hub's host in NO_PROXY.");
    }

    private static (string Variable, string Value)? First(params string[] names)
    {
        foreach (string name in names.SelectMany(name => new[] { name, name.ToLowerInvariant() }))
        {
            if (Environment.GetEnvironmentVariable(name)?.Trim() is { Length: > 0 } value)
            {
                return (name, value);
            }
        }

        return null;
    }
}
