using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Connection.Credentials;

namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>Turns a user stanza into the credentials that it asks for. What is not built is refused by name: leaving it out would connect as somebody else.</summary>
internal static class UserReader
{
    private static readonly (string Field, string Meaning)[] NotSupported =
    [
        ("exec", "a credential plugin"),
        ("auth-provider", "an authentication provider"),
        ("username", "basic authentication"),
        ("as", "impersonation"),
        ("as-uid", "impersonation"),
        ("as-groups", "impersonation"),
        ("as-user-extra", "impersonation"),
    ];

    /// <summary>Adds a user's credentials to what is known of the hub.</summary>
    public static HubConfig Add(HubConfig config, KubeconfigEntry user)
    {
        user.Refuse(NotSupported);
        return config with
        {
            User = user.Name,
            Credentials = CombinedCredentials.Of(ClientCertificate(user) is { } certificate ? new StaticCertificate(certificate) : null, Token(user)),
        };
    }

    // kubectl lets the token win over the file.
    private static ICredentialSource? Token(KubeconfigEntry user) => user.Text("token") is { } token ? Token(token, user)
        : user.FilePath("tokenFile") is { } file ? new TokenFile(file)
        : null;

    private static StaticToken Token(string token, KubeconfigEntry user) => StaticToken.CanBeSent(token)
        ? new StaticToken(token)
        : throw new HubException("KubeconfigInvalid", $"The token of the user '{user.Name}' in {user.File} holds a line break or another character that no token has. Write it on one line.");

    private static X509Certificate2? ClientCertificate(KubeconfigEntry user)
    {
        byte[]? certificate = user.DataOrFile("client-certificate");
        byte[]? key = user.DataOrFile("client-key");
        if (certificate is null && key is null)
        {
            return null;
        }

        if (certificate is null || key is null)
        {
            throw new HubException("KubeconfigInvalid", $"The user '{user.Name}' in {user.File} has only one of client-certificate and client-key.");
        }

        try
        {
            using X509Certificate2 fromPem = X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(certificate), Encoding.UTF8.GetString(key));

            // Windows' TLS refuses a key that lives only in memory; through PKCS#12 it gets one that SChannel can use.
#pragma warning disable SYSLIB0057 // The replacement needs .NET 9.
            return new X509Certificate2(fromPem.Export(X509ContentType.Pkcs12));
#pragma warning restore SYSLIB0057
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new HubException("KubeconfigInvalid", $"The client certificate and key of the user '{user.Name}' in {user.File} cannot be used: {exception.Message} Both must be PEM, and the key must not be encrypted.", exception);
        }
    }
}
