namespace OcmPowerShell.Hub.Model;

/// <summary>A Placement: which managed clusters are wanted, and how many of them were found.</summary>
public sealed class Placement : HubObject
{
    /// <summary><c>metadata.namespace</c>.</summary>
    public string Namespace { get; set; } = "";

    /// <summary><c>metadata.name</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Both, as in <c>prod/web</c>: what other cmdlets take for a placement.</summary>
    public string FullName => $"{Namespace}/{Name}";

    /// <summary><c>spec.clusterSets</c>; empty for all that are bound to the namespace.</summary>
    public IReadOnlyList<string> ClusterSets { get; set; } = [];

    /// <summary><c>spec.numberOfClusters</c>; null for all that match.</summary>
    public int? Count { get; set; }

    /// <summary><c>status.numberOfSelectedClusters</c>.</summary>
    public int SelectedCount { get; set; }

    /// <summary>Condition PlacementSatisfied: as many clusters as wanted were found. Null is Unknown: the scheduler has not come to it.</summary>
    public bool? Satisfied { get; set; }

    /// <summary>Condition PlacementMisconfigured: it asks for what cannot be. Null is Unknown.</summary>
    public bool? Misconfigured { get; set; }

    /// <summary>The reason, in a word, of Misconfigured where that is so, else of Satisfied.</summary>
    public string Reason { get; set; } = "";

    /// <summary>The same for people.</summary>
    public string Message { get; set; } = "";

    /// <summary><c>spec.predicates</c>, of which one must hold, each as text.</summary>
    public IReadOnlyList<string> Predicates { get; set; } = [];

    /// <summary><c>spec.prioritizerPolicy.configurations</c>, each as text: <c>BuiltIn:Steady:3</c>, <c>AddOn:resource:score:1</c>.</summary>
    public IReadOnlyList<string> Prioritizers { get; set; } = [];

    /// <summary><c>spec.prioritizerPolicy.mode</c>: Additive or Exact.</summary>
    public string PrioritizerMode { get; set; } = "Additive";

    /// <summary><c>spec.tolerations</c>, each as text: <c>key=value:NoSelect</c>.</summary>
    public IReadOnlyList<string> Tolerations { get; set; } = [];

    /// <summary><c>status.decisionGroups</c>.</summary>
    public IReadOnlyList<PlacementGroup> Groups { get; set; } = [];

    /// <summary>Annotation <c>cluster.open-cluster-management.io/experimental-scheduling-disable</c>: the scheduler leaves it alone.</summary>
    public bool Paused { get; set; }

    internal override ObjectKey Key => new(Namespace, Name);

    /// <inheritdoc/>
    public override string ToString() => FullName;
}
