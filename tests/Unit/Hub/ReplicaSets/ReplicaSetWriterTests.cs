using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.ReplicaSets;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Waiting;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Tests.Hub.Works;
using Xunit;

namespace OcmPowerShell.Tests.Hub.ReplicaSets;

/// <summary>Making and changing replica sets over real connections, on an API server where the test is the controller.</summary>
public sealed class ReplicaSetWriterTests
{
    private const string RolledOut = """{"conditions":[{"type":"PlacementVerified","status":"True"},{"type":"PlacementRolledOut","status":"True"},{"type":"ManifestworkApplied","status":"True"}],"summary":{"total":1,"applied":1,"available":1},"placementSummary":[{"name":"p","availableDecisionGroups":"1 (1 / 1 clusters applied)","summary":{"total":1,"applied":1,"available":1}}]}""";

    private static readonly ObjectKey Web = new("prod", "web");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_is_made_is_read_back_as_it_was_meant()
    {
        await using LiveHub hub = await LiveHub.WithoutAgentsAsync("prod");
        ReplicaSetChange change = Change() with { Rollout = new RolloutSettings { Strategy = "Progressive", MaxConcurrency = "25%", MaxFailures = "2" }.Checked(), Labels = new Dictionary<string, string> { ["a"] = "b" } };
        WorkReplicaSet set = await new ReplicaSetWriter(hub.Connection).CreateAsync(Web, change, dryRun: false, Cancel);

        Assert.Equal(("prod/web", WorkReplicaSetStatus.Pending, "Progressive", true), (set.FullName, set.Status, set.RolloutStrategy, set.HasProgressRule));
        WorkReplicaSetPlacement placement = Assert.Single(set.Placements);
        Assert.Equal(("p", "25%", "2", "None"), (placement.Name, placement.MaxConcurrency, placement.MaxFailures, placement.ProgressDeadline));
        Assert.Equal(change.Manifests!.Hash, set.ManifestHash);
        Assert.Equal(change.Manifests.SizeBytes, set.SizeBytes);
        Assert.Equal("b", set.Labels["a"]);
    }

    [Fact]
    public async Task A_change_patches_what_is_named_and_nothing_else()
    {
        await using LiveHub hub = await LiveHub.WithoutAgentsAsync("prod");
        var writer = new ReplicaSetWriter(hub.Connection);
        await writer.CreateAsync(Web, Change() with { Rollout = new RolloutSettings { Strategy = "Progressive", MaxConcurrency = "1" } }, dryRun: false, Cancel);
        JsonObject before = Read(hub);

        (WorkReplicaSet same, ChangeAction none) = await writer.ChangeAsync(Web, "", Change(), dryRun: false, Cancel);
        Assert.Equal(ChangeAction.Unchanged, none);
        Assert.Equal(before.TextAt("metadata", "resourceVersion"), same.ResourceVersion);

        await writer.ChangeAsync(Web, "", new ReplicaSetChange { CascadeDeletionPolicy = "Foreground" }, dryRun: false, Cancel);
        JsonObject after = Read(hub);
        Assert.Equal("Foreground", after.TextAt("spec", "cascadeDeletionPolicy"));
        after["spec"]!["cascadeDeletionPolicy"] = "Background";
        Assert.True(JsonNode.DeepEquals(before["spec"], after["spec"]), after["spec"]!.ToJsonString());
    }

    [Fact]
    public async Task What_others_wrote_into_the_template_stays()
    {
        await using LiveHub hub = await LiveHub.WithoutAgentsAsync("prod");
        var writer = new ReplicaSetWriter(hub.Connection);
        await writer.CreateAsync(Web, Change(), dryRun: false, Cancel);
        hub.Admin.Change(OcmTypes.ManifestWorkReplicaSet, "prod", "web", set =>
        {
            JsonObject template = set.Child("spec").Child("manifestWorkTemplate");
            template["deleteOption"] = new JsonObject { ["propagationPolicy"] = "Orphan" };
            template["manifestConfigs"]!.AsArray().Insert(0, JsonNode.Parse("""{"resourceIdentifier":{"group":"","resource":"secrets","namespace":"*","name":"*"},"updateStrategy":{"type":"CreateOnly"}}"""));
            return true;
        });

        await writer.ChangeAsync(Web, "", new ReplicaSetChange { Manifests = Contents.ConfigMap().Manifests }, dryRun: false, Cancel);
        JsonNode template = Read(hub).At("spec", "manifestWorkTemplate")!;
        Assert.Equal("Orphan", template.TextAt("deleteOption", "propagationPolicy"));
        Assert.Equal(["secrets", "configmaps"], template.ObjectsAt("manifestConfigs").Select(config => config.TextAt("resourceIdentifier", "resource")));
        Assert.Equal("ConfigMap", template.ObjectsAt("workload", "manifests").Single().TextAt("kind"));
    }

