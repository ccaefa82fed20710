using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Selection;
using OcmPowerShell.Sandbox.Schema;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes;

/// <summary>What a real server checks of the kinds that run pods.</summary>
internal static class WorkloadRules
{
    /// <summary>Rules of the kinds whose pods run on and on: Deployments, ReplicaSets, StatefulSets and DaemonSets.</summary>
    public static IEnumerable<FieldError> OfRunning(JsonObject value, JsonObject? before)
    {
        JsonObject? spec = value.Object("spec");
        foreach (FieldError error in OfSelector(spec, before))
        {
            yield return error;
        }

        foreach (FieldError error in PodRules.OfSpec(spec.Object("template").Object("spec"), "spec.template.spec"))
        {
            yield return error;
        }

        if (spec.Object("template").Object("spec").Text("restartPolicy") is string policy and not "Always")
        {
            yield return FieldError.Unsupported("spec.template.spec.restartPolicy", Quoted(policy), ["Always"]);
        }
    }

    /// <summary>Rules of Jobs, whose pods end.</summary>
    public static IEnumerable<FieldError> OfJob(JsonObject value, JsonObject? before)
    {
        JsonObject? spec = value.Object("spec");
        foreach (FieldError error in OfTemplateThatEnds(spec, "spec"))
        {
            yield return error;
        }

        if (before is null)
        {
            yield break;
        }

        foreach (string member in new[] { "selector", "template", "completionMode" })
        {
            bool isSuspended = before.Object("spec")?["suspend"]?.ToJsonString() == "true";
            if (!(member == "template" && isSuspended) && !JsonText.Same(before.Object("spec")?[member], spec?[member]))
            {
                yield return FieldError.Invalid($"spec.{member}", Shown(spec?[member]), "field is immutable");
            }
        }
    }

    /// <summary>Rules of CronJobs.</summary>
    public static IEnumerable<FieldError> OfCronJob(JsonObject value, JsonObject? before)
    {
        string schedule = value.Object("spec").Text("schedule") ?? string.Empty;
        bool isWord = schedule.StartsWith('@');
        if (schedule.Length > 0 && !isWord && schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length != 5)
        {
            yield return FieldError.Invalid(
                "spec.schedule", Quoted(schedule), $"expected exactly 5 fields, found {schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length}: [{schedule}]");
        }

        foreach (FieldError error in OfTemplateThatEnds(value.Object("spec").Object("jobTemplate").Object("spec"), "spec.jobTemplate.spec"))
        {
            yield return error;
        }
    }

    private static IEnumerable<FieldError> OfTemplateThatEnds(JsonObject? spec, string path)
    {
        foreach (FieldError error in PodRules.OfSpec(spec.Object("template").Object("spec"), $"{path}.template.spec"))
        {
            yield return error;
        }

        if (spec.Object("template").Object("spec") is { } pod && pod.Text("restartPolicy") is null or "" or "Always")
        {
            yield return FieldError.Required($"{path}.template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\"");
        }
    }

    private static IEnumerable<FieldError> OfSelector(JsonObject? spec, JsonObject? before)
    {
        if (spec.Object("selector") is not { } selector)
        {
            yield break;
        }

        if (selector.Object("matchLabels") is null or { Count: 0 } && selector.Array("matchExpressions") is null or { Count: 0 })
        {
            yield return FieldError.Invalid("spec.selector", "{}", "empty selector is invalid for deployment");
        }
        else if (!Selects(selector, spec.Object("template").Object("metadata").Object("labels") ?? []))
        {
            string labels = string.Join(", ", (spec.Object("template").Object("metadata").Object("labels") ?? [])
                .Select(label => $"{Quoted(label.Key)}:{Shown(label.Value)}"));
            yield return FieldError.Invalid(
                "spec.template.metadata.labels", $"map[string]string{{{labels}}}", "`selector` does not match template `labels`");
        }

        if (before is not null && !JsonText.Same(before.Object("spec")?["selector"], selector))
        {
            yield return FieldError.Invalid("spec.selector", Shown(selector), "field is immutable");
        }
    }

    private static bool Selects(JsonObject selector, JsonObject labels)
    {
        var terms = (selector.Object("matchLabels") ?? []).Select(label => $"{label.Key}={label.Value}").ToList();
        foreach (JsonObject rule in (selector.Array("matchExpressions") ?? []).OfType<JsonObject>())
        {
            string values = string.Join(',', rule.Texts("values"));
            terms.Add(rule.Text("operator") switch
            {
                "In" => $"{rule.Text("key")} in ({values})",
                "NotIn" => $"{rule.Text("key")} notin ({values})",
                "DoesNotExist" => $"!{rule.Text("key")}",
                _ => rule.Text("key") ?? string.Empty,
            });
        }

        try
        {
            return LabelSelector.Parse(string.Join(',', terms))
                .Matches(labels.Where(label => label.Value is not null).ToDictionary(label => label.Key, label => label.Value!.ToString(), StringComparer.Ordinal));
        }
        catch (ApiException)
        {
            return false;
        }
    }

    private static string Shown(JsonNode? value) => value?.ToJsonString() ?? "null";

    private static string Quoted(string text) => JsonValue.Create(text).ToJsonString();
}
