using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Json;

namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>Says how far the newest configurations of an add-on have come, and which were applied last.</summary>
internal sealed class AddOnProgress(IResourceClient hub, ResourceCache<JsonObject> works, TimeProvider time)
{
    private const string Type = "Progressing";

    public void Reconcile(string cluster, string name) => hub.ChangeStatus(OcmTypes.ManagedClusterAddOn, cluster, name, addOn =>
    {
        var progress = Of(addOn);
        if (progress.Reason == "Completed")
        {
            foreach (var reference in addOn.ObjectsAt("status", "configReferences"))
            {
                reference["lastAppliedConfig"] = reference["desiredConfig"]?.DeepClone();
            }
        }

        ConditionList.Set(addOn.Child("status").List("conditions"), progress, time.GetUtcNow());
    });

    private Condition Of(JsonObject addOn)
    {
        var supported = addOn.ObjectsAt("status", "supportedConfigs").Select(AddOnConfig.From).Select(config => config.Type).ToHashSet();
        var unsupported = addOn.ObjectsAt("spec", "configs").Select(AddOnConfig.From).FirstOrDefault(config => !supported.Contains(config.Type));
        if (unsupported is not null)
        {
            return new(Type, Condition.False, "ConfigurationUnsupported",
                $"Configuration with gvr {unsupported.Group}/{unsupported.Resource} is not supported for this addon");
        }

        if (ConditionList.Find(addOn.ArrayAt("status", "conditions"), "ManifestApplied") is null)
        {
            return new(Type, Condition.False, "WaitingForManifestApplied", "Waiting for ManagedClusterAddOn ManifestApplied condition");
        }

        var all = works.Of($"{addOn.Namespace()}/{addOn.Name()}");
        if (all.Count == 0)
        {
            return Under("no addon works");
        }

        foreach (var work in all.Where(work => !work.Name().StartsWith(AddOnNames.PreDeleteWork(addOn.Name()), StringComparison.Ordinal)))
        {
            if (!IsOfConfigs(work, addOn))
            {
                return Under("mca and work configs mismatch");
            }

            if (!IsReady(work, "Available") || !IsReady(work, "Applied"))
            {
                return Under("work is not ready");
            }
        }

        return new(Type, Condition.False, "Completed", "completed with no errors.");
    }

    private static Condition Under(string what) => new(Type, Condition.True, "Progressing", $"progressing... {what}");

    private static bool IsReady(JsonObject work, string type)
    {
        var condition = ConditionList.Find(work.ArrayAt("status", "conditions"), type);
        return condition.TextAt("status") == Condition.True && condition.IntegerAt("observedGeneration") == work.Generation();
    }

    private static bool IsOfConfigs(JsonObject work, JsonObject addOn)
    {
        var wanted = AddOnWorks.HashAnnotation(addOn);
        if (work.TextAt("metadata", "annotations", AddOnNames.ConfigHashAnnotation) is not { } text || wanted is null)
        {
            return wanted is null;
        }

        try
        {
            var hashes = JsonText.Parse(Encoding.UTF8.GetBytes(text)) as JsonObject;
            return hashes is not null && hashes.All(item => item.Value.TextAt() is { Length: > 0 })
                && Encoding.UTF8.GetString(JsonText.Sorted(hashes)) == wanted;
        }
        catch (JsonSyntaxException)
        {
            return false;
        }
    }
}
