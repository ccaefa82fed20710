using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Works.Delivery;

/// <summary>A work on the hub: no more of it than a plan needs, so that a fleet of any size can be planned for.</summary>
internal sealed class ExistingWork : HubObject
{
    /// <summary>The managed cluster.</summary>
    public required string Cluster { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Who keeps it.</summary>
    public ManagedBy ManagedBy { get; init; }

    /// <summary>The keeper's name, for people.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Whether the delivery's owner owns it, and it is of the delivery's name.</summary>
    public bool IsOwn { get; init; }

    /// <summary>Whether it is one of several that hold the parts of too large a set of manifests.</summary>
    public bool IsPart { get; init; }

    /// <summary>Whether it does not hold what it should.</summary>
    public bool Differs { get; init; }

    /// <summary>What it holds; null where that was not asked for.</summary>
    public IReadOnlyCollection<ManifestIdentity>? Identities { get; init; }

    internal override ObjectKey Key => new(Cluster, Name);

    /// <inheritdoc/>
    public override string ToString() => $"{Cluster}/{Name}";
}
