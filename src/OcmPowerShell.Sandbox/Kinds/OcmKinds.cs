using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Kinds.Ocm;

namespace OcmPowerShell.Sandbox.Kinds;

/// <summary>The kinds of Open Cluster Management, by where they are served.</summary>
internal static class OcmKinds
{
    /// <summary>What a managed cluster serves.</summary>
    public static IReadOnlyList<ResourceDefinition> ManagedCluster { get; } =
    [
        ClusterClaimKind.Definition with { IsCustom = true },
        AppliedManifestWorkKind.Definition with { IsCustom = true },
        KlusterletKind.Definition with { IsCustom = true },
    ];

    /// <summary>What a hub serves.</summary>
    /// <param name="time">The clock of what webhooks stamp.</param>
    public static IReadOnlyList<ResourceDefinition> Hub(TimeProvider time)
    {
        ResourceDefinition[] kinds =
        [
            ManagedClusterKind.Definition(time),
            ManagedClusterSetKind.Definition,
            ManagedClusterSetBindingKind.Definition,
            PlacementKind.Definition,
            PlacementDecisionKind.Definition,
            AddOnPlacementScoreKind.Definition,
            ManifestWorkKind.Definition,
            ManifestWorkReplicaSetKind.Definition,
            .. ClusterManagementAddOnKind.Definitions,
            .. ManagedClusterAddOnKind.Definitions,
            .. AddOnDeploymentConfigKind.Definitions,
            AddOnTemplateKind.Definition,
            ClusterManagerKind.Definition,
        ];
        return [.. kinds.Select(kind => kind with { IsCustom = true })];
    }
}
