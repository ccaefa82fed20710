using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>Placement of cluster.open-cluster-management.io/v1beta1.</summary>
internal static class PlacementKind
{
    // The grouping of the name part differs from that of taints; it allows the same.
    private const string TopologyKey =
        @"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$";

    private static readonly SchemaNode Root = OcmShapes.Root(
        "Chooses clusters from the sets that are bound to its namespace.",
        ("spec*", Object(
            "Which clusters, and how many.",
            ("clusterSets", List("The sets to choose from; all that are bound where none is named.", Text("A set's name."))),
            ("numberOfClusters", Int32("How many clusters are wanted; all that match where it is missing.")),
            ("predicates", List("What clusters must be like; one predicate that holds is enough.", Predicate)),
            ("prioritizerPolicy", PrioritizerPolicy),
            ("tolerations", List("Taints that do not keep a cluster out.", Toleration)),
            ("decisionStrategy", DecisionStrategy),
            ("spreadPolicy", SpreadPolicy),
            ("sortBy", OneOf("The order of the decisions.", "ClusterName", "Score") with { Default = "\"ClusterName\"" }),
            ("scoreRateLimit", Text("How often a changed score may lead to other decisions, as in 1m.") with
            { Pattern = "^[0-9]+[hms]$", Default = "\"1m\"" }))),
        ("status", Object(
            "What was chosen.",
            ("conditions", CommonSchemas.Conditions("Whether enough clusters were found, and whether the placement is well formed.")),
            ("numberOfSelectedClusters", Int32("How many clusters are chosen.")),
            ("lastScoreUpdateTime", Time("When scores last counted.")),
            ("decisionGroups", List(
                "The groups that the clusters are in.",
                Object(
                    "A group.",
                    ("decisionGroupIndex", Int32("Its index.")),
                    ("decisionGroupName", Text("Its name.")),
                    ("clusterCount", Int32("How many clusters it has.") with { Default = "0" }),
                    ("decisions", List("The PlacementDecisions that hold them.", Text("A name.")))))))));

    /// <summary>How it is served.</summary>
    public static ResourceDefinition Definition => new()
    {
        Type = OcmTypes.Placement,
        Schema = Root,
        Columns =
        [
            OcmShapes.ConditionColumn("Succeeded", "PlacementSatisfied"),
            OcmShapes.ConditionColumn("Reason", "PlacementSatisfied", "reason"),
            new("SelectedClusters", "integer", ".status.numberOfSelectedClusters"),
        ],
    };

    private static SchemaNode Predicate => Object(
        "A predicate.",
        ("requiredClusterSelector", Object(
            "What a cluster must be like; all parts must hold.",
            ("labelSelector", OcmShapes.LabelSelector("Its labels.")),
            ("claimSelector", OcmShapes.ClaimSelector("Its claims.")),
            ("celSelector", Object(
                "What CEL expressions say of it.",
                ("celExpressions", List("Expressions that must all be true.", Text("A CEL expression."))))))));

    private static SchemaNode PrioritizerPolicy => Object(
        "How clusters that match are ranked.",
        ("mode", Text("Additive keeps the built-in weights that are not configured; Exact drops them.") with { Default = "\"Additive\"" }),
        ("configurations", List(
            "The scores and their weights.",
            Object(
                "A score.",
                ("scoreCoordinate*", Object(
                    "Where the score comes from.",
                    ("type*", OneOf("Whether it is built in or an add-on's.", "BuiltIn", "AddOn") with { Default = "\"BuiltIn\"" }),
                    ("builtIn", Text("The name of a built-in prioritizer.")),
                    ("addOn", Object(
                        "A score of an add-on.",
                        ("resourceName*", Text("The name of the AddOnPlacementScore.")),
                        ("scoreName*", Text("The name of the score in it.")))))),
                ("weight", Int32("How much it counts; less than nothing turns it around.") with { Minimum = -10, Maximum = 10, Default = "1" })))));

    private static SchemaNode Toleration => Object(
        "A toleration.",
        ("key", Text("The taint's key; any where it is missing.") with { MaxLength = 316, Pattern = CommonSchemas.QualifiedName }),
        ("operator", Text("Equal, or Exists for any value.") with { Default = "\"Equal\"" }),
        ("value", Text("The taint's value.") with { MaxLength = 1024 }),
        ("effect", OneOf("The taint's effect; any where it is missing.", "NoSelect", "PreferNoSelect", "NoSelectIfNew")),
        ("tolerationSeconds", Int64("For how long since the taint was added; for ever where it is missing.")));

    private static SchemaNode DecisionStrategy => Object(
        "How the decisions are divided.",
        ("groupStrategy", Object(
            "How groups are made.",
            ("clustersPerDecisionGroup", new SchemaNode
            {
                IntOrString = true,
                Pattern = "^((100|[1-9][0-9]{0,1})%|[1-9][0-9]*)$",
                Default = "\"100%\"",
                Description = "How many clusters a group has, as a number or a percentage.",
            }),
            ("decisionGroups", List(
                "Groups of particular clusters, before all others.",
                Object(
                    "A group.",
                    ("groupName*", Text("Its name.") with { Pattern = "^[a-zA-Z0-9][-A-Za-z0-9_.]{0,61}[a-zA-Z0-9]$" }),
                    ("groupClusterSelector*", Object(
                        "Its clusters.",
                        ("labelSelector", OcmShapes.LabelSelector("Their labels.")),
                        ("claimSelector", OcmShapes.ClaimSelector("Their claims."))))))))));

    private static SchemaNode SpreadPolicy => Object(
        "How clusters are spread.",
        ("spreadConstraints", List(
            "What they are spread over.",
            Object(
                "A constraint.",
                ("topologyKey*", Text("The label or claim to spread over.") with { MaxLength = 316, Pattern = TopologyKey }),
                ("topologyKeyType*", OneOf("Whether it is a label or a claim.", "Label", "Claim")),
                ("maxSkew", Int32("How far two topologies may differ.") with { Minimum = 1, Default = "1" }),
                ("whenUnsatisfiable", OneOf("What happens where that cannot be.", "DoNotSchedule", "ScheduleAnyway") with
                { Default = "\"ScheduleAnyway\"" }))) with
        { MaxItems = 8 }));
}
