namespace OcmPowerShell.Sandbox.Server;

/// <summary>Lets only those through to an API who have the right to what they ask for.</summary>
/// <param name="authorizer">Knows the rights.</param>
/// <param name="api">The API.</param>
internal sealed class AuthorizationFilter(IAuthorizer authorizer, IRequestHandler api) : IRequestHandler
{
    /// <inheritdoc/>
    public Task HandleAsync(HttpRequest request, IHttpResponse response, CancellationToken cancellationToken)
    {
        Identity identity = request.Identity;
        RequestAttributes attributes = RequestAttributes.Of(request);
        AuthorizationDecision decision = authorizer.Decide(identity, attributes);
        return decision.IsAllowed
            ? api.HandleAsync(request, response, cancellationToken)
            : response.SendStatusAsync(Forbidden.Answer(identity, attributes, decision.Reason), cancellationToken);
    }
}
