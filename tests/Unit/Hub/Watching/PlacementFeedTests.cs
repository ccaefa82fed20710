using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Watching;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Watching;

/// <summary>What a watch of placements tells: of them, and of the clusters that come and go.</summary>
public sealed class PlacementFeedTests : IDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    [Fact]
    public async Task Clusters_that_come_and_go_are_one_change_however_many_objects_say_so()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("prod");
        live.AddPlacement("prod", "web");
        live.Decide("prod", "web", "web-decision-1", "0", ["a", "b"]);
        live.ReportPlacement("prod", "web", LiveObjects.Satisfied.Replace("COUNT", "2"));
        var feed = await FollowAsync(live, Everything);

        // b moves to another part, a goes, c and d come.
        live.Decide("prod", "web", "web-decision-1", "0", ["c"]);
        live.Decide("prod", "web", "web-decision-2", "1", ["b", "d"]);
        live.ReportPlacement("prod", "web", LiveObjects.Satisfied.Replace("COUNT", "3"));

        PlacementChange change = await feed.NextAsync();
        Assert.Equal("prod/web Updated: selected 2 -> 3: +c +d -a", change.ToString());
        Assert.Equal(["c", "d"], change.ClustersAdded);
        Assert.Equal(["a"], change.ClustersRemoved);
        Assert.Equal(3, change.Current!.SelectedCount);
    }

    [Fact]
    public async Task Placements_that_come_change_and_go_are_told()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("prod", "test");
        var feed = await FollowAsync(live, Everything with { Wanted = key => key.Namespace == "prod" });

        live.Decide("prod", "web", "web-decision-1", "0", ["a"]);
        live.AddPlacement("test", "web");
        live.AddPlacement("prod", "web");
        live.ReportPlacement("prod", "web", LiveObjects.Satisfied.Replace("COUNT", "1"));
        PlacementChange added = await feed.NextAsync();
        Assert.Equal("prod/web Added: AllDecisionsScheduled, 1 selected", added.ToString());
        Assert.Equal(["a"], added.ClustersAdded);

        live.Admin.Change(OcmTypes.Placement, "prod", "web", value => Set(value, """{"numberOfClusters":4,"clusterSets":["edge"],"tolerations":[{"key":"gpu","operator":"Exists"}]}"""));
        Assert.Equal("prod/web Updated: wanted all -> 4; cluster sets +edge; tolerations +gpu", await TextAsync(feed));
        live.ReportPlacement("prod", "web", LiveObjects.Misconfigured);
        Assert.Equal("prod/web Updated: Satisfied True -> Unknown; Misconfigured False -> True; reason AllDecisionsScheduled -> Misconfigured", await TextAsync(feed));

        live.Admin.Delete(OcmTypes.Placement, "prod", "web");
        PlacementChange removed = await feed.NextAsync();
        Assert.Equal("prod/web Removed: it was deleted", removed.ToString());
        Assert.Equal(["a"], removed.ClustersRemoved);
    }

    [Fact]
    public async Task A_placement_that_was_replaced_is_removed_and_added()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("prod");
        live.AddPlacement("prod", "web");
        var feed = await FollowAsync(live, Everything with { IncludeExisting = true });
        Assert.Equal("prod/web Existing: the scheduler has not come to it, 0 selected", await TextAsync(feed));

        live.Admin.Delete(OcmTypes.Placement, "prod", "web");
        live.AddPlacement("prod", "web");

        Assert.Equal("prod/web Removed: it was deleted", await TextAsync(feed));
        Assert.Equal("prod/web Added: the scheduler has not come to it, 0 selected", await TextAsync(feed));
    }

    [Fact]
    public async Task A_long_list_of_clusters_is_cut_in_the_text_alone()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("prod");
        live.AddPlacement("prod", "web");
        var feed = await FollowAsync(live, Everything);

        live.Decide("prod", "web", "web-decision-1", "0", Enumerable.Range(10, 40).Select(number => $"c{number}"));

        PlacementChange change = await feed.NextAsync();
        Assert.Equal("selected 0 -> 40: +c10 +c11 +c12 +c13 +c14 +c15 +c16 +c17 +c18 +c19 and 30 more", change.What);
        Assert.Equal(40, change.ClustersAdded.Count);
    }

    [Fact]
    public async Task Lost_watches_and_forgotten_places_lose_no_change()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("prod");
        live.AddPlacement("prod", "web");
        live.Decide("prod", "web", "web-decision-1", "0", ["a"]);
        live.Faults.Add(new FaultRule(Fault.Reset()) { Verb = "watch", Count = 4 });
        live.Faults.Add(new FaultRule(Fault.Status(410, "Expired", "too old")) { Verb = "watch", Count = 2 });
        live.Faults.Add(new FaultRule(Fault.DuplicateEvents()) { Verb = "watch" });
        var feed = await FollowAsync(live, Everything);

        live.Decide("prod", "web", "web-decision-1", "0", ["b"]);

        Assert.Equal("prod/web Updated: selected 1 -> 1: +b -a", await TextAsync(feed));
    }

    [Theory]
    [InlineData("placements")]
    [InlineData("placementdecisions")]
    public async Task What_may_not_be_watched_ends_it_with_the_reason(string resource)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("prod");
        live.Faults.Add(new FaultRule(Fault.Status(403, "Forbidden", "no")) { Where = request => request.Path.EndsWith("/" + resource, StringComparison.Ordinal) });

        await using var feed = new PlacementFeed(live.Connection).ReadAsync(Everything, _stop.Token).GetAsyncEnumerator(_stop.Token);

        Assert.Equal("Forbidden", (await Assert.ThrowsAnyAsync<HubException>(() => feed.MoveNextAsync().AsTask().SoonAsync())).ErrorId);
        await Eventually.HoldsAsync(() => live.Requests.All(request => request.Duration is not null), "the end of the other watch");
    }

    private static WatchScope Everything => new(null, null, null, _ => true, false);

    private static bool Set(JsonObject placement, string spec)
    {
        placement["spec"] = JsonNode.Parse(spec);
        return true;
    }

    private static async Task<string> TextAsync(IAsyncEnumerator<PlacementChange> feed) => (await feed.NextAsync()).ToString();

    private async Task<IAsyncEnumerator<PlacementChange>> FollowAsync(LiveHub live, WatchScope scope)
    {
        var feed = new Ahead<PlacementChange>(new PlacementFeed(live.Connection).ReadAsync(scope, _stop.Token));
        await Eventually.HoldsAsync(() => live.Requests.Count(request => request.QueryString.Contains("watch=true", StringComparison.Ordinal)) >= 2, "two watches");
        return feed;
    }
}
