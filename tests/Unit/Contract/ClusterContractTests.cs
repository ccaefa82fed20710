using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace OcmPowerShell.Tests.Contract;

/// <summary>What every OCM hub does with clusters, their sets and their leases.</summary>
public sealed class ClusterContractTests
{
    private const string Cluster = "/apis/cluster.open-cluster-management.io";

    public static TheoryData<string> Hubs => ContractHub.All;

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task A_set_by_labels_counts_the_clusters_that_have_them(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        JsonObject set = await hub.MakeAsync($"{Cluster}/v1beta2/managedclustersets", Json($$$"""
            {"apiVersion":"cluster.open-cluster-management.io/v1beta2","kind":"ManagedClusterSet","metadata":{"name":"{{{hub.Name}}}"},
             "spec":{"clusterSelector":{"selectorType":"LabelSelector","labelSelector":{"matchLabels":{"contract":"{{{hub.Name}}}"} } } } }
            """));
        string target = $"{Cluster}/v1beta2/managedclustersets/{(string)set["metadata"]!["name"]!}";
        await hub.EventuallyAsync(target, value => ContractAnswer.ConditionOf(value, "ClusterSetEmpty") == "True", "the set is empty");

        await hub.MakeAsync($"{Cluster}/v1/managedclusters", Json($$$"""
            {"apiVersion":"cluster.open-cluster-management.io/v1","kind":"ManagedCluster","metadata":{"name":"{{{hub.Name}}}","labels":{"contract":"{{{hub.Name}}}"}},
             "spec":{"hubAcceptsClient":false}}
            """));
        JsonObject filled = await hub.EventuallyAsync(target, value => ContractAnswer.ConditionOf(value, "ClusterSetEmpty") == "False", "the set has a cluster");
        Assert.Equal("1 ManagedClusters selected", (string?)filled["status"]!["conditions"]![0]!["message"]);
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task A_placement_loses_what_is_bound_no_more(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        await hub.MakeAsync(hub.Bindings, Json(
            """{"apiVersion":"cluster.open-cluster-management.io/v1beta2","kind":"ManagedClusterSetBinding","metadata":{"name":"global"},"spec":{"clusterSet":"global"}}"""));
        await hub.EventuallyAsync($"{hub.Bindings}/global", value => ContractAnswer.ConditionOf(value, "Bound") == "True", "the set is bound");
        await hub.MakeAsync(hub.Placements, Json("""{"apiVersion":"cluster.open-cluster-management.io/v1beta1","kind":"Placement","metadata":{"name":"p"},"spec":{}}"""));
        await hub.EventuallyAsync($"{hub.Placements}/p", value => ContractAnswer.ConditionOf(value, "PlacementSatisfied") == "True", "the placement is satisfied");

        Assert.Equal(200, (await hub.SendAsync("DELETE", $"{hub.Bindings}/global")).Status);
        JsonObject lost = await hub.EventuallyAsync(
            $"{hub.Placements}/p", value => ContractAnswer.ConditionOf(value, "PlacementSatisfied") == "False" && (int?)value["status"]!["numberOfSelectedClusters"] is null or 0, "nothing is selected");
        Assert.Contains(lost["status"]!["conditions"]!.AsArray(), one => (string?)one!["reason"] == "NoManagedClusterSetBindings");
        JsonObject decisions = (await hub.GetAsync($"{Cluster}/v1beta1/namespaces/{hub.Name}/placementdecisions")).Json;
        Assert.All(decisions["items"]!.AsArray(), decision => Assert.Equal(0, decision!["status"]?["decisions"]?.AsArray().Count ?? 0));
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task An_available_cluster_keeps_its_lease(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        string name = await hub.ClusterAsync();
        JsonObject cluster = (await hub.GetAsync($"{Cluster}/v1/managedclusters/{name}")).Json;
        Assert.Equal(("True", "True"), (ContractAnswer.ConditionOf(cluster, "HubAcceptedManagedCluster"), ContractAnswer.ConditionOf(cluster, "ManagedClusterJoined")));
        Assert.NotNull(cluster["status"]!["version"]!["kubernetes"]);
        JsonObject lease = await hub.EventuallyAsync(
            $"/apis/coordination.k8s.io/v1/namespaces/{name}/leases/managed-cluster-lease", value => value["spec"]?["renewTime"] is not null, "the lease is renewed");
        DateTimeOffset renewed = DateTimeOffset.Parse((string)lease["spec"]!["renewTime"]!, CultureInfo.InvariantCulture);
        TimeSpan limit = TimeSpan.FromSeconds(5 * ((int?)cluster["spec"]!["leaseDurationSeconds"] ?? 60));
        Assert.InRange(DateTimeOffset.UtcNow - renewed, -limit, limit);
        Assert.Equal(name, (string?)(await hub.GetAsync($"/api/v1/namespaces/{name}")).Json["metadata"]!["labels"]!["open-cluster-management.io/cluster-name"]);
    }
}
