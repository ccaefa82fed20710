using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.ClusterSets;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.ClusterSets;

/// <summary>Which clusters and namespaces cluster sets have, over real sockets.</summary>
public sealed class ClusterSetContentsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<List<ClusterSet>> SetsAsync(LiveHub hub, string? only = null)
    {
        List<ClusterSet> sets = [];
        await foreach (ClusterSet set in Kinds.ClusterSets.On(hub.Connection).ListAsync(null, cancellationToken: Cancel))
        {
            if (only is null || set.Name == only)
            {
                sets.Add(set);
            }
        }

        hub.Sandbox.Requests.Clear();
        return sets;
    }

    private static void AddSet(LiveHub hub, string name, string selector) => hub.Admin.Create(OcmTypes.ManagedClusterSet, null, new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject { ["clusterSelector"] = JsonNode.Parse(selector) },
    });

    private static void AddCluster(LiveHub hub, string name, string set, string env) => hub.Admin.Create(OcmTypes.ManagedCluster, null, new JsonObject
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["labels"] = new JsonObject { ["cluster.open-cluster-management.io/clusterset"] = set, ["env"] = env },
        },
        ["spec"] = new JsonObject { ["hubAcceptsClient"] = true },
    });

    private static void Bind(LiveHub hub, string set, string @namespace) => hub.Admin.Create(OcmTypes.ManagedClusterSetBinding, @namespace, new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = set },
        ["spec"] = new JsonObject { ["clusterSet"] = set },
    });

    private static async Task<LiveHub> HubAsync()
    {
        LiveHub hub = await LiveHub.WithoutAgentsAsync("apps", "web");
        AddSet(hub, "prod", """{"selectorType":"ExclusiveClusterSetLabel"}""");
        AddSet(hub, "all", """{"selectorType":"LabelSelector","labelSelector":{}}""");
        AddSet(hub, "dev", """{"selectorType":"LabelSelector","labelSelector":{"matchExpressions":[{"key":"env","operator":"In","values":["dev","test"]}]}}""");
        AddSet(hub, "none", """{"selectorType":"LabelSelector"}""");
        AddSet(hub, "odd", """{"selectorType":"LabelSelector","labelSelector":{"matchExpressions":[{"key":"env","operator":"Near","values":["dev"]}]}}""");
        AddCluster(hub, "one", "prod", "prod");
        AddCluster(hub, "two", "other", "dev");
        AddCluster(hub, "three", "prod", "test");
        Bind(hub, "prod", "web");
        Bind(hub, "prod", "apps");
        Bind(hub, "all", "web");
        return hub;
    }

    [Fact]
    public async Task One_list_of_clusters_tells_those_of_every_set_by_its_own_selector()
    {
        await using LiveHub hub = await HubAsync();
        List<ClusterSet> sets = await SetsAsync(hub);

        await new ClusterSetContents(hub.Connection).FillClustersAsync(sets, Cancel);

        Assert.Equal(
            ["all: one three two (3)", "dev: three two (2)", "none:  (0)", "odd: ? ()", "prod: one three (2)"],
            sets.OrderBy(set => set.Name, StringComparer.Ordinal).Select(set => $"{set.Name}: {(set.Clusters is { } names ? string.Join(" ", names) : "?")} ({set.ClusterCount})"));
        Assert.Single(hub.Requests);
    }

    [Theory]
    [InlineData("prod", "one three", "labelSelector=cluster.open-cluster-management.io%2Fclusterset%3Dprod")]
    [InlineData("dev", "three two", "labelSelector=env%20in%20%28dev%2Ctest%29")]
    [InlineData("all", "one three two", "")]
    public async Task The_hub_selects_for_a_set_alone(string name, string clusters, string query)
    {
        await using LiveHub hub = await HubAsync();
        List<ClusterSet> sets = await SetsAsync(hub, name);

        await new ClusterSetContents(hub.Connection).FillClustersAsync(sets, Cancel);

        Assert.Equal(clusters, string.Join(" ", sets[0].Clusters!));
        Assert.Contains(query, Assert.Single(hub.Requests).QueryString, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(query.Length > 0, hub.Requests[0].QueryString.Contains("labelSelector", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_set_without_a_selector_has_no_clusters_and_nobody_is_asked()
    {
        await using LiveHub hub = await HubAsync();
        List<ClusterSet> sets = await SetsAsync(hub, "none");

        await new ClusterSetContents(hub.Connection).FillClustersAsync(sets, Cancel);

        Assert.Equal([], sets[0].Clusters!);
        Assert.Empty(hub.Requests);
    }

    [Fact]
    public async Task One_list_of_bindings_tells_the_namespaces_of_every_set()
    {
        await using LiveHub hub = await HubAsync();
        List<ClusterSet> sets = await SetsAsync(hub);

        await new ClusterSetContents(hub.Connection).FillNamespacesAsync(sets, Cancel);

        Assert.Equal(["all:web", "dev:", "none:", "odd:", "prod:apps,web"], sets.OrderBy(set => set.Name, StringComparer.Ordinal).Select(set => $"{set.Name}:{string.Join(",", set.BoundNamespaces!)}"));
        Assert.Single(hub.Requests);
    }

    [Fact]
    public async Task Nothing_is_said_of_what_could_not_be_read_to_its_end()
    {
        await using LiveHub hub = await HubAsync();
        List<ClusterSet> sets = await SetsAsync(hub);
        hub.Faults.Add(new FaultRule(Fault.Status(403, "Forbidden", "no")) { PathContains = "managedclusters" });

        await Assert.ThrowsAsync<ApiStatusException>(() => new ClusterSetContents(hub.Connection).FillClustersAsync(sets, Cancel));

        Assert.All(sets, set => Assert.Null(set.Clusters));
    }

    [Fact]
    public async Task A_cluster_changed_by_somebody_else_meanwhile_still_joins()
    {
        await using LiveHub hub = await HubAsync();
        hub.Faults.Add(new FaultRule(Fault.Status(409, "Conflict", "the object has been modified")) { Method = "PATCH", Count = 2 });
        var membership = new ClusterSetMembership(hub.Connection);

        MembershipChange change = await membership.JoinAsync(new ObjectKey("", "two"), "", "prod", dryRun: false, Cancel);
        MembershipChange again = await membership.JoinAsync(new ObjectKey("", "two"), "", "prod", dryRun: false, Cancel);

        Assert.Equal(("prod", "other", ChangeAction.Updated), (change.Cluster.ClusterSet, change.From, change.Action));
        Assert.Equal(("prod", "prod", ChangeAction.Unchanged), (again.Cluster.ClusterSet, again.From, again.Action));
        Assert.Equal(3, hub.Requests.Count(request => request.Method == "PATCH"));
    }

    [Fact]
    public async Task A_cluster_leaves_only_the_set_that_was_named()
    {
        await using LiveHub hub = await HubAsync();
        var membership = new ClusterSetMembership(hub.Connection);

        MembershipChange left = await membership.LeaveAsync(new ObjectKey("", "one"), "", "prod", dryRun: false, Cancel);
        MembershipChange stays = await membership.LeaveAsync(new ObjectKey("", "two"), "", "prod", dryRun: false, Cancel);

        Assert.Equal(("default", "prod", ChangeAction.Updated), (left.Cluster.ClusterSet, left.From, left.Action));
        Assert.Equal(("other", "other", ChangeAction.Unchanged), (stays.Cluster.ClusterSet, stays.From, stays.Action));
    }

    [Fact]
    public async Task A_binding_that_is_there_is_what_was_asked_for()
    {
        await using LiveHub hub = await HubAsync();
        var bindings = new ClusterSetBindings(hub.Connection);

        Assert.Equal(ChangeAction.Created, (await bindings.BindAsync("dev", "web", dryRun: false, Cancel)).Action);
        (ClusterSetBinding binding, ChangeAction action) = await bindings.BindAsync("dev", "web", dryRun: false, Cancel);
        Assert.Equal(("web/dev", ChangeAction.Unchanged), (binding.ToString(), action));
        HubException missing = await Assert.ThrowsAnyAsync<HubException>(() => bindings.BindAsync("dev", "nowhere", dryRun: false, Cancel));
        Assert.Equal("NotFound", missing.ErrorId);
        Assert.Contains("kubectl create namespace nowhere", missing.Message);
    }
}
