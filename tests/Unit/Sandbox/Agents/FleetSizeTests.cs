using System.Diagnostics;
using OcmPowerShell.Hub;
using OcmPowerShell.Sandbox.ManagedClusters;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Agents;

[Collection(AloneTests.Name)]
public sealed class FleetSizeTests
{
    [Fact]
    public async Task Five_hundred_clusters_join_work_and_then_cost_nothing()
    {
        await using var fleet = new TestFleet();
        string[] names = [.. FleetSeed.Names(500)];
        var watch = Stopwatch.StartNew();
        await fleet.JoinAsync(names);
        var joined = watch.Elapsed;
        foreach (var name in names)
        {
            fleet.CreateWork(name, "w", Manifest.List(Manifest.ConfigMap("a"), Manifest.Deployment("d")));
        }

        foreach (var name in names)
        {
            await fleet.WorkAsync(name, "w", "Available", "True");
            await TestFleet.ObjectAsync(fleet.Cluster(name), Manifest.Deployments, "default", "d", value => value.IntegerAt("status", "readyReplicas") == 2);
        }

        var ready = watch.Elapsed;
        Assert.Empty(fleet.Faults);

        // Timers that were due, garbage and hot code settle; then nobody may be busy.
        var idle = 1.0;
        while (idle > 0.1)
        {
            idle = await LoadAsync();
            Assert.True(watch.Elapsed < ready + TimeSpan.FromSeconds(30), $"The load of an idle fleet is {idle:P1}.");
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"joined after {joined}, ready after {ready}, idle load {idle:P1}, {ThreadPool.ThreadCount} threads, {GC.GetTotalMemory(true) >> 20} MiB");
    }

    /// <summary>The share of one processor that this process uses while nobody asks for anything.</summary>
    private static async Task<double> LoadAsync()
    {
        var (time, clock) = (Process.GetCurrentProcess().TotalProcessorTime, Stopwatch.StartNew());
        await Task.Delay(500, TestContext.Current.CancellationToken);
        return (Process.GetCurrentProcess().TotalProcessorTime - time) / clock.Elapsed;
    }
}
