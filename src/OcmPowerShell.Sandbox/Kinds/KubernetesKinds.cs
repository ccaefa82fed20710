using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Kinds.Kubernetes;

namespace OcmPowerShell.Sandbox.Kinds;

/// <summary>Kubernetes' own kinds, as version 1.33 serves them. Hubs and managed clusters have the same.</summary>
internal static class KubernetesKinds
{
    /// <summary>What a hub serves of them.</summary>
    public static readonly IReadOnlyList<ResourceDefinition> Hub =
    [
        NamespaceKind.Definition,
        ConfigKinds.ConfigMap,
        EventKinds.Core,
        NodeKind.Definition,
        StorageKinds.Claim,
        PodKind.Definition,
        ConfigKinds.Secret,
        .. RbacKinds.All.Where(definition => definition.Type.Group.Length == 0),
        ServiceKind.Definition,
        .. OtherKinds.Core,
        WorkloadKinds.DaemonSet,
        WorkloadKinds.Deployment,
        WorkloadKinds.ReplicaSet,
        WorkloadKinds.StatefulSet,
        JobKinds.CronJob,
        JobKinds.Job,
        CertificateKind.Definition,
        EventKinds.Lease,
        EventKinds.Own,
        .. RbacKinds.All.Where(definition => definition.Type.Group.Length > 0),
        .. OtherKinds.Grouped,
        CustomResourceDefinitionKind.Definition,
    ];

    /// <summary>What a managed cluster serves of them.</summary>
    public static IReadOnlyList<ResourceDefinition> ManagedCluster => Hub;

    /// <summary>One of them.</summary>
    /// <exception cref="InvalidOperationException">There is no such kind.</exception>
    public static ResourceType Get(string group, string version, string kind) => Hub
        .Select(definition => definition.Type)
        .Single(type => type.Group == group && type.Version == version && type.Kind == kind);
}
