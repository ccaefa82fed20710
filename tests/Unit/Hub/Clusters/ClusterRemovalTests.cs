using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Sandbox.Server.Faults;
using OcmPowerShell.Tests.Hub.Registration;
using Xunit;
using static OcmPowerShell.Tests.Hub.Clusters.ClusterRemovals;

namespace OcmPowerShell.Tests.Hub.Clusters;

/// <summary>Taking clusters off a hub, over real sockets: in order, with time-outs that say what is left, and again.</summary>
public sealed class ClusterRemovalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Works_go_then_add_ons_then_the_cluster_each_after_the_one_before()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync("one", "two");
        await AddWorkAsync(hub, "api");
        await AddWorkAsync(hub, "web");
        await AddAddOnAsync(hub, "proxy", hold: true);
        await hub.SendAsync("PATCH", "/sandbox/v1/clusters/one", """{"offline":true}""");
        hub.Forget();

        ClusterRemoval removal = await RemovalAsync(hub, waits: true);
        Task running = removal.RunAsync(Cancel);
        await Eventually.HoldsAsync(() => OwnChanges(hub).Count == 3, "the first step");
        Assert.StartsWith("step 1 of 3, works, 2 left: api", removal.State, StringComparison.Ordinal);
        Assert.Equal(["PATCH " + ClusterPath, $"DELETE {WorksPath}/api", $"DELETE {WorksPath}/web"], OwnChanges(hub).Order(StringComparer.Ordinal).OrderByDescending(change => change.StartsWith("PATCH", StringComparison.Ordinal)));

        await hub.SendAsync("PATCH", "/sandbox/v1/clusters/one", """{"offline":false}""");
        await Eventually.HoldsAsync(() => removal.State.Contains("proxy (held by test/hold)", StringComparison.Ordinal), "the second step");
        Assert.StartsWith("step 2 of 3, add-ons, 1 left", removal.State, StringComparison.Ordinal);
        Assert.Empty(await ListAsync(hub, WorksPath));
        Assert.False((await hub.ClusterAsync("one")).Deleting);

        await hub.SendAsync("PATCH", $"{AddOnsPath}/proxy", """{"metadata":{"finalizers":null}}""");
        await running.SoonAsync();
        Assert.Equal([$"DELETE {AddOnsPath}/proxy", $"DELETE {ClusterPath}"], OwnChanges(hub).TakeLast(2));
        Assert.Equal(["two"], await ListAsync(hub, JoiningHub.Clusters));
    }

    [Fact]
    public async Task A_time_out_says_what_is_left_and_a_second_run_goes_on_from_there()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync("one");
        await AddWorkAsync(hub, "web");
        await AddAddOnAsync(hub, "proxy");
        await DieAsync(hub);

        HubException timeout = await Assert.ThrowsAsync<HubException>(async () => await (await RemovalAsync(hub, seconds: 1)).RunAsync(Cancel));

        Assert.Equal("WaitTimeout", timeout.ErrorId);
        Assert.All(["'one'", "within 1 s", "step 1 of 3, works, 1 left: web (", "Unknown", "-RemoveFinalizer", "Run Remove-OcmCluster again", ClusterRemoval.Taint], text => Assert.Contains(text, timeout.Message, StringComparison.Ordinal));
        Assert.Equal(["proxy"], await ListAsync(hub, AddOnsPath));
        Cluster cluster = await hub.ClusterAsync("one");
        Assert.False(cluster.Deleting);
        Assert.Single(cluster.Taints, taint => taint.Key == ClusterRemoval.Taint && taint.Effect == "NoSelect");

        await hub.SendAsync("PATCH", "/sandbox/v1/clusters/one", """{"offline":false}""");
        hub.Forget();
        await (await RemovalAsync(hub, waits: true)).RunAsync(Cancel).SoonAsync();
        Assert.Empty(await ListAsync(hub, JoiningHub.Clusters));
        Assert.DoesNotContain("PATCH " + ClusterPath, OwnChanges(hub));
    }

    [Fact]
    public async Task Without_a_wait_the_steps_are_in_order_all_the_same_and_only_the_cluster_is_not_waited_for()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync("one");
        await AddWorkAsync(hub, "web");
        await AddWorkAsync(hub, "addon-late", """{"finalizers":["test/hold"]}""");
        hub.Forget();

        await (await RemovalAsync(hub)).RunAsync(Cancel).SoonAsync();

        Assert.Equal(["PATCH " + ClusterPath, $"DELETE {WorksPath}/web", "DELETE " + ClusterPath], OwnChanges(hub).Take(3));
        Assert.True((await hub.ClusterAsync("one")).Deleting);

        HubException timeout = await Assert.ThrowsAsync<HubException>(async () => await (await RemovalAsync(hub, seconds: 1, waits: true)).RunAsync(Cancel));
        Assert.Contains("step 3 of 3, the cluster", timeout.Message, StringComparison.Ordinal);
        Assert.Contains("manifestworks", timeout.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(ClusterRemoval.Taint, timeout.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_dead_cluster_finalizers_are_taken_off_in_order()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync("one");
        await AddWorkAsync(hub, "web");
        await AddWorkAsync(hub, "one-klusterlet-crds");
        await AddAddOnAsync(hub, "proxy", hold: true);
        await DieAsync(hub);
        hub.Forget();

        await (await RemovalAsync(hub, force: true)).RunAsync(Cancel).SoonAsync();

        Assert.Empty(await ListAsync(hub, JoiningHub.Clusters));
        Assert.Empty(await ListAsync(hub, WorksPath));
        Assert.Empty(await ListAsync(hub, AddOnsPath));
        string[] changes =
        [
            "PATCH " + ClusterPath, $"DELETE {WorksPath}/web", $"PATCH {WorksPath}/web", $"DELETE {AddOnsPath}/proxy", $"PATCH {AddOnsPath}/proxy",
            $"DELETE {WorksPath}/one-klusterlet-crds", $"PATCH {WorksPath}/one-klusterlet-crds", "DELETE " + ClusterPath,
        ];
        Assert.Equal(changes, OwnChanges(hub));
    }

    [Fact]
    public async Task A_cluster_that_the_hub_itself_does_not_let_go_is_let_go_last()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync();
        await hub.RegisterAsync("one", ""","finalizers":["test/hold"]""");
        hub.Forget();

        await (await RemovalAsync(hub, force: true, patience: TimeSpan.FromMilliseconds(300))).RunAsync(Cancel).SoonAsync();

        Assert.Empty(await ListAsync(hub, JoiningHub.Clusters));
        Assert.Equal("PATCH " + ClusterPath, OwnChanges(hub)[^1]);
        Assert.Equal("""{"finalizers":null}""", WithoutVersion(hub.Changes().Last(change => change.Path == ClusterPath && change.Method == "PATCH").Body!));
    }

    [Fact]
    public async Task A_live_cluster_has_its_time_before_finalizers_are_taken_off()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync("one");
        await AddWorkAsync(hub, "web");
        hub.Forget();

        await (await RemovalAsync(hub, force: true)).RunAsync(Cancel).SoonAsync();

        Assert.Empty(await ListAsync(hub, JoiningHub.Clusters));
        Assert.Equal(["PATCH " + ClusterPath, $"DELETE {WorksPath}/web", "DELETE " + ClusterPath], OwnChanges(hub));

        await using JoiningHub stuck = await JoiningHub.StartAsync("one");
        await AddWorkAsync(stuck, "web", """{"finalizers":["test/hold"]}""");
        await (await RemovalAsync(stuck, force: true, seconds: 1)).RunAsync(Cancel).SoonAsync();
        Assert.Empty(await ListAsync(stuck, JoiningHub.Clusters));
    }

    [Fact]
    public async Task Asking_the_server_only_asks_for_each_deletion_and_changes_nothing()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync("one");
        await AddWorkAsync(hub, "web");
        await AddWorkAsync(hub, "addon-x");
        await AddAddOnAsync(hub, "proxy");
        hub.Forget();

        ClusterRemovalPlan plan = await ClusterRemoval.PlanAsync(hub.Connection, "one", "", Cancel);
        await new ClusterRemoval(hub.Connection, plan, Eventually.Patience) { DryRun = true }.RunAsync(Cancel).SoonAsync();

        Assert.Equal("1 work (web), 1 add-on (proxy), and then the cluster", plan.ToString());
        Assert.Empty(OwnChanges(hub));
        Assert.Equal([$"{WorksPath}/web", $"{AddOnsPath}/proxy", ClusterPath], hub.Live.Requests.Where(request => request.Method == "DELETE").Select(request => request.Path));
    }

    [Fact]
    public async Task Placements_let_go_first_so_that_nothing_is_delivered_anew()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync("one", "two");
        await PlaceAsync(hub, "web", "{}");
        await AddReplicaSetAsync(hub, "web");
        await Eventually.HoldsAsync(() => Names(hub, WorksPath).Length == 1, "the replica set's work");
        hub.Forget();

        List<string> warnings = [];
        await (await RemovalAsync(hub, waits: true, warn: warnings.Add)).RunAsync(Cancel).SoonAsync();

        Assert.Empty(warnings);
        Assert.Equal(["two"], Selected(hub, "web"));
        Assert.Empty(Names(hub, WorksPath));
    }

    [Fact]
    public async Task A_placement_that_tolerates_everything_is_told_and_does_not_hold_the_removal_up()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync("one", "two");
        await PlaceAsync(hub, "web", """{"tolerations":[{"operator":"Exists"}]}""");
        await Eventually.HoldsAsync(() => Selected(hub, "web").Contains("one"), "the placement");

        List<string> warnings = [];
        await (await RemovalAsync(hub, waits: true, patience: TimeSpan.FromMilliseconds(300), warn: warnings.Add)).RunAsync(Cancel).SoonAsync();

        Assert.Contains("still selected by default/web", Assert.Single(warnings), StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => !Selected(hub, "web").Contains("one"), "that it lets go with the cluster");
    }

    [Fact]
    public async Task Who_may_not_see_decisions_is_warned_and_goes_on()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync("one");
        hub.Spoil(Fault.Status(403, "Forbidden", "placementdecisions are not for you"), "GET", "placementdecisions");

        List<string> warnings = [];
        await (await RemovalAsync(hub, waits: true, warn: warnings.Add)).RunAsync(Cancel).SoonAsync();

        Assert.Contains("could not be looked at", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_that_is_being_deleted_already_is_taken_apart_the_rest_of_the_way()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync("one");
        await AddWorkAsync(hub, "web");
        await DieAsync(hub);
        await hub.SendAsync("DELETE", ClusterPath);
        await Eventually.HoldsAsync(() => Stored(hub, $"{WorksPath}/web")["metadata"]!["deletionTimestamp"] is not null, "the hub's own deletion of the work");
        hub.Forget();

        await (await RemovalAsync(hub, force: true)).RunAsync(Cancel).SoonAsync();

        Assert.Equal([$"PATCH {WorksPath}/web"], OwnChanges(hub));
        Assert.Empty(await ListAsync(hub, JoiningHub.Clusters));
    }

    [Fact]
    public async Task Another_cluster_of_the_name_is_never_deleted()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync();
        await hub.RegisterAsync("one");
        string uid = (await hub.ClusterAsync("one")).Uid;
        ClusterRemoval removal = await RemovalAsync(hub);
        await hub.SendAsync("DELETE", ClusterPath);
        await Eventually.HoldsAsync(() => Names(hub, JoiningHub.Clusters).Length == 0, "the first is gone");
        await hub.RegisterAsync("one");

        Assert.Equal("Conflict", (await Assert.ThrowsAnyAsync<HubException>(() => ClusterRemoval.PlanAsync(hub.Connection, "one", uid, Cancel))).ErrorId);
        Assert.Equal("Conflict", (await Assert.ThrowsAnyAsync<HubException>(() => removal.RunAsync(Cancel))).ErrorId);
        Assert.False((await hub.ClusterAsync("one")).Deleting);
    }

    [Fact]
    public async Task What_a_vanished_cluster_left_is_cleared_away_and_of_one_that_never_was_there_is_nothing()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        Assert.True((await ClusterRemoval.PlanAsync(live.Connection, "two", "", Cancel)).IsEmpty);
        live.AddWork("one", "web", new JsonObject { ["finalizers"] = new JsonArray("test/hold") });

        ClusterRemovalPlan plan = await ClusterRemoval.PlanAsync(live.Connection, "one", "", Cancel);
        Assert.Equal((false, false, "1 work (web)"), (plan.IsEmpty, plan.IsAlive, plan.ToString()));
        HubException timeout = await Assert.ThrowsAsync<HubException>(() => new ClusterRemoval(live.Connection, plan, TimeSpan.FromSeconds(1)).RunAsync(Cancel));
        Assert.Contains("itself is gone from the hub", timeout.Message, StringComparison.Ordinal);

        await new ClusterRemoval(live.Connection, plan, Eventually.Patience) { RemovesFinalizers = true }.RunAsync(Cancel).SoonAsync();
        Assert.True((await ClusterRemoval.PlanAsync(live.Connection, "one", "", Cancel)).IsEmpty);
    }

    [Fact]
    public async Task A_hub_that_falls_silent_does_not_hold_a_removal_longer_than_its_time()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync("one");
        await AddWorkAsync(hub, "web");
        ClusterRemoval removal = await RemovalAsync(hub, seconds: 1);
        hub.Spoil(Fault.Stall(), "DELETE", WorksPath);

        HubException timeout = await Assert.ThrowsAsync<HubException>(() => removal.RunAsync(Cancel).SoonAsync());

        Assert.Equal("WaitTimeout", timeout.ErrorId);
        Assert.Contains("step 1 of 3, works, 1 left: web", timeout.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_names_the_first_of_many()
    {
        Work[] works = [.. Enumerable.Range(1, 12).Select(number => new Work { Name = $"w{number:00}" })];

        Assert.Equal("12 works (w01, w02, w03, w04, w05, w06, w07, w08, w09, w10 and 2 more), and then the cluster", new ClusterRemovalPlan("one", new Cluster(), works, []).ToString());
        Assert.Equal("", new ClusterRemovalPlan("one", new Cluster(), [], []).ToString());
    }
}
