using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Comparison;

/// <summary>A field that differs. All of a comparison's, applied to one side, give the other.</summary>
/// <param name="Path">Where it is; empty for the whole.</param>
/// <param name="Change">Added, Removed or Changed, from the hub to the file.</param>
/// <param name="HubValue">The value on the hub; null for none, and for JSON's null.</param>
/// <param name="FileValue">The value in the file; null for none, and for JSON's null.</param>
/// <param name="Ordinal">Of an element that only one list has: its position there.</param>
/// <param name="Secrecy">What of the values may be shown.</param>
internal sealed record FieldChange(
    IReadOnlyList<FieldStep> Path, DifferenceKind Change, JsonNode? HubValue, JsonNode? FileValue, int Ordinal, Secrecy Secrecy);
