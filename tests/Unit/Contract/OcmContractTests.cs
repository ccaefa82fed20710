using System.Text.Json.Nodes;
using Xunit;

namespace OcmPowerShell.Tests.Contract;

/// <summary>What every OCM hub with at least one available cluster does.</summary>
public sealed class OcmContractTests
{
    private const string Cluster = "/apis/cluster.open-cluster-management.io";

    public static TheoryData<string> Hubs => ContractHub.All;

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private static JsonObject Work(string name) => Json("""
        {"apiVersion":"work.open-cluster-management.io/v1","kind":"ManifestWork","metadata":{"name":"NAME"},
         "spec":{"workload":{"manifests":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAME","namespace":"default"},"data":{"k":"v"}}]}}}
        """.Replace("NAME", name));

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task A_work_is_applied_and_its_objects_go_with_it(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        string works = ContractHub.WorksOf(await hub.ClusterAsync());
        await hub.MakeAsync(works, Work(hub.Name));
        JsonObject work = await hub.EventuallyAsync(
            $"{works}/{hub.Name}", value => ContractAnswer.ConditionOf(value, "Available") == "True", "the work is available");
        Assert.Equal("True", ContractAnswer.ConditionOf(work, "Applied"));
        Assert.Equal(["cluster.open-cluster-management.io/manifest-work-cleanup"], work["metadata"]!["finalizers"]!.AsArray().Select(one => (string?)one));
        JsonObject meta = work["status"]!["resourceStatus"]!["manifests"]![0]!["resourceMeta"]!.AsObject();
        Assert.Equal(("configmaps", "ConfigMap", hub.Name), ((string?)meta["resource"], (string?)meta["kind"], (string?)meta["name"]));

        Assert.Equal(200, (await hub.SendAsync("DELETE", $"{works}/{hub.Name}")).Status);
        await hub.EventuallyAsync($"{works}/{hub.Name}", value => (string?)value["kind"] == "Status", "the work is gone");
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task Empty_works_and_manifests_without_a_name_are_refused(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        JsonObject empty = Work("w");
        empty["spec"]!["workload"]!["manifests"] = new JsonArray();
        ContractAnswer refused = await hub.SendAsync("POST", hub.Works, empty.ToJsonString());
        Assert.Equal(400, refused.Status);
        Assert.EndsWith("manifests should not be empty", refused.Message);

        JsonObject nameless = Work("w");
        nameless["spec"]!["workload"]!["manifests"]![0]!["metadata"]!.AsObject().Remove("name");
        Assert.Equal(400, (await hub.SendAsync("POST", hub.Works, nameless.ToJsonString())).Status);
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task A_placement_without_bindings_finds_nothing_and_says_so(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        await hub.MakeAsync(hub.Placements, Json("""{"apiVersion":"cluster.open-cluster-management.io/v1beta1","kind":"Placement","metadata":{"name":"p"},"spec":{}}"""));
        JsonObject placement = await hub.EventuallyAsync(
            $"{hub.Placements}/p", value => ContractAnswer.ConditionOf(value, "PlacementSatisfied") is not null, "the placement was looked at");
        JsonNode satisfied = placement["status"]!["conditions"]!.AsArray().Single(one => (string?)one!["type"] == "PlacementSatisfied")!;
        Assert.Equal(("False", "NoManagedClusterSetBindings"), ((string?)satisfied["status"], (string?)satisfied["reason"]));
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task A_placement_decides_for_the_clusters_of_a_bound_set(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        await hub.MakeAsync($"{Cluster}/v1beta2/namespaces/{hub.Name}/managedclustersetbindings", Json(
            """{"apiVersion":"cluster.open-cluster-management.io/v1beta2","kind":"ManagedClusterSetBinding","metadata":{"name":"global"},"spec":{"clusterSet":"global"}}"""));
        await hub.MakeAsync(hub.Placements, Json(
            """{"apiVersion":"cluster.open-cluster-management.io/v1beta1","kind":"Placement","metadata":{"name":"p"},"spec":{"numberOfClusters":1}}"""));
        await hub.EventuallyAsync($"{hub.Placements}/p", value => ContractAnswer.ConditionOf(value, "PlacementSatisfied") == "True", "the placement is satisfied");
        JsonObject decisions = await hub.EventuallyAsync(
            $"{Cluster}/v1beta1/namespaces/{hub.Name}/placementdecisions?labelSelector=cluster.open-cluster-management.io%2Fplacement%3Dp",
            list => list["items"]!.AsArray().Count == 1 && list["items"]![0]!["status"]?["decisions"]?.AsArray().Count == 1,
            "there is one decision");
        JsonNode decision = decisions["items"]![0]!;
        Assert.Equal("p-decision-1", (string?)decision["metadata"]!["name"]);
        Assert.Equal("0", (string?)decision["metadata"]!["labels"]!["cluster.open-cluster-management.io/decision-group-index"]);
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task A_wrong_placement_is_misconfigured_or_refused(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        ContractAnswer heavy = await hub.SendAsync("POST", hub.Placements, """
            {"apiVersion":"cluster.open-cluster-management.io/v1beta1","kind":"Placement","metadata":{"name":"p"},
             "spec":{"prioritizerPolicy":{"configurations":[{"scoreCoordinate":{"builtIn":"Steady"},"weight":11}]}}}
            """);
        Assert.Equal(422, heavy.Status);
        Assert.Equal(["spec.prioritizerPolicy.configurations[0].weight"], heavy.Fields);

        await hub.MakeAsync(hub.Placements, Json("""
            {"apiVersion":"cluster.open-cluster-management.io/v1beta1","kind":"Placement","metadata":{"name":"p"},
             "spec":{"tolerations":[{"key":"k","operator":"Exists","value":"v"}]}}
            """));
        await hub.MakeAsync($"{Cluster}/v1beta2/namespaces/{hub.Name}/managedclustersetbindings", Json(
            """{"apiVersion":"cluster.open-cluster-management.io/v1beta2","kind":"ManagedClusterSetBinding","metadata":{"name":"global"},"spec":{"clusterSet":"global"}}"""));
        await hub.EventuallyAsync($"{hub.Placements}/p", value => ContractAnswer.ConditionOf(value, "PlacementMisconfigured") == "True", "the placement is misconfigured");
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task A_binding_bears_the_name_of_its_set(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        ContractAnswer refused = await hub.SendAsync("POST", $"{Cluster}/v1beta2/namespaces/{hub.Name}/managedclustersetbindings",
            """{"apiVersion":"cluster.open-cluster-management.io/v1beta2","kind":"ManagedClusterSetBinding","metadata":{"name":"other"},"spec":{"clusterSet":"global"}}""");
        Assert.Equal(400, refused.Status);
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task The_sets_that_the_hub_keeps_come_back(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        string target = $"{Cluster}/v1beta2/managedclustersets/global";
        string uid = (string)(await hub.GetAsync(target)).Json["metadata"]!["uid"]!;
        Assert.Equal(200, (await hub.SendAsync("DELETE", target)).Status);
        await hub.EventuallyAsync(target, value => (string?)value["metadata"]?["uid"] is { } now && now != uid, "there is a new set global");
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task A_cluster_that_nobody_accepted_waits(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        JsonObject cluster = await hub.MakeAsync($"{Cluster}/v1/managedclusters", Json(
            $$$"""{"apiVersion":"cluster.open-cluster-management.io/v1","kind":"ManagedCluster","metadata":{"name":"{{{hub.Name}}}"},"spec":{"hubAcceptsClient":false}}"""));
        Assert.Equal("default", (string?)cluster["metadata"]!["labels"]!["cluster.open-cluster-management.io/clusterset"]);
        Assert.Equal(60, (int)cluster["spec"]!["leaseDurationSeconds"]!);

        ContractAnswer timed = await hub.MergeAsync($"{Cluster}/v1/managedclusters/{hub.Name}",
            """{"spec":{"taints":[{"key":"k","effect":"NoSelect","timeAdded":"2020-01-01T00:00:00Z"}]}}""");
        Assert.Contains("It is not allowed to set TimeAdded of Taint", timed.Message);
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task An_add_on_is_the_same_in_both_versions(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        await hub.MakeAsync("/apis/addon.open-cluster-management.io/v1alpha1/clustermanagementaddons", Json($$$"""
            {"apiVersion":"addon.open-cluster-management.io/v1alpha1","kind":"ClusterManagementAddOn","metadata":{"name":"{{{hub.Name}}}"},
             "spec":{"supportedConfigs":[{"group":"addon.open-cluster-management.io","resource":"addondeploymentconfigs","defaultConfig":{"name":"c","namespace":"n"}}]}}
            """));
        ContractAnswer newer = await hub.GetAsync($"/apis/addon.open-cluster-management.io/v1beta1/clustermanagementaddons/{hub.Name}");
        Assert.Equal("c", (string?)newer.Json["spec"]!["defaultConfigs"]![0]!["name"]);
    }
}
