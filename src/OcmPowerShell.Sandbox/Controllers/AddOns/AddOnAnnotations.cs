using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>Annotations of the add-on group that a cluster passes on to those of its add-ons that placements install.</summary>
internal sealed class AddOnAnnotations(IResourceClient hub)
{
    /// <summary>Those that an object has.</summary>
    public static JsonObject Of(JsonObject value) => new(
        (value.ObjectAt("metadata", "annotations") ?? []).Where(IsPassedOn).Select(item => KeyValuePair.Create(item.Key, item.Value?.DeepClone())));

    /// <summary>Makes an add-on have those of its cluster, and no others of that group.</summary>
    public void Sync(JsonObject addOn, JsonObject annotations)
    {
        if (hub.Get(OcmTypes.ClusterManagementAddOn, null, addOn.Name()).TextAt("spec", "installStrategy", "type") is null or "" or "Manual")
        {
            return;
        }

        hub.Change(OcmTypes.ManagedClusterAddOn, addOn.Namespace(), addOn.Name(), value =>
        {
            if (JsonEquality.Same(Of(value), annotations))
            {
                return false;
            }

            var all = value.Child("metadata").Child("annotations");
            foreach (var (name, _) in all.Where(IsPassedOn).ToList())
            {
                all.Remove(name);
            }

            foreach (var (name, text) in annotations)
            {
                all[name] = text?.DeepClone();
            }

            return true;
        });
    }

    private static bool IsPassedOn(KeyValuePair<string, JsonNode?> annotation) =>
        annotation.Key.StartsWith(AddOnNames.Group, StringComparison.Ordinal);
}
