using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Waiting;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Works;

/// <summary>What works can be waited for: conditions by name, a user's test, and what keeps a work from getting there.</summary>
public sealed class WorkGoalTests
{
    private const string Applied = """{"type":"Applied","status":"True","observedGeneration":1}""";
    private const string Available = """{"type":"Available","status":"True","observedGeneration":1}""";

    private static readonly ObjectKey Web = new("one", "web");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Complete", "Complete")]
    [InlineData("condition=complete", "complete")]
    [InlineData("Complete=true", "Complete")]
    [InlineData("condition=Progressing=False", "Progressing=False")]
    [InlineData("Degraded=unknown", "Degraded=Unknown")]
    [InlineData("example.com/Done", "example.com/Done")]
    [InlineData("ready", "Ready")]
    [InlineData(" Applied ", "Applied")]
    [InlineData("deleted", "gone")]
    [InlineData("delete", "gone")]
    public void A_goal_or_a_condition_is_read_as_kubectl_takes_it(string text, string name) => Assert.Equal(name, WorkGoals.Parse(text).Name);

    [Theory]
    [InlineData("")]
    [InlineData("=True")]
    [InlineData("Complete=maybe")]
    [InlineData("Complete=True=False")]
    [InlineData("Complete True")]
    [InlineData("condition=")]
    public void What_is_neither_is_refused(string text) =>
        Assert.Equal("InvalidArgument", Assert.Throws<HubException>(() => WorkGoals.Parse(text)).ErrorId);

    [Fact]
    public void No_number_is_a_goal() => Assert.Equal("0", WorkGoals.Parse("0").Name);

    [Fact]
    public async Task A_condition_is_waited_for_and_one_of_an_earlier_generation_does_not_count()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web");
        live.Report("one", "web", """{"conditions":[{"type":"Progressing","status":"False","observedGeneration":0}]}""");
        Task<WaitResult<Work>> wait = WaitAsync(live, WorkGoals.Parse("Progressing=False"));
        await Eventually.HoldsAsync(() => live.Requests.Any(IsWatch), "the watch");

        live.Report("one", "web", """{"conditions":[{"type":"Progressing","status":"True","observedGeneration":1}]}""");
        await Task.Delay(100, Cancel);
        Assert.False(wait.IsCompleted);
        live.Report("one", "web", """{"conditions":[{"type":"Progressing","status":"False","observedGeneration":1}]}""");

