using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Model.Wire;

namespace OcmPowerShell.Hub.Works;

/// <summary>Says where options of a work do nothing, as they do after a typing error.</summary>
internal static class WorkWarnings
{
    /// <param name="options">What is said.</param>
    /// <param name="manifests">What the work is to hold.</param>
    /// <param name="resources">What the resources are called.</param>
    /// <param name="configs">The manifest configs that come of it.</param>
    public static IReadOnlyList<string> Of(WorkOptions options, IReadOnlyList<ManifestOutline> manifests, ResourceDirectory resources, JsonArray? configs)
    {
        ResourceTarget[] targets = [.. manifests.Select(resources.TargetOf)];
        List<string> warnings = [];
        foreach (ResourceTarget config in options.ManifestConfigs?.Select(config => config.Target) ?? [])
        {
            if (!Array.Exists(targets, target => Names(config, target)))
            {
                warnings.Add($"The manifest config '{config}' names no manifest of the work, so it does nothing.{Hint(config, targets)}");
            }
        }

        foreach (OrphanRule rule in options.OrphanResources ?? [])
        {
            var named = new ResourceTarget(rule.Group, rule.Resource, rule.Namespace, rule.Name);
            if (!Array.Exists(targets, target => Names(named, target)))
            {
                warnings.Add($"The resource to leave '{rule}' is none of the work's, so it is not left.{Hint(named, targets)}");
            }
        }

        bool completes = configs is not null && configs.OfType<JsonObject>().Any(config => config.ObjectsAt("conditionRules").Any(rule => rule.TextAt("condition") == ConditionRule.Complete));
        if (options.TtlAfterFinished is not null && !completes)
        {
            warnings.Add("Nothing makes the work complete, so -TtlAfterFinished never deletes it. Add a rule for the condition Complete, as in: -ManifestConfig (New-OcmManifestConfig -Group batch -Resource jobs -Namespace * -Name * -ConditionRule Complete).");
        }

        return warnings;
    }

    private static bool Names(ResourceTarget config, ResourceTarget target) =>
        config.Matches(target) || (target.Resource.Length == 0 && config.Group == target.Group && config.MatchesPlace(target));

    // Most often the namespace is left out, or it is another group.
    private static string Hint(ResourceTarget config, ResourceTarget[] targets) =>
        (Array.Find(targets, target => target.Resource == config.Resource && config.Name == target.Name)
            ?? Array.Find(targets, target => target.Resource == config.Resource)
            ?? Array.Find(targets, target => target.Name == config.Name && target.Resource.Length > 0)) is { } near ? $" Was '{near}' meant?" : "";
}
