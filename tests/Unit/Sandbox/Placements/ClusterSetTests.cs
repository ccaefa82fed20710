using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Tests.Hub.Placements;
using OcmPowerShell.Tests.Sandbox.Agents;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Placements;

public sealed class ClusterSetTests
{
    private const string ClusterSetLabel = "cluster.open-cluster-management.io/clusterset";

    [Theory]
    [InlineData("default", """{"selectorType":"ExclusiveClusterSetLabel"}""")]
    [InlineData("global", """{"labelSelector":{},"selectorType":"LabelSelector"}""")]
    public async Task A_built_in_set_that_is_deleted_comes_back(string name, string selector)
    {
        await using PlacementHub hub = new();
        var first = await SetAsync(hub, name, _ => true);
        hub.Hub.Delete(OcmTypes.ManagedClusterSet, null, name);

        var second = await SetAsync(hub, name, set => set.Uid() != first.Uid());
        Assert.Equal(selector, second["spec"]!["clusterSelector"]!.ToJsonString());
    }

    [Fact]
    public async Task A_built_in_set_keeps_its_selector_and_nothing_else()
    {
        await using PlacementHub hub = new();
        await SetAsync(hub, "global", _ => true);
        hub.Hub.Change(OcmTypes.ManagedClusterSet, null, "global", set =>
        {
            set["spec"] = Given.Json("""{"clusterSelector":{"selectorType":"ExclusiveClusterSetLabel"},"managedNamespaces":[{"name":"n"}]}""");
            set.Child("metadata")["labels"] = Given.Json("""{"mine":"yes"}""");
            return true;
        });

        var set = await SetAsync(hub, "global", set => set.TextAt("spec", "clusterSelector", "selectorType") == "LabelSelector");
        Assert.Equal("n", set.ObjectsAt("spec", "managedNamespaces").Single().TextAt("name"));
        Assert.Equal("yes", set.TextAt("metadata", "labels", "mine"));
    }

    [Fact]
    public async Task A_built_in_set_that_somebody_else_looks_after_is_left_alone()
    {
        await using PlacementHub hub = new();
        hub.Join("one");
        await SetAsync(hub, "default", set => Condition(set) == "False ClustersSelected: 1 ManagedClusters selected");
        hub.Hub.Change(OcmTypes.ManagedClusterSet, null, "default", set =>
        {
            set.Child("metadata")["annotations"] = Given.Json("""{"cluster.open-cluster-management.io/autoupdate":"false"}""");
            set["spec"] = Given.Json("""{"clusterSelector":{"selectorType":"LabelSelector","labelSelector":{"matchLabels":{"a":"b"}}}}""");
            return true;
        });

        // By the time the other controller has seen the change, and another set has come back, this one would have been rolled back.
        await SetAsync(hub, "default", set => Condition(set) == "True NoClusterMatched: No ManagedCluster selected");
        var global = (await SetAsync(hub, "global", _ => true)).Uid();
        hub.Hub.Delete(OcmTypes.ManagedClusterSet, null, "global");
        await SetAsync(hub, "global", set => set.Uid() != global);
        Assert.Equal("LabelSelector", (await SetAsync(hub, "default", _ => true)).TextAt("spec", "clusterSelector", "selectorType"));
    }

    [Fact]
    public async Task Every_set_says_how_many_clusters_it_has()
    {
        await using PlacementHub hub = new();
        hub.Hub.Create(OcmTypes.ManagedClusterSet, null, PlacementHub.Named("s", """{"spec":{"clusterSelector":{"selectorType":"ExclusiveClusterSetLabel"}}}"""));
        await SetAsync(hub, "s", set => Condition(set) == "True NoClusterMatched: No ManagedCluster selected");

        hub.Join("a", "b", "c");
        await SetAsync(hub, "default", set => Condition(set) == "False ClustersSelected: 3 ManagedClusters selected");
        hub.Change("a", value => value.Child("metadata").Child("labels")[ClusterSetLabel] = "s");
        hub.Hub.Delete(OcmTypes.ManagedCluster, null, "b");

        await SetAsync(hub, "s", set => Condition(set) == "False ClustersSelected: 1 ManagedClusters selected");
        await SetAsync(hub, "default", set => Condition(set) == "False ClustersSelected: 1 ManagedClusters selected");
        await SetAsync(hub, "global", set => Condition(set) == "False ClustersSelected: 2 ManagedClusters selected");
    }

