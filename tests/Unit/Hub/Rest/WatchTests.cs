using System.Diagnostics;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Rest;

/// <summary>A watch tells every change once, whatever happens to the connection.</summary>
public sealed class WatchTests
{
    private static readonly Func<HttpRequest, bool> IsWatch = request => request.Query.ContainsKey("watch");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_exists_is_told_first_and_then_every_change()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one", "two");
        live.AddWork("one", "a");
        await using var watch = Watch(live);

        await ExpectAsync(watch, "Added one/a", "Synced");
        live.AddWork("two", "b");
        Label(live, "one", "a");
        live.Admin.Delete(OcmTypes.ManifestWork, "two", "b");

        await ExpectAsync(watch, "Added two/b", "Modified one/a", "Deleted two/b");
    }

    [Fact]
    public async Task A_selection_is_kept_while_watching()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one", "two");
        await using var watch = Watch(live, new WorkQuery { Name = "a" }, "one");
        await ExpectAsync(watch, "Synced");

        live.AddWork("two", "a");
        live.AddWork("one", "b");
        live.AddWork("one", "a");

        await ExpectAsync(watch, "Added one/a");
    }

    [Fact]
    public async Task A_watch_that_the_server_closes_goes_on_where_it_was()
    {
        var script = new WatchScript();
        await using RawServer server = script.Start();
        using HubConnection hub = server.Connect();
        await using var watch = Watch(hub);

        await ExpectAsync(watch, "Added one/a", "Synced");
        await script.SendAsync(WatchScript.Event("MODIFIED", "a", 11), WatchScript.Event("BOOKMARK", "", 20));
        await script.CloseAsync();
        await script.SendAsync(WatchScript.Event("ADDED", "b", 21));

        await ExpectAsync(watch, "Modified one/a", "Added one/b");
        Assert.Equal(["10", "20"], script.WatchedFrom);
        Assert.Equal(1, script.Lists);
    }

    [Fact]
    public async Task A_line_cut_off_in_the_middle_is_told_when_it_comes_whole()
    {
        var script = new WatchScript();
        await using RawServer server = script.Start();
        using HubConnection hub = server.Connect();
        await using var watch = Watch(hub);
        await ExpectAsync(watch, "Added one/a", "Synced");

        await script.SendAsync(WatchScript.Event("ADDED", "b", 11), WatchScript.Event("ADDED", "c", 12)[..30]);
        await script.CloseAsync();
        await script.SendAsync(WatchScript.Event("ADDED", "c", 12));

        await ExpectAsync(watch, "Added one/b", "Added one/c");
        Assert.Equal(["10", "11"], script.WatchedFrom);
    }

    [Fact]
    public async Task A_connection_that_is_reset_during_a_watch_is_made_anew()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "a");
        live.Faults.Add(new FaultRule(Fault.HalfBody()) { Where = IsWatch, Count = 2 });
        live.Faults.Add(new FaultRule(Fault.Reset()) { Where = IsWatch, Count = 1 });
        live.Faults.Add(new FaultRule(Fault.Status(503, "ServiceUnavailable", "restarting")) { Where = IsWatch, Count = 1 });
        await using var watch = Watch(live);
        await ExpectAsync(watch, "Added one/a", "Synced");

        Label(live, "one", "a");
        live.AddWork("one", "b");

        await ExpectAsync(watch, "Modified one/a", "Added one/b");
        Assert.Equal(1, Lists(live));
        Assert.Equal(5, Watches(live));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_the_server_has_forgotten_the_place_what_was_missed_is_told_as_changes(bool asAnEvent)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        foreach (string name in new List<string> { "changed", "deleted", "recreated", "same" })
        {
            live.AddWork("one", name);
        }

        live.Faults.Add(new FaultRule(Fault.HalfBody()) { Where = IsWatch, Count = 1 });
        Fault forgotten = asAnEvent
            ? Fault.Answer(200, "application/json", """{"type":"ERROR","object":{"kind":"Status","status":"Failure","message":"too old resource version: 1 (2)","reason":"Expired","code":410}}""" + "\n")
            : Fault.Status(410, "Expired", "too old resource version: 1 (2)");
        live.Faults.Add(new FaultRule(forgotten) { Where = IsWatch, Count = 1 });
        await using var watch = Watch(live);
        await ExpectAsync(watch, "Added one/changed", "Added one/deleted", "Added one/recreated", "Added one/same", "Synced");

        // The half event that opens the first watch is never told; the second watch then meets the 410.
        Label(live, "one", "changed");
        live.Admin.Delete(OcmTypes.ManifestWork, "one", "deleted");
        live.Admin.Delete(OcmTypes.ManifestWork, "one", "recreated");
        live.AddWork("one", "recreated");
        live.AddWork("one", "new");

        var seen = new List<string>();
        while (seen.Count < 5)
        {
            seen.Add(Text(await watch.NextAsync()));
        }

        Assert.Equal(["Added one/new", "Added one/recreated", "Deleted one/deleted", "Deleted one/recreated", "Modified one/changed"], seen.Order(StringComparer.Ordinal));
        Assert.True(seen.IndexOf("Deleted one/recreated") < seen.IndexOf("Added one/recreated"));

        live.AddWork("one", "later");
        await ExpectAsync(watch, "Added one/later");
    }

    [Theory]
    [InlineData(401, "Unauthorized")]
    [InlineData(403, "Forbidden")]
    [InlineData(404, "NotFound")]
    [InlineData(400, "BadRequest")]
    public async Task Where_trying_again_is_no_use_the_watch_ends_with_the_reason(int code, string reason)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.Faults.Add(new FaultRule(Fault.Status(code, reason, "no")) { Where = IsWatch });
        await using var watch = Watch(live);
        await ExpectAsync(watch, "Synced");

        HubException error = await Assert.ThrowsAnyAsync<HubException>(() => watch.MoveNextAsync().AsTask().SoonAsync());

        Assert.Equal(reason, error.ErrorId);
    }

    [Fact]
    public async Task Cancelling_ends_a_silent_watch_at_once_and_closes_its_request()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var watch = live.Works.WatchAsync("one", new WorkQuery(), stop.Token).GetAsyncEnumerator(stop.Token);
        await ExpectAsync(watch, "Synced");
        Task<bool> next = watch.MoveNextAsync().AsTask();
        await Eventually.HoldsAsync(() => Watches(live) == 1, "the watch request");

        long begun = Stopwatch.GetTimestamp();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.SoonAsync());

        Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync(() => live.Requests.All(request => request.Duration is not null), "the end of the watch request");
    }

    [Fact]
    public async Task Cancelling_while_it_waits_to_try_again_ends_the_watch_at_once()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync("no", 503, "text/plain"));
        using HubConnection hub = server.Connect();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var watch = new WorkClient(hub).WatchAsync("one", new WorkQuery(), stop.Token).GetAsyncEnumerator(stop.Token);
        Task<bool> next = watch.MoveNextAsync().AsTask();
        await Eventually.HoldsAsync(() => server.Requests.Count >= 3, "three tries");

        long begun = Stopwatch.GetTimestamp();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.SoonAsync());

        Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(1));
    }

    private static IAsyncEnumerator<WatchEvent<Work>> Watch(LiveHub live, WorkQuery? query = null, string? cluster = null) => Watch(live.Connection, query, cluster);

    private static IAsyncEnumerator<WatchEvent<Work>> Watch(HubConnection hub, WorkQuery? query = null, string? cluster = null) =>
        new WorkClient(hub).WatchAsync(cluster, query ?? new WorkQuery(), Cancel).GetAsyncEnumerator(Cancel);

    private static async Task ExpectAsync(IAsyncEnumerator<WatchEvent<Work>> watch, params string[] events)
    {
        foreach (string expected in events)
        {
            Assert.Equal(expected, Text(await watch.NextAsync()));
        }
    }

    private static string Text(WatchEvent<Work> change) => change.Object is null ? change.Type.ToString() : $"{change.Type} {change.Object}";

    private static void Label(LiveHub live, string cluster, string name) =>
        live.Admin.Change(OcmTypes.ManifestWork, cluster, name, work =>
        {
            work["metadata"]!["labels"] = new JsonObject { ["changed"] = Guid.NewGuid().ToString() };
            return true;
        });

    private static int Watches(LiveHub live) => live.Requests.Count(request => request.QueryString.Contains("watch=true", StringComparison.Ordinal));

    private static int Lists(LiveHub live) => live.Requests.Count - Watches(live);
}
