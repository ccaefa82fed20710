using System.Diagnostics;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Waiting;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Works;

/// <summary>Waiting for works, on an API server where the test is the agent.</summary>
public sealed class WorkWaitTests
{
    private const string Applied = """{"type":"Applied","status":"True","reason":"AppliedManifestWorkComplete","observedGeneration":GEN}""";
    private const string Available = """{"type":"Available","status":"True","reason":"ResourcesAvailable","observedGeneration":GEN}""";
    private const string Row = """{"resourceMeta":{"ordinal":0,"resource":"deployments"},"conditions":[{"type":"Applied","status":"True"},{"type":"Available","status":"True"}],"statusFeedback":{"values":[VALUES]}}""";

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_goal_is_reached_at_its_own_time()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        Work work = await live.Works.CreateAsync("one", "web", Contents.Deployment(), cancellationToken: Cancel);
        Task<WaitResult<Work>> applied = WaitAsync(live, work, WorkGoal.Applied);
        Task<WaitResult<Work>> available = WaitAsync(live, work, WorkGoal.Available);
        Task<WaitResult<Work>> ready = WaitAsync(live, work, WorkGoal.Ready);

        Report(live, 1, Applied);
        Assert.True((await applied).Value!.Applied);

        Report(live, 1, Applied, Available, Feedback(generation: 1, ready: 1));
        Assert.True((await available).Value!.Available);
        Assert.False(ready.IsCompleted);

        Report(live, 1, Applied, Available, Feedback(generation: 1, ready: 2));
        WaitResult<Work> result = await ready;

