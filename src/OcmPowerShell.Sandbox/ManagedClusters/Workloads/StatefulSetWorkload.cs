using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Kinds.Kubernetes.Defaults;
using OcmPowerShell.Sandbox.Kinds;

namespace OcmPowerShell.Sandbox.ManagedClusters.Workloads;

/// <summary>StatefulSets. Pods become ready all at once, not one after the other.</summary>
internal sealed class StatefulSetWorkload : IWorkload
{
    public ResourceType Type { get; } = KubernetesKinds.Get("apps", "v1", "StatefulSet");

    public JsonObject? PodSpecOf(JsonObject value) => value.ObjectAt("spec", "template", "spec");

    public bool HasEnough(JsonObject value) => Wanted(value) <= Ready(value);

    public JsonObject StatusAt(JsonObject value, WorkloadMoment moment)
    {
        var wanted = Wanted(value);
        var isReady = moment.Phase == WorkloadPhase.Ready;
        // An update replaces the last pod first and goes on only once that one is ready.
        var ready = isReady ? wanted : Math.Max(0, Math.Min(wanted, Ready(value)) - (moment.IsNewTemplate ? 1 : 0));
        var revision = $"{value.Name()}-{Fingerprint.Suffix(value.At("spec", "template")?.ToJsonString() ?? "")}";
        var current = isReady ? revision : value.TextAt("status", "currentRevision") ?? revision;
        var status = new JsonObject
        {
            ["availableReplicas"] = ready,
            ["collisionCount"] = 0,
            ["currentReplicas"] = current == revision ? wanted : ready,
            ["currentRevision"] = current,
            ["observedGeneration"] = value.Generation(),
            ["replicas"] = wanted,
            ["updateRevision"] = revision,
            ["updatedReplicas"] = isReady || current == revision ? wanted : Math.Min(1, wanted),
        };
        if (ready > 0)
        {
            status["readyReplicas"] = ready;
        }

        return status;
    }

    private static long Wanted(JsonObject value) => Math.Max(0, value.IntegerAt("spec", "replicas") ?? 1);

    private static long Ready(JsonObject value) => value.IntegerAt("status", "readyReplicas") ?? 0;
}
