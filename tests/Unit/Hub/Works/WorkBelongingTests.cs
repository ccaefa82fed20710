using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Works;

/// <summary>Which works belong to a placement or a cluster set.</summary>
public sealed class WorkBelongingTests
{
    private const string ReplicaSet = "work.open-cluster-management.io/manifestworkreplicaset";
    private const string ReplicaSetPlacement = "work.open-cluster-management.io/placementname";

    [Fact]
    public async Task Works_of_a_placement_are_its_own_and_those_of_its_replica_sets_each_once()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one", "two");
        Add(live, "one", "own", ("ocmpowershell.io/placement", "prod.web"));
        Add(live, "one", "both", ("ocmpowershell.io/placement", "prod.web"), (ReplicaSet, "prod.set"), (ReplicaSetPlacement, "web"));
        Add(live, "two", "set", (ReplicaSet, "prod.set"), (ReplicaSetPlacement, "web"));
        Add(live, "two", "elsewhere", (ReplicaSet, "test.set"), (ReplicaSetPlacement, "web"));
        Add(live, "two", "other", ("ocmpowershell.io/placement", "prod.db"));
        Add(live, "two", "mine", ("app", "web"));

        Assert.Equal(["both", "own", "set"], await NamesAsync(live, WorkBelonging.ToPlacements([new("prod", "web")])));
        Assert.Equal(["both", "elsewhere", "other", "own", "set"], await NamesAsync(live, WorkBelonging.ToPlacements([new("prod", "web"), new("prod", "db"), new("test", "web")])));
        Assert.Empty(await NamesAsync(live, WorkBelonging.ToPlacements([new("test", "db")])));
        Assert.Equal(["set"], await NamesAsync(live, WorkBelonging.ToPlacements([new("prod", "web")]), "two"));
    }

    [Fact]
    public async Task Works_of_cluster_sets_are_told_by_their_label_and_a_selector_of_the_user_counts_too()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        Add(live, "one", "a", ("ocmpowershell.io/clusterset", "prod"), ("app", "web"));
        Add(live, "one", "b", ("ocmpowershell.io/clusterset", "prod"));
        Add(live, "one", "c", ("ocmpowershell.io/clusterset", "edge"));

        Assert.Equal(["a", "b"], await NamesAsync(live, WorkBelonging.ToClusterSets(["prod"])));
        Assert.Equal(["a", "b", "c"], await NamesAsync(live, WorkBelonging.ToClusterSets(["prod", "edge"])));
        var query = new WorkQuery { LabelSelector = "app=web", Belonging = WorkBelonging.ToClusterSets(["prod"]) };
        Assert.Equal("a", Assert.Single(await live.Works.ListAsync(null, query, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken)).Name);
    }

    private static void Add(LiveHub live, string cluster, string name, params (string Key, string Value)[] labels) =>
        live.AddWork(cluster, name, new JsonObject { ["labels"] = new JsonObject(labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value))) });

    private static async Task<IEnumerable<string>> NamesAsync(LiveHub live, WorkBelonging belonging, string? cluster = null)
    {
        List<Work> works = await live.Works.ListAsync(cluster, new WorkQuery { Belonging = belonging }, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        return works.Select(work => work.Name).Order(StringComparer.Ordinal);
    }
}
