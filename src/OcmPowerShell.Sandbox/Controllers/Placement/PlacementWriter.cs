using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Placements.Decisions;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.Placement;

/// <summary>Writes what the scheduler decided: the PlacementDecisions and the placement's status.</summary>
/// <param name="hub">The hub.</param>
/// <param name="time">The clock.</param>
internal sealed class PlacementWriter(IResourceClient hub, TimeProvider time)
{
    /// <summary>Writes a result; what is as it should be is not written.</summary>
    /// <param name="placement">The placement.</param>
    /// <param name="result">What the scheduler said.</param>
    /// <param name="existing">Names of the placement's PlacementDecisions, of which those that are not needed go.</param>
    public void Write(JsonObject placement, SchedulingResult result, IEnumerable<string> existing)
    {
        HashSet<string> needed = [];
        foreach (var group in result.Groups)
        {
            foreach (var decision in group.Decisions)
            {
                needed.Add(decision.Name);
                Write(placement, group, decision);
            }
        }

        foreach (var name in existing.Where(name => !needed.Contains(name)))
        {
            hub.Delete(OcmTypes.PlacementDecision, placement.Namespace(), name);
        }

        hub.ChangeStatus(OcmTypes.Placement, placement.Namespace(), placement.Name(), value => SetStatus(value.Child("status"), result));
    }

    private static JsonObject Owner(JsonObject placement) => new()
    {
        ["apiVersion"] = OcmTypes.Placement.ApiVersion,
        ["blockOwnerDeletion"] = true,
        ["controller"] = true,
        ["kind"] = OcmTypes.Placement.Kind,
        ["name"] = placement.Name(),
        ["uid"] = placement.Uid(),
    };

    private static JsonObject Labels(JsonObject placement, DecisionGroup group) => new()
    {
        [DecisionFacts.GroupIndexLabel] = group.Index.ToString(CultureInfo.InvariantCulture),
        [DecisionFacts.GroupNameLabel] = group.Name,
        [DecisionFacts.PlacementLabel] = placement.Name(),
    };

    private static JsonArray Clusters(DecisionChunk decision) =>
        new([.. decision.Clusters.Select(cluster => new JsonObject { ["clusterName"] = cluster, ["reason"] = "" })]);

    private void Write(JsonObject placement, DecisionGroup group, DecisionChunk decision)
    {
        var @namespace = placement.Namespace();
        if (hub.Get(OcmTypes.PlacementDecision, @namespace, decision.Name) is null)
        {
            Create(placement, group, decision);
        }

        hub.ChangeStatus(OcmTypes.PlacementDecision, @namespace, decision.Name, value =>
        {
            // One that was always empty has no status; only one that loses its clusters says so.
            if (decision.Clusters.Count > 0 || value.ArrayAt("status", "decisions") is { Count: > 0 })
            {
                value.Child("status")["decisions"] = Clusters(decision);
            }
        });
        hub.Change(OcmTypes.PlacementDecision, @namespace, decision.Name, value =>
        {
            // Labels of others go, as on a real hub.
            var labels = Labels(placement, group);
            if (JsonEquality.Same(value.At("metadata", "labels"), labels))
            {
                return false;
            }

            value.Child("metadata")["labels"] = labels;
            return true;
        });
    }

    private void Create(JsonObject placement, DecisionGroup group, DecisionChunk decision)
    {
        try
        {
            hub.Create(OcmTypes.PlacementDecision, placement.Namespace(), new JsonObject
            {
                ["apiVersion"] = OcmTypes.PlacementDecision.ApiVersion,
                ["kind"] = OcmTypes.PlacementDecision.Kind,
                ["metadata"] = new JsonObject
                {
                    ["labels"] = Labels(placement, group),
                    ["name"] = decision.Name,
                    ["namespace"] = placement.Namespace(),
                    ["ownerReferences"] = new JsonArray(Owner(placement)),
                },
            });
        }
        catch (ApiException error) when (error.Reason == "AlreadyExists")
        {
            // Somebody was faster; it is brought in line like any other.
        }
    }

    private void SetStatus(JsonObject status, SchedulingResult result)
    {
        // A number that was never other than 0 is not there: the API's zero values are no changes.
        if (result.SelectedCount > 0 || status["numberOfSelectedClusters"] is not null)
        {
            status["numberOfSelectedClusters"] = result.SelectedCount;
        }

        status["decisionGroups"] = new JsonArray([.. result.Groups.Select(group => new JsonObject
        {
            ["clusterCount"] = group.ClusterCount,
            ["decisionGroupIndex"] = group.Index,
            ["decisionGroupName"] = group.Name,
            ["decisions"] = new JsonArray([.. group.Decisions.Select(decision => (JsonNode)decision.Name)]),
        })]);
        foreach (var condition in result.Conditions)
        {
            ConditionList.Set(
                status.List("conditions"),
                new Condition(condition.Type, condition.Status ? Condition.True : Condition.False, condition.Reason, condition.Message),
                time.GetUtcNow());
        }
    }
}
