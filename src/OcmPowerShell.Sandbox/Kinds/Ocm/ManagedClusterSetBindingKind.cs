using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>ManagedClusterSetBinding of cluster.open-cluster-management.io/v1beta2.</summary>
internal static class ManagedClusterSetBindingKind
{
    private static readonly SchemaNode Root = OcmShapes.Root(
        "Lets the placements of its namespace choose from a set of clusters.",
        ("spec", Object(
            "Which set it is.",
            ("clusterSet", Text("The set's name; the binding has the same name.") with { MinLength = 1 }))),
        ("status", Object(
            "What became of it.",
            ("conditions", OcmShapes.UnkeyedConditions("Whether the set was there to be bound.")))));

    /// <summary>How it is served.</summary>
    public static ResourceDefinition Definition => new()
    {
        Type = OcmTypes.ManagedClusterSetBinding,
        Schema = Root,
        Admission = [new ManagedClusterSetBindingAdmission()],
    };
}
