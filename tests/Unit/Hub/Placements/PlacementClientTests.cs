using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Placements;

/// <summary>What placements have selected, from all of their PlacementDecisions, whoever wrote them.</summary>
public sealed class PlacementClientTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_parts_and_pages_are_one_list_by_group_and_name()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("prod");
        live.AddPlacement("prod", "web");
        string[] many = [.. Enumerable.Range(1, 250).Select(number => $"c{number:000}")];
        live.Decide("prod", "web", "web-decision-1", "1", many[..100].Reverse());
        live.Decide("prod", "web", "web-decision-2", "1", many[100..200]);
        live.Decide("prod", "web", "web-decision-10", "1", many[200..]);
        live.Decide("prod", "web", "web-decision-3", "0", ["z", "y"], "canary");

        foreach (int? pageSize in new int?[] { null, 1 })
        {
            IReadOnlyList<PlacementDecision> rows = await new PlacementClient(live.Connection).GetDecisionsAsync(new ObjectKey("prod", "web"), pageSize, Cancel);

            Assert.Equal(["y", "z", .. many], rows.Select(row => row.Cluster));
            Assert.Equal(("prod/web", 0, "canary", "web-decision-3", live.Connection.Identity), (rows[0].Placement, rows[0].GroupIndex, rows[0].GroupName, rows[0].DecisionName, rows[0].Hub));
            Assert.Equal((1, "", "web-decision-10"), (rows[^1].GroupIndex, rows[^1].GroupName, rows[^1].DecisionName));
        }
    }

    [Fact]
    public async Task Equal_names_in_two_namespaces_do_not_mix()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("prod", "test");
        live.AddPlacement("prod", "web");
        live.AddPlacement("test", "web");
        live.Decide("prod", "web", "web-decision-1", "0", ["p1", "p2"]);
        live.Decide("test", "web", "web-decision-1", "0", ["t1"]);
        live.Decide("test", "web-decision", "web-decision-decision-1", "0", ["t2"]);

        Assert.Equal(["p1", "p2"], await ClustersAsync(live, "prod", "web"));
        Assert.Equal(["t1"], await ClustersAsync(live, "test", "web"));
        Assert.Equal(["prod/web p1", "prod/web p2", "test/web t1", "test/web-decision t2"], await ListAsync(live, null, null));
        Assert.Equal(["prod/web p1", "prod/web p2", "test/web t1"], await ListAsync(live, null, "web"));
        Assert.Equal(["test/web t1", "test/web-decision t2"], await ListAsync(live, "test", null));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("first")]
    [InlineData("1.5")]
    public async Task A_group_without_a_number_is_the_last_one(string? index)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("prod");
        live.AddPlacement("prod", "web");
        live.Decide("prod", "web", "a", index, ["a"]);
        live.Decide("prod", "web", "b", "7", ["b"]);

        IReadOnlyList<PlacementDecision> rows = await new PlacementClient(live.Connection).GetDecisionsAsync(new ObjectKey("prod", "web"), cancellationToken: Cancel);

        Assert.Equal([("b", 7), ("a", null)], rows.Select(row => (row.Cluster, row.GroupIndex)));
    }

    [Fact]
    public async Task A_cluster_that_two_parts_name_is_one_row()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("prod");
        live.AddPlacement("prod", "web");
        live.Decide("prod", "web", "a", "0", ["one", "two"]);
        live.Decide("prod", "web", "b", "0", ["two", "three"]);

        Assert.Equal(["one", "three", "two"], await ClustersAsync(live, "prod", "web"));
        Assert.Equal(["prod/web one", "prod/web three", "prod/web two"], await ListAsync(live, null, null));
    }

    [Fact]
    public async Task Nothing_selected_is_nothing_and_no_placement_is_an_error()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("prod");
        live.AddPlacement("prod", "web");
        Assert.Empty(await ClustersAsync(live, "prod", "web"));
        live.Decide("prod", "web", "web-decision-1", "0", []);
        Assert.Empty(await ClustersAsync(live, "prod", "web"));
        live.Decide("prod", "gone", "gone-decision-1", "0", ["one"]);

        HubException error = await Assert.ThrowsAnyAsync<HubException>(() => ClustersAsync(live, "prod", "gone"));
        Assert.Equal("NotFound", error.ErrorId);
    }

    [Fact]
    public async Task Who_may_read_decisions_only_is_told_what_they_say()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("prod");
        live.Faults.Add(new FaultRule(Fault.Status(403, "Forbidden", "no")) { PathContains = "/placements/" });
        live.Decide("prod", "web", "web-decision-1", "0", ["one"]);
        live.Decide("prod", "empty", "empty-decision-1", "0", []);

        Assert.Equal(["one"], await ClustersAsync(live, "prod", "web"));
        Assert.Empty(await ClustersAsync(live, "prod", "empty"));
        Assert.Equal("Forbidden", (await Assert.ThrowsAnyAsync<HubException>(() => ClustersAsync(live, "prod", "none"))).ErrorId);
    }

    private static async Task<IEnumerable<string>> ClustersAsync(LiveHub live, string @namespace, string name) =>
        (await new PlacementClient(live.Connection).GetDecisionsAsync(new ObjectKey(@namespace, name), cancellationToken: Cancel)).Select(row => row.Cluster);

    private static async Task<IEnumerable<string>> ListAsync(LiveHub live, string? @namespace, string? name) =>
        (await new PlacementClient(live.Connection).ListDecisionsAsync(@namespace, name, 1, _ => true, Cancel).ToListAsync(Cancel)).Select(row => $"{row.Placement} {row.Cluster}");
}
