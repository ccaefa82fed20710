using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>Who owns what of an add-on: the ClusterManagementAddOn owns its ManagedClusterAddOns, and those own their works.</summary>
internal static class AddOnOwner
{
    /// <summary>What OCM's controllers talk to the hub in, and so what their references say.</summary>
    private const string ApiVersion = AddOnNames.Group + "/v1beta1";

    /// <summary>A reference to an owner that controls.</summary>
    public static JsonObject ReferenceTo(JsonObject owner, ResourceType type) => new()
    {
        ["apiVersion"] = ApiVersion,
        ["blockOwnerDeletion"] = true,
        ["controller"] = true,
        ["kind"] = type.Kind,
        ["name"] = owner.Name(),
        ["uid"] = owner.Uid(),
    };

    /// <summary>Whether an add-on on a cluster belongs to its ClusterManagementAddOn.</summary>
    public static bool IsOwned(JsonObject addOn) => addOn.ObjectsAt("metadata", "ownerReferences").Any(owner => IsOf(owner, addOn.Name()));

    /// <summary>Makes the ClusterManagementAddOn the owner of an add-on on a cluster.</summary>
    public static void Set(IResourceClient hub, string cluster, JsonObject managed)
    {
        var wanted = ReferenceTo(managed, OcmTypes.ClusterManagementAddOn);
        hub.Change(OcmTypes.ManagedClusterAddOn, cluster, managed.Name(), value =>
        {
            var owners = value.Child("metadata").List("ownerReferences");
            var existing = owners.OfType<JsonObject>().FirstOrDefault(owner => IsOf(owner, managed.Name()));
            if (JsonEquality.Same(existing, wanted))
            {
                return false;
            }

            if (existing is null)
            {
                owners.Add(wanted.DeepClone());
            }
            else
            {
                owners[owners.IndexOf(existing)] = wanted.DeepClone();
            }

            return true;
        });
    }

    private static bool IsOf(JsonObject owner, string name) =>
        owner.TextAt("kind") == OcmTypes.ClusterManagementAddOn.Kind
        && owner.TextAt("name") == name
        && owner.TextAt("apiVersion")?.StartsWith(AddOnNames.Group + "/", StringComparison.Ordinal) == true;
}
