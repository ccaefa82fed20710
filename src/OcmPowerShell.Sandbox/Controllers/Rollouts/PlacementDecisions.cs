using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Rollouts;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.Rollouts;

/// <summary>What a placement decided, whoever wrote the decisions: they are found by their label.</summary>
internal static class PlacementDecisions
{
    private const string PlacementLabel = "cluster.open-cluster-management.io/placement";
    private const string GroupNameLabel = "cluster.open-cluster-management.io/decision-group-name";
    private const string GroupIndexLabel = "cluster.open-cluster-management.io/decision-group-index";

    /// <summary>The placement that decisions belong to; nothing where they do not say.</summary>
    public static string PlacementOf(JsonObject decision) => decision.TextAt("metadata", "labels", PlacementLabel) ?? "";

    /// <summary>The clusters of a placement, in groups.</summary>
    /// <exception cref="FormatException">A decision does not say which group it is of.</exception>
    public static IReadOnlyList<RolloutGroup> GroupsOf(IResourceClient hub, string @namespace, string placement) =>
    [
        .. Of(hub, @namespace, placement)
            .GroupBy(decision => (Index: IndexOf(decision), Name: decision.TextAt("metadata", "labels", GroupNameLabel) ?? ""))
            .Select(group => new RolloutGroup(group.Key.Index, group.Key.Name, [.. group.SelectMany(Clusters).Distinct()])),
    ];

    /// <summary>All clusters of a placement.</summary>
    public static IReadOnlySet<string> ClustersOf(IResourceClient hub, string @namespace, string placement) =>
        Of(hub, @namespace, placement).SelectMany(Clusters).ToHashSet();

    private static IEnumerable<JsonObject> Of(IResourceClient hub, string @namespace, string placement) =>
        hub.List(OcmTypes.PlacementDecision, @namespace).Where(decision => PlacementOf(decision) == placement);

    private static IEnumerable<string> Clusters(JsonObject decision) =>
        decision.ObjectsAt("status", "decisions").Select(item => item.TextAt("clusterName")).OfType<string>();

    private static int IndexOf(JsonObject decision) =>
        int.TryParse(decision.TextAt("metadata", "labels", GroupIndexLabel), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw new FormatException($"incorrect group index of placement decision {decision.Namespace()}/{decision.Name()}");
}
