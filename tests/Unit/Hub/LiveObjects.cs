using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using Xunit;

namespace OcmPowerShell.Tests.Hub;

/// <summary>Clusters, placements and decisions on an API server where the test is every controller.</summary>
internal static class LiveObjects
{
    public const string Satisfied = """{"conditions":[{"type":"PlacementSatisfied","status":"True","reason":"AllDecisionsScheduled"},{"type":"PlacementMisconfigured","status":"False","reason":"Succeedconfigured"}],"numberOfSelectedClusters":COUNT}""";

    public const string Misconfigured = """{"conditions":[{"type":"PlacementMisconfigured","status":"True","reason":"Misconfigured","message":"Predicate:bad."}]}""";

    /// <summary>Creates a managed cluster; only the spec counts.</summary>
    public static void AddCluster(this LiveHub live, string name, string spec = """{"hubAcceptsClient":true}""", string labels = "{}") => live.Admin.Create(
        OcmTypes.ManagedCluster, null, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = JsonNode.Parse(labels) }, ["spec"] = JsonNode.Parse(spec) });

    /// <summary>Lets a cluster join, and report whether its API server answers.</summary>
    public static void ReportCluster(this LiveHub live, string name, string available = "True", string joined = "True") => live.SetStatus(
        OcmTypes.ManagedCluster, null, name,
        """{"conditions":[{"type":"ManagedClusterJoined","status":"JOINED"},{"type":"ManagedClusterConditionAvailable","status":"AVAILABLE"}]}""".Replace("JOINED", joined).Replace("AVAILABLE", available));

    /// <summary>Creates a placement.</summary>
    public static void AddPlacement(this LiveHub live, string @namespace, string name, string spec = "{}") => live.Admin.Create(
        OcmTypes.Placement, @namespace, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name }, ["spec"] = JsonNode.Parse(spec) });

    /// <summary>Writes what the scheduler says of a placement.</summary>
    public static void ReportPlacement(this LiveHub live, string @namespace, string name, string status) => live.SetStatus(OcmTypes.Placement, @namespace, name, status);

    /// <summary>Writes a part of a placement's decisions, new or not.</summary>
    public static void Decide(this LiveHub live, string @namespace, string placement, string part, string? index, IEnumerable<string> clusters, string group = "")
    {
        var labels = new JsonObject { ["cluster.open-cluster-management.io/placement"] = placement, ["cluster.open-cluster-management.io/decision-group-name"] = group };
        if (index is not null)
        {
            labels["cluster.open-cluster-management.io/decision-group-index"] = index;
        }

        if (live.Admin.Get(OcmTypes.PlacementDecision, @namespace, part) is null)
        {
            live.Admin.Create(OcmTypes.PlacementDecision, @namespace, new JsonObject { ["metadata"] = new JsonObject { ["name"] = part, ["labels"] = labels } });
        }

        JsonObject[] decisions = [.. clusters.Select(cluster => new JsonObject { ["clusterName"] = cluster, ["reason"] = "" })];
        live.SetStatus(OcmTypes.PlacementDecision, @namespace, part, new JsonObject { ["decisions"] = new JsonArray(decisions) }.ToJsonString());
    }

    /// <summary>Writes a status; what conditions must have and a test does not care for is added.</summary>
    public static void SetStatus(this LiveHub live, ResourceType type, string? @namespace, string name, string status)
    {
        JsonNode value = JsonNode.Parse(status)!;
        foreach (JsonObject condition in value.ObjectsAt("conditions"))
        {
            condition.Default("reason", "Test");
            condition.Default("message", "");
            condition.Default("lastTransitionTime", "2026-01-01T00:00:00Z");
        }

        Assert.NotNull(live.Admin.ChangeStatus(type, @namespace, name, target => target["status"] = value.DeepClone()));
    }
}
