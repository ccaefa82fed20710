using System.Security.Cryptography.X509Certificates;

namespace OcmPowerShell.Hub.Connection.Credentials.Oidc;

/// <summary>What a kubeconfig says of an OpenID Connect login (<c>auth-provider</c> of the name <c>oidc</c>). Holds secrets and has no text form of them.</summary>
internal sealed class OidcConfig
{
    /// <summary>Who issued the tokens (<c>idp-issuer-url</c>).</summary>
    public required Uri Issuer { get; init; }

    /// <summary>The client that the tokens are for (<c>client-id</c>).</summary>
    public required string ClientId { get; init; }

    /// <summary>The client's secret (<c>client-secret</c>); null for a public client.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>The last token (<c>id-token</c>); null for none.</summary>
    public string? IdToken { get; init; }

    /// <summary>What to ask for new tokens with (<c>refresh-token</c>); null for nothing.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>The only authorities to trust at the issuer (<c>idp-certificate-authority</c>); null for the machine's.</summary>
    public X509Certificate2Collection? CertificateAuthorities { get; init; }

    /// <summary>Whose it is, for messages, as in "the user 'admin' in …".</summary>
    public required string Owner { get; init; }

    /// <summary>Why there is no token, and what to do.</summary>
    /// <param name="why">What went wrong. No secret.</param>
    /// <param name="cause">The cause, if any.</param>
    public HubException Fail(string why, Exception? cause = null) => new(
        "OidcRefreshFailed", $"The token of {Owner} could not be renewed at its issuer {Issuer.GetLeftPart(UriPartial.Path)}: {why} Log in again with the tool that wrote the kubeconfig, or use a credential plugin such as kubelogin (exec).", cause);

    /// <inheritdoc/>
    public override string ToString() => nameof(OidcConfig);
}
