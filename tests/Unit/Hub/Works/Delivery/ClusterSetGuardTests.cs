using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using Xunit;
using static OcmPowerShell.Tests.Hub.Works.Delivery.GuardedFleet;

namespace OcmPowerShell.Tests.Hub.Works.Delivery;

/// <summary>Attempts to wipe a fleet by its cluster set. All of them fail.</summary>
public sealed class ClusterSetGuardTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gone", "NotFound")]
    [InlineData("empty", "NoClusterSelected")]
    [InlineData("deleting", "ClusterSetDeleting")]
    [InlineData("odd", "NoClusterSelected")]
    [InlineData("nothing", "NoClusterSelected")]
    public async Task A_cluster_set_that_is_gone_or_empty_or_not_understood_removes_nothing(string how, string errorId)
    {
        await using LiveHub live = await SetAsync();
        switch (how)
        {
            case "gone":
                live.Admin.Delete(OcmTypes.ManagedClusterSet, null, "shop");
                break;
            case "empty":
                foreach (string cluster in (string[])["a", "b"])
                {
                    live.Alter(OcmTypes.ManagedCluster, null, cluster, value => value["metadata"]!.AsObject().Remove("labels"));
                }

                break;
            case "deleting":
                live.Alter(OcmTypes.ManagedClusterSet, null, "shop", value => value["metadata"]!["finalizers"] = new JsonArray("example.com/hold"));
                live.Admin.Delete(OcmTypes.ManagedClusterSet, null, "shop");
                break;
            case "odd":
                live.Alter(OcmTypes.ManagedClusterSet, null, "shop", value => value["spec"] = JsonNode.Parse("""{"clusterSelector":{"selectorType":"LabelSelector","labelSelector":{"matchExpressions":[{"key":"a","operator":"Near"}]}}}"""));
                break;
            case "nothing":
                live.Alter(OcmTypes.ManagedClusterSet, null, "shop", value => value["spec"] = JsonNode.Parse("""{"clusterSelector":{"selectorType":"LabelSelector"}}"""));
                break;
        }

        Deliveries.Report report = await SetSyncAsync(live);

        Assert.Equal(("", errorId), (report.Done, report.Ids));
        Assert.Equal("a/web=1 b/web=1", live.State("a", "b", "c"));
    }

    [Fact]
    public async Task A_cluster_set_loses_what_leaves_it_and_nothing_else()
    {
        await using LiveHub live = await SetAsync();
        live.AddWork("c", "web");
        live.Alter(OcmTypes.ManagedCluster, null, "b", value => value["metadata"]!.AsObject().Remove("labels"));

        Assert.Equal("Unchanged:a Removed:b", (await SetSyncAsync(live)).Done);
        Assert.Equal("a/web=1 c/web=", live.State("a", "b", "c"));
    }

    private static async Task<LiveHub> SetAsync()
    {
        LiveHub live = await LiveHub.WithoutAgentsAsync("a", "b", "c");
        live.Admin.Create(OcmTypes.ManagedClusterSet, null, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "shop" }, ["spec"] = new JsonObject() });
        foreach (string cluster in (string[])["a", "b"])
        {
            live.AddCluster(cluster, labels: """{"cluster.open-cluster-management.io/clusterset":"shop"}""");
        }

        live.AddCluster("c");
        Assert.Equal("Created:a Created:b", (await SetSyncAsync(live)).Done);
        return live;
    }

    private static Task<Deliveries.Report> SetSyncAsync(LiveHub live) => Deliveries.RunAsync(
        live.Connection, token => Deliveries.Targets(live.Connection).ClusterSetAsync("shop", "", false, token), Contents.ConfigMap(), Reckless, cancel: Cancel);
}
