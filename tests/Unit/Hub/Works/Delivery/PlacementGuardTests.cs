using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;
using static OcmPowerShell.Tests.Hub.Works.Delivery.GuardedFleet;

namespace OcmPowerShell.Tests.Hub.Works.Delivery;

/// <summary>Attempts to wipe a fleet by what its placement says, or does not say. All of them fail, and all of its works are there afterwards.</summary>
public sealed class PlacementGuardTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_placement_that_selects_nothing_removes_nothing()
    {
        await using LiveHub live = await FleetAsync();
        live.Select();

        await StaysAsync(live, "NoClusterSelected");
    }

    [Fact]
    public async Task A_placement_that_is_gone_removes_nothing()
    {
        await using LiveHub live = await FleetAsync();
        live.Admin.Delete(OcmTypes.Placement, "default", "web");

        await StaysAsync(live, "NotFound");
    }

    [Fact]
    public async Task A_placement_that_is_being_deleted_removes_nothing()
    {
        await using LiveHub live = await FleetAsync();
        live.Alter(OcmTypes.Placement, "default", "web", placement => placement["metadata"]!["finalizers"] = new JsonArray("example.com/hold"));
        live.Admin.Delete(OcmTypes.Placement, "default", "web");
        live.Select("a");

        await StaysAsync(live, "PlacementDeleting");
    }

    [Fact]
    public async Task A_misconfigured_placement_removes_nothing()
    {
        await using LiveHub live = await FleetAsync();
        live.Decide("default", "web", "web-decision-1", "0", ["a"]);
        live.ReportPlacement("default", "web", LiveObjects.Misconfigured);

        await StaysAsync(live, "PlacementMisconfigured");
    }

    [Fact]
    public async Task A_placement_that_the_scheduler_has_not_come_to_removes_nothing()
    {
        await using LiveHub live = await FleetAsync();
        live.Decide("default", "web", "web-decision-1", "0", ["a"]);
        live.ReportPlacement("default", "web", "{}");

        await StaysAsync(live, "PlacementNotCurrent");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    [InlineData(0)]
    public async Task Decisions_that_do_not_fit_the_count_remove_nothing_and_add_nothing(int count)
    {
        await using LiveHub live = await FleetAsync();
        live.Decide("default", "web", "web-decision-1", "0", ["a", "d"]);
        live.ReportSelected(count);

        await StaysAsync(live, "PlacementNotCurrent");
    }

    [Fact]
    public async Task A_count_without_decisions_is_no_empty_placement()
    {
        await using LiveHub live = await FleetAsync();
        live.Admin.Delete(OcmTypes.PlacementDecision, "default", "web-decision-1");

        await StaysAsync(live, "NoClusterSelected", allowEmpty: true);
    }

    [Fact]
    public async Task Decisions_without_the_label_or_in_another_namespace_are_not_the_placements()
    {
        await using LiveHub live = await FleetAsync("other");
        live.Decide("default", "other", "web-decision-2", "0", ["d"]);
        live.Decide("other", "web", "web-decision-1", "0", ["d"]);

        Assert.Equal("Unchanged:a Unchanged:b Unchanged:c", (await live.SyncAsync(settings: Reckless)).Done);
    }

    [Fact]
    public async Task Decisions_in_many_objects_and_without_an_index_all_count()
    {
        await using LiveHub live = await FleetAsync();
        live.Decide("default", "web", "web-decision-1", null, ["a"]);
        live.Decide("default", "web", "web-decision-2", "one", ["b", "a"]);
        live.Decide("default", "web", "web-decision-3", "2", ["c"]);

        Deliveries.Report report = await live.SyncAsync(settings: Reckless);

        Assert.Equal(("Unchanged:a Unchanged:b Unchanged:c", ""), (report.Done, report.Ids));
    }

    [Fact]
    public async Task A_cluster_that_moves_from_one_decision_to_the_next_keeps_its_work()
    {
        // The scheduler has taken c out of the first object for d, and not yet put it into the second: the count still fits.
        await using LiveHub live = await FleetAsync();
        live.Decide("default", "web", "web-decision-1", "0", ["a", "d"]);
        live.Decide("default", "web", "web-decision-2", "0", ["b"]);

        Deliveries.Report report = await live.SyncAsync(settings: Reckless, beforeRemoving: () =>
        {
            live.Decide("default", "web", "web-decision-2", "0", ["b", "c"]);
            live.ReportSelected(4);
        });

        Assert.Equal("Unchanged:a Unchanged:b Created:d", report.Done);
        Assert.Contains("c/web=1", live.State("a", "b", "c", "d"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decisions_that_settle_only_while_they_are_looked_at_again_are_waited_for()
    {
        await using LiveHub live = await FleetAsync();
        live.Decide("default", "web", "web-decision-1", "0", ["a", "d"]);
        live.Decide("default", "web", "web-decision-2", "0", ["b"]);
        int looks = 0;
        live.Faults.Add(new FaultRule(Fault.Reset())
        {
            Where = request =>
            {
                if (request.Method == "GET" && request.Path.Contains("placementdecisions", StringComparison.Ordinal) && ++looks == 3)
                {
                    live.Decide("default", "web", "web-decision-2", "0", ["b", "c"]);
                    live.ReportSelected(4);
                }

                return false;
            },
        });

        Deliveries.Report report = await live.SyncAsync(settings: Reckless);

        Assert.True(looks >= 4);
        Assert.Equal("Unchanged:a Unchanged:b Created:d", report.Done);
    }

    [Fact]
    public async Task A_placement_that_goes_before_the_removals_removes_nothing()
    {
        await using LiveHub live = await FleetAsync();
        live.Select("a");

        Deliveries.Report report = await live.SyncAsync(settings: Reckless, beforeRemoving: () => live.Select());

        Assert.Equal("NoClusterSelected", report.Ids);
        Assert.Equal("a/web=1@default.web b/web=1@default.web c/web=1@default.web", live.State(Three));
    }

    [Fact]
    public async Task Another_placement_of_the_name_is_not_the_one_that_was_piped()
    {
        await using LiveHub live = await FleetAsync();
        live.Select("a");

        HubException error = await Assert.ThrowsAsync<HubException>(() => Deliveries.Targets(live.Connection).PlacementAsync(Deliveries.Web, "another-uid", false, Cancel));

        Assert.Equal("Conflict", error.ErrorId);
    }
}
