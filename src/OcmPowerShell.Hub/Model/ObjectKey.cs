namespace OcmPowerShell.Hub.Model;

/// <summary>What names an object of a kind: its name, and its namespace where the kind has one.</summary>
/// <param name="Namespace"><c>metadata.namespace</c>; empty for kinds without.</param>
/// <param name="Name"><c>metadata.name</c>.</param>
public readonly record struct ObjectKey(string Namespace, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => string.IsNullOrEmpty(Namespace) ? Name ?? "" : $"{Namespace}/{Name}";
}
