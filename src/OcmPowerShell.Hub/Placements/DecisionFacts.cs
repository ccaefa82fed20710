using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Placements;

/// <summary>What the scheduler knows of a PlacementDecision that exists.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Placement">The placement its label names; empty when it has none.</param>
/// <param name="Clusters">The clusters it decides for.</param>
internal sealed record DecisionFacts(string Namespace, string Name, string Placement, IReadOnlyList<string> Clusters)
{
    /// <summary>The label that names the placement.</summary>
    public const string PlacementLabel = "cluster.open-cluster-management.io/placement";

    /// <summary>The label that names the decision group; empty outside of named groups.</summary>
    public const string GroupNameLabel = "cluster.open-cluster-management.io/decision-group-name";

    /// <summary>The label that numbers the decision group.</summary>
    public const string GroupIndexLabel = "cluster.open-cluster-management.io/decision-group-index";

    /// <summary>Reads an object.</summary>
    public static DecisionFacts Parse(JsonObject value) => new(
        value.TextAt("metadata", "namespace") ?? "",
        value.TextAt("metadata", "name") ?? "",
        value.TextAt("metadata", "labels", PlacementLabel) ?? "",
        [.. value.ObjectsAt("status", "decisions").Select(decision => decision.TextAt("clusterName")).OfType<string>()]);
}
