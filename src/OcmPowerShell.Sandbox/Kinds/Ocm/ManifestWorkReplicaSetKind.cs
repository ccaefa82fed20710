using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>ManifestWorkReplicaSet of work.open-cluster-management.io/v1alpha1.</summary>
internal static class ManifestWorkReplicaSetKind
{
    private static readonly SchemaNode Root = OcmShapes.Root(
        "A work for every cluster that placements choose.",
        ("spec", Object(
            "What to deliver, and to which clusters.",
            ("manifestWorkTemplate", ManifestWorkKind.Spec),
            ("placementRefs*", List(
                "The placements whose clusters get the work.",
                Object(
                    "A placement.",
                    ("name*", Text("Its name, in the namespace of this object.") with { MinLength = 1 }),
                    ("rolloutStrategy", RolloutShapes.Strategy("""{"all":{"progressDeadline":"None"},"type":"All"}""")))) with
            { MinItems = 1 }),
            ("cascadeDeletionPolicy*", OneOf("Whether this object waits for its works when it is deleted.", "Background", "Foreground") with
            { Default = "\"Background\"" }))),
        ("status", Object(
            "What became of the works.",
            ("conditions", CommonSchemas.Conditions("The state: PlacementVerified, PlacementRolledOut, ManifestworkApplied.")),
            ("summary", Summary),
            ("placementSummary", List(
                "The works of each placement.",
                Object(
                    "The works of one placement.",
                    ("name", Text("The placement's name.")),
                    ("availableDecisionGroups", Text("How many of its decision groups the rollout has reached.")),
                    ("summary", Summary)))))));

    /// <summary>How it is served.</summary>
    public static ResourceDefinition Definition => new()
    {
        Type = OcmTypes.ManifestWorkReplicaSet,
        Schema = Root,
        Columns =
        [
            OcmShapes.ConditionColumn("Placement", "PlacementVerified", "reason") with { Description = "Reason" },
            OcmShapes.ConditionColumn("Found", "PlacementVerified") with { Description = "Configured" },
            OcmShapes.ConditionColumn("ManifestWorks", "ManifestworkApplied", "reason") with { Description = "Reason" },
            OcmShapes.ConditionColumn("Applied", "ManifestworkApplied") with { Description = "Applied" },
        ],
    };

    private static SchemaNode Summary => Object(
        "How many works there are.",
        ("total", OcmShapes.Count("Works that exist.")),
        ("desiredTotal", OcmShapes.Count("Clusters that the placements choose.")),
        ("applied", OcmShapes.Count("Works that are applied.")),
        ("available", OcmShapes.Count("Works whose objects are available.")),
        ("progressing", OcmShapes.Count("Works that are on their way.")),
        ("degraded", OcmShapes.Count("Works that are degraded.")),
        ("updated", OcmShapes.Count("Works of the newest template.")));
}
