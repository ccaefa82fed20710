using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Kinds;
using OcmPowerShell.Sandbox.ManagedClusters.Feedback;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Agents;

public sealed class ConditionTests
{
    [Theory]
    [InlineData("batch", "Job", """{"status":{"conditions":[{"type":"Complete","status":"True"}]}}""", "True ConditionRuleEvaluated Job is finished")]
    [InlineData("batch", "Job", """{"status":{"conditions":[{"type":"Failed","status":"True"}]}}""", "True ConditionRuleEvaluated Job is finished")]
    [InlineData("batch", "Job", """{"status":{"conditions":[{"type":"Complete","status":"False"}]}}""", "False ConditionRuleEvaluated Job is not finished")]
    [InlineData("batch", "Job", """{"status":{}}""", "False ConditionRuleEvaluated Job is not finished")]
    [InlineData("batch", "Job", "{}", "False ConditionRuleExpressionError no such key: status")]
    [InlineData("", "Pod", """{"status":{"phase":"Succeeded"}}""", "True ConditionRuleEvaluated Pod is in phase Succeeded")]
    [InlineData("", "Pod", """{"status":{"phase":"Failed"}}""", "True ConditionRuleEvaluated Pod is in phase Failed")]
    [InlineData("", "Pod", """{"status":{"phase":"Running"}}""", "False ConditionRuleEvaluated Pod is in phase Running")]
    [InlineData("", "Pod", """{"status":{}}""", "False ConditionRuleExpressionError no such key: phase")]
    [InlineData("", "Pod", "{}", "False ConditionRuleExpressionError no such key: status")]
    [InlineData("apps", "Deployment", "{}", "")]
    public void Complete_is_known_of_jobs_and_pods(string group, string kind, string value, string expected)
    {
        var rule = (JsonObject)Manifest.Of("""{"type":"WellKnownConditions","condition":"Complete"}""");
        var conditions = ConditionRules.Evaluate((JsonObject)Manifest.Of(value), KubernetesKinds.Get(group, "v1", kind), [rule], 3);
        Assert.Equal(expected, string.Join('|', conditions.Select(item => $"{item.Status} {item.Reason} {item.Message}")));
    }

    [Theory]
    [InlineData("Complete", "True True", "True", "Aggregated from 2 manifest conditions")]
    [InlineData("Complete", "True False Unknown", "False", "Aggregated from 3 manifest conditions")]
    [InlineData("Complete", "True Unknown", "Unknown", "Aggregated from 2 manifest conditions")]
    [InlineData("Complete", "True", "True", "m")]
    [InlineData("Progressing", "True False Unknown", "True", "Aggregated from 3 manifest conditions")]
    [InlineData("Progressing", "False Unknown", "Unknown", "Aggregated from 2 manifest conditions")]
    [InlineData("Progressing", "False False", "False", "Aggregated from 2 manifest conditions")]
    public void Conditions_from_rules_are_aggregated(string type, string statuses, string expected, string message)
    {
        var manifests = statuses.Split(' ').Select(status => (JsonObject)Manifest.Of(
            """{"conditions":[{"type":"TYPE","status":"STATUS","reason":"ConditionRuleEvaluated","message":"m"}]}""".Replace("TYPE", type).Replace("STATUS", status)));
        var condition = ConditionAggregation.Aggregate([.. manifests], 7).Single(item => item.Type == type);
        Assert.Equal((expected, message, "ConditionRulesAggregated", 7L), (condition.Status, condition.Message, condition.Reason, condition.ObservedGeneration));
    }

    [Theory]
    [InlineData("True True", "True", "All resources are available")]
    [InlineData("True False False Unknown", "False", "2 of 4 resources are not available")]
    [InlineData("True Unknown", "Unknown", "1 of 2 resources have unknown status")]
    [InlineData("", "Unknown", "cannot get any available resource ")]
    public void Available_is_what_all_manifests_are(string statuses, string expected, string message)
    {
        var manifests = statuses.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(status => (JsonObject)Manifest.Of(
            """{"conditions":[{"type":"Available","status":"STATUS","reason":"R","message":"m"}]}""".Replace("STATUS", status)));
        var condition = Assert.Single(ConditionAggregation.Aggregate([.. manifests], 1));
        Assert.Equal((expected, message), (condition.Status, condition.Message));
    }

    [Fact]
    public void The_time_of_a_condition_moves_with_its_status_alone()
    {
        JsonArray conditions = [];
        var start = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2));
        ConditionList.Set(conditions, new("A", Condition.True, "R", "m", 1), start);
        ConditionList.Set(conditions, new("B", Condition.True, "R", "m"), start);

        ConditionList.Set(conditions, new("A", Condition.True, "Other", "n", 2), start.AddMinutes(1));
        Assert.Equal(
            """{"lastTransitionTime":"2026-01-02T01:04:05Z","message":"n","observedGeneration":2,"reason":"Other","status":"True","type":"A"}""",
            conditions[0]!.ToJsonString());

        ConditionList.Set(conditions, new("A", Condition.False, "Other", "n", 2), start.AddMinutes(1));
        Assert.Equal("2026-01-02T01:05:05Z", ConditionList.Find(conditions, "A").TextAt("lastTransitionTime"));
        Assert.Null(ConditionList.Find(conditions, "B").At("observedGeneration"));
        Assert.Equal(["A", "B"], conditions.Select(item => item.TextAt("type")));
    }
}
