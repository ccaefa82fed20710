using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Comparison;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Waiting;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Hub.Works.Delivery;
using OcmPowerShell.Hub.Works.History;
using OcmPowerShell.Tests.Hub.Works;
using OcmPowerShell.Tests.Hub.Works.Delivery;
using Xunit;

namespace OcmPowerShell.Tests.Contract;

/// <summary>The life of a delivery to a placement, as the module makes it, on any hub.</summary>
public sealed class DeliveryContractTests
{
    private const string Cluster = "cluster.open-cluster-management.io";

    public static TheoryData<string> Hubs => ContractHub.All;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task A_delivery_to_a_placement_arrives_changes_is_undone_and_goes(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        await hub.MakeAsync(hub.Bindings, Json($$$"""{"apiVersion":"{{{Cluster}}}/v1beta2","kind":"ManagedClusterSetBinding","metadata":{"name":"global"},"spec":{"clusterSet":"global"}}"""));
        await hub.MakeAsync(hub.Placements, Json($$$"""{"apiVersion":"{{{Cluster}}}/v1beta1","kind":"Placement","metadata":{"name":"p"},"spec":{"numberOfClusters":1}}"""));
        await hub.EventuallyAsync($"{hub.Placements}/p", value => ContractAnswer.ConditionOf(value, "PlacementSatisfied") == "True", "the placement is satisfied");
        WorkClient works = new(hub.Connection);

        Deliveries.Report made = await SyncAsync(hub, "1");
        string cluster = Assert.Single(made.Done.Split(' '))["Created:".Length..];
        Work work = await ReadyAsync(works, (await works.GetAsync(cluster, hub.Name, cancellationToken: Cancel))!);
        Assert.Equal((ManagedBy.Placement, $"{hub.Name}/p"), (work.ManagedBy, work.Owner));
        Assert.Equal($"Unchanged:{cluster}", (await SyncAsync(hub, "1")).Done);

        Assert.Equal($"Updated:{cluster}", (await SyncAsync(hub, "2")).Done);
        work = await ReadyAsync(works, (await works.GetAsync(cluster, hub.Name, cancellationToken: Cancel))!);
        WorkComparer comparer = new(hub.Connection);
        WorkDifference difference = Assert.Single(await comparer.CompareAsync(cluster, hub.Name, Content(hub, "1").Manifests, Cancel));
        Assert.Equal(("data.value", "2", "1"), (difference.Field, difference.HubValue, difference.FileValue));

        var undo = new WorkUndo(hub.Connection, new UndoChoice());
        await undo.RunAsync(await undo.PlanAsync(work, Cancel), Cancel);
        Assert.Empty(await comparer.CompareAsync(cluster, hub.Name, Content(hub, "1").Manifests, Cancel));

        Assert.Equal(200, (await hub.MergeAsync($"{hub.Placements}/p", """{"spec":{"predicates":[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"contract":"nobody"}}}}]}}""")).Status);
        await hub.EventuallyAsync($"{hub.Placements}/p", value => (int?)value["status"]?["numberOfSelectedClusters"] == 0, "no cluster is selected");
        Deliveries.Report empty = await SyncAsync(hub, "1");
        Assert.Equal("NoClusterSelected", empty.Ids);
        Assert.NotNull(await works.GetAsync(cluster, hub.Name, cancellationToken: Cancel));

        Assert.Equal($"Removed:{cluster}", (await SyncAsync(hub, "1", allowEmpty: true)).Done);
        await hub.EventuallyAsync($"{ContractHub.WorksOf(cluster)}/{hub.Name}", value => (string?)value["kind"] == "Status", "the work is gone");
        await hub.EventuallyAsync(
            $"/api/v1/namespaces/{cluster}/secrets?fieldSelector=type%3Docmpowershell.io%2Fwork-history",
            list => !list["items"]!.AsArray().Any(secret => secret!["metadata"]!["name"]!.ToString().Contains(hub.Name, StringComparison.Ordinal)),
            "what was kept of it is gone with it");
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private static WorkContent Content(ContractHub hub, string value) =>
        Contents.Of($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {hub.Name}, namespace: default}}\ndata: {{value: \"{value}\"}}\n");

    private static Task<Deliveries.Report> SyncAsync(ContractHub hub, string value, bool allowEmpty = false) => Deliveries.RunAsync(
        hub.Connection,
        token => new DeliveryTargets(hub.Connection).PlacementAsync(new ObjectKey(hub.Name, "p"), "", allowEmpty, token),
        Content(hub, value),
        new DeliverySettings { Prune = true, MaxRemove = Deliveries.All },
        work: hub.Name,
        cancel: Cancel);

    private static async Task<Work> ReadyAsync(WorkClient works, Work work)
    {
        await foreach (WaitResult<Work> result in works.WaitAsync([work], WorkGoal.Ready, TimeSpan.FromMinutes(3), Cancel))
        {
            Assert.Equal(WaitOutcome.Reached, result.Outcome);
            return result.Value!;
        }

        throw new InvalidOperationException("The wait told nothing.");
    }
}
