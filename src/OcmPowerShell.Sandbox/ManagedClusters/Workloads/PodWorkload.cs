using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Kinds;

namespace OcmPowerShell.Sandbox.ManagedClusters.Workloads;

/// <summary>Pods: they run and go on running, since nobody knows what is in an image.</summary>
internal sealed class PodWorkload : IWorkload
{
    public ResourceType Type { get; } = KubernetesKinds.Get("", "v1", "Pod");

    public JsonObject? PodSpecOf(JsonObject value) => value.ObjectAt("spec");

    public bool HasEnough(JsonObject value) => value.TextAt("status", "phase") is "Running" or "Succeeded" or "Failed";

    public JsonObject StatusAt(JsonObject value, WorkloadMoment moment)
    {
        // A pod that somebody has put into an end state, to try what follows, stays there.
        if (value.TextAt("status", "phase") is "Succeeded" or "Failed")
        {
            return value.ObjectAt("status")!.Copy();
        }

        var isReady = moment.Phase == WorkloadPhase.Ready;
        var conditions = value.ArrayAt("status", "conditions")?.DeepClone() as JsonArray ?? [];
        Set(conditions, "PodScheduled", true, moment.Now);
        Set(conditions, "Initialized", true, moment.Now);
        Set(conditions, "ContainersReady", isReady, moment.Now);
        Set(conditions, "Ready", isReady, moment.Now);
        return new JsonObject
        {
            ["conditions"] = conditions,
            ["containerStatuses"] = new JsonArray(
                [.. value.ObjectsAt("spec", "containers").Select((container, index) => Container(value, container, index, isReady, moment.Now))]),
            ["phase"] = isReady ? "Running" : "Pending",
            ["qosClass"] = "BestEffort",
            ["startTime"] = value.TextAt("status", "startTime") ?? moment.Now.ToApiTime(),
        };
    }

    private static void Set(JsonArray conditions, string type, bool holds, DateTimeOffset now)
    {
        var existing = ConditionList.Find(conditions, type);
        var status = holds ? Condition.True : Condition.False;
        if (existing.TextAt("status") == status)
        {
            return;
        }

        var written = new JsonObject { ["lastProbeTime"] = null, ["lastTransitionTime"] = now.ToApiTime() };
        if (!holds)
        {
            written["message"] = "containers with unready status";
            written["reason"] = "ContainersNotReady";
        }

        written["status"] = status;
        written["type"] = type;
        if (existing is null)
        {
            conditions.Add(written);
        }
        else
        {
            conditions[conditions.IndexOf(existing)] = written;
        }
    }

    private static JsonObject Container(JsonObject pod, JsonObject container, int index, bool isReady, DateTimeOffset now)
    {
        var image = container.TextAt("image") ?? "";
        var started = (pod.ArrayAt("status", "containerStatuses")?.ElementAtOrDefault(index)).TextAt("state", "running", "startedAt");
        return new JsonObject
        {
            ["image"] = image,
            ["imageID"] = "",
            ["lastState"] = new JsonObject(),
            ["name"] = container.TextAt("name") ?? "",
            ["ready"] = isReady,
            ["restartCount"] = 0,
            ["started"] = isReady,
            ["state"] = isReady
                ? new JsonObject { ["running"] = new JsonObject { ["startedAt"] = started ?? now.ToApiTime() } }
                : new JsonObject { ["waiting"] = Waiting(image) },
        };
    }

    private static JsonObject Waiting(string image) => WorkloadSimulation.IsBroken(image)
        ? new() { ["message"] = $"Back-off pulling image \"{image}\"", ["reason"] = "ImagePullBackOff" }
        : new() { ["reason"] = "ContainerCreating" };
}
