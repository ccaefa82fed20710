using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Kinds.Kubernetes.Defaults;

namespace OcmPowerShell.Sandbox.ManagedClusters.Workloads;

/// <summary>Deployments: one ReplicaSet for each template, and pods that move from the former to the newest.</summary>
internal sealed class DeploymentController(
    IResourceClient client, OwnedObjects<ReplicaSetState> replicaSets, Action<JsonObject> noted, TimeProvider time) : IWorkloadController
{
    private const string Desired = "deployment.kubernetes.io/desired-replicas";

    public ResourceType Type => KubernetesTypes.Deployment;

    public TimeSpan? Reconcile(JsonObject value)
    {
        var wanted = Math.Max(0, value.IntegerAt("spec", "replicas") ?? 1);
        var hash = HashOf(value);
        var created = false;
        var isPaused = value.BooleanAt("spec", "paused") == true;
        var sets = replicaSets.Of(value.Uid());
        if (sets.All(set => set.Hash != hash) && !isPaused)
        {
            if (!Create(value, hash, sets, wanted))
            {
                return TimeSpan.Zero;
            }

            created = true;
            sets = replicaSets.Of(value.Uid());
        }

        var newest = sets.FirstOrDefault(set => set.Hash == hash) ?? sets.MaxBy(set => set.Revision);
        if (newest is null)
        {
            WriteStatus(value, wanted, null, sets, created);
            return null;
        }

        var revision = Count(value, newest, sets);
        Roll(value, wanted, newest with { Revision = revision }, [.. sets.Where(set => set != newest)], isPaused);
        CleanUp(value, newest, sets);
        sets = replicaSets.Of(value.Uid());
        return WriteStatus(value, wanted, sets.FirstOrDefault(set => set.Hash == newest.Hash), sets, created);
    }

    private static string HashOf(JsonObject value)
    {
        var collisions = value.IntegerAt("status", "collisionCount") ?? 0;
        var template = value.At("spec", "template")?.ToJsonString() ?? "";
        return Fingerprint.Suffix(collisions == 0 ? template : string.Create(CultureInfo.InvariantCulture, $"{template}#{collisions}"));
    }

    private bool Create(JsonObject value, string hash, IReadOnlyList<ReplicaSetState> sets, long wanted)
    {
        var template = value.ObjectAt("spec", "template")?.Copy() ?? [];
        template.Child("metadata").Child("labels")[PodState.TemplateHash] = hash;
        var selector = value.ObjectAt("spec", "selector")?.Copy() ?? [];
        selector.Child("matchLabels")[PodState.TemplateHash] = hash;
        var revision = sets.Select(set => set.Revision).DefaultIfEmpty().Max() + 1;
        var first = new ReplicaSetState("", hash, revision, 0, 0, 0);
        var replicas = RolloutPlan.Next(value, wanted, first, sets).Where(next => next.Set == first).Select(next => next.Replicas).FirstOrDefault();
        try
        {
            noted(client.Create(KubernetesTypes.ReplicaSet, value.Namespace(), new JsonObject
            {
                ["apiVersion"] = KubernetesTypes.ReplicaSet.ApiVersion,
                ["kind"] = KubernetesTypes.ReplicaSet.Kind,
                ["metadata"] = new JsonObject
                {
                    ["annotations"] = new JsonObject
                    {
                        [Desired] = wanted.ToString(CultureInfo.InvariantCulture),
                        [ReplicaSetState.RevisionAnnotation] = revision.ToString(CultureInfo.InvariantCulture),
                    },
                    ["labels"] = template.At("metadata", "labels")!.DeepClone(),
                    ["name"] = $"{value.Name()}-{hash}",
                    ["namespace"] = value.Namespace(),
                    ["ownerReferences"] = new JsonArray(Pods.ReferenceTo(value)),
                },
                ["spec"] = new JsonObject { ["replicas"] = replicas, ["selector"] = selector, ["template"] = template },
            }));
            return true;
        }
        catch (ApiException error) when (error.Reason == "AlreadyExists")
        {
            // Somebody else's: the next hash is another one.
            client.ChangeStatus(Type, value.Namespace(), value.Name(), current =>
                current.Child("status")["collisionCount"] = (current.IntegerAt("status", "collisionCount") ?? 0) + 1);
            return false;
        }
    }

    /// <summary>Sees to it that the newest template has the highest number, as after going back to a former one.</summary>
    private long Count(JsonObject value, ReplicaSetState newest, IReadOnlyList<ReplicaSetState> sets)
    {
        var others = sets.Where(set => set != newest).Select(set => set.Revision).DefaultIfEmpty().Max();
        var revision = newest.Revision > others ? newest.Revision : others + 1;
        var text = revision.ToString(CultureInfo.InvariantCulture);
        if (revision != newest.Revision)
        {
            Change(KubernetesTypes.ReplicaSet, value.Namespace(), newest.Name, set => set.Child("metadata").Child("annotations")[ReplicaSetState.RevisionAnnotation] = text);
        }

        if (value.TextAt("metadata", "annotations", ReplicaSetState.RevisionAnnotation) != text)
        {
            Change(Type, value.Namespace(), value.Name(), current => current.Child("metadata").Child("annotations")[ReplicaSetState.RevisionAnnotation] = text);
        }

        return revision;
    }

    private void Roll(JsonObject value, long wanted, ReplicaSetState newest, ReplicaSetState[] old, bool isPaused)
    {
        IEnumerable<(ReplicaSetState Set, long Replicas)> next = isPaused
            ? newest.Wanted == wanted || old.Any(set => set.Wanted > 0) ? [] : [(newest, wanted)]
            : RolloutPlan.Next(value, wanted, newest, old);
        foreach (var (set, replicas) in next.ToList())
        {
            Change(KubernetesTypes.ReplicaSet, value.Namespace(), set.Name, current =>
            {
                current.Child("spec")["replicas"] = replicas;
                current.Child("metadata").Child("annotations")[Desired] = wanted.ToString(CultureInfo.InvariantCulture);
            });
        }
    }

    private void CleanUp(JsonObject value, ReplicaSetState newest, IReadOnlyList<ReplicaSetState> sets)
    {
        var kept = value.IntegerAt("spec", "revisionHistoryLimit") ?? 10;
        var idle = sets.Where(set => set != newest && set is { Wanted: 0, Replicas: 0 }).OrderByDescending(set => set.Revision);
        foreach (var set in idle.Skip((int)Math.Clamp(kept, 0, int.MaxValue)))
        {
            client.Delete(KubernetesTypes.ReplicaSet, value.Namespace(), set.Name);
        }
    }

    private void Change(ResourceType type, string @namespace, string name, Action<JsonObject> change)
    {
        var written = client.Change(type, @namespace, name, current =>
        {
            change(current);
            return true;
        });
        if (written is not null)
        {
            noted(written);
        }
    }

    private TimeSpan? WriteStatus(JsonObject value, long wanted, ReplicaSetState? newest, IReadOnlyList<ReplicaSetState> sets, bool created)
    {
        TimeSpan? wait = null;
        var written = client.ChangeStatus(Type, value.Namespace(), value.Name(), current =>
        {
            if (current.Generation() == value.Generation())
            {
                wait = DeploymentStatus.Write(current, wanted, newest, sets, created, time.GetUtcNow());
            }
        });
        if (written is not null)
        {
            noted(written);
        }

        return wait;
    }
}
