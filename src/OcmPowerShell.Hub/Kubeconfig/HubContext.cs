namespace OcmPowerShell.Hub.Kubeconfig;

/// <summary>One context of the kubeconfig: a name for a server and a user.</summary>
public sealed class HubContext
{
    /// <summary>The context's name, case-sensitive; <c>in-cluster</c> for a pod's service account.</summary>
    public required string Name { get; init; }

    /// <summary>The name of its cluster entry; empty when the context names none.</summary>
    public required string ClusterEntry { get; init; }

    /// <summary>The server's URL; empty when the cluster entry is missing.</summary>
    public required string Server { get; init; }

    /// <summary>The name of its user entry; empty when the context names none.</summary>
    public required string User { get; init; }

    /// <summary>
    /// What kind of credentials the user entry has, several joined by a comma: <c>Token</c>, <c>TokenFile</c>,
    /// <c>ClientCertificate</c>, <c>Basic</c>, <c>Exec (gcloud)</c>, <c>AuthProvider (oidc)</c>; <c>None</c> where it has none,
    /// empty when the entry is missing. Never a credential itself.
    /// </summary>
    public required string AuthenticationType { get; init; }

    /// <summary>Its default namespace; empty when unset.</summary>
    public required string Namespace { get; init; }

    /// <summary>Whether it is the kubeconfig's current context.</summary>
    public required bool Current { get; init; }

    /// <summary>The file it stands in, or the name of the text; empty for a pod's service account.</summary>
    public required string KubeConfig { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
