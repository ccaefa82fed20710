using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Server.Faults;

namespace OcmPowerShell.Tests.Hub.Clusters;

/// <summary>What these tests do to a hub without agents from the inside.</summary>
internal static class ClusterHub
{
    /// <summary>The client, over sockets.</summary>
    public static ClusterClient Clusters(this LiveHub live) => new(live.Connection);

    /// <summary>Creates a cluster.</summary>
    public static JsonObject AddCluster(this LiveHub live, string name, string spec = """{"hubAcceptsClient":true}""", string labels = "{}") =>
        live.Admin.Create(OcmTypes.ManagedCluster, null, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = JsonNode.Parse(labels) },
            ["spec"] = JsonNode.Parse(spec),
        });

    /// <summary>The cluster as it is stored.</summary>
    public static JsonObject Stored(this LiveHub live, string name) => live.Admin.Get(OcmTypes.ManagedCluster, null, name)!;

    /// <summary>The bodies of the patches so far.</summary>
    public static IReadOnlyList<string> Patches(this LiveHub live) => [.. live.Requests.Where(request => request.Method == "PATCH").Select(request => request.Body ?? "")];

    /// <summary>Has somebody else change the cluster just before the first patch of it arrives.</summary>
    public static void BeforeFirstPatch(this LiveHub live, string name, Action<JsonObject> change)
    {
        bool done = false;
        live.Faults.Add(new FaultRule(Fault.Status(500, "InternalError", "never met"))
        {
            Where = request =>
            {
                if (request.Method == "PATCH" && !done)
                {
                    done = true;
                    live.Admin.Change(OcmTypes.ManagedCluster, null, name, cluster =>
                    {
                        change(cluster);
                        return true;
                    });
                }

                return false;
            },
        });
    }

    /// <summary>Writes what a placement has chosen, as the scheduler would.</summary>
    public static void Decide(this LiveHub live, string @namespace, string placement, int part, params string[] clusters)
    {
        string name = $"{placement}-decision-{part}";
        if (live.Admin.Get(OcmTypes.PlacementDecision, @namespace, name) is null)
        {
            live.Admin.Create(OcmTypes.PlacementDecision, @namespace, new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["cluster.open-cluster-management.io/placement"] = placement } },
            });
        }

        live.Admin.ChangeStatus(OcmTypes.PlacementDecision, @namespace, name, decision => decision["status"] = new JsonObject
        {
            ["decisions"] = new JsonArray([.. clusters.Select(cluster => new JsonObject { ["clusterName"] = cluster, ["reason"] = "" })]),
        });
    }
}
