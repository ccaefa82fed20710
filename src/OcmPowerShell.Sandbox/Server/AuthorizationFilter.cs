using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Server;

/// <summary>Lets only those through to an API who have the right to what they ask for.</summary>
/// <param name="authorizer">Knows the rights.</param>
/// <param name="api">The API.</param>
internal sealed class AuthorizationFilter(IAuthorizer authorizer, IRequestHandler api) : IRequestHandler
{
    /// <inheritdoc/>
    public Task HandleAsync(HttpRequest request, IHttpResponse response, CancellationToken cancellationToken)
    {
        var identity = new Identity(request.User, request.Groups) { Uid = request.Uid, Extra = request.Extra };
        RequestAttributes attributes = RequestAttributes.Of(request);
        return authorizer.Allows(identity, attributes)
            ? api.HandleAsync(request, response, cancellationToken)
            : response.SendStatusAsync(Refusal(identity, attributes), cancellationToken);
    }

    private static ApiException Refusal(Identity identity, RequestAttributes attributes)
    {
        string reason = Explain(identity, attributes);
        JsonObject details = [];
        if (!attributes.IsResource)
        {
            return new ApiException(403, "Forbidden", $"forbidden: {reason}", details);
        }

        string subject = attributes.QualifiedResource;
        if (attributes.Name.Length > 0)
        {
            subject = $"{subject} \"{attributes.Name}\"";
            details["name"] = attributes.Name;
        }

        if (attributes.Group.Length > 0)
        {
            details["group"] = attributes.Group;
        }

        details["kind"] = attributes.Resource;
        return new ApiException(403, "Forbidden", $"{subject} is forbidden: {reason}", details);
    }

    private static string Explain(Identity identity, RequestAttributes attributes)
    {
        if (!attributes.IsResource)
        {
            return $"User \"{identity.User}\" cannot {attributes.Verb} path \"{attributes.Path}\"";
        }

        string resource = attributes.Subresource.Length == 0
            ? attributes.Resource
            : $"{attributes.Resource}/{attributes.Subresource}";
        string scope = attributes.Namespace.Length == 0
            ? "at the cluster scope"
            : $"in the namespace \"{attributes.Namespace}\"";
        return $"User \"{identity.User}\" cannot {attributes.Verb} resource \"{resource}\" in API group \"{attributes.Group}\" {scope}";
    }
}
