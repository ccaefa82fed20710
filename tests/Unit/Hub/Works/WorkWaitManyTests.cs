using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;
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

        Task<List<WorkWaitResult>> wait = live.Works.WaitAsync(targets, WorkGoal.Applied, Eventually.Patience, Cancel).ToListAsync(Cancel).AsTask();
        foreach (string cluster in clusters)
        {
            live.Report(cluster, "web", $$"""{"conditions":[{{Applied}}]}""");
        }

        List<WorkWaitResult> results = await wait.SoonAsync();

        Assert.Equal(clusters.Order(StringComparer.Ordinal), results.Select(result => result.Target.Cluster).Order(StringComparer.Ordinal));
        Assert.All(results, result => Assert.Equal(WorkWaitOutcome.Reached, result.Outcome));
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

        Task<List<WorkWaitResult>> wait = live.Works.WaitAsync(targets, WorkGoal.Applied, Eventually.Patience, Cancel).ToListAsync(Cancel).AsTask();
        await Eventually.HoldsAsync(() => live.Requests.Count(request => IsWatch(request)) == 2, "two watches");
        foreach (Work target in targets)
        {
            live.Report(target.Cluster, "web", $$"""{"conditions":[{{Applied}}]}""");
        }

        Assert.All(await wait.SoonAsync(), result => Assert.Equal(WorkWaitOutcome.Reached, result.Outcome));
    }

    [Fact]
    public async Task What_ends_one_of_several_watches_ends_the_wait_with_its_reason()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one", "two");
        Work[] targets =
        [
            await live.Works.CreateAsync("one", "a", Contents.ConfigMap(), cancellationToken: Cancel),
            await live.Works.CreateAsync("two", "b", Contents.ConfigMap(), cancellationToken: Cancel),
        ];
        live.Faults.Add(new FaultRule(Fault.Status(403, "Forbidden", "cannot list in the namespace \"two\"")) { PathContains = "namespaces/two/" });

        HubException error = await Assert.ThrowsAnyAsync<HubException>(() =>
            live.Works.WaitAsync(targets, WorkGoal.Applied, TimeSpan.FromMinutes(5), Cancel).ToListAsync(Cancel).AsTask().SoonAsync());

        Assert.Equal("Forbidden", error.ErrorId);
    }

    private static bool IsWatch(RequestLogEntry request) => request.QueryString.Contains("watch=true", StringComparison.Ordinal);
}
