using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>ClusterClaim of cluster.open-cluster-management.io/v1alpha1, on managed clusters.</summary>
internal static class ClusterClaimKind
{
    private static readonly SchemaNode Root = OcmShapes.Root(
        "Something that a managed cluster says of itself.",
        ("spec", Object(
            "What it says.",
            ("value", Text("The value.") with { MinLength = 1, MaxLength = 1024 }))));

    /// <summary>How it is served.</summary>
    public static ResourceDefinition Definition => new() { Type = OcmTypes.ClusterClaim, Schema = Root };
}
