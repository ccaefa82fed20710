using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Kinds.Kubernetes.Defaults;

namespace OcmPowerShell.Sandbox.ManagedClusters.Workloads;

/// <summary>
/// The pods that controllers make. Of a workload that wants more than <see cref="Most"/>, only so many are there as
/// objects; the others are counted as if they did what these do.
/// </summary>
/// <param name="client">The cluster's API.</param>
/// <param name="node">The node that pods run on.</param>
internal sealed class Pods(IResourceClient client, string node)
{
    /// <summary>The most pods that one workload has as objects.</summary>
    public const int Most = 20;

    private readonly OwnedObjects<PodState> _owned = new(PodState.Of);

    /// <summary>Fills the memory from what there is.</summary>
    public void Load()
    {
        _owned.Clear();
        foreach (var pod in client.List(KubernetesTypes.Pod))
        {
            _owned.Note(pod);
        }
    }

    /// <summary>Takes in what a watch says.</summary>
    public void Take(ResourceEvent change)
    {
        if (change.Type == "DELETED")
        {
            _owned.Forget(change.Object);
        }
        else
        {
            _owned.Note(change.Object);
        }
    }

    /// <summary>Remembers a pod that was just written.</summary>
    public void Note(JsonObject pod) => _owned.Note(pod);

    /// <summary>The pods that an object controls.</summary>
    public IReadOnlyList<PodState> Of(JsonObject owner) => _owned.Of(owner.Uid());

    /// <summary>A count of objects as a count of replicas: whoever has all the objects that there may be has all the replicas.</summary>
    public static long Count(long objects, long wanted) => objects >= Math.Min(wanted, Most) ? wanted : objects;

    /// <summary>A text that is the same for the same template.</summary>
    public static string HashOf(JsonObject owner) => Fingerprint.Suffix(owner.At("spec", "template")?.ToJsonString() ?? "");

    /// <summary>Makes a pod.</summary>
    /// <param name="owner">Who controls it.</param>
    /// <param name="label">A label beside those of the template.</param>
    /// <param name="name">Its name; null for one that begins with the owner's.</param>
    public void Create(JsonObject owner, (string Key, string Value)? label = null, string? name = null)
    {
        var template = owner.ObjectAt("spec", "template");
        var metadata = new JsonObject { ["namespace"] = owner.Namespace(), ["ownerReferences"] = new JsonArray(ReferenceTo(owner)) };
        metadata[name is null ? "generateName" : "name"] = name ?? $"{owner.Name()}-";
        foreach (var member in new[] { "labels", "annotations" })
        {
            if (template.ObjectAt("metadata", member) is { } entries)
            {
                metadata[member] = entries.DeepClone();
            }
        }

        if (label is var (key, value))
        {
            metadata.Child("labels")[key] = value;
        }

        var spec = template.ObjectAt("spec")?.Copy() ?? [];
        spec["nodeName"] = node;
        _owned.Note(client.Create(KubernetesTypes.Pod, owner.Namespace(), new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = metadata,
            ["spec"] = spec,
        }));
    }

    /// <summary>Deletes a pod.</summary>
    public void Delete(JsonObject owner, PodState pod)
    {
        _owned.Delete(owner.Uid(), one => one.Name == pod.Name);
        client.Delete(KubernetesTypes.Pod, owner.Namespace(), pod.Name);
    }

    /// <summary>A reference to the object that controls another.</summary>
    public static JsonObject ReferenceTo(JsonObject owner) => new()
    {
        ["apiVersion"] = owner.TextAt("apiVersion"),
        ["blockOwnerDeletion"] = true,
        ["controller"] = true,
        ["kind"] = owner.TextAt("kind"),
        ["name"] = owner.Name(),
        ["uid"] = owner.Uid(),
    };
}
