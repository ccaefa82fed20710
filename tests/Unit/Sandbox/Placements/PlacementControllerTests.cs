using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.ManagedClusters;
using OcmPowerShell.Tests.Hub.Placements;
using OcmPowerShell.Tests.Sandbox.Agents;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Placements;

public sealed class PlacementControllerTests
{
    [Fact]
    public async Task A_placement_follows_the_hub()
    {
        await using PlacementHub hub = new();
        hub.Place("p");
        await SatisfiedAsync(hub, "NoManagedClusterSetBindings");

        hub.Bind("default");
        await SatisfiedAsync(hub, "AllManagedClusterSetsEmpty");
        hub.Join("a", "b", "c");
        await hub.SelectsAsync("p", "a b c");
        await SatisfiedAsync(hub, "AllDecisionsScheduled");

        hub.Change("b", value => value.Child("metadata").Child("labels")[ClusterSetFacts.ClusterSetLabel] = "other");
        await hub.SelectsAsync("p", "a c");
        hub.Bind("global");
        await hub.SelectsAsync("p", "a b c");
        hub.Change("a", value => value.Child("spec")["taints"] = new JsonArray(Given.Json("""{"key":"k","effect":"NoSelect"}""")));
        await hub.SelectsAsync("p", "b c");
        hub.Hub.Delete(OcmTypes.ManagedCluster, null, "c");
        await hub.SelectsAsync("p", "b");
        hub.ChangeSpec("p", spec => spec["tolerations"] = new JsonArray(Given.Json("""{"operator":"Exists"}""")));
        await hub.SelectsAsync("p", "a b");
        hub.Hub.Delete(OcmTypes.ManagedClusterSetBinding, "default", "global");
        await hub.SelectsAsync("p", "a");
        hub.Hub.Delete(OcmTypes.ManagedClusterSetBinding, "default", "default");
        await hub.SelectsAsync("p", "");
        await SatisfiedAsync(hub, "NoManagedClusterSetBindings");
    }

    [Fact]
    public async Task Scores_of_add_ons_move_the_selection()
    {
        await using PlacementHub hub = new();
        hub.Bind("default");
        hub.Join("a", "b");
        hub.Place("p", """{"numberOfClusters":1,"prioritizerPolicy":{"configurations":[{"scoreCoordinate":{"type":"AddOn","addOn":{"resourceName":"r","scoreName":"s"}},"weight":5}]}}""");
        await hub.SelectsAsync("p", "a");

        hub.Hub.Create(KubernetesTypes.Namespace, null, PlacementHub.Named("b"));
        hub.Hub.Create(OcmTypes.AddOnPlacementScore, "b", PlacementHub.Named("r"));
        hub.Hub.ChangeStatus(OcmTypes.AddOnPlacementScore, "b", "r", value => value["status"] = Given.Json("""{"scores":[{"name":"s","value":90}]}"""));
        await hub.SelectsAsync("p", "b");
    }

    [Fact]
    public async Task Groups_and_hundreds_have_decisions_of_their_own_and_superfluous_ones_go()
    {
        await using PlacementHub hub = new();
        hub.Bind("default");
        hub.Join(FleetSeed.Names(150));
        hub.Place("p", """{"decisionStrategy":{"groupStrategy":{"clustersPerDecisionGroup":120}}}""");
        var status = await hub.PlacementAsync("p", placement => placement.IntegerAt("status", "numberOfSelectedClusters") == 150);

        Assert.Equal(
            """[{"clusterCount":120,"decisionGroupIndex":0,"decisionGroupName":"","decisions":["p-decision-1","p-decision-2"]},{"clusterCount":30,"decisionGroupIndex":1,"decisionGroupName":"","decisions":["p-decision-3"]}]""",
            status["status"]!["decisionGroups"]!.ToJsonString());
        Assert.Equal("p-decision-1/0:100 p-decision-2/0:20 p-decision-3/1:30", Decisions(hub));

        hub.ChangeSpec("p", spec => spec["numberOfClusters"] = 0);
        await TestFleet.UntilAsync(() => Decisions(hub) == "p-decision-1/0:0", () => Decisions(hub));
        await hub.PlacementAsync("p", placement => placement.IntegerAt("status", "numberOfSelectedClusters") == 0);
        Assert.Equal("[]", hub.Decisions("p").Single()["status"]!["decisions"]!.ToJsonString());
    }

    [Fact]
    public async Task What_others_do_to_decisions_and_status_is_put_right()
    {
        await using PlacementHub hub = new();
        hub.Bind("default");
        hub.Join("a", "b");
        hub.Place("p");
        await hub.SelectsAsync("p", "a b");

        hub.Hub.Delete(OcmTypes.PlacementDecision, "default", "p-decision-1");
        await hub.SelectsAsync("p", "a b");
        hub.Hub.ChangeStatus(OcmTypes.PlacementDecision, "default", "p-decision-1", value => value.Child("status")["decisions"] = new JsonArray());
        await hub.SelectsAsync("p", "a b");
        hub.Hub.Change(OcmTypes.PlacementDecision, "default", "p-decision-1", value => value.Child("metadata").Remove("labels"));
        await hub.SelectsAsync("p", "a b");
        hub.Hub.Create(OcmTypes.PlacementDecision, "default", PlacementHub.Named(
            "foreign", """{"metadata":{"labels":{"cluster.open-cluster-management.io/placement":"p"}}}"""));
        await TestFleet.GoneAsync(hub.Hub, OcmTypes.PlacementDecision, "default", "foreign");
        hub.Hub.ChangeStatus(OcmTypes.Placement, "default", "p", value => value.Child("status")["numberOfSelectedClusters"] = 7);
        await hub.PlacementAsync("p", placement => placement.IntegerAt("status", "numberOfSelectedClusters") == 2);
    }

