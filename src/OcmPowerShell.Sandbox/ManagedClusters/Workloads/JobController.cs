using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Kinds;

namespace OcmPowerShell.Sandbox.ManagedClusters.Workloads;

/// <summary>Jobs: as many pods at once as may be, until enough have succeeded. A Job that has ended stays as it is.</summary>
internal sealed class JobController(IResourceClient client, Pods pods, TimeProvider time) : IWorkloadController
{
    public ResourceType Type { get; } = KubernetesKinds.Get("batch", "v1", "Job");

    public TimeSpan? Reconcile(JsonObject value)
    {
        if (HasEnded(value))
        {
            return null;
        }

        var wanted = Math.Max(0, value.IntegerAt("spec", "completions") ?? 1);
        var there = pods.Of(value);
        var succeeded = there.Count(pod => pod.Phase == "Succeeded");
        var running = there.Count(pod => !pod.HasEnded);
        var parallel = value.BooleanAt("spec", "suspend") == true ? 0 : Math.Max(0, value.IntegerAt("spec", "parallelism") ?? 1);
        var missing = Math.Min(Math.Min(wanted, Pods.Most) - succeeded, parallel) - running;
        for (; missing > 0; missing--)
        {
            pods.Create(value);
            running++;
        }

        foreach (var pod in there.Where(pod => !pod.HasEnded).Take((int)Math.Max(0, -missing)))
        {
            pods.Delete(value, pod);
            running--;
        }

        var now = time.GetUtcNow().ToApiTime();
        var done = Pods.Count(succeeded, wanted);
        var ready = there.Count(pod => pod.IsReady);
        client.ChangeStatus(Type, value.Namespace(), value.Name(), current => Write(current, wanted, done, running, ready, now));
        return null;
    }

    private static bool HasEnded(JsonObject value) =>
        value.ArrayAt("status", "conditions") is { } conditions
        && (ConditionList.IsTrue(conditions, "Complete") || ConditionList.IsTrue(conditions, "Failed"));

    private static void Write(JsonObject current, long wanted, long succeeded, long running, long ready, string now)
    {
        if (HasEnded(current))
        {
            return;
        }

        var status = new JsonObject
        {
            ["ready"] = ready,
            ["startTime"] = current.TextAt("status", "startTime") ?? now,
            ["terminating"] = 0,
            ["uncountedTerminatedPods"] = new JsonObject(),
        };
        if (running > 0)
        {
            status["active"] = running;
        }

        if (succeeded > 0)
        {
            status["succeeded"] = succeeded;
        }

        if (succeeded >= wanted)
        {
            status["completionTime"] = now;
            status["conditions"] = new JsonArray(Ended("SuccessCriteriaMet", now), Ended("Complete", now));
        }

        current["status"] = status;
    }

    private static JsonObject Ended(string type, string now) => new()
    {
        ["lastProbeTime"] = now,
        ["lastTransitionTime"] = now,
        ["message"] = "Reached expected number of succeeded pods",
        ["reason"] = "CompletionsReached",
        ["status"] = Condition.True,
        ["type"] = type,
    };
}
