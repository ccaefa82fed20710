namespace OcmPowerShell.Hub.Connection.Credentials.Exec;

/// <summary>A credential plugin, as the kubeconfig describes it (<c>exec</c>). Arguments and environment may hold secrets: it has no text form of them.</summary>
internal sealed class ExecConfig
{
    /// <summary>The API group of everything between us and a plugin.</summary>
    public const string Group = "client.authentication.k8s.io";

    /// <summary>The versions of <see cref="Group"/> that are spoken, newest first.</summary>
    public static readonly IReadOnlyList<string> ApiVersions = [$"{Group}/v1", $"{Group}/v1beta1"];

    /// <summary>The version to speak, one of <see cref="ApiVersions"/>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>The program: a name on the PATH, or a path.</summary>
    public required string Command { get; init; }

    /// <summary>Its arguments, each as it is to arrive.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>What is added to our environment for it.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>Whether it may ask a person.</summary>
    public ExecInteractiveMode InteractiveMode { get; init; }

    /// <summary>What to tell somebody who does not have the program; null for nothing.</summary>
    public string? InstallHint { get; init; }

    /// <summary>What to tell the plugin of the cluster (<c>provideClusterInfo</c>); null for nothing.</summary>
    public ExecCluster? Cluster { get; init; }

    /// <summary>The kubeconfig's directory, which a relative path of the program is relative to.</summary>
    public required string Directory { get; init; }

    /// <summary>Whose it is, for messages, as in "the user 'admin' in …".</summary>
    public required string Owner { get; init; }

    /// <inheritdoc/>
    public override string ToString() => nameof(ExecConfig);
}
