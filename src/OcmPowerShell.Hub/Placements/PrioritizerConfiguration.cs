using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Placements;

/// <summary>An entry of <c>spec.prioritizerPolicy.configurations</c>.</summary>
/// <param name="HasCoordinate">Whether it says what to score by.</param>
/// <param name="Type">BuiltIn or AddOn.</param>
/// <param name="BuiltIn">Name of the prioritizer, for BuiltIn.</param>
/// <param name="AddOn">Name of the AddOnPlacementScore and of the score in it, for AddOn; null when unset.</param>
/// <param name="Weight">The weight; 0 turns the prioritizer off.</param>
internal sealed record PrioritizerConfiguration(
    bool HasCoordinate, string Type, string BuiltIn, (string Resource, string Score)? AddOn, long Weight)
{
    /// <summary>Reads an entry, with the defaults of the API where it was not through the API.</summary>
    public static PrioritizerConfiguration Parse(JsonObject value)
    {
        JsonNode? coordinate = value.At("scoreCoordinate");
        return new PrioritizerConfiguration(
            coordinate is JsonObject,
            coordinate.TextAt("type") ?? "BuiltIn",
            coordinate.TextAt("builtIn") ?? "",
            coordinate.At("addOn") is JsonObject addOn ? (addOn.TextAt("resourceName") ?? "", addOn.TextAt("scoreName") ?? "") : null,
            value.IntegerAt("weight") ?? 1);
    }
}
