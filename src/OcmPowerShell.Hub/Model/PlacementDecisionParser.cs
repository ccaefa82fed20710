using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Placements;

namespace OcmPowerShell.Hub.Model;

/// <summary>Makes a <see cref="PlacementDecisionObject"/> of its JSON.</summary>
internal static class PlacementDecisionParser
{
    /// <summary>Parses one object.</summary>
    public static PlacementDecisionObject Parse(ReadOnlySpan<byte> json, string hub, bool includeJson)
    {
        JsonObject value = JsonNodeExtensions.ParseObject(json);
        JsonNode? metadata = value.At("metadata");
        string name = metadata.TextAt("name") ?? "";
        var placement = new ObjectKey(metadata.TextAt("namespace") ?? "", metadata.TextAt("labels", DecisionFacts.PlacementLabel) ?? "");
        string groupName = metadata.TextAt("labels", DecisionFacts.GroupNameLabel) ?? "";

        // Anybody may write decisions where the scheduler is told to leave a placement alone, and the labels with them.
        int? groupIndex = int.TryParse(metadata.TextAt("labels", DecisionFacts.GroupIndexLabel), NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : null;
        var decisions = new PlacementDecisionObject
        {
            Namespace = placement.Namespace,
            Name = name,
            Placement = placement,
            Decisions = [.. value.ObjectsAt("status", "decisions").Where(decision => decision.TextAt("clusterName") is { Length: > 0 }).Select(Row)],
        };
        MetadataParser.Fill(decisions, value, json, hub, includeJson);
        return decisions;

        PlacementDecision Row(JsonObject decision) => new()
        {
            Cluster = decision.TextAt("clusterName")!,
            Placement = placement.ToString(),
            GroupIndex = groupIndex,
            GroupName = groupName,
            DecisionName = name,
            Reason = decision.TextAt("reason") ?? "",
            Hub = hub,
        };
    }
}
