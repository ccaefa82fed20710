using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.ManagedClusters;
using OcmPowerShell.Tests.Sandbox.Controllers;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Agents;

/// <summary>Controllers and agents together: what one writes the other understands.</summary>
public sealed class FleetControllersTests
{
    private const string ProgressRule = """
        {"manifestConfigs":[{"resourceIdentifier":{"group":"apps","resource":"deployments","namespace":"default","name":"a"},
          "conditionRules":[{"type":"CEL","condition":"Progressing","celExpressions":["!has(object.status) || !has(object.status.readyReplicas) || object.status.readyReplicas < object.spec.replicas"]}]}],
         "workload":{"manifests":[MANIFEST]}}
        """;

    [Fact]
    public async Task A_replica_set_with_a_condition_rule_is_rolled_out_cluster_by_cluster()
    {
        await using var fleet = await FleetAsync("one", "two", "three");
        TestPlacements.Decide(fleet.Hub, "p", ["one", "three", "two"]);
        fleet.Hub.Create(OcmTypes.ManifestWorkReplicaSet, "default", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "set" },
            ["spec"] = new JsonObject
            {
                ["placementRefs"] = Manifest.Of("""[{"name":"p","rolloutStrategy":{"type":"Progressive","progressive":{"maxConcurrency":1}}}]"""),
                ["manifestWorkTemplate"] = Manifest.Of(ProgressRule.Replace("MANIFEST", Manifest.Deployment("a").ToJsonString())),
            },
        });
        var set = await TestFleet.ObjectAsync(fleet.Hub, OcmTypes.ManifestWorkReplicaSet, "default", "set",
            value => ConditionList.IsTrue(value.ArrayAt("status", "conditions"), "PlacementRolledOut")
                && ConditionList.IsTrue(value.ArrayAt("status", "conditions"), "ManifestworkApplied"));
        Assert.Equal(3, set.IntegerAt("status", "summary", "available"));

        fleet.Hub.Delete(OcmTypes.ManifestWorkReplicaSet, "default", "set");
        await TestFleet.UntilAsync(() => fleet.Hub.List(OcmTypes.ManifestWork).Count == 0, () => "Works stay.");
        Assert.Empty(fleet.Faults);
    }

    [Fact]
    public async Task Without_the_feature_gate_nobody_acts_on_replica_sets()
    {
        await using var fleet = await FleetAsync(options => options with { ManifestWorkReplicaSets = false }, "one");
        TestPlacements.Decide(fleet.Hub, "p", ["one"]);
        fleet.Hub.Create(OcmTypes.ManifestWorkReplicaSet, "default", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "set" },
            ["spec"] = new JsonObject { ["placementRefs"] = Manifest.Of("""[{"name":"p"}]"""), ["manifestWorkTemplate"] = Manifest.Of("""{"workload":{"manifests":[]}}""") },
        });
        // The agent is quick: when it has served this work, a controller would have acted as well.
        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("a")));
        await fleet.WorkAsync("one", "w", "Available", "True");
        Assert.Empty(fleet.Hub.Get(OcmTypes.ManifestWorkReplicaSet, "default", "set")!.ObjectsAt("metadata", "finalizers"));
    }

    [Fact]
    public async Task The_feature_gate_of_replica_sets_is_turned_on_and_off_at_the_cluster_manager()
    {
        await using var fleet = await FleetAsync("one");
        TestPlacements.Decide(fleet.Hub, "p", ["one"]);
        Create("first");
        await TakenUpAsync("first");

        Turn("Disable");
        fleet.Hub.Delete(OcmTypes.ClusterManager, null, "cluster-manager");
        ClusterManagerSeed.Seed(fleet.Hub, replicaSets: true);
        Create("second");
        await TakenUpAsync("second");
        Assert.Empty(fleet.Faults);

        void Create(string name) => fleet.Hub.Create(OcmTypes.ManifestWorkReplicaSet, "default", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = new JsonObject { ["placementRefs"] = Manifest.Of("""[{"name":"p"}]"""), ["manifestWorkTemplate"] = new JsonObject { ["workload"] = new JsonObject { ["manifests"] = Manifest.List(Manifest.ConfigMap("a")) } } },
        });
        void Turn(string mode) => fleet.Hub.Change(OcmTypes.ClusterManager, null, "cluster-manager", value =>
        {
            value.ObjectsAt("spec", "workConfiguration", "featureGates").Single()["mode"] = mode;
            return true;
        });
        bool IsTakenUp(string name) => fleet.Hub.Get(OcmTypes.ManifestWorkReplicaSet, "default", name)?.HasFinalizer("work.open-cluster-management.io/manifest-work-cleanup") == true;
        Task TakenUpAsync(string name) => TestFleet.UntilAsync(() => IsTakenUp(name), () => $"Nobody took up {name}.");
    }

    [Fact]
    public async Task An_add_on_of_a_template_becomes_available_on_its_cluster()
    {
        await using var fleet = await FleetAsync("one");
        fleet.Hub.Create(OcmTypes.AddOnTemplate, null, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "t" },
            ["spec"] = Manifest.Of("""{"addonName":"hello","agentSpec":{"workload":{"manifests":[MANIFEST]}}}"""
                .Replace("MANIFEST", Manifest.Deployment("agent", 1).ToJsonString())),
        });
        fleet.Hub.Create(OcmTypes.ClusterManagementAddOn, null, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "hello" },
            ["spec"] = Manifest.Of("""{"supportedConfigs":[{"group":"addon.open-cluster-management.io","resource":"addontemplates","defaultConfig":{"name":"t"}}]}"""),
        });
        fleet.Hub.Create(OcmTypes.ManagedClusterAddOn, "one", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "hello" },
            ["spec"] = new JsonObject(),
        });
        await TestFleet.ObjectAsync(fleet.Hub, OcmTypes.ManagedClusterAddOn, "one", "hello",
            value => ConditionList.IsTrue(value.ArrayAt("status", "conditions"), "Available"));
        await fleet.ManagedClusterAsync("one",
            value => value.TextAt("metadata", "labels", "feature.open-cluster-management.io/addon-hello") == "available");
        Assert.Empty(fleet.Faults);
    }

    [Fact]
    public async Task An_add_on_of_its_own_lives_as_its_lease_does()
    {
        await using var fleet = await FleetAsync(options => options with { HeartbeatInterval = TimeSpan.FromMilliseconds(20) }, "one");
        fleet.Hub.Create(OcmTypes.ManagedClusterAddOn, "one", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "own" }, ["spec"] = new JsonObject() });
        await ReasonAsync("ManagedClusterAddOnLeaseNotFound");
        const string Home = "open-cluster-management-agent-addon";
        fleet.Cluster("one").Create(KubernetesTypes.Lease, Home, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "own" },
            ["spec"] = new JsonObject { ["renewTime"] = DateTimeOffset.UtcNow.ToApiMicroTime() },
        });
        await ReasonAsync("ManagedClusterAddOnLeaseUpdated");
        fleet.Cluster("one").Change(KubernetesTypes.Lease, Home, "own", lease =>
        {
            lease.Child("spec")["renewTime"] = (DateTimeOffset.UtcNow - TimeSpan.FromMinutes(6)).ToApiMicroTime();
            return true;
        });
        await ReasonAsync("ManagedClusterAddOnLeaseUpdateStopped");

        Task ReasonAsync(string reason) => TestFleet.ObjectAsync(fleet.Hub, OcmTypes.ManagedClusterAddOn, "one", "own",
            value => ConditionList.Find(value.ArrayAt("status", "conditions"), "Available").TextAt("reason") == reason);
    }

    private static Task<TestFleet> FleetAsync(params string[] clusters) => FleetAsync(options => options, clusters);

    private static Task<TestFleet> FleetAsync(Func<SandboxFleetOptions, SandboxFleetOptions> configure, params string[] clusters) =>
        TestFleet.WithAsync(clusters, configure);
}
