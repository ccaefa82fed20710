using System.Collections.Concurrent;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Agents;

public sealed class SupervisionTests
{
    private static readonly Backoff Fast = new(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(50));

    [Theory]
    [InlineData("watch")]
    [InlineData("event")]
    [InlineData("get")]
    [InlineData("list")]
    [InlineData("status")]
    [InlineData("update")]
    public async Task Everything_goes_on_after_any_call_of_any_actor_has_failed(string verb)
    {
        var failed = new ConcurrentDictionary<string, bool>();
        await using var fleet = new TestFleet(hubClient: (manager, client) => new FaultyClient(client, (called, type, name) =>
        {
            // Each kind of call fails once for each object.
            if (called == verb && failed.TryAdd($"{manager} {type} {name}", true))
            {
                throw new InvalidOperationException($"{verb} {type} fails");
            }
        }));

        await fleet.JoinAsync("one");
        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("a")));
        await fleet.WorkAsync("one", "w", "Available", "True");
        fleet.Hub.Delete(OcmTypes.ManagedCluster, null, "one");
        await TestFleet.GoneAsync(fleet.Hub, OcmTypes.ManagedCluster, null, "one");

        Assert.NotEmpty(fleet.Faults);
        Assert.All(fleet.Faults, fault => Assert.Contains("fails", fault.Error.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_conflict_is_no_fault()
    {
        var conflicts = 0;
        await using var fleet = new TestFleet(hubClient: (manager, client) => new FaultyClient(client, (called, type, _) =>
        {
            if (called is "status" or "update" && Interlocked.Increment(ref conflicts) % 2 == 0)
            {
                throw new ApiException(409, "Conflict", "the object has been modified");
            }
        }));

        await fleet.JoinAsync("one");
        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("a")));
        await fleet.WorkAsync("one", "w", "Available", "True");
        Assert.Empty(fleet.Faults);
    }

    [Fact]
    public async Task One_work_that_cannot_be_dealt_with_does_not_hold_up_the_others()
    {
        await using var fleet = new TestFleet(hubClient: (manager, client) => new FaultyClient(client, (called, type, name) =>
        {
            if (called == "status" && name == "poison")
            {
                throw new InvalidOperationException("poison");
            }
        }));
        await fleet.JoinAsync("one");

        fleet.CreateWork("one", "poison", Manifest.List(Manifest.ConfigMap("a")));
        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("b")));
        await fleet.WorkAsync("one", "w", "Available", "True");
        await TestFleet.UntilAsync(() => fleet.Faults.Count(fault => fault.Subject == "poison") > 2, () => "There was no fault.");
    }

    [Fact]
    public async Task An_actor_that_fails_is_run_again_more_and_more_slowly()
    {
        var faults = new ConcurrentQueue<ActorFault>();
        var actor = new ScriptedActor(run => throw new InvalidOperationException($"run {run}"));
        await using (new Supervisor(actor, faults.Enqueue, new(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(4)), TimeProvider.System))
        {
            await TestFleet.UntilAsync(() => faults.Count >= 5, () => $"{faults.Count} faults");
        }

        Assert.Equal([1, 2, 4, 4, 4], faults.Take(5).Select(fault => fault.RetryAfter.TotalMilliseconds));
        Assert.Equal("scripted", faults.First().Actor);
    }

    [Fact]
    public async Task A_report_that_throws_stops_nobody()
    {
        var actor = new ScriptedActor(_ => throw new InvalidOperationException("again"));
        await using var supervisor = new Supervisor(actor, _ => throw new InvalidOperationException("no log"), Fast, TimeProvider.System);
        await TestFleet.UntilAsync(() => actor.Runs > 2, () => $"{actor.Runs} runs");
    }

    [Fact]
    public async Task A_supervisor_ends_at_once_while_its_actor_runs_or_waits()
    {
        var running = new ScriptedActor(_ => { });
        var waiting = new ScriptedActor(_ => throw new InvalidOperationException("wait"));
        var long_ = new Backoff(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5));
        var supervisors = new[] { running, waiting }.Select(actor => new Supervisor(actor, _ => { }, long_, TimeProvider.System)).ToList();
        await TestFleet.UntilAsync(() => running.Runs == 1 && waiting.Runs == 1, () => "They do not run.");

        var started = DateTime.UtcNow;
        foreach (var supervisor in supervisors)
        {
            await supervisor.DisposeAsync();
        }

        Assert.True(DateTime.UtcNow - started < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_key_waits_in_the_queue_once_and_comes_back_when_it_says()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var loop = new ReconcileLoop("test", _ => { }, Fast, TimeProvider.System, stop.Token);
        var seen = new ConcurrentQueue<string>();
        for (var i = 0; i < 100; i++)
        {
            loop.Add("a");
        }

        loop.Add("b");
        loop.AddAfter("c", TimeSpan.FromMilliseconds(20));
        loop.AddAfter("c", TimeSpan.FromMinutes(10));
        var run = loop.RunAsync(key =>
        {
            seen.Enqueue(key);
            return key == "b" && seen.Count(item => item == "b") < 3 ? TimeSpan.FromMilliseconds(1) : null;
        });

        await TestFleet.UntilAsync(() => seen.Count(item => item == "b") == 3 && seen.Contains("c"), () => string.Join(',', seen));
        Assert.Single(seen, "a");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Single(seen, "c");
    }

    [Fact]
    public async Task A_source_that_ends_ends_the_loop()
    {
        using var loop = new ReconcileLoop("test", _ => { }, Fast, TimeProvider.System, TestContext.Current.CancellationToken);
        loop.Follow("the source", _ => Task.CompletedTask);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => loop.RunAsync(_ => null));
        Assert.Equal("the source ended.", error.Message);
    }

    [Fact]
    public void Waits_double_up_to_their_limit()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        Assert.Equal([1, 2, 4, 8, 16, 30, 30], Enumerable.Range(1, 7).Select(failures => backoff.After(failures).TotalSeconds));
        Assert.Equal(30, backoff.After(int.MaxValue).TotalSeconds);
    }

    private sealed class ScriptedActor(Action<int> act) : IActor
    {
        private int _runs;

        public int Runs => Volatile.Read(ref _runs);

        public string Name => "scripted";

        public Task RunAsync(CancellationToken cancellationToken)
        {
            act(Interlocked.Increment(ref _runs));
            return Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
    }
}
