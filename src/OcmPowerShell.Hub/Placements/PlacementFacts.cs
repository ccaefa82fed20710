using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Placements.Selection;

namespace OcmPowerShell.Hub.Placements;

/// <summary>What a Placement asks for. <c>spreadPolicy</c>, <c>sortBy</c> and <c>scoreRateLimit</c> are not here: OCM 1.3 does not read them.</summary>
internal sealed record PlacementFacts
{
    /// <summary>The annotation by which somebody else decides instead of the scheduler.</summary>
    public const string SchedulingDisabled = "cluster.open-cluster-management.io/experimental-scheduling-disable";

    /// <summary><c>metadata.namespace</c>.</summary>
    public required string Namespace { get; init; }

    /// <summary><c>metadata.name</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the scheduler leaves it alone: it is being deleted, or annotated so.</summary>
    public bool IsIgnored { get; init; }

    /// <summary><c>spec.clusterSets</c>; empty for all that are bound.</summary>
    public IReadOnlyList<string> ClusterSets { get; init; } = [];

    /// <summary><c>spec.numberOfClusters</c>; null for all.</summary>
    public long? NumberOfClusters { get; init; }

    /// <summary><c>spec.predicates</c>, of which one must hold; none always holds.</summary>
    public IReadOnlyList<ClusterSelectorSpec> Predicates { get; init; } = [];

    /// <summary><c>spec.tolerations</c>.</summary>
    public IReadOnlyList<Toleration> Tolerations { get; init; } = [];

    /// <summary><c>spec.prioritizerPolicy.mode</c>: Additive, Exact, or empty for Additive.</summary>
    public string PrioritizerMode { get; init; } = "";

    /// <summary><c>spec.prioritizerPolicy.configurations</c>.</summary>
    public IReadOnlyList<PrioritizerConfiguration> Prioritizers { get; init; } = [];

    /// <summary><c>clustersPerDecisionGroup</c> of the group strategy where it is a number.</summary>
    public long? ClustersPerGroup { get; init; }

    /// <summary><c>clustersPerDecisionGroup</c> of the group strategy where it is text: a percentage.</summary>
    public string? ShareOfClustersPerGroup { get; init; }

    /// <summary><c>decisionGroups</c> of the group strategy.</summary>
    public IReadOnlyList<DecisionGroupSpec> DecisionGroups { get; init; } = [];

    /// <summary>Whether its predicates look at more than labels and claims.</summary>
    public bool UsesExpressions => Predicates.Any(predicate => predicate.CelExpressions.Count > 0);

    /// <summary>Whether an AddOnPlacementScore of a name may change what is decided.</summary>
    public bool MayUseScore(string resource) =>
        UsesExpressions || Prioritizers.Any(prioritizer => prioritizer.AddOn is { } addOn && addOn.Resource == resource);

    /// <summary>Reads an object.</summary>
    public static PlacementFacts Parse(JsonObject value)
    {
        JsonNode? spec = value.At("spec");
        JsonNode? strategy = spec.At("decisionStrategy", "groupStrategy");
        return new PlacementFacts
        {
            Namespace = value.TextAt("metadata", "namespace") ?? "",
            Name = value.TextAt("metadata", "name") ?? "",
            IsIgnored = value.At("metadata", "deletionTimestamp") is not null || value.TextAt("metadata", "annotations", SchedulingDisabled) == "true",
            ClusterSets = spec.TextsAt("clusterSets"),
            NumberOfClusters = spec.IntegerAt("numberOfClusters"),
            Predicates = [.. spec.ObjectsAt("predicates").Select(predicate => ClusterSelectorSpec.Parse(predicate.At("requiredClusterSelector")))],
            Tolerations = [.. spec.ObjectsAt("tolerations").Select(Toleration.Parse)],
            PrioritizerMode = spec.TextAt("prioritizerPolicy", "mode") ?? "",
            Prioritizers = [.. spec.ObjectsAt("prioritizerPolicy", "configurations").Select(PrioritizerConfiguration.Parse)],
            ClustersPerGroup = strategy.IntegerAt("clustersPerDecisionGroup"),
            ShareOfClustersPerGroup = strategy.TextAt("clustersPerDecisionGroup"),
            DecisionGroups = [.. strategy.ObjectsAt("decisionGroups").Select(group => new DecisionGroupSpec(
                group.TextAt("groupName") ?? "", ClusterSelectorSpec.Parse(group.At("groupClusterSelector"))))],
        };
    }
}
