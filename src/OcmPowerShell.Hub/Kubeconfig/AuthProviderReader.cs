using System.Security.Cryptography.X509Certificates;
using OcmPowerShell.Hub.Connection.Credentials;
using OcmPowerShell.Hub.Connection.Credentials.Oidc;
using OcmPowerShell.Hub.Connection.Network;

namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>Reads the way of credentials that came before plugins (<c>auth-provider</c>). Of its providers, <c>oidc</c> is the one that clients still know.</summary>
internal static class AuthProviderReader
{
    private static readonly Dictionary<string, string> Replacements = new()
    {
        ["gcp"] = "Install gke-gcloud-auth-plugin and run 'gcloud container clusters get-credentials' again.",
        ["azure"] = "Install Azure's kubelogin and run 'kubelogin convert-kubeconfig'.",
        ["openstack"] = "Use the credential plugin client-keystone-auth (exec).",
    };

    /// <summary>The credentials that the provider will give. Nothing is sent yet.</summary>
    /// <exception cref="HubException"><c>KubeconfigInvalid</c>, <c>CredentialNotSupported</c>.</exception>
    public static OidcCredentials Read(KubeconfigEntry user)
    {
        var provider = new KubeconfigEntry(user.Name, user.Value.GetProperty("auth-provider"), user.File);
        string name = provider.Text("name") ?? throw Invalid(user, "has no name");
        if (name != "oidc")
        {
            throw new HubException("CredentialNotSupported", $"The auth-provider of {UserReader.Owner(user)} is not supported, as kubectl supports none but oidc. {Replacements.GetValueOrDefault(name, "Use a credential plugin (exec), a token or a client certificate.")}");
        }

        var config = new KubeconfigEntry(user.Name, provider.Has("config") ? provider.Value.GetProperty("config") : default, user.File);
        return new OidcCredentials(new OidcConfig
        {
            Issuer = Issuer(config),
            ClientId = config.Text("client-id") ?? throw Invalid(config, "has no client-id"),
            ClientSecret = config.Text("client-secret"),
            IdToken = Token(config),
            RefreshToken = config.Text("refresh-token"),
            CertificateAuthorities = Authorities(config),
            Owner = UserReader.Owner(user),
        });
    }

    private static Uri Issuer(KubeconfigEntry config)
    {
        string text = config.Text("idp-issuer-url") ?? throw Invalid(config, "has no idp-issuer-url");
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? issuer) && issuer.Scheme is "https" or "http" && issuer.UserInfo.Length == 0
            ? issuer
            : throw Invalid(config, "has an idp-issuer-url that is not an http(s) URL without a user name");
    }

    private static string? Token(KubeconfigEntry config) => config.Text("id-token") switch
    {
        { } token when !StaticToken.CanBeSent(token) => throw Invalid(config, "has an id-token that holds a line break or another character that no token has"),
        var token => token,
    };

    private static X509Certificate2Collection? Authorities(KubeconfigEntry config) => config.DataOrFile("idp-certificate-authority") is not { } pem ? null
        : AuthorityBundle.Read(pem) is { Count: > 0 } certificates ? certificates
        : throw Invalid(config, "has an idp-certificate-authority that holds no PEM certificate");

    private static HubException Invalid(KubeconfigEntry user, string what) =>
        new("KubeconfigInvalid", $"The auth-provider of {UserReader.Owner(user)} {what}.");
}
