using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Kinds;

namespace OcmPowerShell.Sandbox.ManagedClusters.Workloads;

/// <summary>StatefulSets: pods with numbers, each after the one before it is ready. They get no storage.</summary>
internal sealed class StatefulSetController(IResourceClient client, Pods pods) : IWorkloadController
{
    public ResourceType Type { get; } = KubernetesKinds.Get("apps", "v1", "StatefulSet");

    public TimeSpan? Reconcile(JsonObject value)
    {
        var wanted = Math.Max(0, value.IntegerAt("spec", "replicas") ?? 1);
        var hash = Pods.HashOf(value);
        var names = Enumerable.Range(0, (int)Math.Min(wanted, Pods.Most)).Select(number => Numbered(value, number)).ToList();
        foreach (var pod in pods.Of(value).Where(pod => pod.HasEnded || !names.Contains(pod.Name)))
        {
            pods.Delete(value, pod);
        }

        if (Fill(value, names, hash))
        {
            ReplaceOne(value, names, hash);
        }

        WriteStatus(value, wanted, $"{value.Name()}-{hash}", hash);
        return null;
    }

    private static string Numbered(JsonObject value, int number) => string.Create(
        CultureInfo.InvariantCulture, $"{value.Name()}-{number + (value.IntegerAt("spec", "ordinals", "start") ?? 0)}");

    /// <summary>Makes what is missing; false while somebody has to wait for the one before.</summary>
    private bool Fill(JsonObject value, List<string> names, string hash)
    {
        var isOrdered = value.TextAt("spec", "podManagementPolicy") != "Parallel";
        var known = pods.Of(value).ToDictionary(pod => pod.Name);
        foreach (var name in names)
        {
            if (!known.TryGetValue(name, out var pod))
            {
                pods.Create(value, (PodState.RevisionHash, hash), name);
            }

            if (isOrdered && pod?.IsReady != true)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The last pod of a former template goes first, and the next only once all are ready again.</summary>
    private void ReplaceOne(JsonObject value, List<string> names, string hash)
    {
        var first = value.IntegerAt("spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
        var known = pods.Of(value).ToDictionary(pod => pod.Name);
        if (value.TextAt("spec", "updateStrategy", "type") == "OnDelete")
        {
            return;
        }

        for (var number = names.Count - 1; number >= first; number--)
        {
            var pod = known.GetValueOrDefault(names[number]);
            if (pod is not null && pod.Revision != hash)
            {
                pods.Delete(value, pod);
                pods.Create(value, (PodState.RevisionHash, hash), names[number]);
                return;
            }

            if (pod?.IsReady != true)
            {
                return;
            }
        }
    }

    private void WriteStatus(JsonObject value, long wanted, string revision, string hash)
    {
        var there = pods.Of(value);
        var ready = Pods.Count(there.Count(pod => pod.IsReady), wanted);
        var updated = Pods.Count(there.Count(pod => pod.Revision == hash), wanted);
        client.ChangeStatus(Type, value.Namespace(), value.Name(), current =>
        {
            var former = updated == wanted && ready == wanted ? revision : current.TextAt("status", "currentRevision") ?? revision;
            var status = new JsonObject
            {
                ["availableReplicas"] = ready,
                ["collisionCount"] = 0,
                ["currentReplicas"] = former == revision ? updated : Pods.Count(there.Count, wanted) - updated,
                ["currentRevision"] = former,
                ["observedGeneration"] = value.Generation(),
                ["replicas"] = Pods.Count(there.Count, wanted),
                ["updateRevision"] = revision,
                ["updatedReplicas"] = updated,
            };
            if (ready > 0)
            {
                status["readyReplicas"] = ready;
            }

            current["status"] = status;
        });
    }
}
