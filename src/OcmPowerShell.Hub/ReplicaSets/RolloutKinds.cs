using OcmPowerShell.Hub.Model.Wire;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Hub.ReplicaSets;

/// <summary>The resources of kinds of which it is known when they are done: those that run, and those that need nothing to run.</summary>
internal static class RolloutKinds
{
    /// <summary>The resource of a manifest that runs; null for others.</summary>
    public static string? RunningOf(ManifestOutline manifest) =>
        ResourceDirectory.WellKnown(manifest.Group, manifest.Kind) is { } resource && RolloutExpressions.Find(manifest.Group, resource) is not null ? resource : null;

    /// <summary>
    /// The resource of a manifest that is done as soon as it is applied; null for others. Of Kubernetes' own kinds that is every
    /// one that does not run: what others make of them, as the address of an Ingress, is not waited for.
    /// </summary>
    public static string? StillOf(ManifestOutline manifest) =>
        (manifest.Group, manifest.Kind) == ("cluster.open-cluster-management.io", "ClusterClaim") ? "clusterclaims"
        : ResourceDirectory.WellKnown(manifest.Group, manifest.Kind) is { } resource && RolloutExpressions.Find(manifest.Group, resource) is null ? resource : null;
}
