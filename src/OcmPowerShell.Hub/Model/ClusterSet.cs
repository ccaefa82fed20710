using OcmPowerShell.Hub.Placements;

namespace OcmPowerShell.Hub.Model;

/// <summary>A ManagedClusterSet: clusters that are given to teams together.</summary>
public sealed class ClusterSet : HubObject
{
    /// <summary><c>metadata.name</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary><c>spec.clusterSelector.selectorType</c>: ExclusiveClusterSetLabel (a cluster's label names its one set) or LabelSelector.</summary>
    public string SelectorType { get; set; } = "ExclusiveClusterSetLabel";

    /// <summary>For LabelSelector: the selector as text; empty selects every cluster. Null where it has none, which selects nothing.</summary>
    public string? LabelSelector { get; set; }

    /// <summary>Condition ClusterSetEmpty; null is Unknown.</summary>
    public bool? Empty { get; set; }

    /// <summary>What the hub says of it: the message of condition ClusterSetEmpty, as in <c>2 ManagedClusters selected</c>.</summary>
    public string Message { get; set; } = "";

    /// <summary>How many clusters it has: those of <see cref="Clusters"/>, else what the hub's message says; null when neither is known.</summary>
    public int? ClusterCount { get; set; }

    /// <summary>Names of its clusters; null where they were not asked for.</summary>
    public IReadOnlyList<string>? Clusters { get; set; }

    /// <summary>Namespaces that it is bound to, where placements may use it; null where they were not asked for.</summary>
    public IReadOnlyList<string>? BoundNamespaces { get; set; }

    /// <summary><c>spec.managedNamespaces[].name</c>: namespaces that its clusters get.</summary>
    public IReadOnlyList<string> ManagedNamespaces { get; set; } = [];

    /// <summary>How it finds its clusters.</summary>
    internal ClusterSetFacts? Facts { get; set; }

    internal override ObjectKey Key => new("", Name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
