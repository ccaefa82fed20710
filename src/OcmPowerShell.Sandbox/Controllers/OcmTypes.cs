using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;

namespace OcmPowerShell.Sandbox.Controllers;

/// <summary>The kinds that hub controllers and agents read and write.</summary>
internal static class OcmTypes
{
    public static readonly ResourceType Namespace = HubResources.Namespaces;

    public static readonly ResourceType Lease = new("coordination.k8s.io", "v1", "Lease", "leases", true) { HasStatus = false };

    public static readonly ResourceType ManagedCluster = HubResources.ManagedClusters;

    public static readonly ResourceType ManifestWork = HubResources.ManifestWorks;

    public static readonly ResourceType ManagedClusterAddOn =
        new("addon.open-cluster-management.io", "v1alpha1", "ManagedClusterAddOn", "managedclusteraddons", true) { ShortNames = ["mca"] };

    /// <summary>On managed clusters only: the hub does not serve it.</summary>
    public static readonly ResourceType AppliedManifestWork =
        new("work.open-cluster-management.io", "v1", "AppliedManifestWork", "appliedmanifestworks", false);
}
