using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Kinds.Ocm;

namespace OcmPowerShell.Sandbox.Kinds;

/// <summary>The kinds of Open Cluster Management, by where they are served.</summary>
internal static class OcmKinds
{
    /// <summary>What a hub serves.</summary>
    /// <param name="time">The clock of what webhooks stamp.</param>
    public static IEnumerable<ResourceDefinition> Hub(TimeProvider time) =>
    [
        ManagedClusterKind.Definition(time),
        ManifestWorkKind.Definition,
    ];
}
