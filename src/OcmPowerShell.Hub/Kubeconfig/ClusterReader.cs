using System.Security.Cryptography.X509Certificates;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Connection.Network;

namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>Turns a cluster stanza into where the hub is and whom to trust there, and how to get there.</summary>
internal static class ClusterReader
{
    /// <summary>What a cluster stanza says of the hub.</summary>
    public static HubConfig Read(KubeconfigEntry cluster)
    {
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
            Server = HubAddress.Parse(server, "KubeconfigInvalid", $" of the cluster '{cluster.Name}' in {cluster.File}"),
            CertificateAuthorities = authority is null ? null : Authorities(authority, cluster),
            SkipCertificateCheck = skipCheck,
            TlsServerName = TlsServerName(cluster),
            Proxy = Proxy(cluster),
            DisableCompression = cluster.Flag("disable-compression"),
        };
    }

    private static string? TlsServerName(KubeconfigEntry cluster) => cluster.Text("tls-server-name") is not { } name || Uri.CheckHostName(name) is not (UriHostNameType.Unknown or UriHostNameType.Basic)
        ? cluster.Text("tls-server-name")
        : throw new HubException("KubeconfigInvalid", $"The tls-server-name of the cluster '{cluster.Name}' in {cluster.File} is not a host name: it takes neither a scheme nor a port.");

    // The value is not shown: it may hold a password.
    private static Uri? Proxy(KubeconfigEntry cluster) => cluster.Text("proxy-url") is not { } text ? null
        : ProxyRoute.Parse(text) ?? throw new HubException("KubeconfigInvalid", $"The proxy-url of the cluster '{cluster.Name}' in {cluster.File} is not a proxy's URL, as in http://host:port, https://host:port or socks5://host:port. A special character in its user or password is written as %40 and the like.");

    private static X509Certificate2Collection Authorities(byte[] pem, KubeconfigEntry cluster) => AuthorityBundle.Read(pem) is { Count: > 0 } certificates
        ? certificates
        : throw new HubException("KubeconfigInvalid", $"The certificate authority of the cluster '{cluster.Name}' in {cluster.File} holds no PEM certificate.");
}
