using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.ManagedClusters.Feedback;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Agents;

public sealed class CelConditionTests
{
    private const string Available = "object.status.conditions.exists(c, c.type == 'Available' && c.status == 'True')";

    private static readonly JsonObject Deployment = (JsonObject)Manifest.Of(
        """
        {
          "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "test" },
          "status": { "readyReplicas": 1, "replicas": 2, "conditions": [ { "type": "Available", "status": "True" } ] }
        }
        """);

    [Theory]
    [InlineData(Available, "", "", "True ConditionRuleEvaluated Manifest is Up")]
    [InlineData("!" + Available, "", "", "False ConditionRuleEvaluated Manifest is not Up")]
    [InlineData("object.status.readyReplicas == object.status.replicas", "told", "", "False ConditionRuleEvaluated told")]
    [InlineData(Available, "told", "result ? 'yes' : 'no'", "True ConditionRuleEvaluated yes")]
    [InlineData("!" + Available, "told", "result ? 'yes' : 'no'", "False ConditionRuleEvaluated no")]
    [InlineData(Available, "told", "''", "True ConditionRuleEvaluated told")]
    [InlineData(Available, "told", "object.status.missing", "True ConditionRuleEvaluated no such key: missing")]
    [InlineData(Available, "told", "badcel", "True ConditionRuleEvaluated ERROR: <input>:1:1: undeclared reference to 'badcel' (in container '')")]
    [InlineData(Available, "told", "object.status.replicas", "True ConditionRuleEvaluated expected message expression to have a string result, got int64")]
    [InlineData("object.missing", "told", "", "False ConditionRuleExpressionError no such key: missing")]
    [InlineData("object.status.replicas + 1", "told", "", "False ConditionRuleExpressionError expected bool result, got int64")]
    [InlineData("object.status.conditions", "told", "", "False ConditionRuleExpressionError expected bool result, got []interface {}")]
    [InlineData("badcel", "told", "", "False ConditionRuleExpressionError ERROR: <input>:1:1: undeclared reference to 'badcel' (in container '')\n | badcel\n | ^")]
    [InlineData("hasConditions(object.status) && !hasConditions(object.spec)", "", "", "False ConditionRuleExpressionError no such key: spec")]
    public void An_expression_makes_a_condition(string expression, string message, string messageExpression, string expected)
    {
        var rule = Rule(expression);
        rule["message"] = message;
        rule["messageExpression"] = messageExpression;
        var condition = Assert.Single(Evaluate(rule));
        Assert.Equal(expected, $"{condition.Status} {condition.Reason} {condition.Message}");
        Assert.Equal(("Up", 3L), (condition.Type, condition.ObservedGeneration));
    }

    [Fact]
    public void All_expressions_must_hold_and_the_first_that_does_not_ends_it()
    {
        Assert.Equal(Condition.True, Assert.Single(Evaluate(Rule("true", Available))).Status);
        Assert.Equal("ConditionRuleEvaluated", Assert.Single(Evaluate(Rule("false", "object.missing"))).Reason);
        Assert.Equal("ConditionRuleExpressionError", Assert.Single(Evaluate(Rule("true", "object.missing", "false"))).Reason);
    }

    [Fact]
    public void The_rules_of_an_object_share_their_cost()
    {
        var conditions = Evaluate([.. Enumerable.Repeat(Rule(Expensive), 20)]);
        Assert.Equal("True ConditionRuleEvaluated Manifest is Up", $"{conditions[0].Status} {conditions[0].Reason} {conditions[0].Message}");
        Assert.Equal("False ConditionRuleExpressionError CEL evaluation budget exceeded", $"{conditions[^1].Status} {conditions[^1].Reason} {conditions[^1].Message}");
    }

    [Fact]
    public void A_well_known_condition_may_bring_its_own_message()
    {
        var rule = (JsonObject)Manifest.Of("""{"type":"WellKnownConditions","condition":"Complete","messageExpression":"'phase: ' + object.status.phase"}""");
        var pod = (JsonObject)Manifest.Of("""{"status":{"phase":"Succeeded"}}""");
        var condition = Assert.Single(ConditionRules.Evaluate(pod, KubernetesTypes.Pod, [rule], 1));
        Assert.Equal((Condition.True, "phase: Succeeded"), (condition.Status, condition.Message));
    }

    /// <summary>About 900,000 of the 10,000,000 that all may cost, and fast nevertheless.</summary>
    private static string Expensive
    {
        get
        {
            string match = $"!'{new string('b', 20_000)}'.matches('{new string('a', 900)}')";
            return $"{match} && {match}";
        }
    }

    private static JsonObject Rule(params string[] expressions) => new()
    {
        ["type"] = "CEL",
        ["condition"] = "Up",
        ["celExpressions"] = new JsonArray([.. expressions.Select(expression => (JsonNode)expression)]),
    };

    private static List<Condition> Evaluate(params JsonObject[] rules) =>
        [.. ConditionRules.Evaluate(Deployment, KubernetesTypes.Deployment, rules, 3)];
}
