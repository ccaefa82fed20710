using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model.Wire;
using OcmPowerShell.Hub.Placements.Spec;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Hub.ReplicaSets;

/// <summary>What is to change of a replica set. What is null stays.</summary>
internal sealed record ReplicaSetChange
{
    /// <summary>What its works are to hold.</summary>
    public ManifestSet? Manifests { get; init; }

    /// <summary>How its works are applied, reported on and deleted.</summary>
    public WorkOptions Options { get; init; } = WorkOptions.None;

    /// <summary>The placements it is to have, and no others.</summary>
    public IReadOnlyList<string>? Placements { get; init; }

    /// <summary>Placements to add.</summary>
    public IReadOnlyList<string> AddedPlacements { get; init; } = [];

    /// <summary>Placements to take out.</summary>
    public IReadOnlyList<string> RemovedPlacements { get; init; } = [];

    /// <summary>How its clusters are to be served, for all its placements.</summary>
    public RolloutSettings Rollout { get; init; } = new();

    /// <summary>Whether it waits for its works when it is deleted.</summary>
    public string? CascadeDeletionPolicy { get; init; }

    /// <summary>Labels to set.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Annotations to set.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Told, each time, the manifests of which nothing tells when they are done.</summary>
    public Action<IReadOnlyList<ManifestOutline>> Silent { get; init; } = _ => { };

    /// <summary>The labels and annotations of it, as those of a work; one remembers whether feedback is wanted.</summary>
    internal WorkEdit Edit => new()
    {
        Labels = Labels.ToDictionary(pair => pair.Key, pair => (string?)pair.Value),
        Annotations = Annotations.ToDictionary(pair => pair.Key, pair => (string?)pair.Value),
        Options = Options,
    };

    /// <summary>The merge patch of exactly the paths that change; null when nothing does.</summary>
    /// <param name="state">The replica set as it is.</param>
    /// <exception cref="HubException">A change cannot be.</exception>
    public JsonObject? PatchOf(JsonObject state)
    {
        JsonObject spec = state.ObjectAt("spec") ?? [];
        var wanted = (JsonObject)spec.DeepClone();
        if (Manifests is not null || !Options.IsEmpty)
        {
            wanted["manifestWorkTemplate"] = ReplicaSetTemplate.Changed(state, Manifests, Options, Silent);
        }

        wanted["placementRefs"] = References(state);
        if (CascadeDeletionPolicy is not null)
        {
            wanted["cascadeDeletionPolicy"] = CascadeDeletionPolicy;
        }

        JsonObject patch = [];
        if (MergeDifference.Between(spec, wanted) is { Count: > 0 } change)
        {
            patch["spec"] = change;
        }

        JsonObject metadata = [];
        AddMap(metadata, "labels", state, Edit.Labels);
        AddMap(metadata, "annotations", state, WorkUpdate.WithFeedback(Edit));
        if (metadata.Count > 0)
        {
            patch["metadata"] = metadata;
        }

        return patch.Count > 0 ? patch : null;
    }

    /// <summary>Whether a patch changes what the hub's controller tells of: then its status is of before.</summary>
    public static bool OutdatesStatus(JsonObject state, JsonObject patch) =>
        patch.At("spec", "manifestWorkTemplate") is not null
        || (patch.ArrayAt("spec", "placementRefs") is not null && !NamesOf(patch).SequenceEqual(NamesOf(state)));

    private static IEnumerable<string?> NamesOf(JsonObject value) => value.ObjectsAt("spec", "placementRefs").Select(reference => reference.TextAt("name"));

    private JsonArray References(JsonObject state)
    {
        List<JsonObject> references = [.. state.ObjectsAt("spec", "placementRefs").Select(reference => (JsonObject)reference.DeepClone())];
        JsonNode?[] strategies = [.. references.Select(reference => reference["rolloutStrategy"])];

        // A placement that joins is served as all others are, where these agree.
        JsonNode? common = strategies.Length > 0 && Array.TrueForAll(strategies, strategy => JsonNode.DeepEquals(strategy, strategies[0])) ? strategies[0] : null;
        JsonObject New(string name) => common is null ? new JsonObject { ["name"] = name } : new JsonObject { ["name"] = name, ["rolloutStrategy"] = common.DeepClone() };
        if (Placements is not null)
        {
            references = [.. Placements.Distinct().Select(name => references.Find(reference => reference.TextAt("name") == name) ?? New(name))];
        }

        references.AddRange(AddedPlacements.Distinct().Where(name => references.TrueForAll(reference => reference.TextAt("name") != name)).Select(New).ToList());
        references.RemoveAll(reference => RemovedPlacements.Contains(reference.TextAt("name")));
        if (references.Count == 0)
        {
            throw new HubException("InvalidArgument", $"The replica set '{state.TextAt("metadata", "namespace")}/{state.TextAt("metadata", "name")}' would have no placement left, and must have one. Remove-OcmWorkReplicaSet takes it away with its works.");
        }

        references.ForEach(Rollout.ApplyTo);
        return new JsonArray([.. references]);
    }

    private static void AddMap(JsonObject metadata, string name, JsonObject state, IReadOnlyDictionary<string, string?> wanted)
    {
        JsonObject changed = [];
        foreach ((string key, string? value) in wanted.Where(pair => state.TextAt("metadata", name, pair.Key) != pair.Value))
        {
            changed[key] = value;
        }

        if (changed.Count > 0)
        {
            metadata[name] = changed;
        }
    }
}
