using OcmPowerShell.Hub.Model.Wire;
using OcmPowerShell.Hub.Works.Delivery;

namespace OcmPowerShell.Hub.Model;

/// <summary>Tells whose a work is, from its labels, its owners and its name.</summary>
internal static class Ownership
{
    /// <summary>Label of a work that a ManifestWorkReplicaSet made; the value is <c>namespace.name</c>.</summary>
    public const string ReplicaSetLabel = "work.open-cluster-management.io/manifestworkreplicaset";

    /// <summary>Label of a work that an add-on made.</summary>
    public const string AddOnLabel = "open-cluster-management.io/addon-name";

    /// <summary>Label of a work that this module made for a placement; the value is <c>namespace.name</c>.</summary>
    public const string PlacementLabel = "ocmpowershell.io/placement";

    /// <summary>Label of a work that this module made for a cluster set; the value is the set's name.</summary>
    public const string ClusterSetLabel = "ocmpowershell.io/clusterset";

    /// <summary>Label of the works that hold parts of a set of manifests too large for one; the value is the first one's name.</summary>
    public const string PartOfLabel = "ocmpowershell.io/part-of";

    /// <summary>The annotation that has the whole name of what an owner's label names.</summary>
    /// <param name="label"><see cref="PlacementLabel"/> or <see cref="ClusterSetLabel"/>.</param>
    public static string NameAnnotation(string label) => $"{label}-name";

    /// <summary>Whether a work is one that people and this module keep: no controller undoes a change of it.</summary>
    public static bool IsOurs(ManagedBy keeper) => keeper is ManagedBy.User or ManagedBy.Placement or ManagedBy.ClusterSet;

    public static (ManagedBy ManagedBy, string Owner) Of(ObjectMeta metadata)
    {
        Dictionary<string, string>? labels = metadata.Labels;
        if (labels?.GetValueOrDefault(AddOnLabel) is { } addOn)
        {
            return (ManagedBy.AddOn, addOn);
        }

        if (labels?.GetValueOrDefault(ReplicaSetLabel) is { } replicaSet)
        {
            return (ManagedBy.ReplicaSet, replicaSet);
        }

        foreach (ObjectMeta.OwnerReference owner in metadata.OwnerReferences ?? [])
        {
            switch (owner.Kind)
            {
                case "ManagedClusterAddOn" or "ClusterManagementAddOn":
                    return (ManagedBy.AddOn, owner.Name);
                case "ManifestWorkReplicaSet":
                    return (ManagedBy.ReplicaSet, owner.Name);
            }
        }

        // Older add-on frameworks and the import controller set no label: the name is all there is to go by.
        if (metadata.Name.StartsWith("addon-", StringComparison.Ordinal))
        {
            return (ManagedBy.AddOn, metadata.Name["addon-".Length..]);
        }

        if (metadata.Name.StartsWith(metadata.Namespace + "-klusterlet", StringComparison.Ordinal))
        {
            return (ManagedBy.Klusterlet, metadata.Namespace);
        }

        return labels?.GetValueOrDefault(PlacementLabel) is { } placement ? (ManagedBy.Placement, FullName(metadata, PlacementLabel, placement))
            : labels?.GetValueOrDefault(ClusterSetLabel) is { } set ? (ManagedBy.ClusterSet, FullName(metadata, ClusterSetLabel, set))
            : (ManagedBy.User, "");
    }

    // Who hands a work over sets the label alone: then the annotation speaks of the owner before. A namespace has no dots.
    private static string FullName(ObjectMeta metadata, string label, string value)
    {
        string name = metadata.Annotations?.GetValueOrDefault(NameAnnotation(label)) ?? "";
        if (label == ClusterSetLabel)
        {
            return LabelValue.Of(name) == value ? name : value;
        }

        int slash = name.IndexOf('/');
        return slash > 0 && LabelValue.Of($"{name[..slash]}.{name[(slash + 1)..]}") == value ? name
            : value.IndexOf('.') is > 0 and { } dot ? $"{value[..dot]}/{value[(dot + 1)..]}"
            : value;
    }
}
