using OcmPowerShell.Sandbox.Api.Resources;

namespace OcmPowerShell.Sandbox.Kinds;

/// <summary>What a managed cluster serves before anybody applies a CustomResourceDefinition: Kubernetes, and what the klusterlet brings.</summary>
internal static class ManagedClusterResources
{
    /// <summary>All kinds.</summary>
    public static readonly IReadOnlyList<ResourceDefinition> All =
    [
        .. KubernetesKinds.ManagedCluster,
        .. OcmKinds.ManagedCluster,
    ];

    /// <summary>A new table; kinds of CustomResourceDefinitions join it when they are used.</summary>
    public static ResourceTable Table() => new([.. All]) { AcceptsAnyKind = true };
}