    [Fact]
    public async Task A_status_of_before_a_change_is_not_taken_for_one_of_after()
    {
        await using LiveHub hub = await LiveHub.WithoutAgentsAsync("prod");
        var writer = new ReplicaSetWriter(hub.Connection);
        await writer.CreateAsync(Web, Change(), dryRun: false, Cancel);
        hub.SetStatus(OcmTypes.ManifestWorkReplicaSet, "prod", "web", RolledOut);

        (WorkReplicaSet deadline, _) = await writer.ChangeAsync(Web, "", new ReplicaSetChange { CascadeDeletionPolicy = "Foreground" }, dryRun: false, Cancel);
        Assert.Equal((true, WorkReplicaSetStatus.RolledOut), (deadline.RolledOut, deadline.Status));
        (WorkReplicaSet changed, _) = await writer.ChangeAsync(Web, "", new ReplicaSetChange { Manifests = Contents.ConfigMap().Manifests }, dryRun: false, Cancel);
        Assert.Equal((null, null, WorkReplicaSetStatus.Progressing), (changed.RolledOut, changed.ManifestworkApplied, changed.Status));

        WaitGoal<WorkReplicaSet> goal = ReplicaSetGoal.RolledOut.ToWaitGoal().AfterChanges(set => set.ResourceVersion == changed.ResourceVersion, (_, _, _) => Task.FromResult(true));
        var waiter = new ObjectWaiter<WorkReplicaSet>(Kinds.ReplicaSets.On(hub.Connection), goal, null);
        Task<WaitResult<WorkReplicaSet>> waiting = waiter.WaitAsync([WaitTarget<WorkReplicaSet>.Of(changed)], Eventually.Patience, Cancel).SingleAsync(Cancel).AsTask();
        await Eventually.HoldsAsync(() => hub.Requests.Any(request => request.QueryString.Contains("watch=true", StringComparison.Ordinal)), "a watch");
        Assert.False(waiting.IsCompleted);
        hub.SetStatus(OcmTypes.ManifestWorkReplicaSet, "prod", "web", RolledOut.Replace("\"available\":1", "\"available\":2"));
        Assert.Equal(WaitOutcome.Reached, (await waiting.SoonAsync()).Outcome);
    }

    [Fact]
    public async Task Only_the_controllers_finalizer_is_taken_off()
    {
        await using LiveHub hub = await LiveHub.WithoutAgentsAsync("prod");
        var writer = new ReplicaSetWriter(hub.Connection);
        WorkReplicaSet set = await writer.CreateAsync(Web, Change(), dryRun: false, Cancel);
        hub.Admin.Change(OcmTypes.ManifestWorkReplicaSet, "prod", "web", value => value.AddFinalizer(ReplicaSetBody.Finalizer) | value.AddFinalizer("example.com/own"));

        Assert.True(await writer.DeleteAsync(set, dryRun: false, Cancel));
        await writer.RemoveFinalizerAsync(set, Cancel);
        Assert.Equal(["example.com/own"], Read(hub).TextsAt("metadata", "finalizers"));
        var busy = await Assert.ThrowsAsync<HubException>(() => writer.ChangeAsync(Web, "", Change(), dryRun: false, Cancel));
        Assert.Equal("WorkReplicaSetDeleting", busy.ErrorId);

        hub.Admin.Change(OcmTypes.ManifestWorkReplicaSet, "prod", "web", value => value.RemoveFinalizer("example.com/own"));
        Assert.False(await writer.DeleteAsync(set, dryRun: false, Cancel));
        await writer.RemoveFinalizerAsync(set, Cancel);
    }

    [Theory]
    [InlineData("""{"workConfiguration":{"featureGates":[{"feature":"ManifestWorkReplicaSet","mode":"Enable"}]}}""", true)]
    [InlineData("""{"workConfiguration":{"featureGates":[{"feature":"ManifestWorkReplicaSet"}]}}""", false)]
    [InlineData("""{"workConfiguration":{"featureGates":[{"feature":"NilExecutorValidating","mode":"Enable"}]}}""", false)]
    [InlineData("{}", false)]
    [InlineData("""{"deployOption":{"mode":"Hosted"}}""", null)]
    [InlineData(null, null)]
    public async Task The_feature_gate_is_read_where_it_is_said(string? spec, bool? enabled)
    {
        await using LiveHub hub = await LiveHub.WithoutAgentsAsync("prod");
        if (spec is not null)
        {
            hub.Admin.Create(OcmTypes.ClusterManager, null, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "cluster-manager" }, ["spec"] = JsonNode.Parse(spec) });
        }

        Assert.Equal(enabled, await new ReplicaSetGate(hub.Connection).IsEnabledAsync(Cancel));
    }

    private static ReplicaSetChange Change() => new() { Manifests = Contents.Deployment().Manifests, Placements = ["p"] };

    private static JsonObject Read(LiveHub hub) => hub.Admin.Get(OcmTypes.ManifestWorkReplicaSet, "prod", "web")!;
}
