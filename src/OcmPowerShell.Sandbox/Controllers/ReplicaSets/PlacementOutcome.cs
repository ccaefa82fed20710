using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Controllers.ReplicaSets;

/// <summary>What became of a replica set at one of its placements.</summary>
/// <param name="Placement">The placement.</param>
/// <param name="Existing">How many clusters have a current work.</param>
/// <param name="Succeeded">How many of them are done.</param>
internal sealed record PlacementOutcome(JsonObject Placement, int Existing, int Succeeded)
{
    /// <summary>How many clusters the placement says it selected.</summary>
    public long Selected => Placement.IntegerAt("status", "numberOfSelectedClusters") ?? 0;

    /// <summary><c>availableDecisionGroups</c> of the summary.</summary>
    public string Groups => $"{Placement.ArrayAt("status", "decisionGroups")?.Count ?? 0} ({Existing} / {Selected} clusters applied)";
}
