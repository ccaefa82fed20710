using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Waiting;
using OcmPowerShell.Sandbox;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Waiting;

/// <summary>Waiting for objects that may come yet, that cannot come any more, and for no time at all.</summary>
public sealed class ObjectWaiterTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ocm-tests-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_cluster_that_is_not_there_yet_is_waited_for_through_every_step()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        Task<WaitResult<Cluster>> accepted = WaitAsync(live, ClusterGoal.Accepted, "new");
        Task<WaitResult<Cluster>> joined = WaitAsync(live, ClusterGoal.Joined, "new");
        Task<WaitResult<Cluster>> available = WaitAsync(live, ClusterGoal.Available, "new");
        await Eventually.HoldsAsync(() => live.Requests.Count(IsWatch) == 3, "three watches");

        live.AddCluster("new", "{}");
        live.ReportCluster("new", available: "Unknown", joined: "False");
        live.Admin.Change(OcmTypes.ManagedCluster, null, "new", cluster => Accept(cluster));
        Assert.True((await accepted).Value!.Accepted);
        Assert.False(joined.IsCompleted);

        live.ReportCluster("new", available: "Unknown");
        Assert.True((await joined).Value!.Joined);
        Assert.False(available.IsCompleted);

        live.ReportCluster("new");
        Assert.Equal((WaitOutcome.Reached, ClusterStatus.Available), ((await available).Outcome, (await available).Value!.Status));
    }

    [Fact]
    public async Task A_cluster_that_comes_goes_and_comes_again_is_waited_for_still()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        Task<WaitResult<Cluster>> wait = WaitAsync(live, ClusterGoal.Available, "new");
        await Eventually.HoldsAsync(() => live.Requests.Any(IsWatch), "the watch");

        live.AddCluster("new");
        live.Admin.Delete(OcmTypes.ManagedCluster, null, "new");
        live.AddCluster("new");
        live.ReportCluster("new");

        Assert.Equal(WaitOutcome.Reached, (await wait).Outcome);
    }

    [Fact]
    public async Task The_last_state_of_a_cluster_that_went_is_that_it_is_not_there()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.AddCluster("new");
        Task<WaitResult<Cluster>> wait = WaitAsync(live, ClusterGoal.Available, TimeSpan.FromSeconds(2), "new");
        await Eventually.HoldsAsync(() => live.Requests.Any(IsWatch), "the watch");

        live.Admin.Delete(OcmTypes.ManagedCluster, null, "new");

        WaitResult<Cluster> result = await wait;
        Assert.Equal((WaitOutcome.TimedOut, null, true), (result.Outcome, result.Value, result.IsKnown));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_very_object_that_was_passed_does_not_come_again(bool before)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.AddCluster("one");
        Cluster cluster = (await Kinds.Clusters.On(live.Connection).GetAsync(new ObjectKey("", "one"), cancellationToken: Cancel))!;
        if (before)
        {
            live.Admin.Delete(OcmTypes.ManagedCluster, null, "one");
        }

        Task<WaitResult<Cluster>> wait = WaitAsync(live, ClusterGoal.Available.ToWaitGoal(), Eventually.Patience, new WaitTarget<Cluster>(cluster.Key, cluster.Uid));
        await Eventually.HoldsAsync(() => wait.IsCompleted || live.Requests.Any(IsWatch), "the watch");
        if (!before)
        {
            live.Admin.Delete(OcmTypes.ManagedCluster, null, "one");
        }

        Assert.Equal(WaitOutcome.Gone, (await wait).Outcome);
    }

    [Fact]
    public async Task A_hub_that_says_nothing_leaves_it_unknown_whether_an_object_is_there()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.Faults.Add(new FaultRule(Fault.Stall()));

        WaitResult<Cluster> result = await WaitAsync(live, ClusterGoal.Available, TimeSpan.FromMilliseconds(300), "one");

        Assert.Equal((WaitOutcome.TimedOut, false), (result.Outcome, result.IsKnown));
    }

    [Fact]
    public async Task No_time_at_all_is_one_look_at_each()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("default");
        live.AddCluster("one");
        live.ReportCluster("one");
        live.AddCluster("two");
        live.AddPlacement("default", "bad");
        live.ReportPlacement("default", "bad", LiveObjects.Misconfigured);

        WaitResult<Cluster>[] clusters = [.. (await AllAsync(live, ClusterGoal.Available, TimeSpan.Zero, "one", "two", "none")).OrderBy(result => result.Target.Name, StringComparer.Ordinal)];
        Assert.Equal([WaitOutcome.TimedOut, WaitOutcome.Reached, WaitOutcome.TimedOut], clusters.Select(result => result.Outcome));
        Assert.Equal((null, true), (clusters[0].Value, clusters[0].IsKnown));
        Assert.Equal(ClusterStatus.NotJoined, clusters[2].Value!.Status);
        Assert.Equal(WaitOutcome.Reached, (await WaitAsync(live, ClusterGoal.Deleted, TimeSpan.Zero, "none")).Outcome);
        Assert.Equal("PlacementMisconfigured", (await WaitAsync(live, PlacementGoal.Satisfied.ToWaitGoal(), TimeSpan.Zero, Bad)).Error!.ErrorId);
        Assert.Equal(3, live.Requests.Count(request => !IsWatch(request)));
        Assert.DoesNotContain(live.Requests, IsWatch);
    }

    [Fact]
    public async Task One_look_tells_why_a_namespace_cannot_be_looked_at()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("default");
        live.Faults.Add(new FaultRule(Fault.Status(403, "Forbidden", "no")));

        WaitResult<Placement> result = await WaitAsync(live, PlacementGoal.Satisfied.ToWaitGoal(), TimeSpan.Zero, Bad);

        Assert.Equal((WaitOutcome.Failed, "Forbidden"), (result.Outcome, result.Error!.ErrorId));
    }

    [Fact]
    public async Task What_cannot_come_ends_the_wait_when_it_stays_so()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("default");
        live.AddPlacement("default", "bad");
        live.ReportPlacement("default", "bad", LiveObjects.Misconfigured);

        WaitResult<Placement> result = await WaitAsync(live, PlacementGoal.Satisfied.ToWaitGoal(), TimeSpan.FromMinutes(5), Bad, TimeSpan.FromMilliseconds(300)).SoonAsync();

        Assert.Equal((WaitOutcome.Failed, "PlacementMisconfigured"), (result.Outcome, result.Error!.ErrorId));
        Assert.Contains("Predicate:bad.", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_mended_in_time_was_not_hopeless()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("default");
        live.AddPlacement("default", "bad");
        live.ReportPlacement("default", "bad", LiveObjects.Misconfigured);
        Task<WaitResult<Placement>> wait = WaitAsync(live, PlacementGoal.Satisfied.ToWaitGoal(), Eventually.Patience, Bad, TimeSpan.FromSeconds(20));
        await Eventually.HoldsAsync(() => live.Requests.Any(IsWatch), "the watch");

        live.ReportPlacement("default", "bad", LiveObjects.Satisfied.Replace("COUNT", "0"));

        Assert.Equal(WaitOutcome.Reached, (await wait).Outcome);
    }

    [Fact]
    public async Task Time_that_is_up_before_tells_that_it_cannot_come_all_the_same()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("default");
        live.AddPlacement("default", "bad");
        live.ReportPlacement("default", "bad", LiveObjects.Misconfigured);

        WaitResult<Placement> result = await WaitAsync(live, PlacementGoal.Satisfied.ToWaitGoal(), TimeSpan.FromSeconds(1), Bad, TimeSpan.FromMinutes(1));

        Assert.Equal("PlacementMisconfigured", result.Error!.ErrorId);
    }

    [Fact]
    public async Task A_number_that_is_of_before_does_not_count()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("default");
        live.AddPlacement("default", "bad", """{"numberOfClusters":5}""");
        live.ReportPlacement("default", "bad", LiveObjects.Satisfied.Replace("COUNT", "3"));
        Task<WaitResult<Placement>> wait = WaitAsync(live, PlacementGoal.Satisfied.ToWaitGoal(), Eventually.Patience, Bad);
        await Eventually.HoldsAsync(() => live.Requests.Any(IsWatch), "the watch");
        Assert.False(wait.IsCompleted);
        Assert.Equal(WaitOutcome.Reached, (await WaitAsync(live, PlacementGoal.Decided.ToWaitGoal(), Eventually.Patience, Bad)).Outcome);

        live.ReportPlacement("default", "bad", LiveObjects.Satisfied.Replace("COUNT", "5"));

        Assert.Equal(5, (await wait).Value!.SelectedCount);
    }

    [Fact]
    public async Task A_wait_outlives_broken_lists_lost_watches_and_forgotten_places()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.Faults.Add(new FaultRule(Fault.Status(503, "ServiceUnavailable", "starting")) { Verb = "list", Count = 2 });
        live.Faults.Add(new FaultRule(Fault.Status(410, "Expired", "too old")) { Verb = "watch", Count = 1 });
        live.Faults.Add(new FaultRule(Fault.Reset()) { Verb = "watch", Count = 2 });
        live.Faults.Add(new FaultRule(Fault.CloseWatch()) { Verb = "watch", Count = 2 });
        Task<WaitResult<Cluster>> wait = WaitAsync(live, ClusterGoal.Available, "new");
        await Eventually.HoldsAsync(() => live.Requests.Count(IsWatch) >= 6, "the watch that lasts");

        live.AddCluster("new");
        live.ReportCluster("new");

        Assert.Equal(WaitOutcome.Reached, (await wait).Outcome);
    }

    [Fact]
    public async Task A_wait_outlives_a_hub_that_is_away_for_a_while()
    {
        var options = new SandboxOptions { StatePath = Path.Combine(_directory, "state"), Clusters = ["one"] };
        SandboxHub first = await SandboxHub.StartAsync(options, Cancel);
        using var hub = OcmPowerShell.Hub.Connection.HubConnection.Open(first.KubeconfigPath).Quick();
        var waiter = new ObjectWaiter<Cluster>(Kinds.Clusters.On(hub), ClusterGoal.Joined.ToWaitGoal(), null);
        Task<WaitResult<Cluster>> wait = waiter.WaitAsync([new WaitTarget<Cluster>(new ObjectKey("", "two"))], Eventually.Patience, Cancel).SingleAsync(Cancel).AsTask();
        await Eventually.HoldsAsync(() => first.Requests.Snapshot().Any(IsWatch), "the watch");
        await first.DisposeAsync();
        await Task.Delay(300, Cancel);
        Assert.False(wait.IsCompleted);

        await using SandboxHub second = await SandboxHub.StartAsync(options with { Clusters = ["two"] }, Cancel);

        Assert.Equal(WaitOutcome.Reached, (await wait.SoonAsync()).Outcome);
    }

    private static WaitTarget<Placement> Bad => new(new ObjectKey("default", "bad"));

    private static bool Accept(System.Text.Json.Nodes.JsonObject cluster)
    {
        cluster["spec"]!["hubAcceptsClient"] = true;
        return true;
    }

    private static bool IsWatch(RequestLogEntry request) => request.QueryString.Contains("watch=true", StringComparison.Ordinal);

    private static Task<WaitResult<Cluster>> WaitAsync(LiveHub live, ClusterGoal goal, string name) => WaitAsync(live, goal, Eventually.Patience, name);

    private static async Task<WaitResult<Cluster>> WaitAsync(LiveHub live, ClusterGoal goal, TimeSpan timeout, string name) =>
        Assert.Single(await AllAsync(live, goal, timeout, name));

    private static Task<List<WaitResult<Cluster>>> AllAsync(LiveHub live, ClusterGoal goal, TimeSpan timeout, params string[] names) =>
        new ObjectWaiter<Cluster>(Kinds.Clusters.On(live.Connection), goal.ToWaitGoal(), null)
            .WaitAsync([.. names.Select(name => new WaitTarget<Cluster>(new ObjectKey("", name)))], timeout, Cancel).ToListAsync(Cancel).AsTask();

    private static Task<WaitResult<T>> WaitAsync<T>(LiveHub live, WaitGoal<T> goal, TimeSpan timeout, WaitTarget<T> target, TimeSpan? patience = null)
        where T : HubObject
    {
        object kind = typeof(T) == typeof(Cluster) ? Kinds.Clusters : Kinds.Placements;
        var waiter = new ObjectWaiter<T>(((ResourceKind<T>)kind).On(live.Connection), goal, null) { Patience = patience ?? TimeSpan.FromSeconds(5) };
        return waiter.WaitAsync([target], timeout, Cancel).SingleAsync(Cancel).AsTask();
    }
}
