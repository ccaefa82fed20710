using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Kinds;

namespace OcmPowerShell.Sandbox.ManagedClusters.Workloads;

/// <summary>DaemonSets, on the one node that a simulated cluster has; node selectors are not looked at.</summary>
internal sealed class DaemonSetWorkload : IWorkload
{
    private const int Nodes = 1;

    public ResourceType Type { get; } = KubernetesKinds.Get("apps", "v1", "DaemonSet");

    public JsonObject? PodSpecOf(JsonObject value) => value.ObjectAt("spec", "template", "spec");

    public bool HasEnough(JsonObject value) => false;

    public JsonObject StatusAt(JsonObject value, WorkloadMoment moment)
    {
        var status = new JsonObject
        {
            ["currentNumberScheduled"] = Nodes,
            ["desiredNumberScheduled"] = Nodes,
            ["numberMisscheduled"] = 0,
            ["numberReady"] = moment.Phase == WorkloadPhase.Ready ? Nodes : 0,
            ["observedGeneration"] = value.Generation(),
            ["updatedNumberScheduled"] = Nodes,
        };
        status[moment.Phase == WorkloadPhase.Ready ? "numberAvailable" : "numberUnavailable"] = Nodes;
        return status;
    }
}
