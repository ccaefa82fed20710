namespace OcmPowerShell.Hub.Model;

/// <summary>A PlacementDecision as the hub keeps it: some of the clusters that a placement has selected.</summary>
internal sealed class PlacementDecisionObject : HubObject
{
    /// <summary><c>metadata.namespace</c>.</summary>
    public required string Namespace { get; init; }

    /// <summary><c>metadata.name</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The placement that its label names; the name is empty when it has none.</summary>
    public required ObjectKey Placement { get; init; }

    /// <summary>Its clusters, a row each.</summary>
    public required IReadOnlyList<PlacementDecision> Decisions { get; init; }

    internal override ObjectKey Key => new(Namespace, Name);
}
