using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Agents;

public sealed class WorkDeletionTests
{
    [Fact]
    public async Task Deleting_a_work_takes_its_objects_first_and_then_the_work()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        var cluster = fleet.Cluster("one");
        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("a"), Manifest.ConfigMap("b")));
        await fleet.WorkAsync("one", "w", "Applied", "True");

        fleet.Hub.Delete(OcmTypes.ManifestWork, "one", "w");

        await TestFleet.GoneAsync(fleet.Hub, OcmTypes.ManifestWork, "one", "w");
        Assert.Empty(cluster.List(Manifest.ConfigMaps, "default"));
        Assert.Empty(cluster.List(OcmTypes.AppliedManifestWork));
        Assert.Empty(fleet.Faults);
    }

    [Fact]
    public async Task A_work_waits_for_an_object_that_a_finalizer_holds()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        var cluster = fleet.Cluster("one");
        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("a"), Manifest.ConfigMap("held")));
        await fleet.WorkAsync("one", "w", "Applied", "True");
        cluster.Change(Manifest.ConfigMaps, "default", "held", value => value.AddFinalizer("example.com/wait"));

        fleet.Hub.Delete(OcmTypes.ManifestWork, "one", "w");
        await TestFleet.GoneAsync(cluster, Manifest.ConfigMaps, "default", "a");
        var work = await fleet.WorkAsync("one", "w", value => ConditionList.IsTrue(value.ArrayAt("status", "conditions"), "Deleting"));
        var deleting = ConditionList.Find(work.ArrayAt("status", "conditions"), "Deleting");
        Assert.Equal(("WorkDeleting", "ManifestWork is being deleted"), (deleting.TextAt("reason"), deleting.TextAt("message")));

        cluster.Change(Manifest.ConfigMaps, "default", "held", value => value.RemoveFinalizer("example.com/wait"));
        await TestFleet.GoneAsync(fleet.Hub, OcmTypes.ManifestWork, "one", "w");
        Assert.Empty(cluster.List(OcmTypes.AppliedManifestWork));
    }

    [Fact]
    public async Task A_removed_manifest_that_a_finalizer_holds_stays_listed_until_it_is_gone()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        var cluster = fleet.Cluster("one");
        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("a"), Manifest.ConfigMap("held")));
        await fleet.WorkAsync("one", "w", "Applied", "True");
        cluster.Change(Manifest.ConfigMaps, "default", "held", value => value.AddFinalizer("example.com/wait"));

        fleet.ChangeWork("one", "w", spec => spec["workload"]!["manifests"] = Manifest.List(Manifest.ConfigMap("a")));
        await fleet.WorkAsync("one", "w", "Applied", "True");
        Assert.Equal(["a", "held"], Listed(fleet));

        cluster.Change(Manifest.ConfigMaps, "default", "held", value => value.RemoveFinalizer("example.com/wait"));
        await TestFleet.UntilAsync(() => Listed(fleet) is ["a"], () => string.Join(',', Listed(fleet)));
    }

    [Fact]
    public async Task Orphaned_objects_stay_without_an_owner()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        var cluster = fleet.Cluster("one");
        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("a")));
        await fleet.WorkAsync("one", "w", "Applied", "True");

        // Said later, it takes the owner away again.
        fleet.ChangeWork("one", "w", spec => spec["deleteOption"] = new JsonObject { ["propagationPolicy"] = "Orphan" });
        await fleet.WorkAsync("one", "w", "Applied", "True");
        Assert.Null(cluster.Get(Manifest.ConfigMaps, "default", "a").ArrayAt("metadata", "ownerReferences"));

        fleet.Hub.Delete(OcmTypes.ManifestWork, "one", "w");
        await TestFleet.GoneAsync(fleet.Hub, OcmTypes.ManifestWork, "one", "w");
        Assert.NotNull(cluster.Get(Manifest.ConfigMaps, "default", "a"));
    }

    [Fact]
    public async Task Only_the_objects_of_the_rules_are_orphaned_selectively()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        var cluster = fleet.Cluster("one");
        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("stays"), Manifest.ConfigMap("goes")), (JsonObject)Manifest.Of(
            """
            {"deleteOption":{"propagationPolicy":"SelectivelyOrphan","selectivelyOrphans":{"orphaningRules":[
              {"group":"","resource":"configmaps","namespace":"default","name":"stays"}]}}}
            """));
        await fleet.WorkAsync("one", "w", "Applied", "True");

        fleet.Hub.Delete(OcmTypes.ManifestWork, "one", "w");
        await TestFleet.GoneAsync(fleet.Hub, OcmTypes.ManifestWork, "one", "w");
        Assert.Equal(["stays"], cluster.List(Manifest.ConfigMaps, "default").Select(value => value.Name()));
    }

    [Fact]
    public async Task An_object_of_two_works_goes_with_the_second()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        var cluster = fleet.Cluster("one");
        fleet.CreateWork("one", "first", Manifest.List(Manifest.ConfigMap("shared")));
        fleet.CreateWork("one", "second", Manifest.List(Manifest.ConfigMap("shared")));
        await fleet.WorkAsync("one", "first", "Applied", "True");
        await fleet.WorkAsync("one", "second", "Applied", "True");
        Assert.Equal(2, cluster.Get(Manifest.ConfigMaps, "default", "shared").ArrayAt("metadata", "ownerReferences")!.Count);

        fleet.Hub.Delete(OcmTypes.ManifestWork, "one", "first");
        await TestFleet.GoneAsync(fleet.Hub, OcmTypes.ManifestWork, "one", "first");
        Assert.Single(cluster.Get(Manifest.ConfigMaps, "default", "shared").ArrayAt("metadata", "ownerReferences")!);

        fleet.Hub.Delete(OcmTypes.ManifestWork, "one", "second");
        await TestFleet.GoneAsync(fleet.Hub, OcmTypes.ManifestWork, "one", "second");
        Assert.Null(cluster.Get(Manifest.ConfigMaps, "default", "shared"));
    }

    [Fact]
    public async Task A_work_whose_finalizer_was_forced_away_leaves_its_objects()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        var cluster = fleet.Cluster("one");
        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("held")));
        await fleet.WorkAsync("one", "w", "Applied", "True");
        cluster.Change(Manifest.ConfigMaps, "default", "held", value => value.AddFinalizer("example.com/wait"));
        fleet.Hub.Delete(OcmTypes.ManifestWork, "one", "w");
        await fleet.WorkAsync("one", "w", value => ConditionList.IsTrue(value.ArrayAt("status", "conditions"), "Deleting"));

        fleet.Hub.Change(OcmTypes.ManifestWork, "one", "w", value =>
            value.RemoveFinalizer("cluster.open-cluster-management.io/manifest-work-cleanup"));

        Assert.Null(fleet.Hub.Get(OcmTypes.ManifestWork, "one", "w"));
        Assert.Single(cluster.List(OcmTypes.AppliedManifestWork));
    }

    [Fact]
    public async Task A_namespace_in_a_work_goes_with_all_that_is_in_it()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        var cluster = fleet.Cluster("one");
        fleet.CreateWork("one", "w", Manifest.List(
            Manifest.Of("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"team","labels":{"a":"b"}}}"""),
            Manifest.ConfigMap("a", @namespace: "team")));
        await fleet.WorkAsync("one", "w", "Available", "True");

        fleet.Hub.Delete(OcmTypes.ManifestWork, "one", "w");

        await TestFleet.GoneAsync(fleet.Hub, OcmTypes.ManifestWork, "one", "w");
        Assert.Null(cluster.Get(KubernetesTypes.Namespace, null, "team"));
        Assert.Empty(cluster.List(Manifest.ConfigMaps, "team"));
    }

    private static string[] Listed(TestFleet fleet) =>
        [.. fleet.Cluster("one").List(OcmTypes.AppliedManifestWork).Single().ObjectsAt("status", "appliedResources").Select(item => item.TextAt("name")!)];
}
