using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers;

/// <summary>
/// Runs an actor while the ClusterManager of the hub has a feature gate enabled, as the operator restarts a controller
/// with another set of gates. Where the ClusterManager is deleted nobody says anything new, and all stays as it was.
/// </summary>
/// <param name="gate">The gate, in <c>spec.workConfiguration.featureGates</c>.</param>
/// <param name="actor">What runs behind it.</param>
/// <param name="hub">The hub.</param>
/// <param name="backoff">Pause before the actor that failed is run again.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told of everything unexpected.</param>
internal sealed class FeatureGate(string gate, IActor actor, IResourceClient hub, Backoff backoff, TimeProvider time, Action<ActorFault> report) : IActor
{
    /// <summary>The gate of replica sets.</summary>
    public const string ReplicaSets = "ManifestWorkReplicaSet";

    /// <summary>The gate of works that are deleted some time after they are complete.</summary>
    public const string CompletedWorks = "CleanUpCompletedManifestWork";

    private const string Manager = ClusterManagerSeed.Manager;

    public string Name => $"feature gate {gate}";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Supervisor? running = null;
        try
        {
            await foreach (var change in hub.WatchAsync(OcmTypes.ClusterManager, null, cancellationToken))
            {
                if (change.Object.Name() != Manager || hub.Get(OcmTypes.ClusterManager, null, Manager) is not { } manager)
                {
                    continue;
                }

                if (IsEnabled(manager))
                {
                    running ??= new Supervisor(actor, report, backoff, time);
                }
                else if (running is not null)
                {
                    await running.DisposeAsync();
                    running = null;
                }
            }
        }
        finally
        {
            if (running is not null)
            {
                await running.DisposeAsync();
            }
        }
    }

    // The last entry of a gate counts, as in the flags that the operator makes of them.
    private bool IsEnabled(JsonObject manager) =>
        manager.ObjectsAt("spec", "workConfiguration", "featureGates").LastOrDefault(entry => entry.TextAt("feature") == gate).TextAt("mode") == "Enable";
}
