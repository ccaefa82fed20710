using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters.Workloads;

/// <summary>ReplicaSets: as many pods as are wanted.</summary>
internal sealed class ReplicaSetController(IResourceClient client, Pods pods, Action<JsonObject> noted) : IWorkloadController
{
    public ResourceType Type => KubernetesTypes.ReplicaSet;

    public TimeSpan? Reconcile(JsonObject value)
    {
        var wanted = Math.Max(0, value.IntegerAt("spec", "replicas") ?? 1);
        var shown = (int)Math.Min(wanted, Pods.Most);
        var alive = pods.Of(value).Where(pod => !pod.HasEnded).ToList();
        for (var missing = shown - alive.Count; missing > 0; missing--)
        {
            pods.Create(value);
        }

        // Those that are not ready go first.
        foreach (var pod in alive.OrderBy(pod => pod.IsReady).Take(alive.Count - shown))
        {
            pods.Delete(value, pod);
        }

        alive = [.. pods.Of(value).Where(pod => !pod.HasEnded)];
        var replicas = Pods.Count(alive.Count, wanted);
        var ready = Pods.Count(alive.Count(pod => pod.IsReady), wanted);
        if (client.ChangeStatus(Type, value.Namespace(), value.Name(), current => Write(current, value.Generation(), replicas, ready)) is { } written)
        {
            noted(written);
        }

        return null;
    }

    private static void Write(JsonObject current, long generation, long replicas, long ready)
    {
        var status = new JsonObject { ["observedGeneration"] = generation, ["replicas"] = replicas };
        if (replicas > 0)
        {
            status["fullyLabeledReplicas"] = replicas;
        }

        if (ready > 0)
        {
            status["availableReplicas"] = ready;
            status["readyReplicas"] = ready;
        }

        current["status"] = status;
    }
}
