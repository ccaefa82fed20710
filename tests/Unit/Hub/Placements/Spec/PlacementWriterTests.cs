using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements.Spec;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Placements.Spec;

public sealed class PlacementWriterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_placement_is_made_once_and_then_replaced()
    {
        await using LiveHub hub = await LiveHub.WithoutAgentsAsync("prod");
        var writer = new PlacementWriter(hub.Connection);

        Placement made = await writer.CreateAsync(Wanted("""{"numberOfClusters":2,"clusterSets":["a"]}"""), false, Token);
        HubException again = await Assert.ThrowsAsync<HubException>(() => writer.CreateAsync(Wanted("{}"), false, Token));
        (Placement replaced, ChangeAction action) = await writer.CreateOrReplaceAsync(Wanted("""{"numberOfClusters":3}"""), null, false, Token);
        (_, ChangeAction repeated) = await writer.CreateOrReplaceAsync(Wanted("""{"numberOfClusters":3}"""), null, false, Token);

        Assert.Equal("prod/web", made.FullName);
        Assert.Equal("AlreadyExists", again.ErrorId);
        Assert.Contains("Use -Force", again.Message);
        Assert.Equal((made.Uid, 3, ChangeAction.Updated, ChangeAction.Unchanged), (replaced.Uid, replaced.Count, action, repeated));
        Assert.Empty(replaced.ClusterSets);
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        await using LiveHub hub = await LiveHub.WithoutAgentsAsync("prod");
        var writer = new PlacementWriter(hub.Connection);

        Assert.Equal(1, (await writer.CreateAsync(Wanted("""{"numberOfClusters":1}"""), true, Token)).Count);
        Assert.Equal(ChangeAction.Created, (await writer.CreateOrReplaceAsync(Wanted("{}"), null, true, Token)).Action);
        Assert.Null(hub.Admin.Get(OcmTypes.Placement, "prod", "web"));
    }

    [Fact]
    public async Task A_namespace_that_is_not_there_is_told_as_such()
    {
        await using LiveHub hub = await LiveHub.WithoutAgentsAsync();

        HubException error = await Assert.ThrowsAsync<HubException>(() => new PlacementWriter(hub.Connection).CreateAsync(Wanted("{}"), false, Token));

        Assert.Equal("NotFound", error.ErrorId);
        Assert.Contains("has no namespace 'prod'", error.Message);
    }

    [Fact]
    public async Task A_change_is_made_again_when_somebody_else_was_faster()
    {
        await using LiveHub hub = await LiveHub.WithoutAgentsAsync("prod");
        var writer = new PlacementWriter(hub.Connection);
        await writer.CreateAsync(Wanted("""{"clusterSets":["a"]}"""), false, Token);
        int asked = 0;

        (Placement changed, ChangeAction action) = await writer.ChangeAsync(
            new ObjectKey("prod", "web"),
            "",
            state =>
            {
                if (asked++ == 0)
                {
                    hub.Admin.Change(OcmTypes.Placement, "prod", "web", other => Chosen(other, "b"));
                }

                return PlacementEdit.Change(state, new() { Count = 1 }, [], null, new PlacementProblems());
            },
            false,
            Token);

        Assert.Equal((2, 1, ChangeAction.Updated), (asked, changed.Count, action));
        Assert.Equal(["b"], changed.ClusterSets);
    }

    [Theory]
    [InlineData("prod", "", "")]
    [InlineData("bound", "", "")]
    [InlineData("unbound", "ClusterSetNotBound", "is not bound to the namespace 'prod'")]
    [InlineData("nowhere", "ClusterSetNotBound", "has no cluster set 'nowhere'. Is the name right?")]
    [InlineData("dangling", "ClusterSetNotBound", "has no cluster set 'dangling', though a binding in the namespace 'prod' names it")]
    public async Task Named_sets_must_be_bound(string set, string id, string message)
    {
        await using LiveHub hub = await LiveHub.WithoutAgentsAsync("prod");
        foreach (string name in new[] { "prod", "bound", "unbound" })
        {
            hub.Admin.Create(OcmTypes.ManagedClusterSet, null, Named(name));
        }

        foreach (string name in new[] { "prod", "bound", "dangling" })
        {
            JsonObject binding = Named(name);
            binding["spec"] = new JsonObject { ["clusterSet"] = name };
            hub.Admin.Create(OcmTypes.ManagedClusterSetBinding, "prod", binding);
        }

        Task<BindingVerdict> check = new BindingCheck(hub.Connection).RunAsync("prod", [set], Token);

        if (id.Length == 0)
        {
            Assert.Equal(new BindingVerdict("", ""), await check);
        }
        else
        {
            HubException error = await Assert.ThrowsAsync<HubException>(() => check);
            Assert.Equal(id, error.ErrorId);
            Assert.Contains(message, error.Message);
            Assert.Contains($"New-OcmClusterSetBinding {set} -Namespace prod", error.Message);
        }
    }

    [Fact]
    public async Task A_namespace_without_bound_sets_is_warned_of()
    {
        await using LiveHub hub = await LiveHub.WithoutAgentsAsync("prod");

        BindingVerdict verdict = await new BindingCheck(hub.Connection).RunAsync("prod", [], Token);
        HubException error = await Assert.ThrowsAsync<HubException>(() => new BindingCheck(hub.Connection).RunAsync("nowhere", [], Token));

        Assert.StartsWith("No cluster set is bound to the namespace 'prod'", verdict.Warning);
        Assert.Contains("has no namespace 'nowhere'", error.Message);
    }

    [Fact]
    public async Task Who_may_not_read_bindings_goes_on_unchecked()
    {
        await using LiveHub hub = await LiveHub.WithoutAgentsAsync("prod");
        hub.Faults.Add(new FaultRule(Fault.Status(403, "Forbidden", "no")) { PathContains = "managedclustersetbindings" });

        BindingVerdict verdict = await new BindingCheck(hub.Connection).RunAsync("prod", ["any"], Token);

        Assert.Equal("", verdict.Warning);
        Assert.Contains("is not checked", verdict.Remark);
    }

    [Fact]
    public async Task What_goes_by_a_placement_is_found_with_one_list_each()
    {
        await using LiveHub hub = await LiveHub.WithoutAgentsAsync("prod");
        JsonObject set = Named("web");
        set["spec"] = JsonNode.Parse("""{"placementRefs":[{"name":"web"}],"manifestWorkTemplate":{"workload":{"manifests":[]}}}""");
        hub.Admin.Create(OcmTypes.ManifestWorkReplicaSet, "prod", set);
        JsonObject addOn = Named("monitor");
        addOn["spec"] = JsonNode.Parse("""{"installStrategy":{"type":"Placements","placements":[{"namespace":"prod","name":"web"},{"namespace":"prod","name":"api"}]}}""");
        hub.Admin.Create(OcmTypes.ClusterManagementAddOn, null, addOn);
        var users = new PlacementUsers(hub.Connection);

        Assert.Equal(["replica set 'web'", "add-on 'monitor'"], await users.FindAsync(new ObjectKey("prod", "web"), Token));
        Assert.Equal(["add-on 'monitor'"], await users.FindAsync(new ObjectKey("prod", "api"), Token));
        Assert.Empty(await users.FindAsync(new ObjectKey("test", "web"), Token));
        Assert.Equal(3, hub.Requests.Count(request => request.Path.Contains("manifestworkreplicasets") || request.Path.Contains("clustermanagementaddons")));
    }

    private static JsonObject Wanted(string spec) => new()
    {
        ["apiVersion"] = "cluster.open-cluster-management.io/v1beta1",
        ["kind"] = "Placement",
        ["metadata"] = new JsonObject { ["name"] = "web", ["namespace"] = "prod" },
        ["spec"] = Given.Json(spec),
    };

    private static bool Chosen(JsonObject placement, string set)
    {
        placement["spec"]!["clusterSets"] = new JsonArray(set);
        return true;
    }

    private static JsonObject Named(string name) => new() { ["metadata"] = new JsonObject { ["name"] = name } };
}
