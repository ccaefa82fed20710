using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.ManagedClusters.Feedback;

namespace OcmPowerShell.Sandbox.ManagedClusters.Works;

/// <summary>Writes into the status of a work what was applied and what the managed cluster has.</summary>
internal sealed class WorkStatus(IResourceClient cluster, KindCatalog kinds, StatusFeedback feedback, TimeProvider time)
{
    private const string Applied = "Applied";
    private const string Available = "Available";

    /// <summary>Brings the status of a work up to date.</summary>
    /// <param name="work">The work; its status is changed.</param>
    /// <param name="results">What applying gave, or null where this agent has not applied the work.</param>
    public void Refresh(JsonObject work, IReadOnlyList<ManifestResult>? results)
    {
        var now = time.GetUtcNow();
        var status = work.Child("status");
        var conditions = status.List("conditions");
        if (results is { Count: > 0 })
        {
            MergeResults(status, results, work.Generation(), now);
            ConditionList.Set(conditions, AppliedOf(results, work.Generation()), now);
        }

        if (ConditionList.Find(conditions, Applied) is null)
        {
            return;
        }

        var manifests = status.ObjectsAt("resourceStatus", "manifests").ToList();
        foreach (var manifest in manifests)
        {
            Observe(manifest, work, now);
        }

        foreach (var condition in ConditionAggregation.Aggregate(manifests, work.Generation()))
        {
            ConditionList.Set(conditions, condition, now);
        }

        // Aggregated conditions whose rules are gone carry an older generation.
        ConditionRules.Prune(conditions, work.Generation());
    }

    private static Condition AppliedOf(IReadOnlyList<ManifestResult> results, long generation) =>
        results.All(result => result.Error is null)
            ? new(Applied, Condition.True, "AppliedManifestWorkComplete", "Apply manifest work complete", generation)
            : new(Applied, Condition.False, "AppliedManifestWorkFailed", "Failed to apply manifest work", generation);

    private static void MergeResults(JsonObject status, IReadOnlyList<ManifestResult> results, long generation, DateTimeOffset now)
    {
        var known = status.ObjectsAt("resourceStatus", "manifests").Select(manifest => manifest.Copy())
            .ToLookup(manifest => ResourceMeta.From(manifest.ObjectAt("resourceMeta")));
        var knownAnywhere = known.SelectMany(group => group)
            .ToLookup(manifest => ResourceMeta.From(manifest.ObjectAt("resourceMeta")).AnyPlace);

        JsonArray merged = [];
        foreach (var result in results)
        {
            // What moved within the work keeps its history, unless it stands there twice.
            var existing = known[result.Meta].FirstOrDefault()
                ?? (knownAnywhere[result.Meta.AnyPlace].Count() == 1 ? knownAnywhere[result.Meta.AnyPlace].Single() : null);
            merged.Add(Merged(existing, result, generation, now));
        }

        status.Child("resourceStatus")["manifests"] = merged;
    }

    private static JsonObject Merged(JsonObject? existing, ManifestResult result, long generation, DateTimeOffset now)
    {
        var conditions = existing?.ArrayAt("conditions")?.DeepClone() as JsonArray ?? [];

        // Applied of another generation is another statement: the agent drops the old one, so that the time is new as well.
        if (ConditionList.Find(conditions, Applied) is { } applied && applied.IntegerAt("observedGeneration") != generation)
        {
            ConditionList.Remove(conditions, Applied);
        }

        ConditionList.Set(conditions, AppliedOf(result, generation), now);
        return new JsonObject
        {
            ["conditions"] = conditions,
            ["resourceMeta"] = result.Meta.ToJson(),
            ["statusFeedback"] = existing?.ObjectAt("statusFeedback")?.DeepClone() ?? new JsonObject(),
        };
    }

    private static Condition AppliedOf(ManifestResult result, long generation) => result.Error is null
        ? new(Applied, Condition.True, "AppliedManifestComplete", "Apply manifest complete", generation)
        : new(Applied, Condition.False, "AppliedManifestFailed", $"Failed to apply manifest: {result.Error}", generation);

    private void Observe(JsonObject manifest, JsonObject work, DateTimeOffset now)
    {
        var meta = ResourceMeta.From(manifest.ObjectAt("resourceMeta"));
        var conditions = manifest.List("conditions");
        var type = meta.IsComplete ? kinds.FindByPlural(meta.Group, meta.Version, meta.Resource) : null;
        var value = type is null ? null : cluster.Get(type, type.Namespaced ? meta.Namespace : null, meta.Name);
        ConditionList.Set(conditions, AvailableOf(meta, value), now);
        if (type is null || value is null)
        {
            return;
        }

        var config = ManifestConfig.Find(meta, work.ObjectAt("spec"));
        WriteFeedback(manifest, conditions, feedback.Read(value, type, config.FeedbackRules), now);
        foreach (var condition in ConditionRules.Evaluate(value, type, config.ConditionRules, work.Generation()))
        {
            ConditionList.Set(conditions, condition, now);
        }

        ConditionRules.Prune(conditions, work.Generation());
    }

    /// <summary>That the object is there, which is all that OCM means by available.</summary>
    private static Condition AvailableOf(ResourceMeta meta, JsonObject? value) => (meta.IsComplete, value) switch
    {
        (false, _) => new(Available, Condition.Unknown, "IncompleteResourceMeta", "Resource meta is incomplete"),
        (_, null) => new(Available, Condition.False, "ResourceNotAvailable", "Resource is not available"),
        _ => new(Available, Condition.True, "ResourceAvailable", "Resource is available"),
    };

    private static void WriteFeedback(JsonObject manifest, JsonArray conditions, FeedbackReading reading, DateTimeOffset now)
    {
        var before = manifest.ArrayAt("statusFeedback", "values") ?? [];
        if (!JsonEquality.Same(before, reading.Values))
        {
            // New values are news even if the status stays True: the condition starts anew, with its time.
            ConditionList.Remove(conditions, StatusFeedback.ConditionType);
        }

        ConditionList.Set(conditions, reading.Condition, now);
        manifest["statusFeedback"] = reading.Values.Count == 0 ? [] : new JsonObject { ["values"] = reading.Values };
    }
}
