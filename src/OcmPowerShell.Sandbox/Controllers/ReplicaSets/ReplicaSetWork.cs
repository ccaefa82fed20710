using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Rollouts;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.ReplicaSets;

/// <summary>A ManifestWork as a replica set makes it, finds it again and understands it.</summary>
internal static class ReplicaSetWork
{
    /// <summary>Names the set, as <c>namespace.name</c>.</summary>
    private const string SetLabel = "work.open-cluster-management.io/manifestworkreplicaset";

    /// <summary>Names the placement that decided on the cluster.</summary>
    private const string PlacementLabel = "work.open-cluster-management.io/placementname";

    /// <summary>What works of a set are found by. A namespace has no dot, so the first one parts the two names.</summary>
    public static string KeyOf(JsonObject set) => $"{set.Namespace()}.{set.Name()}";

    /// <summary>The set a work is of, or null.</summary>
    public static string? SetOf(JsonObject work) => work.TextAt("metadata", "labels", SetLabel);

    /// <summary>The placement a work is of, or null.</summary>
    public static string? PlacementOf(JsonObject work) => work.TextAt("metadata", "labels", PlacementLabel);

    /// <summary>Whether a work is as the set wants it now.</summary>
    public static bool IsCurrent(JsonObject work, JsonObject set) =>
        JsonEquality.Same(work["spec"], set.At("spec", "manifestWorkTemplate"));

    /// <summary>A new work, which the hub gives a name.</summary>
    public static JsonObject New(JsonObject set, string placement) => new()
    {
        ["apiVersion"] = OcmTypes.ManifestWork.ApiVersion,
        ["kind"] = OcmTypes.ManifestWork.Kind,
        ["metadata"] = new JsonObject { ["generateName"] = set.Name(), ["labels"] = LabelsOf(set, placement) },
        ["spec"] = set.At("spec", "manifestWorkTemplate")?.DeepClone() ?? new JsonObject(),
    };

    /// <summary>Whether there is nothing to change at a work. Labels and annotations that others added may stay.</summary>
    public static bool Fits(JsonObject work, JsonObject set, string placement) =>
        IsCurrent(work, set)
        && work.At("metadata", "ownerReferences") is null
        && LabelsOf(set, placement).All(label => label.Value.TextAt() == work.TextAt("metadata", "labels", label.Key));

    /// <summary>Makes a work what the set wants; false where it is that already.</summary>
    public static bool Update(JsonObject work, JsonObject set, string placement)
    {
        if (Fits(work, set, placement))
        {
            return false;
        }

        var metadata = work.Child("metadata");
        metadata["labels"] = LabelsOf(set, placement);
        metadata.Remove("annotations");
        metadata.Remove("ownerReferences");
        work["spec"] = set.At("spec", "manifestWorkTemplate")?.DeepClone() ?? new JsonObject();
        return true;
    }

    /// <summary>
    /// How far a work that is current has come. Only condition rules make a condition Progressing; a work without one is
    /// never done, and OCM applies it again and again.
    /// </summary>
    public static ClusterRollout RolloutOf(JsonObject work)
    {
        var conditions = work.ArrayAt("status", "conditions");
        var progressing = ConditionList.Find(conditions, "Progressing");
        var degraded = ConditionList.Find(conditions, "Degraded");
        var applied = ConditionList.Find(conditions, "Applied");
        bool IsOld(JsonObject? condition) => condition.IntegerAt("observedGeneration") != work.Generation();
        if (IsOld(applied) || applied.TextAt("status") != Condition.True || IsOld(progressing) || (degraded is not null && IsOld(degraded)))
        {
            return new(work.Namespace(), RolloutStatus.ToApply);
        }

        return progressing.TextAt("status") switch
        {
            Condition.True when degraded.TextAt("status") == Condition.True => new(work.Namespace(), RolloutStatus.Failed, degraded.TransitionTime()),
            Condition.False => new(work.Namespace(), RolloutStatus.Succeeded, progressing.TransitionTime()),
            _ => new(work.Namespace(), RolloutStatus.Progressing, progressing.TransitionTime()),
        };
    }

    private static JsonObject LabelsOf(JsonObject set, string placement)
    {
        var labels = set.ObjectAt("metadata", "labels")?.Copy() ?? [];
        labels[SetLabel] = KeyOf(set);
        labels[PlacementLabel] = placement;
        return labels;
    }
}
