using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Tests.Sandbox.Agents;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Controllers;

/// <summary>Which clusters an add-on comes to by its install strategy, and how configurations are rolled out to them.</summary>
public sealed class AddOnInstallTests : IAsyncDisposable
{
    private readonly AddOnHub _hub = new("one", "two", "three");

    private IResourceClient Hub => _hub.Hub;

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Placements_decide_where_an_add_on_is_also_against_what_was_enabled_by_hand()
    {
        TestPlacements.Decide(Hub, "p", ["one"]);
        TestPlacements.Decide(Hub, "q", ["two"]);
        _hub.Template("t");
        _hub.Enable("three");
        _hub.Manage(Strategy("p", "q"));
        _hub.Start();
        await ClustersAsync("one", "two");
        TestPlacements.Decide(Hub, "q", ["three"]);
        await ClustersAsync("one", "three");
        Hub.Delete(OcmTypes.Placement, "default", "p");
        await ClustersAsync("three");
    }

    [Fact]
    public async Task Manual_means_that_nothing_comes_or_goes_by_itself()
    {
        TestPlacements.Decide(Hub, "p", ["one"]);
        _hub.Template("t");
        _hub.Enable("three");
        _hub.Manage();
        _hub.Start();
        await _hub.WorkAsync("three");
        await ClustersAsync("three");
    }

    [Fact]
    public async Task A_self_managed_add_on_is_neither_installed_nor_configured()
    {
        TestPlacements.Decide(Hub, "p", ["one"]);
        _hub.Template("t");
        _hub.Enable("three");
        _hub.Manage(Strategy("p"), annotations: new JsonObject { ["addon.open-cluster-management.io/lifecycle"] = "self" });
        _hub.Start();
        var managed = await _hub.ManagedAsync(managed => managed.ArrayAt("status", "defaultconfigReferences") is not null);
        await ClustersAsync("three");
        Assert.Null(managed.At("status", "installProgressions"));
        Assert.Null(Hub.Get(OcmTypes.ManagedClusterAddOn, "three", "hello").At("metadata", "ownerReferences"));
    }

    [Fact]
    public async Task An_installed_add_on_takes_the_annotations_of_its_cluster()
    {
        void Annotate(string value) => Hub.Change(OcmTypes.ManagedCluster, null, "one", cluster => (cluster.Child("metadata")["annotations"] = new JsonObject
        {
            ["addon.open-cluster-management.io/on-multicluster-hub"] = value,
            ["example.com/other"] = value,
        }) is not null);
        Annotate("a");
        TestPlacements.Decide(Hub, "p", ["one"]);
        _hub.Template("t");
        _hub.Manage(Strategy("p"));
        _hub.Start();
        await AnnotationsAsync("a");
        Annotate("b");
        await AnnotationsAsync("b");

        Task AnnotationsAsync(string value) => _hub.AddOnAsync("one", addOn => addOn.ObjectAt("metadata", "annotations")?.ToJsonString()
            == $$"""{"addon.open-cluster-management.io/on-multicluster-hub":"{{value}}"}""");
    }

    [Fact]
    public async Task Progress_is_told_for_each_placement()
    {
        TestPlacements.Decide(Hub, "p", ["one", "two"]);
        _hub.Template("t");
        _hub.Manage(Strategy("p"));
        _hub.Start();
        await ProgressAsync("p", "True", "selected clusters 2. configured addons 2/2 progressing..., 0 failed 0 timeout.");
        foreach (var cluster in new[] { "one", "two" })
        {
            await _hub.WorkAsync(cluster);
            _hub.Report(cluster);
        }

        var progression = await ProgressAsync("p", "False", "selected clusters 2. configured addons 2/2 completed with no errors, 0 failed 0 timeout.");
        var reference = progression.ObjectsAt("configReferences").Single();
        Assert.Equal("t", reference.TextAt("desiredConfig", "name"));
        Assert.Equal(reference["desiredConfig"]!.ToJsonString(), reference["lastAppliedConfig"]!.ToJsonString());
        Assert.Equal(reference["desiredConfig"]!.ToJsonString(), reference["lastKnownGoodConfig"]!.ToJsonString());
    }

    [Fact]
    public async Task Of_two_placements_with_a_cluster_in_common_the_later_configures_it()
    {
        TestPlacements.Decide(Hub, "p", ["one", "two"]);
        TestPlacements.Decide(Hub, "q", ["two", "three"]);
        _hub.Template("t");
        _hub.Template("other", $"[{Manifest.Deployment("other").ToJsonString()}]");
        _hub.Manage("""
            {"type":"Placements","placements":[
              {"namespace":"default","name":"p","configs":[{"group":"addon.open-cluster-management.io","resource":"addontemplates","name":"other"}]},
              {"namespace":"default","name":"q"}]}
            """);
        _hub.Start();
        foreach (var (cluster, deployment) in new[] { ("one", "other"), ("two", "agent"), ("three", "agent") })
        {
            await _hub.WorkAsync(cluster, wish: work => work.ObjectsAt("spec", "workload", "manifests").Single().Name() == deployment);
        }

        await ProgressAsync("p", "True", "selected clusters 2. configured addons 1/1 progressing..., 0 failed 0 timeout.");
        await ProgressAsync("q", "True", "selected clusters 2. configured addons 2/2 progressing..., 0 failed 0 timeout.");
    }

    [Fact]
    public async Task A_progressive_rollout_configures_one_add_on_after_the_other()
    {
        TestPlacements.Decide(Hub, "p", ["one", "three", "two"]);
        _hub.Template("t");
        _hub.Manage(Strategy("p").Replace(""" "name":"p" """.Trim(), """ "name":"p","rolloutStrategy":{"type":"Progressive","progressive":{"maxConcurrency":1}} """));
        _hub.Start();
        foreach (var (cluster, next) in new[] { ("one", "three"), ("three", "two"), ("two", null) })
        {
            await _hub.WorkAsync(cluster);
            if (next is not null)
            {
                await _hub.ConditionAsync(next, "Configured", "ConfigurationsNotConfigured");
                Assert.Null(Hub.Get(OcmTypes.ManifestWork, next, "addon-hello-deploy-0"));
            }

            _hub.Report(cluster);
        }

        await ProgressAsync("p", "False", "selected clusters 3. configured addons 3/3 completed with no errors, 0 failed 0 timeout.");
    }

    private static string Strategy(params string[] placements) =>
        $$"""{"type":"Placements","placements":[{{string.Join(',', placements.Select(name => $$"""{"namespace":"default","name":"{{name}}"}"""))}}]}""";

    private Task ClustersAsync(params string[] clusters) =>
        _hub.Controllers.UntilAsync(() => _hub.Clusters().SequenceEqual(clusters), () => $"It is on {string.Join(',', _hub.Clusters())}.");

    private async Task<JsonObject> ProgressAsync(string placement, string status, string message)
    {
        JsonObject? Progression(JsonObject managed) => managed.ObjectsAt("status", "installProgressions").FirstOrDefault(item => item.TextAt("name") == placement);
        var managed = await _hub.ManagedAsync(managed => ConditionList.Find(Progression(managed).ArrayAt("conditions"), "Progressing") is { } condition
            && (condition.TextAt("status"), condition.TextAt("message")) == (status, message));
        return Progression(managed)!;
    }
}
