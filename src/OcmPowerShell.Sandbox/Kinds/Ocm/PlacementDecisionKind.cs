using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>PlacementDecision of cluster.open-cluster-management.io/v1beta1.</summary>
internal static class PlacementDecisionKind
{
    private static readonly SchemaNode Root = OcmShapes.Root(
        "Some of the clusters that a placement chose; its labels say which placement and which group.",
        ("status", Object(
            "The clusters.",
            ("decisions*", List(
                "One entry for each cluster.",
                Object(
                    "A cluster.",
                    ("clusterName*", Text("Its name.")),
                    ("reason*", Text("Why it was chosen.")),
                    ("score", Int64("The score it was chosen with."))))))));

    /// <summary>How it is served.</summary>
    public static ResourceDefinition Definition => new() { Type = OcmTypes.PlacementDecision, Schema = Root };
}
