using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Sandbox.Api;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Agents;

public sealed class ClusterStateTests
{
    [Fact]
    public async Task A_cluster_that_is_cut_off_applies_nothing_and_catches_up_when_it_is_back()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        Assert.True(fleet.Fleet.Control.Set("one", new(Offline: true)).Offline);
        await TestFleet.UntilAsync(() => !fleet.Fleet.IsConnected("one"), () => "the agents go on");
        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("a")));
        await Task.Yield();
        Assert.Null(fleet.Hub.Get(OcmTypes.ManifestWork, "one", "w")!["status"]);

        Assert.False(fleet.Fleet.Control.Set("one", new(Offline: false)).Offline);
        await fleet.WorkAsync("one", "w", "Available", "True");
        Assert.NotNull(fleet.Cluster("one").Get(KubernetesTypes.ConfigMap, "default", "a"));
    }

    [Fact]
    public async Task Workloads_of_a_failing_cluster_wait_for_their_images_until_it_recovers()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        var cluster = fleet.Cluster("one");
        fleet.Fleet.Control.Set("one", new(Failing: true));
        cluster.Create(Manifest.Deployments, "default", (JsonObject)Manifest.Deployment("a", 2));
        await TestFleet.UntilAsync(
            () => cluster.List(KubernetesTypes.Pod, "default") is { Count: 2 } pods && pods.All(pod =>
                pod.ObjectsAt("status", "containerStatuses").Any(container => container.TextAt("state", "waiting", "reason") == "ImagePullBackOff")),
            () => "the pods do not fail");

        fleet.Fleet.Control.Set("one", new(Failing: false));
        await TestFleet.ObjectAsync(cluster, Manifest.Deployments, "default", "a", value => value.IntegerAt("status", "readyReplicas") == 2);
    }

    [Fact]
    public async Task A_slow_cluster_takes_its_time_until_it_is_fast_again()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        var cluster = fleet.Cluster("one");
        fleet.Fleet.Control.Set("one", new(Delay: TimeSpan.FromHours(1)));
        cluster.Create(Manifest.Deployments, "default", (JsonObject)Manifest.Deployment("a", 1));
        await TestFleet.ObjectAsync(cluster, Manifest.Deployments, "default", "a", value => value.IntegerAt("status", "unavailableReplicas") == 1);
        fleet.Fleet.Control.Set("one", new(Delay: TimeSpan.Zero));
        await TestFleet.ObjectAsync(cluster, Manifest.Deployments, "default", "a", value => value.IntegerAt("status", "readyReplicas") == 1);
    }

    [Fact]
    public async Task There_is_a_state_for_each_simulated_cluster_and_for_no_other()
    {
        await using var fleet = await TestFleet.WithAsync(["two", "one"]);
        Assert.Equal(["one", "two"], fleet.Fleet.Control.All.Select(state => state.Name));
        Assert.Null(fleet.Fleet.Control.Find("three"));
        Assert.Throws<KeyNotFoundException>(() => fleet.Fleet.Control.Set("three", new(Offline: true)));
    }

    [Fact]
    public async Task Claims_that_a_user_makes_on_the_cluster_show_on_the_hub()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        var cluster = fleet.Cluster("one");
        cluster.Create(OcmTypes.ClusterClaim, null, (JsonObject)Manifest.Of("""{"metadata":{"name":"a.example.com"},"spec":{"value":"x"}}"""));
        cluster.Create(OcmTypes.ClusterClaim, null, (JsonObject)Manifest.Of(
            """{"metadata":{"name":"b.example.com","labels":{"open-cluster-management.io/spoke-only":""}},"spec":{"value":"y"}}"""));
        var managed = await fleet.ManagedClusterAsync("one", value => ClaimsOf(value).Contains("a.example.com"));
        Assert.DoesNotContain("b.example.com", ClaimsOf(managed));

        cluster.Delete(OcmTypes.ClusterClaim, null, "a.example.com");
        await fleet.ManagedClusterAsync("one", value => !ClaimsOf(value).Contains("a.example.com"));
    }

    private static string[] ClaimsOf(JsonObject managed) => [.. managed.ObjectsAt("status", "clusterClaims").Select(claim => claim.TextAt("name") ?? "")];
}
