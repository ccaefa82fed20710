using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Controllers.Registration;
using OcmPowerShell.Sandbox.ManagedClusters;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Agents;

public sealed class RegistrationTests
{
    [Fact]
    public async Task An_accepted_cluster_looks_as_recorded()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        var cluster = fleet.Hub.Get(OcmTypes.ManagedCluster, null, "one")!;

        Assert.Equal(
            """
            {"allocatable":{"cpu":"8","ephemeral-storage":"100Gi","memory":"16Gi","pods":"110"},
            "capacity":{"cpu":"8","ephemeral-storage":"100Gi","memory":"16Gi","pods":"110"},
            "clusterClaims":[{"name":"id.k8s.io","value":"sandbox-one"},{"name":"kubeversion.open-cluster-management.io","value":"v1.33.13"},{"name":"platform.open-cluster-management.io","value":"Sandbox"}],
            "conditions":[
            {"lastTransitionTime":"*","message":"Accepted by hub cluster admin","reason":"HubClusterAdminAccepted","status":"True","type":"HubAcceptedManagedCluster"},
            {"lastTransitionTime":"*","message":"The clock of the managed cluster is synced with the hub.","reason":"ManagedClusterClockSynced","status":"True","type":"ManagedClusterConditionClockSynced"},
            {"lastTransitionTime":"*","message":"Managed cluster joined","reason":"ManagedClusterJoined","status":"True","type":"ManagedClusterJoined"},
            {"lastTransitionTime":"*","message":"Managed cluster is available","reason":"ManagedClusterAvailable","status":"True","type":"ManagedClusterConditionAvailable"}],
            "version":{"kubernetes":"v1.33.13"}}
            """.Replace("\n", ""),
            Manifest.Timeless(cluster["status"])!.ToJsonString());
        Assert.Equal(
            ["cluster.open-cluster-management.io/resource-cleanup", "cluster.open-cluster-management.io/api-resource-cleanup"],
            cluster.ArrayAt("metadata", "finalizers")!.Select(item => (string)item!));
        Assert.Equal("default", cluster.TextAt("metadata", "labels", "cluster.open-cluster-management.io/clusterset"));
        Assert.Equal(60, cluster.IntegerAt("spec", "leaseDurationSeconds"));
        Assert.Equal("https://one.sandbox.invalid:6443", cluster.ObjectsAt("spec", "managedClusterClientConfigs").Single().TextAt("url"));
    }

    [Fact]
    public async Task An_accepted_cluster_has_a_namespace_and_a_lease()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);

        var home = fleet.Hub.Get(KubernetesTypes.Namespace, null, "one")!;
        Assert.Equal(
            """{"kubernetes.io/metadata.name":"one","open-cluster-management.io/cluster-name":"one"}""",
            home["metadata"]!["labels"]!.ToJsonString());
        var lease = fleet.Hub.Get(KubernetesTypes.Lease, "one", "managed-cluster-lease")!;
        Assert.Equal("""{"holderIdentity":"managed-cluster-lease","renewTime":"*"}""", Manifest.Timeless(lease["spec"])!.ToJsonString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", lease.TextAt("spec", "renewTime"));
    }

    [Fact]
    public async Task Leases_are_renewed_as_often_as_the_cluster_asks()
    {
        await using var fleet = await TestFleet.WithAsync([], options => options with { HeartbeatInterval = TimeSpan.FromMilliseconds(50) });
        fleet.Hub.Create(OcmTypes.ManagedCluster, null, (JsonObject)Manifest.Of(
            """{"metadata":{"name":"one"},"spec":{"hubAcceptsClient":true,"leaseDurationSeconds":1}}"""));
        var lease = await TestFleet.ObjectAsync(fleet.Hub, KubernetesTypes.Lease, "one", "managed-cluster-lease", _ => true);

        await TestFleet.ObjectAsync(fleet.Hub, KubernetesTypes.Lease, "one", "managed-cluster-lease",
            value => value.TextAt("spec", "renewTime") != lease.TextAt("spec", "renewTime"));
    }

    [Fact]
    public async Task A_cluster_that_waits_for_acceptance_has_neither_namespace_nor_agents()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        fleet.Hub.Create(OcmTypes.ManagedCluster, null, (JsonObject)Manifest.Of("""{"metadata":{"name":"later"},"spec":{"hubAcceptsClient":false}}"""));
        var waiting = await fleet.ManagedClusterAsync("later", value => value.HasFinalizer(ClusterFinalizers.Cleanup));
        Assert.Null(waiting.ArrayAt("status", "conditions"));
        Assert.Null(fleet.Hub.Get(KubernetesTypes.Namespace, null, "later"));

        fleet.Hub.Change(OcmTypes.ManagedCluster, null, "later", Accept(true));
        await fleet.ManagedClusterAsync("later", value => ConditionList.IsTrue(value.ArrayAt("status", "conditions"), "ManagedClusterJoined"));
        fleet.CreateWork("later", "w", Manifest.List(Manifest.ConfigMap("a")));
        await fleet.WorkAsync("later", "w", "Available", "True");
    }

    [Fact]
    public async Task A_denied_cluster_says_so_and_its_works_wait_until_it_is_accepted_again()
    {
        await using var fleet = await TestFleet.WithAsync(["one", "two"]);

        fleet.Hub.Change(OcmTypes.ManagedCluster, null, "one", Accept(false));
        var denied = await fleet.ManagedClusterAsync("one", value =>
            ConditionList.Find(value.ArrayAt("status", "conditions"), "HubAcceptedManagedCluster").TextAt("status") == "False");
        var condition = ConditionList.Find(denied.ArrayAt("status", "conditions"), "HubAcceptedManagedCluster");
        Assert.Equal(("HubClusterAdminDenied", "Denied by hub cluster admin"), (condition.TextAt("reason"), condition.TextAt("message")));
        await TestFleet.UntilAsync(() => !fleet.Fleet.IsConnected("one"), () => "The agents still run.");

        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("a")));
        fleet.CreateWork("two", "w", Manifest.List(Manifest.ConfigMap("a")));
        await fleet.WorkAsync("two", "w", "Available", "True");
        Assert.Null(fleet.Hub.Get(OcmTypes.ManifestWork, "one", "w").At("status"));

        fleet.Hub.Change(OcmTypes.ManagedCluster, null, "one", Accept(true));
        await fleet.WorkAsync("one", "w", "Available", "True");
        await fleet.ManagedClusterAsync("one", value => ConditionList.IsTrue(value.ArrayAt("status", "conditions"), "HubAcceptedManagedCluster"));
    }

    [Fact]
    public async Task A_deleted_cluster_goes_with_its_works_and_its_namespace()
    {
        await using var fleet = await TestFleet.WithAsync(["one", "two"]);
        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("a")));
        await fleet.WorkAsync("one", "w", "Available", "True");

        fleet.Hub.Delete(OcmTypes.ManagedCluster, null, "one");

        await TestFleet.GoneAsync(fleet.Hub, OcmTypes.ManagedCluster, null, "one");
        Assert.Null(fleet.Hub.Get(OcmTypes.ManifestWork, "one", "w"));
        await TestFleet.GoneAsync(fleet.Hub, KubernetesTypes.Namespace, null, "one");
        Assert.Null(fleet.Cluster("one").Get(Manifest.ConfigMaps, "default", "a"));
        Assert.NotNull(fleet.Hub.Get(OcmTypes.ManagedCluster, null, "two"));

        // The same name may join again.
        await fleet.JoinAsync("one");
        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("a")));
        await fleet.WorkAsync("one", "w", "Available", "True");
        Assert.Empty(fleet.Faults);
    }

    [Fact]
    public async Task The_namespace_of_a_deleted_cluster_can_be_kept()
    {
        await using var fleet = await TestFleet.WithAsync(["one"], options => options with { KeepsClusterNamespace = true });
        fleet.Hub.Delete(OcmTypes.ManagedCluster, null, "one");
        await TestFleet.GoneAsync(fleet.Hub, OcmTypes.ManagedCluster, null, "one");
        Assert.NotNull(fleet.Hub.Get(KubernetesTypes.Namespace, null, "one"));
    }

    [Fact]
    public async Task Works_of_a_deleted_cluster_go_by_their_cleanup_priority()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        var cluster = fleet.Cluster("one");
        foreach (var (name, priority) in new[] { ("early", "1"), ("late", "90") })
        {
            fleet.CreateWork("one", name, Manifest.List(Manifest.ConfigMap(name)));
            fleet.Hub.Change(OcmTypes.ManifestWork, "one", name, value =>
            {
                value.Child("metadata").Child("annotations")["open-cluster-management.io/cleanup-priority"] = priority;
                return true;
            });
            await fleet.WorkAsync("one", name, "Applied", "True");
        }

        cluster.Change(Manifest.ConfigMaps, "default", "early", value => value.AddFinalizer("example.com/wait"));
        fleet.Hub.Delete(OcmTypes.ManagedCluster, null, "one");
        var deleting = await fleet.ManagedClusterAsync("one", value => ConditionList.Find(value.ArrayAt("status", "conditions"), "Deleting") is not null);
        Assert.Equal(
            "The resource manifestworks is remaning, the remaining count is 2, the finalizer pending count is 2",
            ConditionList.Find(deleting.ArrayAt("status", "conditions"), "Deleting").TextAt("message"));
        await fleet.WorkAsync("one", "early", value => value.IsDeleting());
        Assert.False(fleet.Hub.Get(OcmTypes.ManifestWork, "one", "late")!.IsDeleting());

        cluster.Change(Manifest.ConfigMaps, "default", "early", value => value.RemoveFinalizer("example.com/wait"));
        await TestFleet.GoneAsync(fleet.Hub, OcmTypes.ManagedCluster, null, "one");
    }

    [Fact]
    public async Task A_profile_tells_what_a_cluster_reports()
    {
        await using var fleet = await TestFleet.WithAsync(["big"], options => options with
        {
            ProfileOf = name => new ManagedClusterProfile
            {
                KubernetesVersion = "v1.30.0",
                Capacity = new Dictionary<string, string> { ["cpu"] = "128" },
                Claims = new Dictionary<string, string> { ["region"] = "eu", ["id.k8s.io"] = name },
            },
        });

        var status = fleet.Hub.Get(OcmTypes.ManagedCluster, null, "big")!["status"]!;
        Assert.Equal("v1.30.0", status.TextAt("version", "kubernetes"));
        Assert.Equal("""{"cpu":"128"}""", status["capacity"]!.ToJsonString());
        Assert.Equal("""[{"name":"id.k8s.io","value":"big"},{"name":"kubeversion.open-cluster-management.io","value":"v1.30.0"},{"name":"region","value":"eu"}]""", status["clusterClaims"]!.ToJsonString());
    }

    [Fact]
    public void Seeded_clusters_are_numbered_from_one() => Assert.Equal(["cluster1", "cluster2", "cluster3"], FleetSeed.Names(3));

    private static Func<JsonObject, bool> Accept(bool accepts) => value =>
    {
        value.Child("spec")["hubAcceptsClient"] = accepts;
        return true;
    };
}
