using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Waiting;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Works;

/// <summary>Waiting for works in several clusters, with as few watches as can be.</summary>
public sealed class WorkWaitManyTests
{
    private const string Applied = """{"type":"Applied","status":"True","observedGeneration":1}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_watch_is_enough_for_a_name_in_many_clusters()
    {
        string[] clusters = [.. Enumerable.Range(1, 30).Select(number => $"c{number}")];
        await using LiveHub live = await LiveHub.WithoutAgentsAsync(clusters);
        List<Work> targets = [];
        foreach (string cluster in clusters)
        {
            targets.Add(await live.Works.CreateAsync(cluster, "web", Contents.ConfigMap(), cancellationToken: Cancel));
        }

        Task<List<WaitResult<Work>>> wait = live.Works.WaitAsync(targets, WorkGoal.Applied, Eventually.Patience, Cancel).ToListAsync(Cancel).AsTask();
        foreach (string cluster in clusters)
        {
            live.Report(cluster, "web", $$"""{"conditions":[{{Applied}}]}""");
        }

        List<WaitResult<Work>> results = await wait.SoonAsync();

        Assert.Equal(clusters.Order(StringComparer.Ordinal), results.Select(result => result.Target.Namespace).Order(StringComparer.Ordinal));
        Assert.All(results, result => Assert.Equal(WaitOutcome.Reached, result.Outcome));
        Assert.InRange(live.Requests.Count(IsWatch), 0, 1);
        Assert.Single(live.Requests, request => request.Method == "GET" && !IsWatch(request));
    }

    [Fact]
    public async Task A_user_without_rights_on_all_clusters_watches_each()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one", "two");
        Work[] targets =
        [
            await live.Works.CreateAsync("one", "web", Contents.ConfigMap(), cancellationToken: Cancel),
            await live.Works.CreateAsync("two", "web", Contents.ConfigMap(), cancellationToken: Cancel),
        ];
        live.Faults.Add(new FaultRule(Fault.Status(403, "Forbidden", "cannot list at the cluster scope")) { Where = request => request.Path.EndsWith("/v1/manifestworks", StringComparison.Ordinal) });

        Task<List<WaitResult<Work>>> wait = live.Works.WaitAsync(targets, WorkGoal.Applied, Eventually.Patience, Cancel).ToListAsync(Cancel).AsTask();
        await Eventually.HoldsAsync(() => live.Requests.Count(request => IsWatch(request)) == 2, "two watches");
        foreach (Work target in targets)
        {
            live.Report(target.Cluster, "web", $$"""{"conditions":[{{Applied}}]}""");
        }

        Assert.All(await wait.SoonAsync(), result => Assert.Equal(WaitOutcome.Reached, result.Outcome));
    }

    [Theory]
    [InlineData("web", "web")]
    [InlineData("a", "b")]
    public async Task A_cluster_that_may_not_be_watched_fails_alone(string first, string second)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one", "two");
        Work[] targets =
        [
            await live.Works.CreateAsync("one", first, Contents.ConfigMap(), cancellationToken: Cancel),
            await live.Works.CreateAsync("two", second, Contents.ConfigMap(), cancellationToken: Cancel),
        ];
        live.Faults.Add(new FaultRule(Fault.Status(403, "Forbidden", "no")) { Where = request => !request.Path.Contains("namespaces/one/", StringComparison.Ordinal) });

        await using IAsyncEnumerator<WaitResult<Work>> wait = live.Works.WaitAsync(targets, WorkGoal.Applied, TimeSpan.FromMinutes(5), Cancel).GetAsyncEnumerator(Cancel);
        WaitResult<Work> failed = await wait.NextAsync();
        live.Report("one", first, $$"""{"conditions":[{{Applied}}]}""");
        WaitResult<Work> reached = await wait.NextAsync();

        Assert.Equal(("two", WaitOutcome.Failed, "Forbidden"), (failed.Target.Namespace, failed.Outcome, failed.Error!.ErrorId));
        Assert.Equal("list manifestworks.work.open-cluster-management.io in namespace 'two'", Assert.IsType<ApiStatusException>(failed.Error).Attributes!.ToString());
        Assert.Equal(("one", WaitOutcome.Reached), (reached.Target.Namespace, reached.Outcome));
        Assert.False(await wait.MoveNextAsync());
    }

    [Fact]
    public async Task A_cluster_whose_answers_cannot_be_read_fails_alone()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one", "two");
        Work[] targets =
        [
            await live.Works.CreateAsync("one", "a", Contents.ConfigMap(), cancellationToken: Cancel),
            await live.Works.CreateAsync("two", "b", Contents.ConfigMap(), cancellationToken: Cancel),
        ];
        live.Faults.Add(new FaultRule(Fault.Answer(200, "application/json", "[]")) { PathContains = "namespaces/two/" });
        live.Report("one", "a", $$"""{"conditions":[{{Applied}}]}""");

        List<WaitResult<Work>> results = await live.Works.WaitAsync(targets, WorkGoal.Applied, TimeSpan.FromMinutes(5), Cancel).ToListAsync(Cancel).AsTask().SoonAsync();

        Assert.Equal(["Failed two", "Reached one"], results.Select(result => $"{result.Outcome} {result.Target.Namespace}").Order(StringComparer.Ordinal));
        Assert.Equal("InvalidAnswer", results.Single(result => result.Error is not null).Error!.ErrorId);
    }

    [Fact]
    public async Task A_credential_that_is_refused_ends_the_wait_for_all()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one", "two");
        Work[] targets =
        [
            await live.Works.CreateAsync("one", "a", Contents.ConfigMap(), cancellationToken: Cancel),
            await live.Works.CreateAsync("two", "b", Contents.ConfigMap(), cancellationToken: Cancel),
        ];
        live.Sandbox.Tokens.Expire(live.Sandbox.Token);

        HubException error = await Assert.ThrowsAnyAsync<HubException>(() =>
            live.Works.WaitAsync(targets, WorkGoal.Applied, TimeSpan.FromMinutes(5), Cancel).ToListAsync(Cancel).AsTask().SoonAsync());

        Assert.Equal("Unauthorized", error.ErrorId);
    }

    [Fact]
    public async Task More_clusters_than_may_be_watched_at_once_take_turns()
    {
        string[] clusters = [.. Enumerable.Range(0, WatchLimits.Most + 8).Select(number => $"c{number}")];
        await using LiveHub live = await LiveHub.WithoutAgentsAsync(clusters);
        await using IAsyncEnumerator<WaitResult<Work>> wait = InTurns(live, await CreateAsync(live, clusters));
        Task<WaitResult<Work>> first = wait.NextAsync();
        await Eventually.HoldsAsync(() => live.Requests.Count(IsWatch) >= WatchLimits.Most, "the first turn");

        // The first ones never get there: the others are seen all the same.
        foreach (string cluster in clusters[WatchLimits.Most..])
        {
            live.Report(cluster, $"web-{cluster}", $$"""{"conditions":[{{Applied}}]}""");
        }

        var reached = new List<string> { (await first).Target.Namespace };
        while (reached.Count < 8)
        {
            reached.Add((await wait.NextAsync()).Target.Namespace);
        }

        Assert.Equal(clusters[WatchLimits.Most..].Order(StringComparer.Ordinal), reached.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_work_that_goes_between_two_turns_is_gone()
    {
        string[] clusters = [.. Enumerable.Range(0, WatchLimits.Most + 1).Select(number => $"c{number}")];
        await using LiveHub live = await LiveHub.WithoutAgentsAsync(clusters);
        FaultRule secondTurn = live.Faults.Add(new FaultRule(Fault.Delay(TimeSpan.FromMilliseconds(200)))
        {
            Where = request => request.Path.Contains("namespaces/c5/", StringComparison.Ordinal) && request.Method == "GET" && !request.Query.ContainsKey("watch"),
            Skip = 1,
        });
        await using IAsyncEnumerator<WaitResult<Work>> wait = InTurns(live, await CreateAsync(live, clusters));
        Task<WaitResult<Work>> first = wait.NextAsync();
        await Eventually.HoldsAsync(() => secondTurn.Hits > 0, "the second turn of c5");
        live.Admin.Delete(OcmTypes.ManifestWork, "c5", "web-c5");

        WaitResult<Work> gone = await first;

        Assert.Equal(("c5", WaitOutcome.Gone), (gone.Target.Namespace, gone.Outcome));
    }

    [Fact]
    public async Task A_few_names_in_more_clusters_than_may_be_watched_are_one_watch_a_name_and_one_that_is_done_with_is_closed()
    {
        string[] clusters = [.. Enumerable.Range(0, WatchLimits.Most + 1).Select(number => $"c{number}")];
        await using LiveHub live = await LiveHub.WithoutAgentsAsync(clusters);
        List<Work> targets = await CreateNamesAsync(live, clusters, "web", "db");
        Task<List<WaitResult<Work>>> wait = live.Works.WaitAsync(targets, WorkGoal.Applied, Eventually.Patience, Cancel).ToListAsync(Cancel).AsTask();
        await Eventually.HoldsAsync(() => live.Requests.Count(IsWatch) == 2, "two watches");

        ReportAll(live, targets.Where(work => work.Name == "web"));
        await Eventually.HoldsAsync(() => live.Requests.Single(request => IsWatch(request) && request.QueryString.Contains("web", StringComparison.Ordinal)).Duration is not null, "the end of the watch of web");
        Assert.Null(live.Requests.Single(request => IsWatch(request) && request.QueryString.Contains("db", StringComparison.Ordinal)).Duration);
        ReportAll(live, targets.Where(work => work.Name == "db"));

        List<WaitResult<Work>> results = await wait.SoonAsync();
        Assert.Equal(targets.Count, results.Count);
        Assert.All(results, result => Assert.Equal(WaitOutcome.Reached, result.Outcome));
        Assert.Equal(4, live.Requests.Count(request => request.Method == "GET"));
    }

    [Fact]
    public async Task Where_all_clusters_may_not_be_watched_a_few_names_in_many_take_turns()
    {
        string[] clusters = [.. Enumerable.Range(0, WatchLimits.Most + 1).Select(number => $"c{number}")];
        await using LiveHub live = await LiveHub.WithoutAgentsAsync(clusters);
        List<Work> targets = await CreateNamesAsync(live, clusters, "web", "db");
        live.Faults.Add(new FaultRule(Fault.Status(403, "Forbidden", "no")) { Where = request => request.Path.EndsWith("/v1/manifestworks", StringComparison.Ordinal) });
        await using IAsyncEnumerator<WaitResult<Work>> wait = InTurns(live, targets);
        ReportAll(live, targets);

        for (int count = 0; count < targets.Count; count++)
        {
            Assert.Equal(WaitOutcome.Reached, (await wait.NextAsync()).Outcome);
        }

        Assert.False(await wait.MoveNextAsync());
    }

    private static async Task<List<Work>> CreateNamesAsync(LiveHub live, string[] clusters, params string[] names)
    {
        List<Work> works = [];
        foreach (string cluster in clusters)
        {
            foreach (string name in names)
            {
                works.Add(await live.Works.CreateAsync(cluster, name, Contents.ConfigMap(), cancellationToken: Cancel));
            }
        }

        return works;
    }

    private static void ReportAll(LiveHub live, IEnumerable<Work> works)
    {
        foreach (Work work in works)
        {
            live.Report(work.Cluster, work.Name, $$"""{"conditions":[{{Applied}}]}""");
        }
    }

    private static IAsyncEnumerator<WaitResult<Work>> InTurns(LiveHub live, List<Work> targets) =>
        new ObjectWaiter<Work>(Kinds.Works.On(live.Connection), WorkGoal.Applied.ToWaitGoal(), null) { Turn = TimeSpan.FromMilliseconds(300) }.WaitAsync([.. targets.Select(WaitTarget<Work>.Of)], TimeSpan.FromMinutes(5), Cancel).GetAsyncEnumerator(Cancel);

    private static async Task<List<Work>> CreateAsync(LiveHub live, string[] clusters)
    {
        List<Work> works = [];
        foreach (string cluster in clusters)
        {
            works.Add(await live.Works.CreateAsync(cluster, $"web-{cluster}", Contents.ConfigMap(), cancellationToken: Cancel));
        }

        return works;
    }

    private static bool IsWatch(RequestLogEntry request) => request.QueryString.Contains("watch=true", StringComparison.Ordinal);
}
