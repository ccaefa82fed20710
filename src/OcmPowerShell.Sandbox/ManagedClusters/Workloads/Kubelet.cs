using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Kinds.Kubernetes.Defaults;

namespace OcmPowerShell.Sandbox.ManagedClusters.Workloads;

/// <summary>
/// The scheduler and the kubelet of the one node: a pod is ready after the cluster's delay and goes on running, since
/// nobody knows what is in an image; the pod of a Job has succeeded by then. A pod whose image cannot be pulled waits.
/// </summary>
internal sealed class Kubelet(ManagedCluster cluster, IResourceClient client, Pods pods, TimeProvider time) : IWorkloadController
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _since = new(StringComparer.Ordinal);

    public ResourceType Type => KubernetesTypes.Pod;

    /// <summary>Whether an image is one that cannot be pulled.</summary>
    public static bool IsBroken(string image) => image.Contains("broken", StringComparison.OrdinalIgnoreCase);

    public TimeSpan? Reconcile(JsonObject value)
    {
        // A pod that somebody has put into an end state, to try what follows, stays there.
        if (value.TextAt("status", "phase") is "Running" or "Succeeded" or "Failed")
        {
            Forget(value.Uid());
            return null;
        }

        if (value.TextAt("spec", "nodeName") is null or "")
        {
            client.Change(Type, value.Namespace(), value.Name(), pod =>
            {
                pod.Child("spec")["nodeName"] = cluster.NodeName;
                return true;
            });
        }

        var state = cluster.State;
        if (state.Failing || Containers(value).Any(container => IsBroken(container.TextAt("image") ?? "")))
        {
            Write(value, pod => Wait(pod, state.Failing));
            return null;
        }

        var now = time.GetUtcNow();
        var left = _since.GetOrAdd(value.Uid(), now) + state.Delay - now;
        if (left > TimeSpan.Zero)
        {
            return left;
        }

        Forget(value.Uid());
        Write(value, pod => Run(pod, now.ToApiTime()));
        return null;
    }

    /// <summary>Forgets a pod that is gone.</summary>
    public void Forget(string uid) => _since.TryRemove(uid, out _);

    private void Write(JsonObject value, Action<JsonObject> change)
    {
        if (client.ChangeStatus(Type, value.Namespace(), value.Name(), change) is { } written)
        {
            pods.Note(written);
        }
    }

    private void Run(JsonObject pod, string now)
    {
        var ends = OwnedObjects<PodState>.ControllerOf(pod).TextAt("kind") == "Job";
        var status = pod.Child("status");
        status["phase"] = ends ? "Succeeded" : "Running";
        status["hostIP"] = cluster.NodeAddress;
        status["hostIPs"] = new JsonArray(new JsonObject { ["ip"] = cluster.NodeAddress });
        var address = AddressOf(pod);
        status["podIP"] = address;
        status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = address });
        status["startTime"] = pod.TextAt("metadata", "creationTimestamp");
        status["conditions"] = Conditions(pod, now, ends ? "PodCompleted" : null, isReady: !ends);
        status["containerStatuses"] = new JsonArray([.. pod.ObjectsAt("spec", "containers").Select(container => Container(
            pod,
            container,
            isReady: !ends,
            ends
                ? new() { ["terminated"] = new JsonObject { ["exitCode"] = 0, ["finishedAt"] = now, ["reason"] = "Completed", ["startedAt"] = now } }
                : new() { ["running"] = new JsonObject { ["startedAt"] = now } }))]);
    }

    private void Wait(JsonObject pod, bool isFailing)
    {
        var status = pod.Child("status");
        status["phase"] = "Pending";
        status["hostIP"] = cluster.NodeAddress;
        status["hostIPs"] = new JsonArray(new JsonObject { ["ip"] = cluster.NodeAddress });
        status["startTime"] = pod.TextAt("metadata", "creationTimestamp");
        status["conditions"] = Conditions(pod, pod.TextAt("metadata", "creationTimestamp") ?? "", "ContainersNotReady", isReady: false);
        status["containerStatuses"] = new JsonArray([.. pod.ObjectsAt("spec", "containers").Select(container =>
        {
            var image = container.TextAt("image") ?? "";
            return Container(pod, container, isReady: false, new()
            {
                ["waiting"] = isFailing || IsBroken(image)
                    ? new JsonObject { ["message"] = $"Back-off pulling image \"{image}\"", ["reason"] = "ImagePullBackOff" }
                    : new JsonObject { ["reason"] = "ContainerCreating" },
            });
        })]);
    }

    private static IEnumerable<JsonObject> Containers(JsonObject pod) =>
        pod.ObjectsAt("spec", "containers").Concat(pod.ObjectsAt("spec", "initContainers"));

    private static JsonArray Conditions(JsonObject pod, string now, string? whyNot, bool isReady)
    {
        var notReady = string.Join(' ', pod.ObjectsAt("spec", "containers").Select(container => container.TextAt("name")));
        JsonObject Condition(string type, bool holds, string? reason)
        {
            var condition = new JsonObject { ["lastProbeTime"] = null, ["lastTransitionTime"] = now, ["status"] = holds ? "True" : "False", ["type"] = type };
            if (reason is not null)
            {
                condition["reason"] = reason;
            }

            if (reason == "ContainersNotReady")
            {
                condition["message"] = $"containers with unready status: [{notReady}]";
            }

            return condition;
        }

        return
        [
            Condition("Initialized", true, whyNot == "PodCompleted" ? whyNot : null),
            Condition("Ready", isReady, whyNot),
            Condition("ContainersReady", isReady, whyNot),
            Condition("PodScheduled", true, null),
        ];
    }

    private static JsonObject Container(JsonObject pod, JsonObject container, bool isReady, JsonObject state)
    {
        var name = container.TextAt("name") ?? "";
        var image = container.TextAt("image") ?? "";
        var status = new JsonObject
        {
            ["image"] = image,
            ["imageID"] = "",
            ["lastState"] = new JsonObject(),
            ["name"] = name,
            ["ready"] = isReady,
            ["restartCount"] = 0,
            ["started"] = isReady,
            ["state"] = state,
        };
        if (!state.ContainsKey("waiting"))
        {
            // Made of nothing that runs, and the same each time it is asked for.
            status["containerID"] = $"sandbox://{pod.Uid()}/{name}";
        }

        return status;
    }

    /// <summary>An address that no other pod is likely to have; nothing listens there.</summary>
    private static string AddressOf(JsonObject pod)
    {
        var hash = Fingerprint.Of(pod.Uid());
        return string.Create(CultureInfo.InvariantCulture, $"10.244.{(hash >> 8) & 0xff}.{1 + (hash % 254)}");
    }
}
