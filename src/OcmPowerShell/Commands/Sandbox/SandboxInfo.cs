using OcmPowerShell.Sandbox;

namespace OcmPowerShell.Commands;

/// <summary>A sandbox that runs in this process. Plain data; the kubeconfig it names holds the credentials.</summary>
public sealed class SandboxInfo
{
    /// <summary>The sandbox's name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Where its API server answers.</summary>
    public string Url { get; set; } = "";

    /// <summary>The kubeconfig to reach it with; only its owner can read it, and it goes with the sandbox.</summary>
    public string KubeConfig { get; set; } = "";

    /// <summary>The context in that kubeconfig.</summary>
    public string Context { get; set; } = "";

    /// <summary>The managed clusters it began with.</summary>
    public IReadOnlyList<string> Clusters { get; set; } = [];

    /// <summary>The file that keeps all it holds; null where it ends with the sandbox.</summary>
    public string? State { get; set; }

    /// <summary>When it started, UTC.</summary>
    public DateTime Started { get; set; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal static SandboxInfo Of(SandboxHub sandbox) => new()
    {
        Name = sandbox.Name,
        Url = sandbox.Url.AbsoluteUri.TrimEnd('/'),
        KubeConfig = sandbox.KubeconfigPath,
        Context = sandbox.ContextName,
        Clusters = sandbox.Clusters.ToArray(),
        State = sandbox.StatePath,
        Started = sandbox.Started,
    };
}
