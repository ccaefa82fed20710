using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.ManagedClusters.Defaults;

namespace OcmPowerShell.Sandbox.ManagedClusters.Kinds;

/// <summary>How the API server of a managed cluster serves its kinds: without schemas, it stores whatever a work brings, with the defaults of a real one.</summary>
internal static class ManagedClusterResources
{
    /// <summary>Kubernetes counts no generations of these; of all others it does.</summary>
    private static readonly HashSet<string> WithoutGeneration =
    [
        "ConfigMap", "Endpoints", "EndpointSlice", "Event", "LimitRange", "Namespace", "Node", "PersistentVolume", "PersistentVolumeClaim",
        "PodTemplate", "ResourceQuota", "Secret", "Service", "ServiceAccount", "ControllerRevision", "HorizontalPodAutoscaler",
        "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding", "CertificateSigningRequest", "CSIDriver", "CSINode",
        "CSIStorageCapacity", "StorageClass", "VolumeAttachment", "APIService", "Lease", "RuntimeClass",
    ];

    /// <summary>A new table; kinds of CustomResourceDefinitions join it when they are used.</summary>
    public static ResourceTable Table() => new(
    [
        HubResources.Namespace,
        .. BuiltInKinds.All.Where(type => type.Kind != KubernetesTypes.Namespace.Kind).Select(Definition),
    ])
    {
        AcceptsAnyKind = true,
    };

    private static ResourceDefinition Definition(ResourceType type) => new()
    {
        Type = type,
        HasGeneration = !WithoutGeneration.Contains(type.Kind),
        Admission = ObjectDefaults.Of(type),
    };
}
