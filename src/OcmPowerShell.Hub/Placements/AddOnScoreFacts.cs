using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Placements;

/// <summary>What the scheduler knows of an AddOnPlacementScore.</summary>
/// <param name="Namespace">The cluster it speaks of.</param>
/// <param name="Name">Its name.</param>
/// <param name="Scores"><c>status.scores</c>: name and value.</param>
/// <param name="ValidUntil"><c>status.validUntil</c>; null for ever.</param>
internal sealed record AddOnScoreFacts(
    string Namespace, string Name, IReadOnlyList<KeyValuePair<string, long>> Scores, DateTimeOffset? ValidUntil)
{
    /// <summary>Reads an object.</summary>
    public static AddOnScoreFacts Parse(JsonObject value) => new(
        value.TextAt("metadata", "namespace") ?? "",
        value.TextAt("metadata", "name") ?? "",
        [.. value.ObjectsAt("status", "scores").Select(score => KeyValuePair.Create(score.TextAt("name") ?? "", score.IntegerAt("value") ?? 0))],
        value.TimeAt("status", "validUntil"));
}
