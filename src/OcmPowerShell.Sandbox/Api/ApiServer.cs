using OcmPowerShell.Sandbox.Api.Discovery;
using OcmPowerShell.Sandbox.Api.Http;
using OcmPowerShell.Sandbox.Api.Reviews;
using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Sandbox.Api;

/// <summary>Answers requests as a Kubernetes API server does: resources, discovery, schemas, reviews and health.</summary>
internal sealed class ApiServer : IRequestHandler
{
    private readonly ResourceApi _api;
    private readonly ResourceHandler _resources;
    private readonly DiscoveryHandler _discovery;
    private readonly OpenApiHandler _openApi;
    private readonly ReviewHandler _reviews;

    /// <param name="api">The kinds and objects to serve.</param>
    /// <param name="tokens">Knows the tokens that are accepted, for who may ask about them.</param>
    public ApiServer(ResourceApi api, ITokenAuthenticator? tokens = null)
    {
        _api = api;
        _resources = new ResourceHandler(api);
        _discovery = new DiscoveryHandler(api.Table);
        _openApi = new OpenApiHandler(api.Table);
        _reviews = new ReviewHandler(api, tokens);
    }

    /// <inheritdoc/>
    public async Task HandleAsync(HttpRequest request, IHttpResponse response, CancellationToken cancellationToken)
    {
        var answer = new StartedResponse(response);
        try
        {
            await DispatchAsync(request, answer, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException refusal) when (!answer.HasStarted)
        {
            await response.SendRefusalAsync(refusal, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!answer.HasStarted && exception is not OperationCanceledException)
        {
            // A request must never take the server down, whatever it is; what went wrong is the client's to see.
            await response.SendRefusalAsync(
                new ApiException(500, "InternalError", $"Internal error occurred: {exception.Message}"), cancellationToken).ConfigureAwait(false);
        }
    }

    private Task DispatchAsync(HttpRequest request, StartedResponse response, CancellationToken cancellationToken)
    {
        string[] segments = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return segments switch
        {
            ["healthz" or "livez" or "readyz", ..] or ["version"] when request.Method is not ("GET" or "HEAD") => throw Refusal.MethodNotAllowed(),
            ["healthz" or "livez" or "readyz", ..] => response.SendAsync(200, "text/plain; charset=utf-8", "ok"u8.ToArray(), cancellationToken),
            ["version"] => response.SendJsonAsync(200, ServerVersion.ToJson(), cancellationToken),
            ["openapi", ..] => _openApi.HandleAsync(request, segments[1..], response, cancellationToken),
            ["api"] or ["api", _] or ["apis"] or ["apis", _] or ["apis", _, _] =>
                _discovery.HandleAsync(request, segments, response, cancellationToken),
            [] => _discovery.HandleAsync(request, segments, response, cancellationToken),
            ["apis", ..] when ReviewTypes.Find(segments.AsSpan(1)) is var (type, @namespace) =>
                _reviews.HandleAsync(request, type, @namespace, response, cancellationToken),
            ["api" or "apis", ..] => HandleResourceAsync(request, segments, response, cancellationToken),
            _ => throw Refusal.UnknownResource(),
        };
    }

    private Task HandleResourceAsync(HttpRequest request, string[] segments, StartedResponse response, CancellationToken cancellationToken)
    {
        ResourceRoute route = ResourceRoute.Parse(segments.AsSpan(1), segments[0] == "api", _api.Table) ?? throw Refusal.UnknownResource();
        return _resources.HandleAsync(request, route, response, cancellationToken);
    }
}
