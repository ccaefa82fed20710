using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Placements.Spec;

namespace OcmPowerShell.Hub.ClusterSets;

/// <summary>What a cluster set is to hold. What is not named stays as it is.</summary>
internal sealed record ClusterSetSpec
{
    /// <summary>Select by these labels, in place of the label by which a cluster joins one set; null for no change.</summary>
    public JsonObject? LabelSelector { get; init; }

    /// <summary>Namespaces that its clusters are to get.</summary>
    public IReadOnlyCollection<string> ManagedNamespaces { get; init; } = [];

    /// <summary>Namespaces that it is to manage no longer.</summary>
    public IReadOnlyCollection<string> RemovedNamespaces { get; init; } = [];

    /// <summary>Labels; null takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Labels { get; init; } = new Dictionary<string, string?>();

    /// <summary>Annotations; null takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Annotations { get; init; } = new Dictionary<string, string?>();

    /// <summary>Whether nothing is named.</summary>
    public bool IsEmpty => LabelSelector is null && ManagedNamespaces.Count + RemovedNamespaces.Count + Labels.Count + Annotations.Count == 0;

    /// <summary>A new set.</summary>
    public JsonObject Create(string name)
    {
        JsonObject set = new()
        {
            ["apiVersion"] = "cluster.open-cluster-management.io/v1beta2",
            ["kind"] = "ManagedClusterSet",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = new JsonObject { ["clusterSelector"] = new JsonObject { ["selectorType"] = "ExclusiveClusterSetLabel" } },
        };
        Apply(set);
        return set;
    }

    /// <summary>The merge patch for a set as it is; null when it holds all of this already.</summary>
    /// <exception cref="HubException"><c>BuiltInClusterSet</c>: the hub would take the change back.</exception>
    public JsonObject? PatchOf(JsonObject state)
    {
        JsonObject wanted = (JsonObject)state.DeepClone();
        Apply(wanted);
        JsonObject patch = MergeDifference.Between(state, wanted);
        string name = state.TextAt("metadata", "name") ?? "";
        if (patch.At("spec", "clusterSelector") is not null && ClusterSetRules.IsBuiltIn(name) && wanted.TextAt("metadata", "annotations", ClusterSetRules.AutoUpdate) != "false")
        {
            throw new HubException("BuiltInClusterSet", $"The hub keeps the cluster set '{name}' itself and would take a change of its selector back at once; nothing was changed. Make a set of your own with New-OcmClusterSet. Who must change this one sets its annotation {ClusterSetRules.AutoUpdate} to 'false' first.");
        }

        return patch.Count == 0 ? null : patch;
    }

    private void Apply(JsonObject set)
    {
        Merge(set, "labels", Labels);
        Merge(set, "annotations", Annotations);
        if (LabelSelector is not null)
        {
            JsonObject selector = Child(Child(set, "spec"), "clusterSelector");
            selector["selectorType"] = "LabelSelector";
            selector["labelSelector"] = LabelSelector.DeepClone();
        }

        if (ManagedNamespaces.Count + RemovedNamespaces.Count > 0)
        {
            Manage(Child(set, "spec"));
        }
    }

    // The entries that stay are kept whole: a newer hub may know more of them than their names.
    private void Manage(JsonObject spec)
    {
        List<JsonNode> entries = [.. spec.ObjectsAt("managedNamespaces").Where(entry => !RemovedNamespaces.Contains(entry.TextAt("name") ?? "")).Select(entry => entry.DeepClone())];
        entries.AddRange(ManagedNamespaces.Distinct().Where(name => !entries.Exists(entry => entry.TextAt("name") == name)).Select(name => new JsonObject { ["name"] = name }));
        spec.Remove("managedNamespaces");
        if (entries.Count > 0)
        {
            spec["managedNamespaces"] = new JsonArray([.. entries]);
        }
    }

    private static void Merge(JsonObject set, string member, IReadOnlyDictionary<string, string?> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        JsonObject map = Child(Child(set, "metadata"), member);
        foreach ((string key, string? value) in values)
        {
            map.Remove(key);
            if (value is not null)
            {
                map[key] = value;
            }
        }

        if (map.Count == 0)
        {
            Child(set, "metadata").Remove(member);
        }
    }

    private static JsonObject Child(JsonObject owner, string member)
    {
        if (owner[member] is not JsonObject child)
        {
            owner[member] = child = [];
        }

        return child;
    }
}
