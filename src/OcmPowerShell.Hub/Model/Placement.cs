using OcmPowerShell.Hub.Placements.Spec;

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

    /// <summary><c>spec.predicates</c>, of which one must hold.</summary>
    public IReadOnlyList<PlacementPredicate> Predicates { get; set; } = [];

    /// <summary><c>spec.prioritizerPolicy.configurations</c>; as text <c>BuiltIn:Steady:3</c>, <c>AddOn:resource:score:1</c>.</summary>
    public IReadOnlyList<PlacementPrioritizer> Prioritizers { get; set; } = [];

    /// <summary><c>spec.prioritizerPolicy.mode</c>: Additive or Exact.</summary>
    public string PrioritizerMode { get; set; } = "Additive";

    /// <summary><c>spec.tolerations</c>; as text <c>key=value:NoSelect</c>.</summary>
    public IReadOnlyList<PlacementToleration> Tolerations { get; set; } = [];

    /// <summary><c>spec.decisionStrategy.groupStrategy.decisionGroups</c>: the groups that are asked for.</summary>
    public IReadOnlyList<PlacementDecisionGroup> DecisionGroups { get; set; } = [];

    /// <summary><c>spec.decisionStrategy.groupStrategy.clustersPerDecisionGroup</c>: a number or a percentage; empty when unset.</summary>
    public string ClustersPerDecisionGroup { get; set; } = "";

    /// <summary><c>status.decisionGroups</c>: the groups there are.</summary>
    public IReadOnlyList<PlacementGroup> Groups { get; set; } = [];

    /// <summary>Annotation <c>cluster.open-cluster-management.io/experimental-scheduling-disable</c>: the scheduler leaves it alone.</summary>
    public bool Paused { get; set; }

    internal override ObjectKey Key => new(Namespace, Name);

    /// <inheritdoc/>
    public override string ToString() => FullName;
}
