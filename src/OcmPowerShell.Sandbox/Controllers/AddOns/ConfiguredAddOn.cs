using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Rollouts;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>A ManagedClusterAddOn and the configurations it is to have.</summary>
/// <param name="AddOn">The add-on.</param>
/// <param name="Desired">What it is to have.</param>
internal sealed record ConfiguredAddOn(JsonObject AddOn, IReadOnlyList<AddOnConfig> Desired)
{
    /// <summary>How far it has come.</summary>
    public ClusterRollout Rollout { get; } = RolloutOf(AddOn, Desired);

    /// <summary>An add-on whose own configurations take the place of others of their kinds.</summary>
    public static ConfiguredAddOn Of(JsonObject addOn, IEnumerable<AddOnConfig> configs)
    {
        var known = AddOnConfig.DesiredIn(addOn.ObjectsAt("status", "configReferences")).ToList();
        var own = addOn.ObjectsAt("spec", "configs").Select(AddOnConfig.From).Select(config => config.WithHashOf(known));
        return new(addOn, AddOnConfig.Override(configs, own));
    }

    /// <summary>What <c>status.configReferences</c> is to be: what was reached of a configuration that stays is kept.</summary>
    public JsonArray References()
    {
        var known = AddOn.ObjectsAt("status", "configReferences")
            .Select(reference => (Config: AddOnConfig.From(reference, reference.ObjectAt("desiredConfig")), Reference: reference)).ToList();
        return new JsonArray([.. AddOnConfig.Ordered(Desired).Select(config =>
        {
            var reference = known.FirstOrDefault(item => item.Config.IsSameObject(config)).Reference?.Copy() ?? [];
            reference["desiredConfig"] = config.ToReferent();
            reference["group"] = config.Group;
            reference["resource"] = config.Resource;
            // Version v1alpha1 says it twice.
            reference["name"] = config.Name;
            if (config.Namespace.Length > 0)
            {
                reference["namespace"] = config.Namespace;
            }

            return reference;
        })]);
    }

    private static ClusterRollout RolloutOf(JsonObject addOn, IReadOnlyList<AddOnConfig> desired)
    {
        var cluster = addOn.Namespace();
        var references = addOn.ObjectsAt("status", "configReferences").ToList();
        var progressing = ConditionList.Find(addOn.ArrayAt("status", "conditions"), "Progressing");
        if (references.Count != desired.Count)
        {
            return new(cluster, RolloutStatus.ToApply);
        }

        foreach (var reference in references)
        {
            if (!desired.Contains(AddOnConfig.From(reference, reference.ObjectAt("desiredConfig"))))
            {
                return new(cluster, RolloutStatus.ToApply);
            }

            if (!JsonEquality.Same(reference["lastAppliedConfig"], reference["desiredConfig"]))
            {
                return progressing.TextAt("reason") switch
                {
                    "Failed" => new(cluster, RolloutStatus.Failed, progressing.TransitionTime()),
                    "Progressing" => new(cluster, RolloutStatus.Progressing, progressing.TransitionTime()),
                    _ => new(cluster, RolloutStatus.Progressing),
                };
            }
        }

        return new(cluster, RolloutStatus.Succeeded, progressing.TextAt("reason") == "Completed" ? progressing.TransitionTime() : null);
    }
}
