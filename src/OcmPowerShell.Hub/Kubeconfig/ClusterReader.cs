using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OcmPowerShell.Hub.Connection;

namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>Turns a cluster stanza into where the hub is and whom to trust there. What is not built is refused by name: leaving it out would connect to somebody else.</summary>
internal static class ClusterReader
{
    private static readonly (string Field, string Meaning)[] NotSupported =
    [
        ("proxy-url", "a proxy"),
        ("tls-server-name", "another TLS server name"),
    ];

    /// <summary>What a cluster stanza says of the hub.</summary>
    public static HubConfig Read(KubeconfigEntry cluster)
    {
        cluster.Refuse(NotSupported);
        string server = cluster.Text("server")
            ?? throw new HubException("KubeconfigInvalid", $"The cluster '{cluster.Name}' in {cluster.File} has no server.");
        bool skipCheck = cluster.Flag("insecure-skip-tls-verify");
        byte[]? authority = cluster.DataOrFile("certificate-authority");
        if (skipCheck && authority is not null)
        {
            throw new HubException("KubeconfigInvalid", $"The cluster '{cluster.Name}' in {cluster.File} has both a certificate authority and insecure-skip-tls-verify. Remove one.");
        }

        return new HubConfig
        {
            Server = ServerUri(server, cluster),
            CertificateAuthorities = authority is null ? null : Authorities(authority, cluster),
            SkipCertificateCheck = skipCheck,
        };
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
}
