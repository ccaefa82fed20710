using System.Security.Cryptography.X509Certificates;
using System.Text;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Connection.Credentials;
using OcmPowerShell.Hub.Connection.Network;

namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>
/// The API server of the cluster in whose pod the process runs, as the pod's service account: what counts where there is
/// no kubeconfig at all.
/// </summary>
/// <param name="variable">Looks up an environment variable.</param>
/// <param name="folder">Where the service account's files are.</param>
internal sealed class InClusterConfig(Func<string, string?> variable, string folder)
{
    /// <summary>What stands in the place of a context's name.</summary>
    public const string Name = "in-cluster";

    private const string HostVariable = "KUBERNETES_SERVICE_HOST";
    private const string PortVariable = "KUBERNETES_SERVICE_PORT";

    /// <summary>The present process's.</summary>
    public static InClusterConfig Present { get; } = new(Environment.GetEnvironmentVariable, "/var/run/secrets/kubernetes.io/serviceaccount");

    /// <summary>Whether the process runs in a pod that has a service account.</summary>
    public bool Exists =>
        !string.IsNullOrEmpty(variable(HostVariable)) && !string.IsNullOrEmpty(variable(PortVariable)) && File.Exists(TokenPath);

    private string TokenPath => Path.Combine(folder, "token");

    /// <summary>All that a connection needs. The token is read at each use: the cluster renews it.</summary>
    /// <exception cref="HubException"><c>InClusterConfigInvalid</c>.</exception>
    public HubConfig Read() => new()
    {
        Server = Server(),
        Context = Name,
        CertificateAuthorities = Authorities(),
        Credentials = new TokenFile(TokenPath),
        Namespace = ReadFile("namespace") is { } bytes && Encoding.UTF8.GetString(bytes).Trim() is { Length: > 0 } text ? text : null,
    };

    /// <summary>As a context.</summary>
    public HubContext Describe()
    {
        HubConfig config = Read();
        return new HubContext
        {
            Name = Name,
            ClusterEntry = "",
            Server = config.Server.AbsoluteUri.TrimEnd('/'),
            User = "",
            AuthenticationType = "TokenFile",
            Namespace = config.Namespace ?? "",
            Current = true,
            KubeConfig = "",
        };
    }

    private Uri Server()
    {
        string host = variable(HostVariable) ?? "";
        string port = variable(PortVariable) ?? "";
        string bracketed = host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') ? $"[{host}]" : host;
        return port.All(char.IsAsciiDigit) && Uri.TryCreate($"https://{bracketed}:{port}/", UriKind.Absolute, out Uri? server) && server is { UserInfo: "", AbsolutePath: "/", Query: "", Fragment: "" }
            ? server
            : throw new HubException("InClusterConfigInvalid", $"The environment variables {HostVariable} ('{host}') and {PortVariable} ('{port}') do not name this cluster's API server.");
    }

    // Without the file the machine's authorities count, as for client-go: the server is checked in any case.
    private X509Certificate2Collection? Authorities() => ReadFile("ca.crt") is not { } pem ? null
        : AuthorityBundle.Read(pem) is { Count: > 0 } certificates ? certificates
        : throw new HubException("InClusterConfigInvalid", $"The file {Path.Combine(folder, "ca.crt")} of the pod's service account holds no PEM certificate.");

    private byte[]? ReadFile(string name)
    {
        string path = Path.Combine(folder, name);
        try
        {
            return BoundedFile.Read(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HubException("InClusterConfigInvalid", $"The file {path} of the pod's service account cannot be read: {exception.Message}", exception);
        }
    }
}
