using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Tests.Sandbox.Controllers;

/// <summary>Placements and decisions that a test writes itself: whoever reads decisions does not know who made them.</summary>
internal static class TestPlacements
{
    /// <summary>Makes a namespace, unless it is there.</summary>
    public static void Namespace(IResourceClient hub, string name)
    {
        if (hub.Get(KubernetesTypes.Namespace, null, name) is null)
        {
            hub.Create(KubernetesTypes.Namespace, null, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });
        }
    }

    /// <summary>A placement in namespace default that decided on clusters, a group each; decided anew where it is there.</summary>
    public static void Decide(IResourceClient hub, string placement, params string[][] groups)
    {
        Namespace(hub, "default");
        if (hub.Get(OcmTypes.Placement, "default", placement) is null)
        {
            // The scheduler, where one runs, leaves it alone.
            hub.Create(OcmTypes.Placement, "default", Object(placement, new JsonObject
            {
                ["annotations"] = new JsonObject { ["cluster.open-cluster-management.io/experimental-scheduling-disable"] = "true" },
            }, new JsonObject { ["clusterSets"] = new JsonArray("default") }));
        }

        // A controller that runs must never see fewer clusters than were decided on: what is there is changed, not made anew.
        var superfluous = hub.List(OcmTypes.PlacementDecision, "default").Select(decision => decision.Name())
            .Where(name => name.StartsWith(placement + "-decision-", StringComparison.Ordinal)).ToHashSet();
        for (var index = 0; index < groups.Length; index++)
        {
            var name = FormattableString.Invariant($"{placement}-decision-{index + 1}");
            if (!superfluous.Remove(name))
            {
                hub.Create(OcmTypes.PlacementDecision, "default", Object(name, new JsonObject
                {
                    ["labels"] = new JsonObject
                    {
                        ["cluster.open-cluster-management.io/placement"] = placement,
                        ["cluster.open-cluster-management.io/decision-group-name"] = "",
                        ["cluster.open-cluster-management.io/decision-group-index"] = index.ToString(CultureInfo.InvariantCulture),
                    },
                }));
            }

            var decided = groups[index];
            hub.ChangeStatus(OcmTypes.PlacementDecision, "default", name, value => value["status"] = new JsonObject
            {
                ["decisions"] = new JsonArray([.. decided.Select(cluster => new JsonObject { ["clusterName"] = cluster, ["reason"] = "" })]),
            });
        }

        foreach (var name in superfluous)
        {
            hub.Delete(OcmTypes.PlacementDecision, "default", name);
        }

        hub.ChangeStatus(OcmTypes.Placement, "default", placement, value => value["status"] = new JsonObject
        {
            ["numberOfSelectedClusters"] = groups.Sum(group => group.Length),
            ["decisionGroups"] = new JsonArray([.. groups.Select((group, index) => new JsonObject
            {
                ["decisionGroupIndex"] = index,
                ["decisionGroupName"] = "",
                ["decisions"] = new JsonArray(FormattableString.Invariant($"{placement}-decision-{index + 1}")),
                ["clusterCount"] = group.Length,
            })]),
        });
    }

    private static JsonObject Object(string name, JsonObject metadata, JsonObject? spec = null)
    {
        metadata["name"] = name;
        metadata["namespace"] = "default";
        var value = new JsonObject { ["metadata"] = metadata };
        if (spec is not null)
        {
            value["spec"] = spec;
        }

        return value;
    }
}
