namespace OcmPowerShell.Hub.Manifests;

/// <summary>Which object of a cluster a manifest describes. Its version is left out: all versions are the same object.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Namespace">The namespace; empty for an object without one.</param>
/// <param name="Name">The name.</param>
public readonly record struct ManifestIdentity(string Group, string Kind, string Namespace, string Name)
{
    /// <summary>For example <c>Deployment shop/web</c>, <c>Namespace shop</c>.</summary>
    public override string ToString() => Namespace.Length == 0 ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}