    [Fact]
    public async Task A_set_that_cannot_be_read_keeps_what_it_said()
    {
        await using PlacementHub hub = new();
        hub.Hub.Create(OcmTypes.ManagedClusterSet, null, PlacementHub.Named(
            "s", """{"spec":{"clusterSelector":{"selectorType":"LabelSelector","labelSelector":{"matchLabels":{"-":"-"}}}}}"""));
        hub.Join("a");
        await SetAsync(hub, "default", set => Condition(set) == "False ClustersSelected: 1 ManagedClusters selected");

        Assert.Null(hub.Hub.Get(OcmTypes.ManagedClusterSet, null, "s").At("status", "conditions"));
    }

    [Fact]
    public async Task A_binding_says_whether_its_set_is_there()
    {
        await using PlacementHub hub = new();
        hub.Bind("s");
        await BoundAsync(hub, "False ClusterSetNotFound: ");

        hub.Hub.Create(OcmTypes.ManagedClusterSet, null, PlacementHub.Named("s", """{"spec":{}}"""));
        await BoundAsync(hub, "True ClusterSetBound: ");

        hub.Hub.Delete(OcmTypes.ManagedClusterSet, null, "s");
        await BoundAsync(hub, "False ClusterSetNotFound: ");
    }

    [Fact]
    public async Task A_cluster_knows_the_namespaces_that_its_sets_want()
    {
        await using PlacementHub hub = new();
        hub.Join("a");
        hub.Hub.Create(OcmTypes.ManagedClusterSet, null, PlacementHub.Named(
            "s", """{"spec":{"clusterSelector":{"selectorType":"ExclusiveClusterSetLabel"},"managedNamespaces":[{"name":"z"},{"name":"b"}]}}"""));
        await SetAsync(hub, "global", _ => true);
        hub.Hub.Change(OcmTypes.ManagedClusterSet, null, "global", set =>
        {
            set.Child("spec")["managedNamespaces"] = new JsonArray(new JsonObject { ["name"] = "g" });
            return true;
        });
        await NamespacesAsync(hub, "global/g");

        hub.Change("a", value => value.Child("metadata").Child("labels")[ClusterSetLabel] = "s");
        await NamespacesAsync(hub, "global/g s/b s/z");
        hub.Hub.ChangeStatus(OcmTypes.ManagedCluster, null, "a", value =>
            value.ObjectsAt("status", "managedNamespaces").First()["conditions"] = new JsonArray(Given.Json(
                """{"lastTransitionTime":"2026-11-22T08:00:00Z","message":"","reason":"Ok","status":"True","type":"NamespaceAvailable"}""")));

        hub.Hub.Delete(OcmTypes.ManagedClusterSet, null, "s");
        await NamespacesAsync(hub, "global/g");
        Assert.NotNull(hub.Hub.Get(OcmTypes.ManagedCluster, null, "a").ObjectsAt("status", "managedNamespaces").Single().ArrayAt("conditions"));

        hub.Hub.Change(OcmTypes.ManagedClusterSet, null, "global", set => set.ObjectAt("spec")!.Remove("managedNamespaces"));
        await TestFleet.ObjectAsync(hub.Hub, OcmTypes.ManagedCluster, null, "a", value => value.At("status", "managedNamespaces") is null);
    }

    private static Task<JsonObject> SetAsync(PlacementHub hub, string name, Func<JsonObject, bool> wish) =>
        TestFleet.ObjectAsync(hub.Hub, OcmTypes.ManagedClusterSet, null, name, wish);

    private static string Condition(JsonObject value) => value.ObjectsAt("status", "conditions")
        .Select(condition => $"{condition.TextAt("status")} {condition.TextAt("reason")}: {condition.TextAt("message")}").SingleOrDefault() ?? "";

    private static Task<JsonObject> BoundAsync(PlacementHub hub, string condition) => TestFleet.ObjectAsync(
        hub.Hub, OcmTypes.ManagedClusterSetBinding, "default", "s", binding => Condition(binding) == condition);

    private static Task<JsonObject> NamespacesAsync(PlacementHub hub, string expected) => TestFleet.ObjectAsync(
        hub.Hub, OcmTypes.ManagedCluster, null, "a", value => expected == string.Join(" ", value.ObjectsAt("status", "managedNamespaces")
            .Select(item => $"{item.TextAt("clusterSet")}/{item.TextAt("name")}")));
}
