using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Kinds;

namespace OcmPowerShell.Sandbox.ManagedClusters.Workloads;

/// <summary>DaemonSets, on the one node that a simulated cluster has; node selectors are not looked at.</summary>
internal sealed class DaemonSetController(IResourceClient client, Pods pods) : IWorkloadController
{
    private const int Nodes = 1;

    public ResourceType Type { get; } = KubernetesKinds.Get("apps", "v1", "DaemonSet");

    public TimeSpan? Reconcile(JsonObject value)
    {
        var hash = Pods.HashOf(value);
        var replaces = value.TextAt("spec", "updateStrategy", "type") != "OnDelete";
        foreach (var pod in pods.Of(value).Where(pod => pod.HasEnded || (replaces && pod.Revision != hash)))
        {
            pods.Delete(value, pod);
        }

        if (pods.Of(value).Count == 0)
        {
            pods.Create(value, (PodState.RevisionHash, hash));
        }

        var there = pods.Of(value);
        var ready = Math.Min(Nodes, there.Count(pod => pod.IsReady));
        client.ChangeStatus(Type, value.Namespace(), value.Name(), current =>
        {
            var status = new JsonObject
            {
                ["currentNumberScheduled"] = Nodes,
                ["desiredNumberScheduled"] = Nodes,
                ["numberMisscheduled"] = 0,
                ["numberReady"] = ready,
                ["observedGeneration"] = value.Generation(),
            };
            if (there.Any(pod => pod.Revision == hash))
            {
                status["updatedNumberScheduled"] = Nodes;
            }

            status[ready == Nodes ? "numberAvailable" : "numberUnavailable"] = Nodes;
            current["status"] = status;
        });
        return null;
    }
}
