using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters.Feedback;

/// <summary>Makes the conditions of a work from those of its manifests.</summary>
internal static class ConditionAggregation
{
    private const string Available = "Available";

    /// <summary>Available, always, and one condition for each type that rules made; ordered by type.</summary>
    public static IReadOnlyList<Condition> Aggregate(IReadOnlyList<JsonObject> manifests, long generation)
    {
        var collected = manifests
            .SelectMany(manifest => manifest.ObjectsAt("conditions"))
            .Where(condition => condition.TextAt("type") == Available || ConditionRules.IsFromRule(condition))
            .ToLookup(condition => condition.TextAt("type") ?? "");
        return
        [
            .. collected.Select(group => group.Key).Append(Available).Distinct().Order(StringComparer.Ordinal)
                .Select(type => type == Available
                    ? AvailableOf([.. collected[type]], manifests.Count)
                    : FromRules(type, [.. collected[type]]))
                .Select(condition => condition with { ObservedGeneration = generation }),
        ];
    }

    private static Condition AvailableOf(IReadOnlyList<JsonObject> conditions, int total)
    {
        var (yes, no, unknown) = Count(conditions);
        return (no, unknown, yes) switch
        {
            ( > 0, _, _) => new(Available, Condition.False, "ResourcesNotAvailable", $"{no} of {total} resources are not available"),
            (_, > 0, _) => new(Available, Condition.Unknown, "ResourcesStatusUnknown", $"{unknown} of {total} resources have unknown status"),
            // The space at the end is OCM's.
            (_, _, 0) => new(Available, Condition.Unknown, "ResourcesStatusUnknown", "cannot get any available resource "),
            _ => new(Available, Condition.True, "ResourcesAvailable", "All resources are available"),
        };
    }

    private static Condition FromRules(string type, IReadOnlyList<JsonObject> conditions)
    {
        var (yes, no, unknown) = Count(conditions);
        var status = type == "Progressing"
            // One manifest that is under way keeps the work under way.
            ? yes > 0 ? Condition.True : unknown > 0 ? Condition.Unknown : Condition.False
            : no > 0 ? Condition.False : unknown > 0 || yes == 0 ? Condition.Unknown : Condition.True;
        var message = conditions is [var only] && only.TextAt("message") is { Length: > 0 } text
            ? text
            : $"Aggregated from {yes + no + unknown} manifest conditions";
        return new(type, status, "ConditionRulesAggregated", message);
    }

    private static (int Yes, int No, int Unknown) Count(IReadOnlyList<JsonObject> conditions)
    {
        int Of(string status) => conditions.Count(condition => condition.TextAt("status") == status);
        return (Of(Condition.True), Of(Condition.False), Of(Condition.Unknown));
    }
}
