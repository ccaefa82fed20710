using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Server;

/// <summary>
/// Decides who may do what: admins everything; others whose credentials were accepted may look around and ask about
/// themselves, as a real cluster grants everybody; whoever shows no credentials gets nothing at all.
/// </summary>
internal static class AuthorizationFilter
{
    /// <summary>The answer to a request that its user has no right to; null where it may go on.</summary>
    public static ApiException? Refuse(Identity identity, RequestAttributes attributes)
    {
        if (Allows(identity, attributes))
        {
            return null;
        }

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

    /// <summary>Whether a user has the right to do something.</summary>
    public static bool Allows(Identity identity, RequestAttributes attributes) =>
        identity.IsAdmin || (identity.Groups.Contains(Identity.Authenticated) && IsForEverybody(attributes));

    private static bool IsForEverybody(RequestAttributes attributes)
    {
        if (attributes.IsResource)
        {
            return attributes.Verb == "create"
                && attributes.Group is "authorization.k8s.io" or "authentication.k8s.io"
                && attributes.Resource.StartsWith("selfsubject", StringComparison.Ordinal);
        }

        string first = attributes.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault("");
        return attributes.Verb is "get" && first is "api" or "apis" or "openapi" or "version" or "healthz" or "livez" or "readyz";
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
