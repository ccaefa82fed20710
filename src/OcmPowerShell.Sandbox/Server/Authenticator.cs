using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Server;

/// <summary>Finds out who asks: by client certificate, then by bearer token, then by whom an admin impersonates.</summary>
internal sealed class Authenticator(TokenTable tokens)
{
    private const string BearerScheme = "Bearer ";

    /// <summary>Judges a request's credentials.</summary>
    public Authentication Authenticate(HttpRequest request)
    {
        string? token = BearerToken(request);
        Identity? identity = request.Connection.CertificateIdentity ?? (token is null ? null : tokens.Find(token));
        if (identity is null && (token is not null || request.Connection.HasUntrustedCertificate))
        {
            return new Authentication(Identity.Anonymous, new ApiException(401, "Unauthorized", "Unauthorized"));
        }

        return Impersonate(request, identity ?? Identity.Anonymous);
    }

    private static Authentication Impersonate(HttpRequest request, Identity identity)
    {
        var asked = ImpersonationHeaders.Of(request);
        if (asked.User is not { } user)
        {
            return new Authentication(identity, asked.Refusal(request));
        }

        if (!identity.IsAdmin)
        {
            string message = $"users \"{user}\" is forbidden: User \"{identity.User}\" cannot impersonate resource \"users\" "
                + "in API group \"\" at the cluster scope";
            return new Authentication(
                identity, new ApiException(403, "Forbidden", message, new JsonObject { ["name"] = user, ["kind"] = "users" }));
        }

        return new Authentication(asked.Identity(user), null);
    }

    /// <summary>The token, or null where none was sent: other schemes are nobody's here, as on a real server.</summary>
    private static string? BearerToken(HttpRequest request)
    {
        if (!request.Headers.TryGetValue("Authorization", out string? value)
            || !value.StartsWith(BearerScheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string token = value[BearerScheme.Length..].Trim();
        return token.Length == 0 ? null : token;
    }
}
