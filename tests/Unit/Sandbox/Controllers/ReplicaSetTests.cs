using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Controllers.ReplicaSets;
using OcmPowerShell.Tests.Hub.Model;
using OcmPowerShell.Tests.Sandbox.Agents;
using OcmPowerShell.Tests.Sandbox.Api;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Controllers;

/// <summary>What a ManifestWorkReplicaSet makes of decisions and of what agents report.</summary>
public sealed class ReplicaSetTests : IAsyncDisposable
{
    private const string SetLabel = "work.open-cluster-management.io/manifestworkreplicaset";
    private const string Finalizer = "work.open-cluster-management.io/manifest-work-cleanup";

    private readonly ControllerHub _hub = new();
    private readonly ManualTime _time = new();

    private IResourceClient Hub => _hub.Client;

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task A_work_is_made_for_each_decided_cluster()
    {
        Start();
        TestPlacements.Decide(Hub, "p", ["one", "two"]);
        Create("set", labels: new JsonObject { ["team"] = "a" });
        var works = await WorksAsync("one", "two");

        Assert.All(works, work =>
        {
            Assert.Matches("^set[a-z0-9]{5}$", work.Name());
            Assert.Equal(
                """{"team":"a","work.open-cluster-management.io/manifestworkreplicaset":"default.set","work.open-cluster-management.io/placementname":"p"}""",
                work["metadata"]!["labels"]!.ToJsonString());
            Assert.True(JsonEquality.Same(Template("v"), work["spec"]));
        });
        await ConditionAsync("set", "PlacementVerified", "AsExpected", "True");
        var set = await ConditionAsync("set", "ManifestworkApplied", "NotAsExpected", "False");
        Assert.True(set.HasFinalizer(Finalizer));
        Assert.Equal("1 (2 / 2 clusters applied)", set.ObjectsAt("status", "placementSummary").Single().TextAt("availableDecisionGroups"));
        Assert.Empty(_hub.Faults);
    }

