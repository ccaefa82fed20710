using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers;

/// <summary>Makes the ClusterManager of a hub that has none when it starts.</summary>
/// <param name="hub">The hub.</param>
/// <param name="replicaSets">Whether the feature gate of replica sets is on.</param>
internal sealed class ClusterManagerSeed(IResourceClient hub, bool replicaSets) : IActor
{
    /// <summary>The only ClusterManager that a hub has.</summary>
    public const string Manager = "cluster-manager";

    public string Name => "cluster manager seed";

    public Task RunAsync(CancellationToken cancellationToken)
    {
        Seed(hub, replicaSets);
        return Task.Delay(Timeout.Infinite, cancellationToken);
    }

    /// <summary>Makes it, where there is none.</summary>
    public static void Seed(IResourceClient hub, bool replicaSets)
    {
        if (hub.Get(OcmTypes.ClusterManager, null, Manager) is null)
        {
            hub.Create(OcmTypes.ClusterManager, null, new JsonObject
            {
                ["apiVersion"] = OcmTypes.ClusterManager.ApiVersion,
                ["kind"] = OcmTypes.ClusterManager.Kind,
                ["metadata"] = new JsonObject { ["name"] = Manager },
                ["spec"] = new JsonObject
                {
                    ["workConfiguration"] = new JsonObject
                    {
                        ["featureGates"] = new JsonArray(new JsonObject { ["feature"] = FeatureGate.ReplicaSets, ["mode"] = replicaSets ? "Enable" : "Disable" }),
                    },
                },
            });
        }
    }
}
