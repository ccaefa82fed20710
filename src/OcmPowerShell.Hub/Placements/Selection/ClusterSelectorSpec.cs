using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Placements.Selection;

/// <summary>A selector of clusters as it is written; it is read only when there are clusters to select, as OCM does.</summary>
/// <param name="Labels"><c>labelSelector</c>; null when unset.</param>
/// <param name="Claims"><c>claimSelector</c>; null when unset.</param>
/// <param name="CelExpressions"><c>celSelector.celExpressions</c>.</param>
internal sealed record ClusterSelectorSpec(JsonObject? Labels, JsonObject? Claims, IReadOnlyList<string> CelExpressions)
{
    /// <summary>Reads <c>requiredClusterSelector</c> of a predicate, or <c>groupClusterSelector</c> of a decision group.</summary>
    public static ClusterSelectorSpec Parse(JsonNode? selector) => new(
        selector.At("labelSelector") as JsonObject,
        selector.At("claimSelector") as JsonObject,
        selector.TextsAt("celSelector", "celExpressions"));
}
