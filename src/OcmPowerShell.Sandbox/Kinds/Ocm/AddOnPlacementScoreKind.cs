using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>AddOnPlacementScore of cluster.open-cluster-management.io/v1alpha1.</summary>
internal static class AddOnPlacementScoreKind
{
    private static readonly SchemaNode Root = OcmShapes.Root(
        "Scores that an add-on gives a cluster, for placements to sort by.",
        ("status", Object(
            "The scores.",
            ("conditions", CommonSchemas.Conditions("The state of the scores.")),
            ("scores", ListByKey(
                "The scores by name.",
                Object(
                    "A score.",
                    ("name*", Text("Its name.")),
                    ("value*", Int32("Its value.") with { Minimum = -100, Maximum = 100 })),
                "name")),
            ("validUntil", Time("When the scores stop counting; never where it is missing.")))));

    /// <summary>How it is served.</summary>
    public static ResourceDefinition Definition => new() { Type = OcmTypes.AddOnPlacementScore, Schema = Root };
}
