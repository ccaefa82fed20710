using System.Text.Json;
using OcmPowerShell.Hub.Connection.Credentials.Exec;

namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>Reads a credential plugin from a user stanza (<c>exec</c>).</summary>
internal static class ExecReader
{
    /// <summary>The credentials that the plugin will give. It is not run yet.</summary>
    /// <exception cref="HubException"><c>KubeconfigInvalid</c>, <c>CredentialNotSupported</c>.</exception>
    public static ExecCredentials Read(KubeconfigEntry user, KubeconfigEntry cluster)
    {
        JsonElement fields = user.Value.GetProperty("exec");
        if (fields.ValueKind != JsonValueKind.Object)
        {
            throw Invalid(user, "is not a map of fields");
        }

        var exec = new KubeconfigEntry(user.Name, fields, user.File);
        string version = Version(exec);
        return new ExecCredentials(new ExecConfig
        {
            ApiVersion = version,
            Command = Sendable(exec, exec.Text("command") ?? throw Invalid(user, "names no command")),
            Arguments = KubeconfigList.Texts(exec, "args").Select(argument => Sendable(exec, argument)).ToArray(),
            Environment = KubeconfigList.Items(exec, "env").Select(item => Variable(exec, item)).ToArray(),
            InteractiveMode = Mode(exec, version),
            InstallHint = exec.Text("installHint"),
            Cluster = exec.Flag("provideClusterInfo") ? Cluster(cluster) : null,
            Directory = Path.GetDirectoryName(user.File)!,
            Owner = UserReader.Owner(user),
        });
    }

    private static string Version(KubeconfigEntry exec)
    {
        string version = exec.Text("apiVersion") ?? throw Invalid(exec, $"names no apiVersion, which is {string.Join(" or ", ExecConfig.ApiVersions)}");
        return ExecConfig.ApiVersions.Contains(version)
            ? version
            : throw new HubException("CredentialNotSupported", $"The credential plugin of {UserReader.Owner(exec)} speaks an apiVersion that is not supported; {string.Join(" and ", ExecConfig.ApiVersions)} are. Update the plugin, and have it or its tool write the kubeconfig anew.");
    }

    private static ExecInteractiveMode Mode(KubeconfigEntry exec, string version) => exec.Text("interactiveMode") switch
    {
        "Never" => ExecInteractiveMode.Never,
        "IfAvailable" => ExecInteractiveMode.IfAvailable,
        "Always" => ExecInteractiveMode.Always,
        null when version != ExecConfig.ApiVersions[0] => ExecInteractiveMode.IfAvailable,
        null => throw Invalid(exec, $"names no interactiveMode, which {version} requires: Never, IfAvailable or Always"),
        _ => throw Invalid(exec, "has an interactiveMode other than Never, IfAvailable and Always"),
    };

    private static KeyValuePair<string, string> Variable(KubeconfigEntry exec, JsonElement item)
    {
        var variable = new KubeconfigEntry(exec.Name, item, exec.File);
        string name = variable.Text("name") ?? throw Invalid(exec, "has a variable in env without a name");
        return name.Contains('=') || name.Contains('\0')
            ? throw Invalid(exec, "has a variable in env with a name that none can have")
            : new(name, Sendable(exec, variable.Text("value") ?? ""));
    }

    // No operating system passes a null character on: the plugin would be given half of the text.
    private static string Sendable(KubeconfigEntry exec, string text) =>
        text.Contains('\0') ? throw Invalid(exec, "has a null character in its command, args or env") : text;

    private static ExecCluster Cluster(KubeconfigEntry cluster) => new()
    {
        Server = cluster.Text("server")!,
        TlsServerName = cluster.Text("tls-server-name"),
        SkipTlsVerify = cluster.Flag("insecure-skip-tls-verify"),
        CertificateAuthority = cluster.DataOrFile("certificate-authority"),
        ProxyUrl = cluster.Text("proxy-url"),
        DisableCompression = cluster.Flag("disable-compression"),
        Config = KubeconfigList.Items(cluster, "extensions")
            .Where(item => item.ValueKind == JsonValueKind.Object
                && item.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String && name.ValueEquals(ExecCluster.Extension))
            .Select(item => item.TryGetProperty("extension", out JsonElement extension) ? extension : (JsonElement?)null)
            .FirstOrDefault(),
    };

    private static HubException Invalid(KubeconfigEntry user, string what) =>
        new("KubeconfigInvalid", $"The credential plugin (exec) of {UserReader.Owner(user)} {what}.");
}