        Assert.Equal((WaitOutcome.Reached, WorkStatus.Ready, ""), (result.Outcome, result.Value!.Status, result.Warning));
        Assert.Equal(work.Key, result.Target);
    }

    [Fact]
    public async Task What_holds_already_is_returned_at_once()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        Work work = await live.Works.CreateAsync("one", "web", Contents.Deployment(), cancellationToken: Cancel);
        Report(live, 1, Applied, Available, Feedback(generation: 1, ready: 2));

        Assert.Equal(WaitOutcome.Reached, (await WaitAsync(live, work, WorkGoal.Ready)).Outcome);
    }

    [Fact]
    public async Task Time_that_is_up_ends_with_the_last_state()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        Work work = await live.Works.CreateAsync("one", "web", Contents.Deployment(), cancellationToken: Cancel);
        Report(live, 1, Applied, Available, Feedback(generation: 1, ready: 1));

        WaitResult<Work> result = await live.Works.WaitAsync([work], WorkGoal.Ready, TimeSpan.FromSeconds(2), Cancel).SingleAsync(Cancel).AsTask().SoonAsync();

        Assert.Equal((WaitOutcome.TimedOut, WorkStatus.NotReady), (result.Outcome, result.Value!.Status));
        Assert.Contains("1 of 2 replicas ready", result.Value!.Message, StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => live.Requests.All(request => request.Duration is not null), "the end of every request");
    }

    [Fact]
    public async Task No_time_at_all_is_a_time_out_and_not_an_error()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        Work work = await live.Works.CreateAsync("one", "web", Contents.Deployment(), cancellationToken: Cancel);

        WaitResult<Work> result = await live.Works.WaitAsync([work], WorkGoal.Ready, TimeSpan.Zero, Cancel).SingleAsync(Cancel);

        Assert.Equal(WaitOutcome.TimedOut, result.Outcome);
        Assert.Empty(await live.Works.WaitAsync([], WorkGoal.Ready, Soon, Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task A_state_of_an_earlier_generation_does_not_count()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.Works.CreateAsync("one", "web", Contents.Deployment("nginx:1"), cancellationToken: Cancel);
        Report(live, 1, Applied, Available, Feedback(generation: 1, ready: 2));
        (Work work, _) = await live.Works.CreateOrUpdateAsync("one", "web", Contents.Deployment("nginx:2"), cancellationToken: Cancel);
        Task<WaitResult<Work>>[] waits = [WaitAsync(live, work, WorkGoal.Applied), WaitAsync(live, work, WorkGoal.Available), WaitAsync(live, work, WorkGoal.Ready)];

        await StillWaitsAsync(live, waits);
        Report(live, 2, Applied);
        await waits[0];

        // Available again, but what the agent says of the Deployment is still of before the rollout.
        Report(live, 2, Applied, Available, Feedback(generation: 2, observed: 1, ready: 2));
        await waits[1];
        await StillWaitsAsync(live, waits[2]);

        Report(live, 2, Applied, Available, Feedback(generation: 2, observed: 2, ready: 2, updated: 1));
        await StillWaitsAsync(live, waits[2]);

        Report(live, 2, Applied, Available, Feedback(generation: 2, observed: 2, ready: 2));
        Assert.Equal(WaitOutcome.Reached, (await waits[2]).Outcome);
    }

    [Fact]
    public async Task Without_feedback_rules_existing_is_all_that_can_be_waited_for_and_a_warning_says_so()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web", manifest: """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop"},"spec":{"replicas":2}}""");
        Work work = (await live.Works.GetAsync("one", "web", cancellationToken: Cancel))!;

        Report(live, 1, Applied, Available, Row.Replace("VALUES", ""));
        WaitResult<Work> result = await WaitAsync(live, work, WorkGoal.Ready);

        Assert.Equal((WaitOutcome.Reached, WorkStatus.Available), (result.Outcome, result.Value!.Status));
        Assert.Contains("Deployment shop/web", result.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Feedback_that_was_asked_for_is_waited_for()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        Work work = await live.Works.CreateAsync("one", "web", Contents.Deployment(), cancellationToken: Cancel);
        Task<WaitResult<Work>> ready = WaitAsync(live, work, WorkGoal.Ready);

        Report(live, 1, Applied, Available, Row.Replace("VALUES", ""));

        await StillWaitsAsync(live, ready);
    }

    [Fact]
    public async Task A_failure_to_apply_is_no_end_because_the_agent_tries_again()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        Work work = await live.Works.CreateAsync("one", "web", Contents.ConfigMap(), cancellationToken: Cancel);
        Task<WaitResult<Work>> ready = WaitAsync(live, work, WorkGoal.Ready);

        Report(live, 1, Applied.Replace("True", "False"));
        await StillWaitsAsync(live, ready);
        Report(live, 1, Applied, Available, Row.Replace("VALUES", ""));

        WaitResult<Work> result = await ready;
        Assert.Equal((WaitOutcome.Reached, WorkStatus.Ready), (result.Outcome, result.Value!.Status));
    }

    [Theory]
    [InlineData(WorkGoal.Deleted, WaitOutcome.Reached)]
    [InlineData(WorkGoal.Ready, WaitOutcome.Gone)]
    public async Task A_work_that_goes_ends_the_wait(WorkGoal goal, WaitOutcome outcome)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web", new JsonObject { ["finalizers"] = new JsonArray("example.com/wait") });
        Work work = (await live.Works.GetAsync("one", "web", cancellationToken: Cancel))!;
        Task<WaitResult<Work>> wait = WaitAsync(live, work, goal);
        await live.Works.DeleteAsync("one", "web", work.Uid, cancellationToken: Cancel);
        await StillWaitsAsync(live, wait);

        live.Admin.Change(OcmTypes.ManifestWork, "one", "web", value => value.RemoveFinalizer("example.com/wait"));

        WaitResult<Work> result = await wait;
        Assert.Equal(outcome, result.Outcome);
        Assert.True(result.Value!.Deleting);
    }

    [Theory]
    [InlineData(WorkGoal.Deleted, WaitOutcome.Reached)]
    [InlineData(WorkGoal.Applied, WaitOutcome.Gone)]
    public async Task A_work_that_is_not_there_or_is_another_now_is_gone(WorkGoal goal, WaitOutcome outcome)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "gone");
        live.AddWork("one", "replaced");
        List<Work> targets = await live.Works.ListAsync("one", cancellationToken: Cancel).ToListAsync(Cancel);
        live.Admin.Delete(OcmTypes.ManifestWork, "one", "gone");
        live.Admin.Delete(OcmTypes.ManifestWork, "one", "replaced");
        live.AddWork("one", "replaced");

        List<WaitResult<Work>> results = await live.Works.WaitAsync(targets, goal, Eventually.Patience, Cancel).ToListAsync(Cancel).AsTask().SoonAsync();

        Assert.Equal(["one/gone", "one/replaced"], results.Select(result => result.Target.ToString()).Order(StringComparer.Ordinal));
        Assert.All(results, result => Assert.Equal(outcome, result.Outcome));
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_at_once_and_leaves_no_request_open()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        Work work = await live.Works.CreateAsync("one", "web", Contents.ConfigMap(), cancellationToken: Cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task<List<WaitResult<Work>>> wait = live.Works.WaitAsync([work], WorkGoal.Ready, TimeSpan.FromMinutes(5), stop.Token).ToListAsync(stop.Token).AsTask();
        await Eventually.HoldsAsync(() => live.Requests.Any(IsWatch), "the watch");

        long begun = Stopwatch.GetTimestamp();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.SoonAsync());

        Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync(() => live.Requests.All(request => request.Duration is not null), "the end of every request");
    }

    [Fact]
    public async Task Real_agents_bring_works_to_ready_and_take_them_away()
    {
        await using LiveHub live = await LiveHub.WithAgentsAsync("one", "two");
        List<Work> created = [];
        foreach (string cluster in live.Sandbox.Clusters)
        {
            created.Add(await live.Works.CreateAsync(cluster, "web", Contents.Deployment(), cancellationToken: Cancel));
        }

        List<WaitResult<Work>> ready = await live.Works.WaitAsync(created, WorkGoal.Ready, Eventually.Patience, Cancel).ToListAsync(Cancel);
        Assert.All(ready, result => Assert.Equal((WaitOutcome.Reached, true, ""), (result.Outcome, result.Value!.Ready, result.Warning)));
        Assert.Equal(2L, ready[0].Value!.Manifests[0].Feedback["ReadyReplicas"]);

        foreach (Work work in created)
        {
            await live.Works.DeleteAsync(work.Cluster, work.Name, work.Uid, cancellationToken: Cancel);
        }

        List<WaitResult<Work>> deleted = await live.Works.WaitAsync(created, WorkGoal.Deleted, Eventually.Patience, Cancel).ToListAsync(Cancel);
        Assert.All(deleted, result => Assert.Equal(WaitOutcome.Reached, result.Outcome));
        Assert.Equal(0, await live.Works.ListAsync(cancellationToken: Cancel).CountAsync(Cancel));
    }

    private static bool IsWatch(OcmPowerShell.Sandbox.Server.RequestLogEntry request) => request.QueryString.Contains("watch=true", StringComparison.Ordinal);

    private static async Task<WaitResult<Work>> WaitAsync(LiveHub live, Work work, WorkGoal goal)
    {
        WaitResult<Work> result = await live.Works.WaitAsync([work], goal, Eventually.Patience, Cancel).SingleAsync(Cancel);
        Assert.NotEqual(WaitOutcome.TimedOut, result.Outcome);
        return result;
    }

    /// <summary>Not to wait for something, but to see that it does not come: after another change has surely been told.</summary>
    private static async Task StillWaitsAsync(LiveHub live, params Task[] waits)
    {
        await Task.WhenAny([Task.Delay(Soon, Cancel), .. waits]);
        Assert.All(waits, wait => Assert.False(wait.IsCompleted, $"It ended after {live.Requests.Count} requests: {wait.Exception}"));
    }

    private static void Report(LiveHub live, int generation, string applied, string? available = null, string? row = null)
    {
        string conditions = string.Join(',', new[] { applied, available }.OfType<string>()).Replace("GEN", generation.ToString(System.Globalization.CultureInfo.InvariantCulture));
        live.Report("one", "web", $$"""{"conditions":[{{conditions}}],"resourceStatus":{"manifests":[{{row}}]} }""");
    }

    private static string Feedback(int generation, int ready, int? observed = null, int? updated = null)
    {
        (string Name, int Value)[] values =
        [
            ("ReadyReplicas", ready), ("Replicas", 2), ("AvailableReplicas", ready), ("UpdatedReplicas", updated ?? 2),
            ("ObservedGeneration", observed ?? generation), ("Generation", generation),
        ];
        return Row.Replace("VALUES", string.Join(',', values.Select(value => $$$"""{"name":"{{{value.Name}}}","fieldValue":{"type":"Integer","integer":{{{value.Value}}} } }""")));
    }
}