        WaitResult<Work> result = await wait.SoonAsync();
        Assert.Equal((WaitOutcome.Reached, false), (result.Outcome, result.Value!.Progressing));
    }

    [Theory]
    [InlineData("""{"conditions":[]}""", "Pending (not applied yet); it has no condition Complete")]
    [InlineData("""{"conditions":[{"type":"Applied","status":"True","observedGeneration":1}]}""", "Pending; it has no condition Complete, only Applied")]
    [InlineData("""{"conditions":[{"type":"Complete","status":"True","observedGeneration":0}]}""", "Pending (not applied yet); Complete=True speaks of an earlier generation")]
    [InlineData("""{"conditions":[{"type":"Complete","status":"False","observedGeneration":1,"reason":"R","message":"2 left."}]}""", "Pending (not applied yet); Complete=False (2 left)")]
    public async Task A_condition_that_did_not_come_is_told_as_it_is(string status, string described)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web");
        live.Report("one", "web", status);
        Work work = (await live.Works.GetAsync("one", "web", cancellationToken: Cancel))!;

        Assert.Equal(described, WorkGoals.Parse("Complete").Describe(work));
    }

    [Fact]
    public async Task A_test_sees_every_state_in_order_however_slow_it_is()
    {
        const int States = 600;
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web");
        var seen = new List<long>();
        var gate = new TaskCompletionSource();
        Task<WaitResult<Work>> wait = WaitAsync(live, WorkGoals.Test(null, async (work, _) =>
        {
            await gate.Task.ConfigureAwait(false);
            seen.Add(Count(work));
            return Count(work) == States;
        }));
        await Eventually.HoldsAsync(() => live.Requests.Any(IsWatch), "the watch");

        // All of them while the test has not answered once.
        for (int count = 1; count <= States; count++)
        {
            Report(live, count);
        }

        await Task.Delay(200, Cancel);
        gate.SetResult();
        WaitResult<Work> result = await wait.SoonAsync();

        Assert.Equal(WaitOutcome.Reached, result.Outcome);
        Assert.Equal(Enumerable.Range(1, States).Select(count => (long)count), seen.Where(count => count > 0));
        Assert.Single(live.Requests, IsWatch);
    }

    [Fact]
    public async Task What_a_test_says_of_manifests_of_before_does_not_count()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web");
        int asked = 0;
        Task<WaitResult<Work>> wait = WaitAsync(live, WorkGoals.Test(null, (_, _) => Task.FromResult(++asked > 0)));
        await Eventually.HoldsAsync(() => asked == 1, "the first question");

        live.Report("one", "web", $$"""{"conditions":[{{Applied}},{{Available.Replace("\":1}", "\":0}")}}]}""");
        await Eventually.HoldsAsync(() => asked == 2, "the second question");
        Assert.False(wait.IsCompleted);
        Report(live, 1);

        Assert.Equal(WaitOutcome.Reached, (await wait.SoonAsync()).Outcome);
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task A_test_that_fails_is_the_failure_of_that_work_alone()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one", "two");
        live.AddWork("one", "web");
        live.AddWork("two", "web");
        WaitGoal<Work> goal = WorkGoals.Test(null, (work, _) => work.Cluster == "one" ? throw new HubException("UntilFailed", "no") : Task.FromResult(true));
        Task<List<WaitResult<Work>>> wait = AllAsync(live, goal, Eventually.Patience, Web, new ObjectKey("two", "web"));
        await Eventually.HoldsAsync(() => live.Requests.Any(IsWatch), "the watch");
        Report(live, 1, "two");

        List<WaitResult<Work>> results = await wait.SoonAsync();
        Assert.Equal("UntilFailed", results.Single(result => result.Target.Namespace == "one").Error!.ErrorId);
        Assert.Equal(WaitOutcome.Reached, results.Single(result => result.Target.Namespace == "two").Outcome);
    }

    [Fact]
    public async Task A_goal_and_a_test_have_to_hold_together()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web");
        Report(live, 3, more: "");
        Task<WaitResult<Work>> wait = WaitAsync(live, WorkGoals.Test(WorkGoals.Parse("Complete"), (work, _) => Task.FromResult(Count(work) >= 3)));
        await Eventually.HoldsAsync(() => live.Requests.Any(IsWatch), "the watch");
        Report(live, 2, more: """,{"type":"Complete","status":"True","observedGeneration":1}""");
        await Task.Delay(100, Cancel);
        Assert.False(wait.IsCompleted);

        Report(live, 4, more: """,{"type":"Complete","status":"True","observedGeneration":1}""");

        Assert.Equal(4, Count((await wait.SoonAsync()).Value!));
        Assert.Equal("InvalidArgument", Assert.Throws<HubException>(() => WorkGoals.Test(WorkGoals.Parse("Deleted"), (_, _) => Task.FromResult(true))).ErrorId);
    }

    [Fact]
    public async Task A_test_that_never_answers_is_cut_short_when_time_is_up()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web");
        var never = new TaskCompletionSource<bool>();

        WaitResult<Work> result = Assert.Single(await AllAsync(live, WorkGoals.Test(null, (_, token) => never.Task.WaitAsync(token)), TimeSpan.FromMilliseconds(500), Web).SoonAsync());

        Assert.Equal((WaitOutcome.TimedOut, true), (result.Outcome, result.Value is not null));
    }

    [Theory]
    [InlineData("Ready")]
    [InlineData("Complete")]
    public async Task A_complete_work_that_was_changed_since_is_not_applied_again_and_not_waited_for(string goal)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web");
        live.Report("one", "web", """{"conditions":[{"type":"Applied","status":"True","observedGeneration":0},{"type":"Complete","status":"True","observedGeneration":0}]}""");

        WaitResult<Work> result = await WaitAsync(live, WorkGoals.Parse(goal), TimeSpan.FromMilliseconds(200)).SoonAsync();

        Assert.Equal((WaitOutcome.Failed, "WorkComplete"), (result.Outcome, result.Error!.ErrorId));
    }

    [Fact]
    public async Task A_work_that_is_being_deleted_is_given_up()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web", new() { ["finalizers"] = new System.Text.Json.Nodes.JsonArray("example.com/wait") });
        await live.Works.DeleteAsync("one", "web", cancellationToken: Cancel);

        WaitResult<Work> result = await WaitAsync(live, WorkGoals.Parse("Ready"), TimeSpan.FromMilliseconds(200)).SoonAsync();

        Assert.Equal((WaitOutcome.Failed, "WorkDeleting"), (result.Outcome, result.Error!.ErrorId));
    }

    [Fact]
    public async Task One_that_is_being_deleted_and_made_again_is_waited_for_by_its_name()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web", new() { ["finalizers"] = new System.Text.Json.Nodes.JsonArray("example.com/wait") });
        await live.Works.DeleteAsync("one", "web", cancellationToken: Cancel);
        Task<WaitResult<Work>> wait = WaitAsync(live, WorkGoals.Parse("Applied") with { MayCome = true }, TimeSpan.FromMilliseconds(100));
        await Eventually.HoldsAsync(() => live.Requests.Any(IsWatch), "the watch");
        await Task.Delay(300, Cancel);
        Assert.False(wait.IsCompleted);

        live.Admin.Change(OcmTypes.ManifestWork, "one", "web", work => work.RemoveFinalizer("example.com/wait"));
        live.AddWork("one", "web");
        live.Report("one", "web", $$"""{"conditions":[{{Applied}}]}""");

        Assert.Equal(WaitOutcome.Reached, (await wait.SoonAsync()).Outcome);
    }

    [Fact]
    public async Task A_work_is_waited_for_through_a_silent_hub_a_lost_watch_a_forgotten_place_and_an_overload()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.Faults.Add(new FaultRule(Fault.Status(503, "ServiceUnavailable", "starting")) { Verb = "list", Count = 2 });
        live.Faults.Add(new FaultRule(Fault.Reset()) { Verb = "watch", Count = 2 });
        live.Faults.Add(new FaultRule(Fault.Status(410, "Expired", "too old")) { Verb = "watch", Count = 1 });
        live.Faults.Add(new FaultRule(Fault.CloseWatch()) { Verb = "watch", Count = 1 });
        Task<WaitResult<Work>> wait = WaitAsync(live, WorkGoals.Parse("Applied") with { MayCome = true });
        await Eventually.HoldsAsync(() => live.Requests.Count(IsWatch) >= 5, "the watch that lasts");

        live.AddWork("one", "web");
        live.Report("one", "web", $$"""{"conditions":[{{Applied}}]}""");

        Assert.Equal(WaitOutcome.Reached, (await wait.SoonAsync()).Outcome);
    }

    private static long Count(Work work) => work.Manifests[0].Feedback.GetValueOrDefault("Count") as long? ?? 0;

    private static void Report(LiveHub live, int count, string cluster = "one", string more = "") => live.Report(cluster, "web", $$$"""
        {"conditions":[{{{Applied}}},{{{Available}}}{{{more}}}],"resourceStatus":{"manifests":[{"resourceMeta":{"ordinal":0},"conditions":[],
         "statusFeedback":{"values":[{"name":"Count","fieldValue":{"type":"Integer","integer":{{{count}}}}}]}}]}}
        """);

    private static bool IsWatch(RequestLogEntry request) => request.QueryString.Contains("watch=true", StringComparison.Ordinal);

    private static async Task<WaitResult<Work>> WaitAsync(LiveHub live, WaitGoal<Work> goal, TimeSpan? patience = null) =>
        Assert.Single(await AllAsync(live, goal, Eventually.Patience, patience, Web));

    private static Task<List<WaitResult<Work>>> AllAsync(LiveHub live, WaitGoal<Work> goal, TimeSpan timeout, params ObjectKey[] keys) => AllAsync(live, goal, timeout, null, keys);

    private static Task<List<WaitResult<Work>>> AllAsync(LiveHub live, WaitGoal<Work> goal, TimeSpan timeout, TimeSpan? patience, params ObjectKey[] keys) =>
        new ObjectWaiter<Work>(Kinds.Works.On(live.Connection), goal, null) { Patience = patience ?? TimeSpan.FromSeconds(5) }
            .WaitAsync([.. keys.Select(key => new WaitTarget<Work>(key))], timeout, Cancel).ToListAsync(Cancel).AsTask();
}
