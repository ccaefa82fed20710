using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Kinds;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Agents;

/// <summary>What runs behind a feature gate of the ClusterManager.</summary>
public sealed class FeatureGateTests
{
    private static readonly Backoff Retry = new(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(100));

    [Fact]
    public async Task An_actor_runs_while_its_gate_is_on_and_stays_as_it_was_without_a_ClusterManager()
    {
        InProcessClient hub = new ResourceApi(HubResources.Table()).Client("tester");
        var actor = new Presence();
        ConcurrentQueue<ActorFault> faults = new();
        await using var gate = new Supervisor(new FeatureGate(FeatureGate.ReplicaSets, actor, hub, Retry, TimeProvider.System, faults.Enqueue), faults.Enqueue, Retry, TimeProvider.System);

        ClusterManagerSeed.Seed(hub, replicaSets: true);
        await TestFleet.UntilAsync(() => actor.IsRunning, () => "It never ran with its gate on.");
        hub.Delete(OcmTypes.ClusterManager, null, ClusterManagerSeed.Manager);
        ClusterManagerSeed.Seed(hub, replicaSets: true);
        Turn("Disable");
        await TestFleet.UntilAsync(() => !actor.IsRunning, () => "It still runs with its gate off.");
        Assert.Equal(1, actor.Runs);

        Turn("Enable");
        await TestFleet.UntilAsync(() => actor.IsRunning, () => "It never ran again.");
        Assert.Equal(2, actor.Runs);
        Assert.Empty(faults);

        void Turn(string mode) => hub.Change(OcmTypes.ClusterManager, null, ClusterManagerSeed.Manager, value =>
        {
            value["spec"]!["workConfiguration"]!["featureGates"]!.AsArray().OfType<JsonObject>().Single()["mode"] = mode;
            return true;
        });
    }

    private sealed class Presence : IActor
    {
        private volatile int _runs;
        private volatile bool _running;

        public string Name => "presence";

        public bool IsRunning => _running;

        public int Runs => _runs;

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _runs);
            _running = true;
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                _running = false;
            }
        }
    }
}
