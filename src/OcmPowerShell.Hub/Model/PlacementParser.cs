using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Placements.Spec;

namespace OcmPowerShell.Hub.Model;

/// <summary>Makes a <see cref="Placement"/> of its JSON.</summary>
internal static class PlacementParser
{
    /// <summary>Parses one object.</summary>
    public static Placement Parse(ReadOnlySpan<byte> json, string hub, bool includeJson)
    {
        JsonObject value = JsonNodeExtensions.ParseObject(json);
        JsonNode? spec = value.At("spec");
        JsonNode? groups = spec.At("decisionStrategy", "groupStrategy");
        var placement = new Placement
        {
            Namespace = value.TextAt("metadata", "namespace") ?? "",
            Name = value.TextAt("metadata", "name") ?? "",
            ClusterSets = spec.TextsAt("clusterSets"),
            Count = (int?)spec.IntegerAt("numberOfClusters"),
            SelectedCount = (int)(value.IntegerAt("status", "numberOfSelectedClusters") ?? 0),
            Predicates = (PlacementPredicate[])[.. spec.ObjectsAt("predicates").Select(PlacementPredicate.FromJson)],
            Prioritizers = (PlacementPrioritizer[])[.. spec.ObjectsAt("prioritizerPolicy", "configurations").Select(PlacementPrioritizer.FromJson)],
            PrioritizerMode = spec.TextAt("prioritizerPolicy", "mode") is { Length: > 0 } mode ? mode : "Additive",
            Tolerations = (PlacementToleration[])[.. spec.ObjectsAt("tolerations").Select(PlacementToleration.FromJson)],
            DecisionGroups = (PlacementDecisionGroup[])[.. groups.ObjectsAt("decisionGroups").Select(PlacementDecisionGroup.FromJson)],
            ClustersPerDecisionGroup = GivenObject.Scalar(groups.At("clustersPerDecisionGroup")) ?? "",
            Groups = (PlacementGroup[])[.. value.ObjectsAt("status", "decisionGroups").Select(Group)],
        };
        MetadataParser.Fill(placement, value, json, hub, includeJson);
        placement.Paused = placement.Annotations.GetValueOrDefault(PlacementFacts.SchedulingDisabled) == "true";
        Condition? satisfied = placement.FindCurrent("PlacementSatisfied");
        Condition? misconfigured = placement.FindCurrent("PlacementMisconfigured");
        (placement.Satisfied, placement.Misconfigured) = (satisfied?.Status, misconfigured?.Status);
        Condition? telling = misconfigured?.Status == true ? misconfigured : satisfied;
        (placement.Reason, placement.Message) = (telling?.Reason ?? "", telling?.Message ?? "");
        return placement;
    }

    private static PlacementGroup Group(JsonObject value) => new()
    {
        Index = (int)(value.IntegerAt("decisionGroupIndex") ?? 0),
        Name = value.TextAt("decisionGroupName") ?? "",
        ClusterCount = (int)(value.IntegerAt("clusterCount") ?? 0),
    };
}
