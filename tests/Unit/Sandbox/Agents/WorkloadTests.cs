using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Kinds;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Agents;

public sealed class WorkloadTests
{
    [Fact]
    public async Task A_ready_deployment_looks_like_a_real_one()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        var deployment = await ReadyAsync(fleet, Manifest.Deployments, Manifest.Deployment("a", 3), value => Number(value, "readyReplicas") == 3);

        Assert.Equal(
            """
            {"availableReplicas":3,"conditions":[
            {"lastTransitionTime":"*","lastUpdateTime":"*","message":"Deployment has minimum availability.","reason":"MinimumReplicasAvailable","status":"True","type":"Available"},
            {"lastTransitionTime":"*","lastUpdateTime":"*","message":"ReplicaSet * has successfully progressed.","reason":"NewReplicaSetAvailable","status":"True","type":"Progressing"}],
            "observedGeneration":1,"readyReplicas":3,"replicas":3,"updatedReplicas":3}
            """.Replace("\n", ""),
            System.Text.RegularExpressions.Regex.Replace(Manifest.Timeless(deployment["status"])!.ToJsonString(), @"ReplicaSet \\u0022a-[a-z0-9]{10}\\u0022", "ReplicaSet *"));
    }

    [Fact]
    public async Task Scaling_shows_in_the_status()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        var cluster = fleet.Cluster("one");
        await ReadyAsync(fleet, Manifest.Deployments, Manifest.Deployment("a", 2), value => Number(value, "readyReplicas") == 2);

        Scale(cluster, 5);
        await TestFleet.ObjectAsync(cluster, Manifest.Deployments, "default", "a", value => Number(value, "unavailableReplicas") == 3 && Number(value, "readyReplicas") == 2);
        await TestFleet.ObjectAsync(cluster, Manifest.Deployments, "default", "a", value => Number(value, "readyReplicas") == 5);

        Scale(cluster, 0);
        var none = await TestFleet.ObjectAsync(cluster, Manifest.Deployments, "default", "a", value =>
            Number(value, "observedGeneration") == value.Generation() && value.At("status", "replicas") is null);
        Assert.Equal("1", none.TextAt("metadata", "annotations", "deployment.kubernetes.io/revision"));
    }

    [Fact]
    public async Task A_broken_update_keeps_the_old_pods_and_gets_stuck()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        var cluster = fleet.Cluster("one");
        await ReadyAsync(fleet, Manifest.Deployments, Manifest.Deployment("a", 2), value => Number(value, "readyReplicas") == 2);

        cluster.Change(Manifest.Deployments, "default", "a", value =>
        {
            value["spec"]!["progressDeadlineSeconds"] = 1;
            value["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = "broken:2";
            return true;
        });
        var stuck = await TestFleet.ObjectAsync(cluster, Manifest.Deployments, "default", "a", value =>
            ConditionList.Find(value.ArrayAt("status", "conditions"), "Progressing").TextAt("reason") == "ProgressDeadlineExceeded");

        Assert.Equal((2, 1, 3), (Number(stuck, "readyReplicas"), Number(stuck, "updatedReplicas"), Number(stuck, "replicas")));
        Assert.True(ConditionList.IsTrue(stuck.ArrayAt("status", "conditions"), "Available"));
        Assert.Equal("2", stuck.TextAt("metadata", "annotations", "deployment.kubernetes.io/revision"));

        cluster.Change(Manifest.Deployments, "default", "a", value =>
        {
            value["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = "fixed:3";
            return true;
        });
        await TestFleet.ObjectAsync(cluster, Manifest.Deployments, "default", "a", value => Number(value, "updatedReplicas") == 2 && Number(value, "replicas") == 2);
    }

    [Theory]
    [InlineData("apps", "StatefulSet", """ "spec":{"replicas":2,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"x:1"}]}}} """, "readyReplicas", 2)]
    [InlineData("apps", "DaemonSet", """ "spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"x:1"}]}}} """, "numberAvailable", 1)]
    [InlineData("batch", "Job", """ "spec":{"completions":3,"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"x:1"}]}}} """, "succeeded", 3)]
    public async Task Other_workloads_become_ready_too(string group, string kind, string spec, string field, int expected)
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        var type = KubernetesKinds.Get(group, "v1", kind);
        await ReadyAsync(fleet, type, Manifest.Of($$"""{"metadata":{"name":"a"},{{spec}} }"""), value => Number(value, field) == expected);
    }

    [Fact]
    public async Task A_pod_runs_and_a_broken_one_waits_for_its_image()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        var pods = KubernetesKinds.Get("", "v1", "Pod");
        var pod = await ReadyAsync(fleet, pods, Manifest.Of("""{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"x"}]}}"""),
            value => value.TextAt("status", "phase") == "Running");
        Assert.True(ConditionList.IsTrue(pod.ArrayAt("status", "conditions"), "Ready"));

        var broken = await ReadyAsync(fleet, pods, Manifest.Of("""{"metadata":{"name":"b"},"spec":{"containers":[{"name":"c","image":"broken"}]}}"""),
            value => value.ObjectsAt("status", "containerStatuses").Any());
        Assert.Equal("Pending", broken.TextAt("status", "phase"));
        Assert.Equal("ImagePullBackOff", broken.ObjectsAt("status", "containerStatuses").Single().TextAt("state", "waiting", "reason"));
    }

    [Fact]
    public async Task Odd_workloads_are_refused_and_trouble_nobody()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        var cluster = fleet.Cluster("one");
        string[] odd =
        [
            """{"metadata":{"name":"a"}}""", """{"metadata":{"name":"b"},"spec":[]}""", """{"metadata":{"name":"c"},"spec":{"replicas":"many","template":7}}""",
            """{"metadata":{"name":"d"},"spec":{"replicas":-1,"strategy":"x","template":{"spec":{"containers":{"a":1}}}}}""",
            """{"metadata":{"name":"e"},"spec":{"replicas":99999999999999999999,"template":{"metadata":[],"spec":{"containers":[1,null,{"image":5}]}}}}""",
        ];
        foreach (var type in new[] { Manifest.Deployments, Manifest.Jobs, KubernetesKinds.Get("apps", "v1", "DaemonSet"), KubernetesKinds.Get("apps", "v1", "StatefulSet"), KubernetesTypes.Pod })
        {
            foreach (var text in odd)
            {
                var refusal = Assert.Throws<ApiException>(() => cluster.Create(type, "default", (JsonObject)Manifest.Of(text)));
                Assert.True(refusal.Code is 400 or 422, $"{type} {text}: {refusal.Code}");
            }
        }

        cluster.Create(Manifest.Deployments, "default", (JsonObject)Manifest.Deployment("still", 1));
        await TestFleet.ObjectAsync(cluster, Manifest.Deployments, "default", "still", value => Number(value, "readyReplicas") == 1);
        Assert.Empty(fleet.Faults);
    }

    [Fact]
    public async Task A_deployment_makes_a_replica_set_and_pods_that_it_owns()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        var cluster = fleet.Cluster("one");
        var deployment = await ReadyAsync(fleet, Manifest.Deployments, Manifest.Deployment("a", 3), value => Number(value, "readyReplicas") == 3);

        var set = Assert.Single(cluster.List(KubernetesTypes.ReplicaSet, "default"));
        var hash = set.TextAt("metadata", "labels", "pod-template-hash");
        Assert.Equal($"a-{hash}", set.Name());
        Assert.Equal(deployment.Uid(), set.ObjectsAt("metadata", "ownerReferences").Single().TextAt("uid"));
        Assert.Equal("1", set.TextAt("metadata", "annotations", "deployment.kubernetes.io/revision"));
        var pods = cluster.List(KubernetesTypes.Pod, "default");
        Assert.Equal(3, pods.Count);
        Assert.All(pods, pod =>
        {
            Assert.Matches($"^a-{hash}-[a-z0-9]{{5}}$", pod.Name());
            Assert.Equal(hash, pod.TextAt("metadata", "labels", "pod-template-hash"));
            Assert.Equal(set.Uid(), pod.ObjectsAt("metadata", "ownerReferences").Single().TextAt("uid"));
            Assert.Equal("one-node", pod.TextAt("spec", "nodeName"));
            Assert.Equal("Running", pod.TextAt("status", "phase"));
            Assert.NotNull(pod.TextAt("status", "podIP"));
        });

        cluster.Delete(KubernetesTypes.Pod, "default", pods[0].Name());
        await TestFleet.UntilAsync(
            () => cluster.List(KubernetesTypes.Pod, "default") is { Count: 3 } now && now.All(pod => pod.Uid() != pods[0].Uid()), () => "no other pod took its place");
        Scale(cluster, 1);
        await TestFleet.UntilAsync(() => cluster.List(KubernetesTypes.Pod, "default").Count == 1, () => "scaling down removes no pods");
    }

    [Fact]
    public async Task A_large_workload_has_a_few_pods_that_stand_for_all()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        await ReadyAsync(fleet, Manifest.Deployments, Manifest.Deployment("a", 1000), value => Number(value, "readyReplicas") == 1000);
        Assert.Equal(20, fleet.Cluster("one").List(KubernetesTypes.Pod, "default").Count);
    }

    [Fact]
    public async Task Going_back_to_a_former_template_uses_its_replica_set_again()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        var cluster = fleet.Cluster("one");
        await ReadyAsync(fleet, Manifest.Deployments, Manifest.Deployment("a", 2), value => Number(value, "readyReplicas") == 2);
        foreach (var (image, revision) in new[] { ("nginx:2", "2"), ("nginx:1.27", "3") })
        {
            cluster.Change(Manifest.Deployments, "default", "a", value =>
            {
                value["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = image;
                return true;
            });
            await TestFleet.ObjectAsync(cluster, Manifest.Deployments, "default", "a", value =>
                value.TextAt("metadata", "annotations", "deployment.kubernetes.io/revision") == revision
                && Number(value, "observedGeneration") == value.Generation() && Number(value, "updatedReplicas") == 2 && Number(value, "replicas") == 2
                && Number(value, "readyReplicas") == 2);
        }

        Assert.Equal(["2", "3"], cluster.List(KubernetesTypes.ReplicaSet, "default")
            .Select(set => set.TextAt("metadata", "annotations", "deployment.kubernetes.io/revision")!).Order(StringComparer.Ordinal));
    }

    private static async Task<JsonObject> ReadyAsync(TestFleet fleet, ResourceType type, JsonNode manifest, Func<JsonObject, bool> wish)
    {
        var cluster = fleet.Cluster("one");
        cluster.Create(type, "default", (JsonObject)manifest);
        return await TestFleet.ObjectAsync(cluster, type, "default", ((JsonObject)manifest).Name(), wish);
    }

    private static void Scale(IResourceClient cluster, int replicas) => cluster.Change(Manifest.Deployments, "default", "a", value =>
    {
        value["spec"]!["replicas"] = replicas;
        return true;
    });

    private static long Number(JsonObject value, string field) => value.IntegerAt("status", field) ?? 0;
}
