using System.Diagnostics;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Clusters;

/// <summary>Waiting until no placement selects a cluster, and telling beforehand which will.</summary>
public sealed class DrainTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_that_nothing_selects_is_drained_at_once()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("prod");
        live.Decide("prod", "web", 1, "other");

        Assert.True(Assert.Single(await AllAsync(live, Eventually.Patience, "one")).IsDrained);
    }

    [Fact]
    public async Task Each_is_told_when_the_last_decision_of_any_namespace_lets_go_of_it()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("prod", "test");
        live.Decide("prod", "web", 1, "one", "two");
        live.Decide("prod", "web", 2, "one");
        live.Decide("test", "web", 1, "two", "other");
        await using IAsyncEnumerator<DrainResult> drained = new DrainWatch(live.Connection, ["one", "two"]).WaitAsync(Eventually.Patience, Cancel).GetAsyncEnumerator(Cancel);
        Task<DrainResult> next = drained.NextAsync();
        await WatchedAsync(live);

        live.Decide("prod", "web", 1, "two");
        Assert.False(next.IsCompleted);
        live.Admin.Delete(OcmTypes.PlacementDecision, "prod", "web-decision-2");
        Assert.Equal("one", (await next.SoonAsync()).Cluster);

        next = drained.NextAsync();
        live.Decide("prod", "web", 1, "other");
        live.Decide("test", "web", 1, "other");
        Assert.Equal("two", (await next.SoonAsync()).Cluster);
        Assert.False(await drained.MoveNextAsync());
    }

    [Fact]
    public async Task A_time_out_names_the_placements_that_still_select()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("prod", "test");
        live.Decide("prod", "web", 1, "one", "one");
        live.Decide("prod", "web", 2, "one");
        live.Decide("test", "db", 1, "one");

        IReadOnlyList<DrainResult> results = await AllAsync(live, TimeSpan.FromMilliseconds(300), "one", "two");

        Assert.True(results[0].IsDrained);
        Assert.Equal(("one", false), (results[1].Cluster, results[1].IsDrained));
        Assert.Equal(["prod/web", "test/db"], results[1].SelectedBy!);
    }

    [Fact]
    public async Task No_time_looks_once()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("prod");
        live.Decide("prod", "web", 1, "one");

        IReadOnlyList<DrainResult> results = await AllAsync(live, TimeSpan.Zero, "one", "two");

        Assert.Equal([("two", true), ("one", false)], results.Select(result => (result.Cluster, result.IsDrained)));
    }

    [Fact]
    public async Task What_was_not_seen_is_not_taken_for_drained()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("prod");
        live.Faults.Add(new FaultRule(Fault.Stall()) { PathContains = "placementdecisions" });

        DrainResult result = Assert.Single(await AllAsync(live, TimeSpan.FromMilliseconds(300), "one"));

        Assert.Equal(("one", false), (result.Cluster, result.IsDrained));
        Assert.Null(result.SelectedBy);
    }

    [Fact]
    public async Task A_refusal_is_told()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.Faults.Add(new FaultRule(Fault.Status(403, "Forbidden", "no")) { PathContains = "placementdecisions" });

        Assert.Equal("Forbidden", (await Assert.ThrowsAnyAsync<HubException>(() => AllAsync(live, Eventually.Patience, "one"))).ErrorId);
    }

    [Fact]
    public async Task A_caller_who_cancels_gets_his_way_at_once()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("prod");
        live.Decide("prod", "web", 1, "one");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task<DrainResult> waiting = new DrainWatch(live.Connection, ["one"]).WaitAsync(Eventually.Patience, stop.Token).GetAsyncEnumerator(stop.Token).NextAsync();
        await WatchedAsync(live);

        var watch = Stopwatch.StartNew();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }

    [Theory]
    [InlineData("""{"spec":{"tolerations":[{"key":"ocmpowershell.io/suspended","operator":"Exists"}]}}""", "tolerates it")]
    [InlineData("""{"spec":{"tolerations":[{"operator":"Exists"}]}}""", "tolerates it")]
    [InlineData("""{"spec":{"tolerations":[{"key":"ocmpowershell.io/suspended","value":"nightly"}]}}""", "tolerates it")]
    [InlineData("""{"spec":{"tolerations":[{"operator":"Exists","tolerationSeconds":60},{"key":"ocmpowershell.io/suspended","operator":"Exists","tolerationSeconds":300}]}}""", "tolerates it for 300 s")]
    [InlineData("""{"metadata":{"annotations":{"cluster.open-cluster-management.io/experimental-scheduling-disable":"true"}},"spec":{}}""", "paused: the scheduler leaves it alone")]
    [InlineData("""{"spec":{"tolerations":[{"key":"ocmpowershell.io/suspended","value":"other"}]}}""", null)]
    [InlineData("""{"spec":{"tolerations":[{"key":"other","operator":"Exists"}]}}""", null)]
    [InlineData("""{"spec":{"tolerations":[{"operator":"Exists","effect":"NoSelectIfNew"}]}}""", null)]
    [InlineData("""{"spec":{"tolerations":[{"operator":"Exists","tolerationSeconds":0}]}}""", null)]
    public async Task The_placements_that_keep_a_suspended_cluster_are_known_beforehand(string placement, string? reason)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("prod");
        JsonObject value = JsonNode.Parse(placement)!.AsObject();
        value["metadata"] ??= new JsonObject();
        value["metadata"]!["name"] = "web";
        live.Admin.Create(OcmTypes.Placement, "prod", value);
        live.Decide("prod", "web", 1, "one", "two");
        live.Decide("prod", "web", 2, "one");

        PlacementHolds holds = await PlacementHolds.ReadAsync(live.Connection, "nightly", Cancel);

        Assert.Equal(reason is null ? [] : [$"prod/web ({reason})"], holds.Of("one"));
        Assert.Empty(holds.Of("three"));
        Assert.Equal(reason is null ? 1 : 2, live.Requests.Count);
    }

    private static async Task<IReadOnlyList<DrainResult>> AllAsync(LiveHub live, TimeSpan timeout, params string[] clusters)
    {
        List<DrainResult> results = [];
        await foreach (DrainResult result in new DrainWatch(live.Connection, clusters).WaitAsync(timeout, Cancel))
        {
            results.Add(result);
        }

        return results;
    }

    private static Task WatchedAsync(LiveHub live) => Eventually.HoldsAsync(
        () => live.Requests.Any(request => request.QueryString.Contains("watch=", StringComparison.Ordinal)), "the watch");
}
