using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OcmPowerShell.Hub.Connection;

namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>Turns the three stanzas of a context into what a connection needs.</summary>
internal static class HubConfigReader
{
    /// <summary>
    /// What a user or cluster stanza may ask for that is not built yet. Ignoring one would connect as somebody else, or
    /// to somewhere else, so each is refused by name.
    /// </summary>
    private static readonly (string Field, string Meaning)[] NotSupported =
    [
        ("exec", "a credential plugin"),
        ("auth-provider", "an authentication provider"),
        ("username", "basic authentication"),
        ("as", "impersonation"),
        ("as-uid", "impersonation"),
        ("as-groups", "impersonation"),
        ("as-user-extra", "impersonation"),
        ("proxy-url", "a proxy"),
        ("tls-server-name", "another TLS server name"),
    ];

    public static HubConfig Read(KubeconfigEntry context, KubeconfigEntry cluster, KubeconfigEntry? user)
    {
        Refuse(cluster);
        string server = cluster.Text("server")
            ?? throw new HubException("KubeconfigInvalid", $"The cluster '{cluster.Name}' in {cluster.File} has no server.");
        bool skipCheck = cluster.Flag("insecure-skip-tls-verify");
        byte[]? authority = cluster.DataOrFile("certificate-authority");
        if (skipCheck && authority is not null)
        {
            throw new HubException("KubeconfigInvalid", $"The cluster '{cluster.Name}' in {cluster.File} has both a certificate authority and insecure-skip-tls-verify. Remove one.");
        }

        HubConfig config = new()
        {
            Server = ServerUri(server, cluster),
            Context = context.Name,
            User = user?.Name,
            CertificateAuthorities = authority is null ? null : Authorities(authority, cluster),
            SkipCertificateCheck = skipCheck,
        };
        return user is null ? config : WithCredentials(config, user);
    }

    private static HubConfig WithCredentials(HubConfig config, KubeconfigEntry user)
    {
        Refuse(user);
        return config with
        {
            // kubectl lets the token win over the file.
            Token = user.Text("token") is { } token ? Token(token, user)
                : user.FilePath("tokenFile") is { } file ? new TokenFile(file)
                : null,
            ClientCertificate = ClientCertificate(user),
        };
    }

    private static StaticToken Token(string token, KubeconfigEntry user) => StaticToken.CanBeSent(token)
        ? new StaticToken(token)
        : throw new HubException("KubeconfigInvalid", $"The token of the user '{user.Name}' in {user.File} holds a line break or another character that no token has. Write it on one line.");

    private static void Refuse(KubeconfigEntry entry)
    {
        foreach ((string field, string meaning) in NotSupported)
        {
            if (entry.Has(field))
            {
                throw new HubException("CredentialNotSupported", $"'{entry.Name}' in {entry.File} asks for {meaning} ({field}), which this version does not support. Use a token or a client certificate.");
            }
        }
    }

    private static Uri ServerUri(string server, KubeconfigEntry cluster)
    {
        // As kubectl: a server without a scheme is meant as https.
        string text = server.Contains("://", StringComparison.Ordinal) ? server : "https://" + server;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("https" or "http"))
        {
            throw new HubException("KubeconfigInvalid", $"The server '{cluster.ShownServer}' of the cluster '{cluster.Name}' in {cluster.File} is not an http(s) URL.");
        }

        if (uri.UserInfo.Length > 0)
        {
            throw new HubException("KubeconfigInvalid", $"The server of the cluster '{cluster.Name}' in {cluster.File} carries a user name in its URL. Put credentials into a user entry.");
        }

        return new UriBuilder(uri) { Query = "", Fragment = "", Path = uri.AbsolutePath.TrimEnd('/') + "/" }.Uri;
    }

    private static X509Certificate2Collection Authorities(byte[] pem, KubeconfigEntry cluster)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Encoding.UTF8.GetString(pem));
        }
        catch (CryptographicException exception)
        {
            throw new HubException("KubeconfigInvalid", $"The certificate authority of the cluster '{cluster.Name}' in {cluster.File} is not a PEM certificate.", exception);
        }

        return certificates.Count > 0
            ? certificates
            : throw new HubException("KubeconfigInvalid", $"The certificate authority of the cluster '{cluster.Name}' in {cluster.File} holds no PEM certificate.");
    }

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
