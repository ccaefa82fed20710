using System.Text.Json;

namespace OcmPowerShell.Hub.Connection.Credentials.Exec;

/// <summary>What a credential plugin is told of the cluster (<c>spec.cluster</c> of an ExecCredential).</summary>
internal sealed class ExecCluster
{
    /// <summary>The name of the cluster's extension that is meant for plugins.</summary>
    public const string Extension = $"{ExecConfig.Group}/exec";

    /// <summary>The API server, as the kubeconfig writes it.</summary>
    public required string Server { get; init; }

    /// <summary>The name that the server's certificate must be for; null for the server's own.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Whether any certificate will do.</summary>
    public bool SkipTlsVerify { get; init; }

    /// <summary>The PEM of whom to trust; null for the machine's authorities.</summary>
    public byte[]? CertificateAuthority { get; init; }

    /// <summary>The proxy; null for none.</summary>
    public string? ProxyUrl { get; init; }

    /// <summary>Whether answers are not to be compressed.</summary>
    public bool DisableCompression { get; init; }

    /// <summary>What the cluster's extension for plugins holds; null for nothing.</summary>
    public JsonElement? Config { get; init; }

    /// <inheritdoc/>
    public override string ToString() => nameof(ExecCluster);
}
