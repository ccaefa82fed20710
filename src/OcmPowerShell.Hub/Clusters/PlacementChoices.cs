using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Clusters;

/// <summary>A PlacementDecision: a part of the clusters that a placement has chosen.</summary>
internal sealed class PlacementChoices : HubObject
{
    /// <summary>The kind, for lists and watches.</summary>
    public static readonly ResourceKind<PlacementChoices> Kind =
        new(ResourcePath.PlacementDecisions, "placement decision", "Get-OcmPlacementDecision", Parse) { IsNamespaced = true };

    private ObjectKey _key;

    /// <summary>The placement, as in <c>prod/web</c>.</summary>
    public string Placement { get; private init; } = "";

    /// <summary>The clusters.</summary>
    public IReadOnlyList<string> Clusters { get; private init; } = [];

    internal override ObjectKey Key => _key;

    private static PlacementChoices Parse(ReadOnlySpan<byte> json, string hub, bool includeJson)
    {
        var value = JsonNodeExtensions.ParseObject(json);
        var facts = DecisionFacts.Parse(value);
        var choices = new PlacementChoices { Placement = $"{facts.Namespace}/{facts.Placement}", Clusters = facts.Clusters };
        choices._key = new ObjectKey(facts.Namespace, facts.Name);
        MetadataParser.Fill(choices, value, json, hub, includeJson);
        return choices;
    }
}
