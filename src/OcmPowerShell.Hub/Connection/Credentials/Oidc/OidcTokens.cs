namespace OcmPowerShell.Hub.Connection.Credentials.Oidc;

/// <summary>What an issuer gave. Secrets, without a text form.</summary>
/// <param name="idToken">The token to show the hub.</param>
/// <param name="refreshToken">What to ask with the next time; null for what was asked with.</param>
internal sealed class OidcTokens(string idToken, string? refreshToken)
{
    /// <summary>The token to show the hub.</summary>
    public string IdToken => idToken;

    /// <summary>What to ask with the next time; null for what was asked with.</summary>
    public string? RefreshToken => refreshToken;

    /// <inheritdoc/>
    public override string ToString() => nameof(OidcTokens);
}
