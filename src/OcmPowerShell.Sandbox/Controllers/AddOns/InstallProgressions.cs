using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>Says in the status of a ClusterManagementAddOn which configurations it has by default and at each placement.</summary>
internal sealed class InstallProgressions(IResourceClient hub, AddOnConfigs configs)
{
    private static readonly string[] Reached = ["lastAppliedConfig", "lastKnownGoodConfig"];

    /// <summary>Brings the status up to date.</summary>
    /// <returns>The add-on as it is now; null where there is none.</returns>
    public JsonObject? Reconcile(string name) => hub.ChangeStatus(OcmTypes.ClusterManagementAddOn, null, name, Write);

    private void Write(JsonObject managed)
    {
        var isTemplateBased = AddOnConfigs.IsTemplateBased(managed);
        AddOnConfig Seen(AddOnConfig config) => isTemplateBased ? configs.Hashed(config) : config;
        var status = managed.Child("status");
        var defaults = AddOnConfig.DefaultsOf(managed).ToList();
        Put(status, "defaultconfigReferences", defaults.Select(config => Reference(Seen(config))));
        if (managed.TextAt("spec", "installStrategy", "type") != "Placements")
        {
            status.Remove("installProgressions");
        }
        else if (AddOnManager.Manages(managed))
        {
            var known = status.ObjectsAt("installProgressions").ToList();
            Put(status, "installProgressions", managed.ObjectsAt("spec", "installStrategy", "placements")
                .Select(strategy => Progression(strategy, defaults, known, Seen)));
        }

        if (status.Count == 0)
        {
            managed.Remove("status");
        }
    }

    private static JsonObject Progression(
        JsonObject strategy, IEnumerable<AddOnConfig> defaults, IEnumerable<JsonObject> known, Func<AddOnConfig, AddOnConfig> seen)
    {
        var wanted = AddOnConfig.Ordered(AddOnConfig.Override(defaults, strategy.ObjectsAt("configs").Select(AddOnConfig.From))).ToList();
        // What was reached counts as long as the same objects are meant.
        var before = known.FirstOrDefault(item => (item.TextAt("namespace"), item.TextAt("name")) == (strategy.TextAt("namespace"), strategy.TextAt("name"))
            && wanted.All(config => References(item).Any(reference => reference.Config.IsSameObject(config))));
        var progression = new JsonObject { ["name"] = strategy.TextAt("name"), ["namespace"] = strategy.TextAt("namespace") };
        if (before?["conditions"] is { } conditions)
        {
            progression["conditions"] = conditions.DeepClone();
        }

        Put(progression, "configReferences", wanted.Select(config =>
        {
            var reference = Reference(seen(config));
            var old = References(before).FirstOrDefault(item => item.Config.IsSameObject(config)).Reference;
            foreach (var member in Reached)
            {
                if (old.ObjectAt(member) is { } last)
                {
                    reference[member] = last.DeepClone();
                }
            }

            return reference;
        }));
        return progression;
    }

    private static IEnumerable<(AddOnConfig Config, JsonObject Reference)> References(JsonObject? progression) =>
        progression.ObjectsAt("configReferences").Select(reference => (AddOnConfig.From(reference, reference.ObjectAt("desiredConfig")), reference));

    private static JsonObject Reference(AddOnConfig config) => new()
    {
        ["desiredConfig"] = config.ToReferent(),
        ["group"] = config.Group,
        ["resource"] = config.Resource,
    };

    private static void Put(JsonObject value, string name, IEnumerable<JsonObject> items)
    {
        var list = new JsonArray([.. items]);
        if (list.Count == 0)
        {
            value.Remove(name);
        }
        else
        {
            value[name] = list;
        }
    }
}
