using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Server;

/// <summary>Finds out who asks: by client certificate, then by bearer token, then by whom somebody with the right to it impersonates.</summary>
/// <param name="tokens">Knows the tokens.</param>
/// <param name="authorizer">Knows who may impersonate whom.</param>
internal sealed class Authenticator(ITokenAuthenticator tokens, IAuthorizer authorizer)
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

    private Authentication Impersonate(HttpRequest request, Identity identity)
    {
        var asked = ImpersonationHeaders.Of(request);
        if (asked.User is not { } user)
        {
            return new Authentication(identity, asked.Refusal(request));
        }

        foreach (RequestAttributes right in asked.RightsNeeded(user))
        {
            AuthorizationDecision decision = authorizer.Decide(identity, right);
            if (!decision.IsAllowed)
            {
                return new Authentication(identity, Forbidden.Answer(identity, right, decision.Reason));
            }
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
