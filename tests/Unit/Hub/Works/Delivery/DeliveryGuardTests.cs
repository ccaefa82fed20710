using OcmPowerShell.Hub.Works.Delivery;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;
using static OcmPowerShell.Tests.Hub.Works.Delivery.GuardedFleet;

namespace OcmPowerShell.Tests.Hub.Works.Delivery;

/// <summary>Attempts to wipe a fleet by too many removals, by what cannot be seen, and by what was not meant. All of them fail.</summary>
public sealed class DeliveryGuardTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task More_than_the_limit_removes_nothing_in_any_run()
    {
        await using LiveHub live = await FleetAsync();
        live.Select("d");

        for (int run = 0; run < 3; run++)
        {
            Deliveries.Report report = await live.SyncAsync();
            Assert.Equal(("", "TooManyRemovals"), (report.Done, report.Ids));
        }

        Assert.Equal("a/web=1@default.web b/web=1@default.web c/web=1@default.web", live.State("a", "b", "c", "d"));
    }

    [Fact]
    public async Task No_cluster_that_can_be_reached_removes_nothing()
    {
        await using LiveHub live = await FleetAsync();
        live.Select("d");
        live.Faults.Add(new FaultRule(Fault.Status(500, "InternalError", "failed calling webhook")) { Method = "POST" });

        Deliveries.Report report = await live.SyncAsync(settings: Reckless);

        Assert.Contains("RemovalsHeldBack", report.Ids, StringComparison.Ordinal);
        Assert.Equal("a/web=1@default.web b/web=1@default.web c/web=1@default.web", live.State("a", "b", "c", "d"));
        live.Faults.Clear();
        Assert.Equal("Created:d Removed:a Removed:b Removed:c", (await live.SyncAsync(settings: Reckless)).Done);
    }

    [Fact]
    public async Task Works_that_may_not_be_listed_are_not_guessed_at()
    {
        await using LiveHub live = await FleetAsync();
        live.Select("a", "d");
        live.Faults.Add(new FaultRule(Fault.Status(403, "Forbidden", "no")) { Where = request => request is { Method: "GET", Path: "/apis/work.open-cluster-management.io/v1/manifestworks" } });

        await StaysAsync(live, "Forbidden");
        Assert.Equal("Unchanged:a Created:d", (await live.SyncAsync(settings: new DeliverySettings())).Done);
    }

    [Theory]
    [InlineData("manifestworks")]
    [InlineData("placementdecisions")]
    [InlineData("placements")]
    public async Task An_answer_that_breaks_off_removes_nothing(string what)
    {
        await using LiveHub live = await FleetAsync();
        live.Select("a");
        live.Faults.Add(new FaultRule(Fault.HalfBody()) { Method = "GET", PathContains = what });

        Deliveries.Report report = await live.SyncAsync(settings: Reckless);

        Assert.Single(report.Errors);
        Assert.Equal("", report.Done);
        Assert.Equal("a/web=1@default.web b/web=1@default.web c/web=1@default.web", live.State(Three));
    }

    [Fact]
    public async Task A_hub_that_lists_nothing_because_it_fails_removes_nothing()
    {
        await using LiveHub live = await FleetAsync();
        live.Select("a");
        live.Faults.Add(new FaultRule(Fault.Status(500, "InternalError", "etcd")) { Method = "GET", PathContains = "placementdecisions" });

        await StaysAsync(live, "InternalError");
    }

    [Fact]
    public async Task Clusters_by_name_never_cost_others_their_work()
    {
        await using LiveHub live = await FleetAsync();

        Deliveries.Report report = await Deliveries.RunAsync(
            live.Connection, _ => Task.FromResult(DeliveryTargets.Named(["a"])), Contents.ConfigMap(), Reckless, cancel: Cancel);

        Assert.Equal("Unchanged:a", report.Done);
        Assert.Equal("a/web=1@default.web b/web=1@default.web c/web=1@default.web", live.State(Three));
    }

    [Fact]
    public async Task No_prune_removes_nothing_and_brings_it_to_new_clusters()
    {
        await using LiveHub live = await FleetAsync();
        live.Select("d");

        Assert.Equal("Created:d", (await live.SyncAsync(settings: Reckless with { Prune = false })).Done);
        Assert.Equal("a/web=1@default.web b/web=1@default.web c/web=1@default.web d/web=1@default.web", live.State("a", "b", "c", "d"));
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        await using LiveHub live = await FleetAsync();
        live.Select("a", "d");

        Assert.Equal("Updated:a Created:d Removed:b Removed:c", (await live.SyncAsync("2", Reckless with { DryRun = true })).Done);
        Assert.Equal("a/web=1@default.web b/web=1@default.web c/web=1@default.web", live.State("a", "b", "c", "d"));
    }

    [Fact]
    public async Task To_empty_a_fleet_takes_leave_for_an_empty_placement_and_for_so_many_removals()
    {
        await using LiveHub live = await FleetAsync();
        live.Select();
        Task<Deliveries.Report> Empty(DeliverySettings settings) => Deliveries.RunAsync(
            live.Connection, token => Deliveries.Targets(live.Connection).PlacementAsync(Deliveries.Web, "", allowEmpty: true, token), Contents.ConfigMap(), settings, cancel: Cancel);

        Assert.Equal("TooManyRemovals", (await Empty(new DeliverySettings { Prune = true })).Ids);
        Assert.Equal("a/web=1@default.web b/web=1@default.web c/web=1@default.web", live.State(Three));
        Assert.Equal("Removed:a Removed:b Removed:c", (await Empty(Reckless)).Done);
        Assert.Equal("", live.State(Three));
    }
}
