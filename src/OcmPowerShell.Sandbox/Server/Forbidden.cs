using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Server;

/// <summary>The refusal of who has no right to something, in a real server's words.</summary>
internal static class Forbidden
{
    /// <summary>The refusal.</summary>
    /// <param name="identity">Who asked.</param>
    /// <param name="attributes">For what.</param>
    /// <param name="why">What else there is to say; empty for nothing.</param>
    public static ApiException Answer(Identity identity, RequestAttributes attributes, string why = "")
    {
        string reason = Explain(identity, attributes) + (why.Length == 0 ? "" : $": {why}");
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
