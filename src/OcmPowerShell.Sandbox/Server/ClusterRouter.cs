namespace OcmPowerShell.Sandbox.Server;

/// <summary>
/// Brings requests below <c>/clusters/NAME</c> to the API of that managed cluster, which sees the rest of the path as its own.
/// All others, and those for clusters that are not there, are the hub's.
/// </summary>
/// <param name="hub">The hub's API.</param>
/// <param name="clusters">The API of a managed cluster; null for none.</param>
internal sealed class ClusterRouter(IRequestHandler hub, Func<string, IRequestHandler?> clusters) : IRequestHandler
{
    private const string Prefix = "/clusters/";

    /// <summary>A request as the managed cluster sees it; null where it is for none.</summary>
    public static (string Cluster, HttpRequest Request)? Below(HttpRequest request)
    {
        if (!request.Path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        string rest = request.Path[Prefix.Length..];
        int slash = rest.IndexOf('/');
        return slash < 0
            ? (rest, request with { Path = "/" })
            : (rest[..slash], request with { Path = rest[slash..] });
    }

    /// <inheritdoc/>
    public Task HandleAsync(HttpRequest request, IHttpResponse response, CancellationToken cancellationToken) =>
        Below(request) is var (cluster, below) && clusters(cluster) is { } api
            ? api.HandleAsync(below, response, cancellationToken)
            : hub.HandleAsync(request, response, cancellationToken);
}
