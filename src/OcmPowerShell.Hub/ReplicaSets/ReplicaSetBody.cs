using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Hub.ReplicaSets;

/// <summary>Makes a ManifestWorkReplicaSet's JSON.</summary>
internal static class ReplicaSetBody
{
    /// <summary>The finalizer that the hub's controller puts on every replica set.</summary>
    public const string Finalizer = "work.open-cluster-management.io/manifest-work-cleanup";

    // The longest value of a label, by which the works of a replica set are found.
    private const int LongestLabel = 63;

    /// <summary>A whole object, for POST.</summary>
    /// <param name="key">Its namespace and name.</param>
    /// <param name="change">What it is to have.</param>
    /// <exception cref="HubException">The rollout strategy does not know a setting.</exception>
    public static JsonObject Create(ObjectKey key, ReplicaSetChange change)
    {
        JsonObject metadata = new() { ["name"] = key.Name, ["namespace"] = key.Namespace };
        AddMap(metadata, "labels", change.Edit.Labels);
        AddMap(metadata, "annotations", WorkUpdate.WithFeedback(change.Edit));
        JsonObject[] references = [.. change.Placements!.Distinct().Select(name => new JsonObject { ["name"] = name })];
        Array.ForEach(references, change.Rollout.ApplyTo);
        return new JsonObject
        {
            ["apiVersion"] = "work.open-cluster-management.io/v1alpha1",
            ["kind"] = "ManifestWorkReplicaSet",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject
            {
                ["cascadeDeletionPolicy"] = change.CascadeDeletionPolicy ?? "Background",
                ["manifestWorkTemplate"] = ReplicaSetTemplate.New(new WorkContent { Manifests = change.Manifests!, Options = change.Options }, change.Silent),
                ["placementRefs"] = new JsonArray([.. references]),
            },
        };
    }

    /// <summary>The label that finds the works of a replica set, as a selector.</summary>
    public static string SelectorOf(ObjectKey key) => $"{Ownership.ReplicaSetLabel}={key.Namespace}.{key.Name}";

    /// <summary>Refuses a name for which the controller can make no works.</summary>
    /// <exception cref="HubException"><c>InvalidName</c>.</exception>
    public static void CheckName(ObjectKey key)
    {
        if (Encoding.UTF8.GetByteCount($"{key.Namespace}.{key.Name}") > LongestLabel)
        {
            throw new HubException("InvalidName", $"'{key}' is too long for a replica set: namespace, dot and name become the value of a label of its works, which has at most {LongestLabel} characters. The hub would take it and never act on it. Choose a shorter name.");
        }
    }

    private static void AddMap(JsonObject metadata, string name, IReadOnlyDictionary<string, string?> map)
    {
        if (map.Values.Any(value => value is not null))
        {
            metadata[name] = new JsonObject([.. map.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value)))]);
        }
    }
}
