using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Model.Wire;

namespace OcmPowerShell.Hub.Works;

/// <summary>
/// Works out <c>spec.manifestConfigs</c>. The agent goes through the entries in order, and takes feedback rules, condition
/// rules and update strategy each from the first entry that fits and has them; of the scrape types the last that fits. So
/// the order is: what the user wrote; feedback, an entry a manifest; the update strategy for all, an entry a resource; and
/// at the end what says nothing but a scrape type. None of these then hides what another says. Entries that stay keep their
/// places.
/// </summary>
/// <param name="options">What is said.</param>
/// <param name="before">The manifests that the work has; none for a new one.</param>
/// <param name="after">Those that it is to have; null leaves them.</param>
/// <param name="resources">What their resources are called.</param>
/// <param name="feedbackIsOff">Whether somebody said that this work is to ask for no feedback.</param>
internal sealed class ManifestConfigPlan(
    WorkOptions options, IReadOnlyList<ManifestOutline> before, IReadOnlyList<ManifestOutline>? after, ResourceDirectory resources, bool feedbackIsOff)
{
    private readonly bool _takesUsers = options.ManifestConfigs is not null || options.Clears(WorkOption.ManifestConfig);
    private readonly bool _isFeedbackDue = options.Feedback is not null || after is not null;
    private readonly IReadOnlyList<ManifestOutline> _manifests = after ?? before;

    /// <summary>The list that is to be.</summary>
    /// <param name="have">The list that is.</param>
    /// <exception cref="HubException"><c>ResourceNameUnknown</c>.</exception>
    public JsonArray From(JsonArray? have)
    {
        JsonObject[] entries = [.. have?.OfType<JsonObject>() ?? []];
        if (!_isFeedbackDue && !options.SaysConfigs)
        {
            return Listed(entries);
        }

        List<JsonObject> users = [.. options.ManifestConfigs?.Select(ManifestConfigWriter.ToJson) ?? []], result = [.. users.Where(entry => !ManifestConfigEntry.IsScrapeOnly(entry))];
        List<JsonObject> last = [.. users.Where(ManifestConfigEntry.IsScrapeOnly)];
        JsonObject? forAll = StrategyForAll(entries);
        bool takesStrategies = forAll is not null || options.Clears(WorkOption.UpdateStrategy);
        var strategies = new Dictionary<(string, string), JsonObject>();
        foreach (JsonObject entry in entries)
        {
            if (ManifestConfigEntry.IsMadeFeedback(entry, before))
            {
                Keep(result, entry, (!_isFeedbackDue && !_takesUsers) || StaysMade(entry, result));
            }
            else if (ManifestConfigEntry.IsForAll(entry))
            {
                ResourceTarget target = ManifestConfigEntry.TargetOf(entry);
                strategies[(target.Group, target.Resource)] = entry;
                Keep(result, entry, !takesStrategies);
            }
            else if (!_takesUsers)
            {
                (ManifestConfigEntry.IsScrapeOnly(entry) ? last : result).Add(entry);
            }
        }

        AddFeedback(result, entries);
        AddStrategies(result, forAll, strategies);
        last.AddRange(users.Where(entry => !ManifestConfigEntry.IsScrapeOnly(entry) && entry["feedbackScrapeType"] is not null && IsOverruled(entry, result)).Select(ScrapeOnly));
        return Listed([.. result, .. last]);
    }

    private bool StaysMade(JsonObject entry, List<JsonObject> result)
    {
        ResourceTarget target = ManifestConfigEntry.TargetOf(entry);
        return options.Feedback != WorkFeedback.None
            && _manifests.Any(manifest => resources.TargetOf(manifest) == target && (!_takesUsers || IsDefault(entry, manifest)))
            && !HasFeedback(entry, result);
    }

    // Where the user's own entries are replaced, what he added to ours was one of them: ours is made anew.
    private static bool IsDefault(JsonObject entry, ManifestOutline manifest) => ManifestConfigEntry.Same(entry, DefaultFeedback.EntryFor(manifest));

    private void AddFeedback(List<JsonObject> result, JsonObject[] have)
    {
        foreach (ManifestOutline manifest in _manifests)
        {
            // What the user asks for of an object is not overruled; an entry of his with other rules alone hides nothing.
            if (DefaultFeedback.EntryFor(manifest) is { } made && IsWanted(made, have) && !HasFeedback(made, result))
            {
                result.Add(made);
            }
        }
    }

    // An edit that is not about feedback adds none, but takes none away either.
    private bool IsWanted(JsonObject made, JsonObject[] have) => options.Feedback is { } said ? said == WorkFeedback.Default
        : !feedbackIsOff && (after is not null || (_takesUsers && HasFeedback(made, have)));

    private static bool HasFeedback(JsonObject made, IEnumerable<JsonObject> entries) => ManifestConfigEntry.TargetOf(made) is var target
        && entries.Any(entry => ManifestConfigEntry.HasFeedback(entry) && ManifestConfigEntry.TargetOf(entry).Matches(target));

    /// <summary>
    /// The strategy that all manifests are to have; null where none is said, and where the work has none for all. A work
    /// whose every manifest has one keeps it for manifests that come new.
    /// </summary>
    private JsonObject? StrategyForAll(JsonObject[] entries)
    {
        JsonObject?[] have = [.. entries.Where(ManifestConfigEntry.IsForAll).Select(entry => ManifestConfigEntry.Normal(entry).ObjectAt("updateStrategy"))];
        if (options.UpdateStrategy is { } said)
        {
            bool force = options.ForceConflict ?? have.Any(strategy => strategy.BooleanAt("serverSideApply", "force") == true);
            return ManifestConfigWriter.Strategy(said, force && said == UpdateStrategy.ServerSideApply);
        }

        bool isForAll = after is not null && !options.Clears(WorkOption.UpdateStrategy) && have.Length > 0
            && have.All(strategy => JsonNode.DeepEquals(strategy, have[0])) && before.All(manifest => HasStrategy(manifest, entries));
        return isForAll ? (JsonObject)have[0]!.DeepClone() : null;
    }

    private void AddStrategies(List<JsonObject> result, JsonObject? strategy, Dictionary<(string Group, string Resource), JsonObject> have)
    {
        // Update is what the agent does where nothing is said.
        if (strategy is null || strategy.TextAt("type") == nameof(UpdateStrategy.Update))
        {
            return;
        }

        var unknown = new List<string>();
        var done = new HashSet<(string, string)>();
        JsonObject[] others = [.. result];
        foreach (ManifestOutline manifest in _manifests)
        {
            ResourceTarget target = resources.TargetOf(manifest);
            if (target.Resource.Length == 0)
            {
                if (!HasStrategy(manifest, others))
                {
                    unknown.Add($"{manifest.Kind} ({manifest.Group})");
                }
            }
            else if (done.Add((target.Group, target.Resource)))
            {
                JsonObject entry = ManifestConfigEntry.ForAll(target, strategy);
                result.Add(have.GetValueOrDefault((target.Group, target.Resource)) is { } old && ManifestConfigEntry.Same(old, entry) ? old : entry);
            }
        }

        if (unknown.Count > 0)
        {
            throw ResourceDirectory.Unknown([.. unknown.Distinct()]);
        }
    }

    // Of a kind whose resource is not known, whoever names an object of the group and place is believed.
    private bool HasStrategy(ManifestOutline manifest, IEnumerable<JsonObject> entries)
    {
        ResourceTarget target = resources.TargetOf(manifest);
        return entries.Where(ManifestConfigEntry.HasStrategy).Select(ManifestConfigEntry.TargetOf).Any(config =>
            config.Matches(target) || (target.Resource.Length == 0 && config.Group == target.Group && config.MatchesPlace(target)));
    }

    private static bool IsOverruled(JsonObject entry, List<JsonObject> result) => ManifestConfigEntry.TargetOf(entry) is var target
        && result.Skip(result.IndexOf(entry) + 1).Select(ManifestConfigEntry.TargetOf).Any(other => other.Group == target.Group && other.Resource == target.Resource);

    private static JsonObject ScrapeOnly(JsonObject entry) => new()
    {
        ["resourceIdentifier"] = entry["resourceIdentifier"]!.DeepClone(),
        ["feedbackScrapeType"] = entry["feedbackScrapeType"]!.DeepClone(),
    };

    private static void Keep(List<JsonObject> result, JsonObject entry, bool stays)
    {
        if (stays)
        {
            result.Add(entry);
        }
    }

    private static JsonArray Listed(IEnumerable<JsonObject> entries) => new([.. entries.Select(entry => entry.DeepClone())]);
}
