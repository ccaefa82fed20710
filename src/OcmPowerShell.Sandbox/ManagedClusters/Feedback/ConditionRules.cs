using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Cel;
using OcmPowerShell.Hub.Cel.Functions;
using OcmPowerShell.Hub.Cel.Values;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters.Feedback;

/// <summary>
/// Evaluates <c>conditionRules</c> against an object on the managed cluster. A well-known condition is a rule in CEL too, one
/// that the agent brings along.
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

    private static readonly CelEnvironment Conditions = new([("object", CelType.Dyn)], OcmFunctions.HasConditions);
    private static readonly CelEnvironment Messages = new([("object", CelType.Dyn), ("result", CelType.Bool)], OcmFunctions.HasConditions);

    /// <summary>What the rules say; a well-known condition that the kind does not have is passed over.</summary>
    public static IEnumerable<Condition> Evaluate(JsonObject value, ResourceType type, IEnumerable<JsonObject> rules, long generation)
    {
        // All rules of an object share what they may cost.
        var budget = new CelBudget();
        return
        [
            .. rules.Select(rule => Evaluate(rule, value, type, budget)).OfType<Condition>()
                .Select(condition => condition with { ObservedGeneration = generation }),
        ];
    }

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

    private static Condition? Evaluate(JsonObject rule, JsonObject value, ResourceType type, CelBudget budget)
    {
        var name = rule.TextAt("condition") ?? "";
        return rule.TextAt("type") switch
        {
            "WellKnownConditions" when name == Complete => (type.ApiVersion, type.Kind) switch
            {
                ("batch/v1", "Job") => Evaluate(
                    rule,
                    value,
                    ["hasConditions(object.status) && object.status.conditions.exists(c, c.type in ['Complete', 'Failed'] && c.status == 'True')"],
                    "result ? 'Job is finished' : 'Job is not finished'",
                    budget),
                ("v1", "Pod") => Evaluate(
                    rule, value, ["object.status.phase in ['Succeeded', 'Failed']"], "'Pod is in phase ' + object.status.phase", budget),
                _ => null,
            },
            "WellKnownConditions" => null,
            "CEL" => Evaluate(rule, value, rule.Texts("celExpressions"), "", budget),
            var other => new(name, Condition.Unknown, Invalid, $"unrecognized condition rule type {other}"),
        };
    }

    private static Condition Evaluate(JsonObject rule, JsonObject value, IReadOnlyList<string> expressions, string defaultMessage, CelBudget budget)
    {
        var name = rule.TextAt("condition") ?? "";
        try
        {
            var result = AllHold(expressions, value, budget);
            return new(name, result ? Condition.True : Condition.False, Evaluated, MessageOf(rule, value, result, defaultMessage, budget));
        }
        catch (CelCompileException error)
        {
            return new(name, Condition.False, ExpressionError, error.Report);
        }
        catch (CelEvaluationException error)
        {
            return new(name, Condition.False, ExpressionError, error.Message);
        }
    }

    /// <summary>Whether all expressions are true; the first that is not ends it.</summary>
    private static bool AllHold(IReadOnlyList<string> expressions, JsonObject value, CelBudget budget)
    {
        foreach (var expression in expressions)
        {
            var result = Conditions.Compile(expression).Evaluate("object", value, budget);
            if (result is not true)
            {
                return result is false
                    ? false
                    : throw new CelEvaluationException($"expected bool result, got {CelValue.GoTypeOf(result)}");
            }
        }

        return true;
    }

    /// <summary>What the rule's expression says, else its text, else ours. An expression that fails gives its error.</summary>
    private static string MessageOf(JsonObject rule, JsonObject value, bool result, string defaultMessage, CelBudget budget)
    {
        var expression = rule.TextAt("messageExpression") is { Length: > 0 } own ? own : defaultMessage;
        if (expression.Length > 0)
        {
            try
            {
                var variables = new Dictionary<string, object?>(StringComparer.Ordinal) { ["object"] = value, ["result"] = result };
                var message = Messages.Compile(expression).Evaluate(variables, budget);
                if (message is not "")
                {
                    return message as string ?? $"expected message expression to have a string result, got {CelValue.GoTypeOf(message)}";
                }
            }
            catch (Exception error) when (error is CelCompileException or CelEvaluationException)
            {
                return error.Message;
            }
        }

        return rule.TextAt("message") is { Length: > 0 } text ? text : $"Manifest is {(result ? "" : "not ")}{rule.TextAt("condition")}";
    }
}
