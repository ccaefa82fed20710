using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.ClusterSets;

/// <summary>What decides to which sets a ManagedCluster belongs.</summary>
/// <param name="Name">The cluster's name.</param>
/// <param name="Labels">Its labels.</param>
internal sealed record ClusterLabels(string Name, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>Reads an object.</summary>
    public static ClusterLabels Read(JsonObject cluster) => new(cluster.Name(), cluster.MapAt("metadata", "labels"));

    /// <summary>Whether a set's view of a cluster differs between two states, of which one may be missing.</summary>
    public static bool Differ(ClusterSetFacts set, ClusterLabels? before, ClusterLabels? after) =>
        (before is not null && set.Has(before.Labels)) != (after is not null && set.Has(after.Labels));
}
