using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Works.Delivery;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Works.Delivery;

/// <summary>Attempts to wipe a fleet. All of them fail, and all of its works are there afterwards.</summary>
public sealed class DeliveryGuardTests
{
    private static readonly string[] Three = ["a", "b", "c"];

    private static readonly DeliverySettings Reckless = new() { Prune = true, MaxRemove = Deliveries.All };

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
    public async Task Another_placement_of_the_name_is_not_the_one_that_was_piped()
    {
        await using LiveHub live = await FleetAsync();
        live.Select("a");

        HubException error = await Assert.ThrowsAsync<HubException>(() => Deliveries.Targets(live.Connection).PlacementAsync(Deliveries.Web, "another-uid", false, Cancel));

        Assert.Equal("Conflict", error.ErrorId);
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

    [Theory]
    [InlineData("gone", "NotFound")]
    [InlineData("empty", "NoClusterSelected")]
    [InlineData("deleting", "ClusterSetDeleting")]
    [InlineData("odd", "NoClusterSelected")]
    [InlineData("nothing", "NoClusterSelected")]
    public async Task A_cluster_set_that_is_gone_or_empty_or_not_understood_removes_nothing(string how, string errorId)
    {
        await using LiveHub live = await SetAsync();
        switch (how)
        {
            case "gone":
                live.Admin.Delete(OcmTypes.ManagedClusterSet, null, "shop");
                break;
            case "empty":
                foreach (string cluster in (string[])["a", "b"])
                {
                    live.Alter(OcmTypes.ManagedCluster, null, cluster, value => value["metadata"]!.AsObject().Remove("labels"));
                }

                break;
            case "deleting":
                live.Alter(OcmTypes.ManagedClusterSet, null, "shop", value => value["metadata"]!["finalizers"] = new JsonArray("example.com/hold"));
                live.Admin.Delete(OcmTypes.ManagedClusterSet, null, "shop");
                break;
            case "odd":
                live.Alter(OcmTypes.ManagedClusterSet, null, "shop", value => value["spec"] = JsonNode.Parse("""{"clusterSelector":{"selectorType":"LabelSelector","labelSelector":{"matchExpressions":[{"key":"a","operator":"Near"}]}}}"""));
                break;
            case "nothing":
                live.Alter(OcmTypes.ManagedClusterSet, null, "shop", value => value["spec"] = JsonNode.Parse("""{"clusterSelector":{"selectorType":"LabelSelector"}}"""));
                break;
        }

        Deliveries.Report report = await SetSyncAsync(live);

        Assert.Equal(("", errorId), (report.Done, report.Ids));
        Assert.Equal("a/web=1 b/web=1", live.State("a", "b", "c"));
    }

    [Fact]
    public async Task A_cluster_set_loses_what_leaves_it_and_nothing_else()
    {
        await using LiveHub live = await SetAsync();
        live.AddWork("c", "web");
        live.Alter(OcmTypes.ManagedCluster, null, "b", value => value["metadata"]!.AsObject().Remove("labels"));

        Assert.Equal("Unchanged:a Removed:b", (await SetSyncAsync(live)).Done);
        Assert.Equal("a/web=1 c/web=", live.State("a", "b", "c"));
    }

    private static async Task<LiveHub> FleetAsync(params string[] more)
    {
        LiveHub live = await Deliveries.HubAsync([.. Three, "d", .. more], Three);
        Assert.Equal("Created:a Created:b Created:c", (await live.SyncAsync()).Done);
        return live;
    }

    private static async Task StaysAsync(LiveHub live, string errorId, bool allowEmpty = false)
    {
        Deliveries.Report report = await Deliveries.RunAsync(
            live.Connection, token => Deliveries.Targets(live.Connection).PlacementAsync(Deliveries.Web, "", allowEmpty, token), Contents.ConfigMap(), Reckless, cancel: Cancel);

        Assert.Equal(errorId, report.Ids);
        Assert.DoesNotContain("Removed", report.Done, StringComparison.Ordinal);
        Assert.DoesNotContain("Created", report.Done, StringComparison.Ordinal);
        Assert.Equal("a/web=1@default.web b/web=1@default.web c/web=1@default.web", live.State("a", "b", "c", "d"));
    }

    private static async Task<LiveHub> SetAsync()
    {
        LiveHub live = await LiveHub.WithoutAgentsAsync("a", "b", "c");
        live.Admin.Create(OcmTypes.ManagedClusterSet, null, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "shop" }, ["spec"] = new JsonObject() });
        foreach (string cluster in (string[])["a", "b"])
        {
            live.AddCluster(cluster, labels: """{"cluster.open-cluster-management.io/clusterset":"shop"}""");
        }

        live.AddCluster("c");
        Assert.Equal("Created:a Created:b", (await SetSyncAsync(live)).Done);
        return live;
    }

    private static Task<Deliveries.Report> SetSyncAsync(LiveHub live) => Deliveries.RunAsync(
        live.Connection, token => Deliveries.Targets(live.Connection).ClusterSetAsync("shop", "", false, token), Contents.ConfigMap(), Reckless, cancel: Cancel);
}
