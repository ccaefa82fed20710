using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Works;

/// <summary>Whether it is the cluster that keeps a work from getting anywhere.</summary>
public sealed class WorkClustersTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clusters_that_are_not_there_are_told_and_the_others_are_not()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.AddCluster("good");
        live.ReportCluster("good");
        live.AddCluster("away");
        live.ReportCluster("away", available: "Unknown");
        live.AddCluster("ill");
        live.ReportCluster("ill", available: "False");
        live.AddCluster("new");

        IReadOnlyDictionary<ObjectKey, string> told = await ExplainAsync(live, "good", "away", "ill", "new", "none");

        Assert.Equal("The cluster away is offline: Unknown (it has not reported).", told[new("away", "web")]);
        Assert.StartsWith("The cluster ill is not available: Unavailable", told[new("ill", "web")], StringComparison.Ordinal);
        Assert.StartsWith("The cluster new has not joined: NotJoined", told[new("new", "web")], StringComparison.Ordinal);
        Assert.Equal("The hub has no managed cluster 'none'.", told[new("none", "web")]);
        Assert.Equal(4, told.Count);
    }

    [Fact]
    public async Task Many_clusters_are_one_list()
    {
        string[] names = [.. Enumerable.Range(0, 40).Select(number => $"c{number}")];
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.AddCluster("c0");
        live.ReportCluster("c0", available: "Unknown");

        IReadOnlyDictionary<ObjectKey, string> told = await ExplainAsync(live, names);

        Assert.Contains("offline", told[new("c0", "web")], StringComparison.Ordinal);
        Assert.Equal("The hub has no managed cluster 'c7'.", told[new("c7", "web")]);
        Assert.Single(live.Requests);
    }

    [Fact]
    public async Task Who_may_not_read_clusters_is_told_nothing()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.Faults.Add(new FaultRule(Fault.Status(403, "Forbidden", "no")));

        Assert.Empty(await ExplainAsync(live, "one"));
    }

    private static Task<IReadOnlyDictionary<ObjectKey, string>> ExplainAsync(LiveHub live, params string[] clusters) =>
        WorkClusters.ExplainAsync(live.Connection, [.. clusters.Select(cluster => new ObjectKey(cluster, "web"))], Cancel);
}
