using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.ManagedClusters.Feedback;

/// <summary>One side of a filter: a path from the item, or a value.</summary>
internal sealed record JsonPathOperand(IReadOnlyList<JsonPathStep>? Path, JsonNode? Literal);
