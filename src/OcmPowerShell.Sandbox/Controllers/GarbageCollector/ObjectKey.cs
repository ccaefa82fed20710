using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.GarbageCollector;

/// <summary>Where an object is: its kind, namespace and name.</summary>
/// <param name="Type">The kind.</param>
/// <param name="Namespace">The namespace; empty for the cluster scope.</param>
/// <param name="Name">The name.</param>
internal sealed record ObjectKey(ResourceType Type, string Namespace, string Name)
{
    /// <summary>One object whatever version of its kind it was written in.</summary>
    public bool Equals(ObjectKey? other) => other is not null
        && Name == other.Name && Namespace == other.Namespace && Type.Plural == other.Type.Plural && Type.Group == other.Type.Group;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type.Group, Type.Plural, Namespace, Name);
}