    [Fact]
    public async Task A_placement_that_somebody_else_decides_for_is_left_alone()
    {
        await using PlacementHub hub = new();
        hub.Bind("default");
        hub.Join("a");
        hub.Hub.Create(OcmTypes.Placement, "default", PlacementHub.Named(
            "p", """{"metadata":{"annotations":{"cluster.open-cluster-management.io/experimental-scheduling-disable":"true"}},"spec":{}}"""));
        hub.Hub.Create(OcmTypes.PlacementDecision, "default", PlacementHub.Named(
            "mine", """{"metadata":{"labels":{"cluster.open-cluster-management.io/placement":"p"}}}"""));

        // The queue is worked off in order: once a later placement is done, this one was looked at.
        hub.Place("q");
        await hub.SelectsAsync("q", "a");
        Assert.Null(hub.Hub.Get(OcmTypes.Placement, "default", "p")!["status"]);
        Assert.Equal("mine", Assert.Single(hub.Decisions("p")).Name());
    }

    [Fact]
    public async Task A_toleration_that_runs_out_is_noticed_without_any_change()
    {
        await using PlacementHub hub = new(new QuickTime());
        hub.Bind("default");
        hub.Join("a", "b");
        hub.Change("a", value => value.Child("spec")["taints"] = new JsonArray(Given.Json("""{"key":"k","effect":"NoSelect"}""")));
        hub.Place("p", """{"tolerations":[{"key":"k","operator":"Exists","tolerationSeconds":60}]}""");

        await hub.SelectsAsync("p", "a b");
        await hub.SelectsAsync("p", "b");
    }

    [Fact]
    public async Task A_misconfigured_placement_says_so_and_loses_its_clusters()
    {
        await using PlacementHub hub = new();
        hub.Bind("default");
        hub.Join("a");
        hub.Place("p");
        await hub.SelectsAsync("p", "a");

        hub.ChangeSpec("p", spec => spec["predicates"] = new JsonArray(Given.Json("""{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"-":"x"}}}}""")));
        await hub.SelectsAsync("p", "");
        var placement = await hub.PlacementAsync("p", value => ConditionList.IsTrue(value.ArrayAt("status", "conditions"), "PlacementMisconfigured"));
        Assert.StartsWith("Predicate:key: Invalid value: \"-\"", ConditionList.Find(placement.ArrayAt("status", "conditions"), "PlacementMisconfigured").TextAt("message"));
        await SatisfiedAsync(hub, "NoManagedClusterMatched");
    }

    [Fact]
    public async Task Reports_of_clusters_that_change_nothing_are_not_scheduled_again()
    {
        var reads = 0;
        await using PlacementHub hub = new(schedulerClient: inner => new FaultyClient(inner, (verb, type, _) =>
        {
            if (verb == "get" && type == OcmTypes.Placement)
            {
                Interlocked.Increment(ref reads);
            }
        }));
        hub.Bind("default");
        hub.Place("p");
        hub.Join(FleetSeed.Names(500));
        await hub.PlacementAsync("p", placement => placement.IntegerAt("status", "numberOfSelectedClusters") == 500);

        Volatile.Write(ref reads, 0);
        foreach (var name in FleetSeed.Names(500))
        {
            hub.Hub.ChangeStatus(OcmTypes.ManagedCluster, null, name, value => value["status"] = Given.Json("""{"version":{"kubernetes":"v1.33.13"}}"""));
        }

        hub.Change("cluster500", value => value.Child("metadata").Child("labels")[ClusterSetFacts.ClusterSetLabel] = "other");
        await hub.PlacementAsync("p", placement => placement.IntegerAt("status", "numberOfSelectedClusters") == 499);

        // Each time it is scheduled, it is read twice; it is scheduled again after its own decisions and status are written.
        Assert.InRange(Volatile.Read(ref reads), 1, 100);
    }

    private static string Decisions(PlacementHub hub) => string.Join(" ", hub.Decisions("p").Select(decision => string.Create(
        CultureInfo.InvariantCulture,
        $"{decision.Name()}/{decision.TextAt("metadata", "labels", DecisionFacts.GroupIndexLabel)}:{decision.ObjectsAt("status", "decisions").Count()}")));

    private static Task<JsonObject> SatisfiedAsync(PlacementHub hub, string reason) => hub.PlacementAsync(
        "p", placement => ConditionList.Find(placement.ArrayAt("status", "conditions"), "PlacementSatisfied").TextAt("reason") == reason);
}
