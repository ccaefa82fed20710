namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>One context of the kubeconfig: a name for a server and a user.</summary>
public sealed class HubContext
{
    /// <summary>The context's name, case-sensitive.</summary>
    public required string Name { get; init; }

    /// <summary>The name of its cluster entry; empty when the context names none.</summary>
    public required string ClusterEntry { get; init; }

    /// <summary>The server's URL; empty when the cluster entry is missing.</summary>
    public required string Server { get; init; }

    /// <summary>The name of its user entry; empty when the context names none.</summary>
    public required string User { get; init; }

    /// <summary>Its default namespace; empty when unset.</summary>
    public required string Namespace { get; init; }

    /// <summary>Whether it is the kubeconfig's current context.</summary>
    public required bool Current { get; init; }

    /// <summary>The file it stands in.</summary>
    public required string KubeConfig { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
