using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters.Feedback;

/// <summary>
/// Evaluates <c>conditionRules</c> against an object on the managed cluster. Of them the sandbox knows
/// <c>WellKnownConditions</c>; a rule in CEL becomes a condition of status Unknown that says so.
/// </summary>
internal static class ConditionRules
{
    /// <summary>The only well-known condition: the workload has ended, well or not.</summary>
    public const string Complete = "Complete";

    /// <summary>Conditions made by rules are told from others by how their reason starts.</summary>
    private const string ReasonPrefix = "ConditionRule";

    private const string Evaluated = "ConditionRuleEvaluated";
    private const string Invalid = "ConditionRuleInvalid";
    private const string ExpressionError = "ConditionRuleExpressionError";

    /// <summary>What the rules say; a well-known condition that the kind does not have is passed over.</summary>
    public static IEnumerable<Condition> Evaluate(JsonObject value, ResourceType type, IEnumerable<JsonObject> rules, long generation) =>
        rules.Select(rule => Evaluate(rule, value, type)).OfType<Condition>()
            .Select(condition => condition with { ObservedGeneration = generation });

    /// <summary>
    /// Takes away what rules of an earlier generation left: changing a rule changes the generation, so these rules are gone.
    /// </summary>
    public static void Prune(JsonArray conditions, long generation)
    {
        foreach (var condition in conditions.OfType<JsonObject>().Where(IsFromRule).ToList())
        {
            if ((condition.IntegerAt("observedGeneration") ?? 0) != generation)
            {
                conditions.Remove(condition);
            }
        }
    }

    /// <summary>Whether a condition comes from a rule, at a manifest or aggregated at the work.</summary>
    public static bool IsFromRule(JsonObject condition) =>
        condition.TextAt("reason")?.StartsWith(ReasonPrefix, StringComparison.Ordinal) == true;

    private static Condition? Evaluate(JsonObject rule, JsonObject value, ResourceType type)
    {
        var name = rule.TextAt("condition") ?? "";
        return rule.TextAt("type") switch
        {
            "WellKnownConditions" when name == Complete => (type.ApiVersion, type.Kind) switch
            {
                ("batch/v1", "Job") => JobComplete(value),
                ("v1", "Pod") => PodComplete(value),
                _ => null,
            },
            "WellKnownConditions" => null,
            "CEL" => new(name, Condition.Unknown, Invalid,
                "The sandbox does not evaluate CEL condition rules; a real work agent does. WellKnownConditions work here."),
            var other => new(name, Condition.Unknown, Invalid, $"unrecognized condition rule type {other}"),
        };
    }

    private static Condition JobComplete(JsonObject job)
    {
        var finished = job.ObjectsAt("status", "conditions")
            .Any(item => item.TextAt("type") is "Complete" or "Failed" && item.TextAt("status") == Condition.True);
        return finished
            ? new(Complete, Condition.True, Evaluated, "Job is finished")
            : new(Complete, Condition.False, Evaluated, "Job is not finished");
    }

    private static Condition PodComplete(JsonObject pod) => pod.TextAt("status", "phase") switch
    {
        null => new(Complete, Condition.False, ExpressionError, "no such key: phase"),
        ("Succeeded" or "Failed") and var phase => new(Complete, Condition.True, Evaluated, $"Pod is in phase {phase}"),
        var phase => new(Complete, Condition.False, Evaluated, $"Pod is in phase {phase}"),
    };
}