    [Fact]
    public async Task What_agents_report_is_summed_up_as_recorded()
    {
        var recorded = JsonNode.Parse(Recorded.Read("manifestworkreplicaset.yaml").Span)!;
        Start();
        TestPlacements.Decide(Hub, "placement1", ["one", "two"]);
        foreach (var cluster in new[] { "one", "two" })
        {
            TestPlacements.Namespace(Hub, cluster);
        }

        Hub.Create(OcmTypes.ManifestWorkReplicaSet, "default", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "fleet-cm" },
            ["spec"] = recorded["spec"]!.DeepClone(),
        });
        foreach (var work in await WorksOfAsync("fleet-cm", "one", "two"))
        {
            Report(work, "Applied", "Available");
        }

        var set = await ConditionAsync("fleet-cm", "ManifestworkApplied", "AsExpected", "True");
        Assert.Equal(Manifest.Timeless(recorded["status"])!.ToJsonString(), Manifest.Timeless(set["status"])!.ToJsonString());
        Assert.Equal(recorded["metadata"]!["finalizers"]!.ToJsonString(), set["metadata"]!["finalizers"]!.ToJsonString());
    }

    [Fact]
    public async Task Without_a_condition_progressing_a_rollout_never_ends_and_with_it_it_does()
    {
        Start();
        TestPlacements.Decide(Hub, "p", ["one"]);
        Create("set");
        Report((await WorksAsync("one")).Single(), "Applied", "Available");
        await ConditionAsync("set", "ManifestworkApplied", "AsExpected", "True");
        await ConditionAsync("set", "PlacementRolledOut", "Progressing", "False");

        Report((await WorksAsync("one")).Single(), "Applied", "Available", "!Progressing");
        await ConditionAsync("set", "PlacementRolledOut", "Complete", "True");
    }

    [Fact]
    public async Task A_progressive_rollout_goes_on_as_clusters_are_done_and_stops_at_a_failure()
    {
        Start();
        TestPlacements.Decide(Hub, "p", ["one", "two", "three"]);
        Create("set", strategy: Progressive(1));
        var first = (await WorksAsync("one")).Single();
        Report(first, "Applied", "Available", "Progressing");
        await ConditionAsync("set", "ManifestworkApplied", "Processing", "False");
        Assert.Single(Works("set"));

        Report(first, "Applied", "Available", "!Progressing");
        var second = (await WorksAsync("one", "three")).Single(work => work.Namespace() == "three");
        Report(second, "Applied", "Available", "Progressing", "Degraded");
        await SummaryAsync("set", "degraded", 1);
        await ConditionAsync("set", "ManifestworkApplied", "NotAsExpected", "False");
        Assert.Equal(["one", "three"], Works("set").Select(work => work.Namespace()));
    }

    [Fact]
    public async Task A_cluster_that_soaks_makes_room_when_its_time_has_come()
    {
        Start();
        TestPlacements.Decide(Hub, "p", ["one", "two"]);
        Create("set", strategy: Progressive(1, """ "minSuccessTime":"10m" """));
        Report((await WorksAsync("one")).Single(), "Applied", "Available", "!Progressing");
        await SummaryAsync("set", "available", 1);
        Assert.Single(Works("set"));

        _time.Advance(TimeSpan.FromHours(30 * 24));
        // Timers stand while time does; any change wakes the controller.
        Hub.Change(OcmTypes.ManifestWorkReplicaSet, "default", "set", value => (value.Child("metadata")["annotations"] = new JsonObject { ["a"] = "b" }) is not null);
        await WorksAsync("one", "two");
    }

    [Fact]
    public async Task A_new_template_reaches_the_works_there_are()
    {
        Start();
        TestPlacements.Decide(Hub, "p", ["one", "two"]);
        Create("set");
        var before = (await WorksAsync("one", "two")).Select(work => work.Uid()).ToList();
        Hub.Change(OcmTypes.ManifestWorkReplicaSet, "default", "set", value => (value["spec"]!["manifestWorkTemplate"] = Template("new")) is not null);
        await _hub.UntilAsync(() => Works("set").All(work => JsonEquality.Same(work["spec"], Template("new"))), () => "The works are old.");
        Assert.Equal(before, Works("set").Select(work => work.Uid()));
    }

    [Fact]
    public async Task Works_go_with_their_decision_and_with_their_placement()
    {
        Start();
        TestPlacements.Decide(Hub, "p", ["one", "two"]);
        TestPlacements.Decide(Hub, "q", ["three"]);
        Create("set");
        await WorksAsync("one", "two");
        TestPlacements.Decide(Hub, "p", ["two"]);
        await WorksAsync("two");

        Hub.Change(OcmTypes.ManifestWorkReplicaSet, "default", "set", value => (value["spec"]!["placementRefs"] = Manifest.Of("""[{"name":"q"}]""")) is not null);
        await WorksAsync("three");
        TestPlacements.Decide(Hub, "q");
        await WorksAsync();
        await ConditionAsync("set", "PlacementVerified", "PlacementDecisionEmpty", "False");
        await ConditionAsync("set", "ManifestworkApplied", "PlacementDecisionEmpty", "False");
        await SummaryAsync("set", "total", 0);
    }

    [Fact]
    public async Task A_missing_placement_is_told_until_it_comes()
    {
        Start();
        Create("set");
        await ConditionAsync("set", "PlacementVerified", "PlacementDecisionNotFound", "False");
        TestPlacements.Decide(Hub, "p", ["one"]);
        await ConditionAsync("set", "PlacementVerified", "AsExpected", "True");
        await WorksAsync("one");
    }

    [Fact]
    public async Task A_cluster_without_a_namespace_does_not_hold_up_the_others()
    {
        Start();
        TestPlacements.Decide(Hub, "p", ["nowhere", "one"]);
        Create("set");
        await WorksAsync("one");
        await _hub.UntilAsync(() => _hub.Faults.Any(fault => fault.Subject == "default.set"), () => "Nobody complains.");
        TestPlacements.Namespace(Hub, "nowhere");
        await WorksAsync("nowhere", "one");
    }

    [Theory]
    [InlineData("""{"type":"Progressive","progressive":{"maxConcurrency":"5"}}""")]
    // The pattern of the API lets this pass.
    [InlineData("""{"type":"All","all":{"progressDeadline":"5|"}}""")]
    [InlineData("""{"type":"Progressive","progressive":{"minSuccessTime":"soon"}}""")]
    public async Task A_strategy_that_cannot_be_read_makes_nothing(string strategy)
    {
        Start();
        TestPlacements.Decide(Hub, "p", ["one"]);
        TestPlacements.Namespace(Hub, "one");
        Create("set", strategy: strategy);
        await _hub.UntilAsync(() => !_hub.Faults.IsEmpty, () => "Nobody complains.");
        Assert.Empty(Works("set"));
    }

    [Fact]
    public async Task Deleting_in_the_foreground_waits_for_the_works_and_in_the_background_does_not()
    {
        Start();
        TestPlacements.Decide(Hub, "p", ["one"]);
        foreach (var (name, policy) in new[] { ("fore", "Foreground"), ("back", "Background") })
        {
            Create(name, policy);
            var work = (await WorksOfAsync(name, "one")).Single();
            Hub.Change(OcmTypes.ManifestWork, "one", work.Name(), value => value.AddFinalizer("example.com/agent"));
            await _hub.UntilAsync(() => Hub.Get(OcmTypes.ManifestWorkReplicaSet, "default", name)!.HasFinalizer(Finalizer), () => "No finalizer.");
            Hub.Delete(OcmTypes.ManifestWorkReplicaSet, "default", name);
            await _hub.UntilAsync(() => Works(name).Single().IsDeleting(), () => "The work stays.");
        }

        await TestFleet.GoneAsync(Hub, OcmTypes.ManifestWorkReplicaSet, "default", "back");
        Assert.NotNull(Hub.Get(OcmTypes.ManifestWorkReplicaSet, "default", "fore"));
        Hub.Change(OcmTypes.ManifestWork, "one", Works("fore").Single().Name(), value => value.RemoveFinalizer("example.com/agent"));
        await TestFleet.GoneAsync(Hub, OcmTypes.ManifestWorkReplicaSet, "default", "fore");
    }

    [Fact]
    public async Task A_controller_that_starts_anew_finds_its_works()
    {
        TestPlacements.Decide(Hub, "p", ["one", "two"]);
        Create("set");
        Start();
        await WorksAsync("one", "two");
        await _hub.StopAsync();

        var before = Works("set").Select(work => work.Name()).ToList();
        Start();
        TestPlacements.Decide(Hub, "p", ["one", "three", "two"]);
        await WorksAsync("one", "three", "two");
        Assert.Subset(Works("set").Select(work => work.Name()).ToHashSet(), before.ToHashSet());
    }

    private static string Progressive(int concurrency, string more = """ "maxFailures":0 """) =>
        """{"type":"Progressive","progressive":{"maxConcurrency":N,MORE}}"""
            .Replace("MORE", more).Replace("N,", FormattableString.Invariant($"{concurrency},"));

    private static JsonNode Template(string value) => Manifest.Of("""{"workload":{"manifests":[MANIFEST]}}"""
        .Replace("MANIFEST", Manifest.ConfigMap("a", value).ToJsonString()));

    private void Start() => _hub.Start("work", (hub, backoff, report) => new ReplicaSetController(hub, backoff, _time, report));

    private void Create(string name, string policy = "Background", string? strategy = null, JsonObject? labels = null)
    {
        foreach (var cluster in new[] { "one", "two", "three" })
        {
            TestPlacements.Namespace(Hub, cluster);
        }

        var reference = new JsonObject { ["name"] = "p" };
        if (strategy is not null)
        {
            reference["rolloutStrategy"] = Manifest.Of(strategy);
        }

        Hub.Create(OcmTypes.ManifestWorkReplicaSet, "default", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = labels ?? [] },
            ["spec"] = new JsonObject
            {
                ["cascadeDeletionPolicy"] = policy,
                ["manifestWorkTemplate"] = Template("v"),
                ["placementRefs"] = new JsonArray(reference),
            },
        });
    }

    /// <summary>Says as an agent would what became of a work; <c>!</c> before a type means False.</summary>
    private void Report(JsonObject work, params string[] conditions) =>
        Hub.ChangeStatus(OcmTypes.ManifestWork, work.Namespace(), work.Name(), value =>
        {
            foreach (var condition in conditions)
            {
                ConditionList.Set(value.Child("status").List("conditions"), new(
                    condition.TrimStart('!'), condition[0] == '!' ? Condition.False : Condition.True, "Reported", "", value.Generation()), _time.GetUtcNow());
            }
        });

    private IReadOnlyList<JsonObject> Works(string set) =>
        [.. Hub.List(OcmTypes.ManifestWork).Where(work => work.TextAt("metadata", "labels", SetLabel) == $"default.{set}").OrderBy(work => work.Namespace(), StringComparer.Ordinal)];

    private Task<IReadOnlyList<JsonObject>> WorksAsync(params string[] clusters) => WorksOfAsync("set", clusters);

    private async Task<IReadOnlyList<JsonObject>> WorksOfAsync(string set, params string[] clusters)
    {
        await _hub.UntilAsync(
            () => Works(set).Select(work => work.Namespace()).SequenceEqual(clusters),
            () => $"{set} has works on {string.Join(',', Works(set).Select(work => work.Namespace()))}");
        return Works(set);
    }

    private Task<JsonObject> ConditionAsync(string set, string type, string reason, string status) =>
        SetAsync(set, value => ConditionList.Find(value.ArrayAt("status", "conditions"), type) is { } condition
            && (condition.TextAt("reason"), condition.TextAt("status")) == (reason, status));

    private Task<JsonObject> SummaryAsync(string set, string name, long count) =>
        SetAsync(set, value => value.IntegerAt("status", "summary", name) == count);

    private Task<JsonObject> SetAsync(string set, Func<JsonObject, bool> wish) =>
        TestFleet.ObjectAsync(Hub, OcmTypes.ManifestWorkReplicaSet, "default", set, wish);
}
