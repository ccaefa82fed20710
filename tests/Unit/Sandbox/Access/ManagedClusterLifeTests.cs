using System.Text.Json.Nodes;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Access;

/// <summary>What becomes of the objects of a managed cluster: when their owners go, and when the cluster itself goes.</summary>
public sealed class ManagedClusterLifeTests
{
    private const string Apps = "/clusters/one/apis/apps/v1/namespaces/default";
    private const string Pods = "/clusters/one/api/v1/namespaces/default/pods";
    private const string Maps = "/clusters/one/api/v1/namespaces/default/configmaps";

    private const string Web = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":2,"selector":{"matchLabels":{"app":"web"}},
        "template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"web","image":"nginx"}]}}}}
        """;

    [Theory]
    [InlineData("Background")]
    [InlineData("Foreground")]
    public async Task A_deployment_takes_its_replica_sets_and_pods_with_it(string propagation)
    {
        await using AccessHub hub = await StartAsync();
        Assert.Equal(200, (await hub.SendAsync("DELETE", $"{Apps}/deployments/web?propagationPolicy={propagation}")).Status);
        await hub.UntilStatusAsync(404, $"{Apps}/deployments/web");
        await hub.UntilAsync($"{Apps}/replicasets", list => Count(list) == 0);
        await hub.UntilAsync(Pods, list => Count(list) == 0);
    }

    [Fact]
    public async Task An_orphaning_deletion_of_a_deployment_leaves_its_replica_set_and_pods_without_an_owner()
    {
        await using AccessHub hub = await StartAsync();
        Assert.Equal(200, (await hub.SendAsync("DELETE", $"{Apps}/deployments/web?propagationPolicy=Orphan")).Status);
        await hub.UntilStatusAsync(404, $"{Apps}/deployments/web");
        JsonObject sets = (await hub.SendAsync("GET", $"{Apps}/replicasets")).Json;
        Assert.Equal(1, Count(sets));
        Assert.Null(sets["items"]![0]!["metadata"]!["ownerReferences"]);
        Assert.Equal(2, Count((await hub.SendAsync("GET", Pods)).Json));
    }

    [Fact]
    public async Task A_cluster_that_comes_back_after_it_was_deleted_has_nothing_of_before()
    {
        await using AccessHub hub = await AccessHub.StartAsync("one");
        await hub.CreateAsync(Maps, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"old"}}""");
        Assert.Equal(200, (await hub.SendAsync("DELETE", $"{AccessHub.Clusters}/one")).Status);
        await hub.UntilStatusAsync(404, $"{AccessHub.Clusters}/one");
        await hub.UntilStatusAsync(404, Maps);

        await hub.CreateAsync(
            AccessHub.Clusters,
            """{"apiVersion":"cluster.open-cluster-management.io/v1","kind":"ManagedCluster","metadata":{"name":"one"},"spec":{"hubAcceptsClient":true}}""");
        await hub.UntilStatusAsync(200, Maps);
        Assert.Equal(404, (await hub.SendAsync("GET", $"{Maps}/old")).Status);
    }

    private static int Count(JsonObject list) => list["items"]!.AsArray().Count;

    private static async Task<AccessHub> StartAsync()
    {
        AccessHub hub = await AccessHub.StartAsync("one");
        await hub.CreateAsync($"{Apps}/deployments", Web);
        await hub.UntilAsync(Pods, list => Count(list) == 2);
        return hub;
    }
}
