using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Connection.Credentials;

namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>
/// Turns a user stanza into the credentials that it asks for, by client-go's rules: a token wins over its file and over
/// whatever would fetch one, a client certificate goes beside a token and in place of a plugin, and none at all is anonymous.
/// </summary>
internal static class UserReader
{
    /// <summary>Adds a user's credentials to what is known of the hub.</summary>
    /// <param name="config">The hub.</param>
    /// <param name="user">The user.</param>
    /// <param name="cluster">The cluster, of which a credential plugin may be told.</param>
    /// <exception cref="HubException"><c>KubeconfigInvalid</c>, <c>CredentialNotSupported</c>, <c>InvalidImpersonation</c>.</exception>
    public static HubConfig Add(HubConfig config, KubeconfigEntry user, KubeconfigEntry cluster)
    {
        bool hasCertificate = HasCertificate(user);
        ICredentialSource? authorization = Authorization(user, cluster, hasCertificate);
        return config with
        {
            User = user.Name,
            Credentials = CombinedCredentials.Of(hasCertificate ? ClientCertificate(user, isAlone: authorization is null) : null, authorization),
            Impersonation = ImpersonationReader.Read(user),
        };
    }

    /// <summary>A user entry as messages name it.</summary>
    public static string Owner(KubeconfigEntry user) => $"the user '{user.Name}' in {user.File}";

    // All of them are read, so that what is wrong with one is told even where another wins.
    private static ICredentialSource? Authorization(KubeconfigEntry user, KubeconfigEntry cluster, bool hasCertificate)
    {
        if (user.IsSet("exec") && user.IsSet("auth-provider"))
        {
            throw Invalid(user, "has both a credential plugin (exec) and an auth-provider. Remove one.");
        }

        ICredentialSource? token = Token(user);
        ICredentialSource? basic = Basic(user);
        if (token is not null && basic is not null)
        {
            throw Invalid(user, "has both a token and a user name with a password. Remove one.");
        }

        ICredentialSource? plugin = user.IsSet("exec") ? ExecReader.Read(user, cluster) : null;
        ICredentialSource? provider = user.IsSet("auth-provider") ? AuthProviderReader.Read(user) : null;

        // A plugin may prompt or take its time, so it is not run where a certificate lets us in already.
        return token ?? basic ?? provider ?? (hasCertificate ? null : plugin);
    }

    private static ICredentialSource? Token(KubeconfigEntry user) => user.Text("token") is { } token ? Token(token, user)
        : user.FilePath("tokenFile") is { } file ? new TokenFile(file)
        : null;

    private static StaticToken Token(string token, KubeconfigEntry user) => StaticToken.CanBeSent(token)
        ? new StaticToken(token)
        : throw new HubException("KubeconfigInvalid", $"The token of {Owner(user)} holds a line break or another character that no token has. Write it on one line.");

    private static BasicCredentials? Basic(KubeconfigEntry user)
    {
        string? name = user.Text("username");
        string? password = user.Text("password");
        return name is null && password is null ? null
            : name is null ? throw Invalid(user, "has a password and no username.")
            : name.Contains(':') ? throw Invalid(user, "has a username with a colon, which would end it.")
            : new BasicCredentials(name, password ?? "");
    }

    private static bool HasCertificate(KubeconfigEntry user)
    {
        bool certificate = user.Has("client-certificate-data") || user.Has("client-certificate");
        bool key = user.Has("client-key-data") || user.Has("client-key");
        return certificate == key ? certificate : throw Invalid(user, "has only one of client-certificate and client-key.");
    }

    private static ICredentialSource ClientCertificate(KubeconfigEntry user, bool isAlone)
    {
        (byte[] Certificate, byte[] Key) Read() => (user.DataOrFile("client-certificate")!, user.DataOrFile("client-key")!);
        if (user.Has("client-certificate-data") && user.Has("client-key-data"))
        {
            (byte[] certificatePem, byte[] keyPem) = Read();
            return new StaticCertificate(PemKeyPair.Read(certificatePem, keyPem, "KubeconfigInvalid", Owner(user)), isAlone ? Owner(user) : null);
        }

        return new ClientCertificateFiles(Read, Owner(user), mustBeValid: isAlone);
    }

    private static HubException Invalid(KubeconfigEntry user, string what) => new("KubeconfigInvalid", $"The user '{user.Name}' in {user.File} {what}");
}
