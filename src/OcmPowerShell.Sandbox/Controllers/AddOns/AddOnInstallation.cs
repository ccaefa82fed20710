using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers.Rollouts;

namespace OcmPowerShell.Sandbox.Controllers.AddOns;

/// <summary>
/// Install strategy Placements: the add-on is on the clusters that any of the placements decided on, and on no other, even
/// where somebody enabled it by hand.
/// </summary>
internal sealed class AddOnInstallation(IResourceClient hub, ResourceCache<JsonObject> addOns)
{
    public void Reconcile(JsonObject managed)
    {
        if (managed.TextAt("spec", "installStrategy", "type") != "Placements")
        {
            return;
        }

        var wanted = managed.ObjectsAt("spec", "installStrategy", "placements")
            .Select(item => (Namespace: item.TextAt("namespace") ?? "", Name: item.TextAt("name") ?? ""))
            .Where(item => hub.Get(OcmTypes.Placement, item.Namespace, item.Name) is not null)
            .SelectMany(item => PlacementDecisions.ClustersOf(hub, item.Namespace, item.Name))
            .ToHashSet();
        var existing = addOns.Of(managed.Name()).Select(addOn => addOn.Namespace()).ToHashSet();
        foreach (var cluster in existing.Where(cluster => !wanted.Contains(cluster)))
        {
            hub.Delete(OcmTypes.ManagedClusterAddOn, cluster, managed.Name());
        }

        List<Exception> errors = [];
        foreach (var cluster in wanted.Where(cluster => !existing.Contains(cluster)).Order(StringComparer.Ordinal))
        {
            try
            {
                Create(managed, cluster);
            }
            catch (ApiException error) when (error.Reason != "AlreadyExists")
            {
                errors.Add(error);
            }
            catch (ApiException)
            {
                // Somebody was faster; it is there.
            }
        }

        if (errors.Count > 0)
        {
            throw new AggregateException(errors);
        }
    }

    private void Create(JsonObject managed, string cluster)
    {
        if (hub.Get(OcmTypes.ManagedCluster, null, cluster) is not { } home)
        {
            // Nothing to be done for a cluster that is not there; its namespace is not, either.
            return;
        }

        var metadata = new JsonObject
        {
            ["name"] = managed.Name(),
            ["namespace"] = cluster,
            ["ownerReferences"] = new JsonArray(AddOnOwner.ReferenceTo(managed, OcmTypes.ClusterManagementAddOn)),
        };
        if (AddOnAnnotations.Of(home) is { Count: > 0 } annotations)
        {
            metadata["annotations"] = annotations;
        }

        addOns.Note(hub.Create(OcmTypes.ManagedClusterAddOn, cluster, new JsonObject
        {
            ["apiVersion"] = OcmTypes.ManagedClusterAddOn.ApiVersion,
            ["kind"] = OcmTypes.ManagedClusterAddOn.Kind,
            ["metadata"] = metadata,
            ["spec"] = new JsonObject(),
        }));
    }
}
