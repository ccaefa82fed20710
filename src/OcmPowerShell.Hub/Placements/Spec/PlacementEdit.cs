using System.Text.Json.Nodes;

namespace OcmPowerShell.Hub.Placements.Spec;

/// <summary>Works out how a placement that exists must change.</summary>
internal static class PlacementEdit
{
    private static readonly string[] KnownFields =
        ["clusterSets", "numberOfClusters", "predicates", "prioritizerPolicy", "tolerations", "decisionStrategy", "spreadPolicy", "sortBy", "scoreRateLimit"];

    /// <summary>
    /// The merge patch that replaces a placement's spec by another's, and adds its labels and annotations. Other labels
    /// and annotations stay, and so do fields of the spec that came with a later OCM; null when nothing changes.
    /// </summary>
    /// <param name="state">The placement as it is.</param>
    /// <param name="wanted">The placement as it is to be.</param>
    /// <param name="paused">Whether it is to be paused; null for as it is, or as <paramref name="wanted"/> says.</param>
    public static JsonObject? Replace(JsonObject state, JsonObject wanted, bool? paused)
    {
        JsonObject present = state.ObjectAt("spec") ?? [];
        JsonObject spec = Copy(wanted.ObjectAt("spec") ?? []);
        foreach ((string name, JsonNode? value) in present.Where(field => !KnownFields.Contains(field.Key) && !spec.ContainsKey(field.Key)))
        {
            spec[name] = value?.DeepClone();
        }

        PlacementDefaults.Fill(spec, present);
        JsonObject metadata = [];
        AddMap(metadata, "labels", state, wanted);
        AddMap(metadata, "annotations", state, wanted);
        AddPause(metadata, state, paused);
        return Patch(metadata, MergeDifference.Between(present, spec));
    }

    /// <summary>The merge patch that changes what is named and nothing else; null when nothing changes.</summary>
    /// <param name="state">The placement as it is.</param>
    /// <param name="parameters">What is to be set.</param>
    /// <param name="cleared">What is to be cleared, by names of parameters.</param>
    /// <param name="paused">Whether it is to be paused; null for as it is.</param>
    /// <param name="problems">Told what is odd about what changes.</param>
    /// <exception cref="PlacementException">What is to be set cannot be.</exception>
    public static JsonObject? Change(
        JsonObject state, PlacementParameters parameters, IReadOnlyCollection<string> cleared, bool? paused, PlacementProblems problems)
    {
        JsonObject present = state.ObjectAt("spec") ?? [];
        JsonObject spec = Copy(present);
        PlacementClearing.Apply(spec, cleared, problems);
        parameters.ApplyTo(spec, problems);
        spec = Copy(spec);
        CheckChange(present, spec, problems);
        problems.ThrowIfAny();
        JsonObject metadata = [];
        AddPause(metadata, state, paused);
        return Patch(metadata, MergeDifference.Between(present, spec));
    }

    // What was wrong before is somebody else's to mend, and must not keep anybody from changing the rest.
    private static void CheckChange(JsonObject before, JsonObject after, PlacementProblems problems)
    {
        (PlacementProblems old, PlacementProblems now) = (new(), new());
        PlacementCheck.RunSpec(before, old);
        PlacementCheck.RunSpec(after, now);
        foreach (PlacementProblem problem in now.Problems)
        {
            if (old.Problems.Contains(problem))
            {
                problems.Warn(problem.Where, $"{problem.Message} It was so before, and is left as it is.");
            }
            else
            {
                problems.Add(problem.ErrorId, problem.Where, problem.Message);
            }
        }

        problems.WarnAll(now.Warnings.Except(old.Warnings));
    }

    private static JsonObject? Patch(JsonObject metadata, JsonObject spec)
    {
        JsonObject patch = [];
        if (metadata.Count > 0)
        {
            patch["metadata"] = metadata;
        }

        if (spec.Count > 0)
        {
            patch["spec"] = spec;
        }

        return patch.Count > 0 ? patch : null;
    }

    private static void AddMap(JsonObject metadata, string name, JsonObject state, JsonObject wanted)
    {
        IReadOnlyDictionary<string, string> have = state.MapAt("metadata", name);
        JsonObject changed = [];
        foreach ((string key, string value) in wanted.MapAt("metadata", name))
        {
            if (have.GetValueOrDefault(key) != value)
            {
                changed[key] = value;
            }
        }

        if (changed.Count > 0)
        {
            metadata[name] = changed;
        }
    }

    private static void AddPause(JsonObject metadata, JsonObject state, bool? paused)
    {
        string? present = state.TextAt("metadata", "annotations", PlacementFacts.SchedulingDisabled);
        string? wanted = paused switch { true => "true", false => null, null => present };
        if (wanted == present)
        {
            return;
        }

        JsonObject annotations = metadata.ObjectAt("annotations") ?? [];
        annotations[PlacementFacts.SchedulingDisabled] = wanted;
        metadata["annotations"] = annotations;
    }

    // Through text: what was read and what was made then compare alike.
    private static JsonObject Copy(JsonObject value) => JsonNodeExtensions.ParseObject(value.ToUtf8Bytes());
}
