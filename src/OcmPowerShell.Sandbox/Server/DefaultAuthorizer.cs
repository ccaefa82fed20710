namespace OcmPowerShell.Sandbox.Server;

/// <summary>
/// The rights that need no roles: admins may do everything; others whose credentials were accepted may look around and ask
/// about themselves, as a real cluster grants everybody; whoever shows no credentials may do nothing at all.
/// </summary>
internal sealed class DefaultAuthorizer : IAuthorizer
{
    /// <inheritdoc/>
    public bool Allows(Identity identity, RequestAttributes attributes) =>
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
}
