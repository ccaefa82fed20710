using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Placements;

namespace OcmPowerShell.Hub.Clusters;

/// <summary>Writes a ManagedCluster's JSON: a whole one, and what must change of one that exists.</summary>
internal static class ClusterBody
{
    /// <summary>A whole object, for POST.</summary>
    public static JsonObject Create(string name, ClusterUpdate fields)
    {
        var metadata = new JsonObject { ["name"] = name };
        AddMap(metadata, "labels", LabelsOf(fields).Where(label => label.Value is not null));
        AddMap(metadata, "annotations", fields.Annotations.Where(annotation => annotation.Value is not null));
        var spec = new JsonObject { ["hubAcceptsClient"] = fields.Accepted };
        if (fields.LeaseDurationSeconds is { } seconds)
        {
            spec["leaseDurationSeconds"] = seconds;
        }

        return new JsonObject
        {
            ["apiVersion"] = "cluster.open-cluster-management.io/v1",
            ["kind"] = "ManagedCluster",
            ["metadata"] = metadata,
            ["spec"] = spec,
        };
    }

    /// <summary>The merge patch that makes a cluster as named; null when it is so already.</summary>
    /// <param name="state">The cluster's JSON.</param>
    /// <param name="fields">What is to be so.</param>
    public static JsonObject? Patch(JsonObject state, ClusterUpdate fields)
    {
        var metadata = new JsonObject();
        AddMap(metadata, "labels", Changed(state.MapAt("metadata", "labels"), LabelsOf(fields)));
        AddMap(metadata, "annotations", Changed(state.MapAt("metadata", "annotations"), fields.Annotations));
        var spec = new JsonObject();
        if (fields.LeaseDurationSeconds is { } seconds && state.IntegerAt("spec", "leaseDurationSeconds") != seconds)
        {
            spec["leaseDurationSeconds"] = seconds;
        }

        if (fields.Accepted && state.BooleanAt("spec", "hubAcceptsClient") != true)
        {
            spec["hubAcceptsClient"] = true;
        }

        var patch = new JsonObject();
        foreach ((string name, JsonObject part) in new[] { ("metadata", metadata), ("spec", spec) })
        {
            if (part.Count > 0)
            {
                patch[name] = part;
            }
        }

        return patch.Count > 0 ? patch : null;
    }

    private static IEnumerable<KeyValuePair<string, string?>> LabelsOf(ClusterUpdate fields) =>
        fields.ClusterSet is null ? fields.Labels : fields.Labels.Append(new(ClusterSetFacts.ClusterSetLabel, fields.ClusterSet));

    private static IEnumerable<KeyValuePair<string, string?>> Changed(IReadOnlyDictionary<string, string> have, IEnumerable<KeyValuePair<string, string?>> want) =>
        want.Where(pair => have.GetValueOrDefault(pair.Key) != pair.Value);

    private static void AddMap(JsonObject metadata, string name, IEnumerable<KeyValuePair<string, string?>> entries)
    {
        var map = new JsonObject();
        foreach ((string key, string? value) in entries)
        {
            map[key] = value;
        }

        if (map.Count > 0)
        {
            metadata[name] = map;
        }
    }
}
