using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>What runs before an add-on goes.</summary>
internal static class AddOnHook
{
    private static readonly string[] Identity = ["group", "resource", "name", "namespace"];

    /// <summary>Whether a work's Jobs are complete and its Pods have succeeded, as far as the agent reports it.</summary>
    public static bool IsCompleted(JsonObject? work)
    {
        var configs = work.ObjectsAt("spec", "manifestConfigs").ToList();
        return configs.Count > 0
            && ConditionList.IsTrue(work.ArrayAt("status", "conditions"), "Available")
            && configs.All(config => config.TextAt("resourceIdentifier", "resource") switch
            {
                "jobs" => ValueOf(work, config, "JobComplete") == "True",
                "pods" => ValueOf(work, config, "PodPhase") == "Succeeded",
                _ => false,
            });
    }

    private static string? ValueOf(JsonObject? work, JsonObject config, string name) =>
        work.ObjectsAt("status", "resourceStatus", "manifests")
            .Where(manifest => Identity.All(member =>
                (manifest.TextAt("resourceMeta", member) ?? "") == (config.TextAt("resourceIdentifier", member) ?? "")))
            .SelectMany(manifest => manifest.ObjectsAt("statusFeedback", "values"))
            .FirstOrDefault(value => value.TextAt("name") == name).TextAt("fieldValue", "string");
}
