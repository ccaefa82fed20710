using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Kinds;

namespace OcmPowerShell.Sandbox.ManagedClusters.Workloads;

/// <summary>Jobs: all completions succeed at once after the delay. A job that has ended stays as it is.</summary>
internal sealed class JobWorkload : IWorkload
{
    public ResourceType Type { get; } = KubernetesKinds.Get("batch", "v1", "Job");

    public JsonObject? PodSpecOf(JsonObject value) => value.ObjectAt("spec", "template", "spec");

    public bool HasEnough(JsonObject value) => HasEnded(value);

    public JsonObject StatusAt(JsonObject value, WorkloadMoment moment)
    {
        if (HasEnded(value))
        {
            return value.ObjectAt("status")!.Copy();
        }

        var start = value.TextAt("status", "startTime") ?? moment.Now.ToApiTime();
        if (moment.Phase != WorkloadPhase.Ready)
        {
            return new JsonObject
            {
                ["active"] = Math.Max(1, value.IntegerAt("spec", "parallelism") ?? 1),
                ["ready"] = 0,
                ["startTime"] = start,
                ["terminating"] = 0,
                ["uncountedTerminatedPods"] = new JsonObject(),
            };
        }

        return new JsonObject
        {
            ["completionTime"] = moment.Now.ToApiTime(),
            ["conditions"] = new JsonArray(Ended("SuccessCriteriaMet", moment.Now), Ended("Complete", moment.Now)),
            ["ready"] = 0,
            ["startTime"] = start,
            ["succeeded"] = Math.Max(1, value.IntegerAt("spec", "completions") ?? 1),
            ["terminating"] = 0,
            ["uncountedTerminatedPods"] = new JsonObject(),
        };
    }

    private static bool HasEnded(JsonObject value) =>
        value.ArrayAt("status", "conditions") is { } conditions
        && (ConditionList.IsTrue(conditions, "Complete") || ConditionList.IsTrue(conditions, "Failed"));

    private static JsonObject Ended(string type, DateTimeOffset now) => new()
    {
        ["lastProbeTime"] = now.ToApiTime(),
        ["lastTransitionTime"] = now.ToApiTime(),
        ["message"] = "Reached expected number of succeeded pods",
        ["reason"] = "CompletionsReached",
        ["status"] = Condition.True,
        ["type"] = type,
    };
}
