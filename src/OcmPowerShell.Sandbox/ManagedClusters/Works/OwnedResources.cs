using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters.Works;

/// <summary>Deletes what works kept on the managed cluster and keep no longer.</summary>
internal sealed class OwnedResources(IResourceClient cluster, KindCatalog kinds)
{
    /// <summary>
    /// Deletes objects. One that another work owns as well only loses this owner; one that this work does not own
    /// (orphaned, read only, made anew by somebody) stays.
    /// </summary>
    /// <returns>Those that are still there, since finalizers hold them.</returns>
    public IReadOnlyList<AppliedResource> Delete(IEnumerable<AppliedResource> resources, Ownership owner) =>
        [.. resources.Where(resource => !IsGoneAfterDeleting(resource, owner))];

    private bool IsGoneAfterDeleting(AppliedResource resource, Ownership owner)
    {
        var @namespace = resource.Namespace.Length > 0 ? resource.Namespace : null;
        if (kinds.FindByPlural(resource.Group, resource.Version, resource.Resource) is not { } type
            || cluster.Get(type, @namespace, resource.Name) is not { } existing
            || !owner.Owns(existing))
        {
            return true;
        }

        if (owner.IsShared(existing))
        {
            cluster.Change(type, @namespace, resource.Name, (owner with { Owned = false }).WriteTo);
            return true;
        }

        if (existing.Uid() != resource.Uid)
        {
            return true;
        }

        if (!existing.IsDeleting())
        {
            cluster.Delete(type, @namespace, resource.Name);
        }

        return cluster.Get(type, @namespace, resource.Name) is null;
    }
}
