using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>The parts that the operators' kinds have in common.</summary>
internal static class OperatorShapes
{
    /// <summary>Which nodes pods may run on.</summary>
    public static SchemaNode NodePlacement => Object(
        "Which nodes its pods may run on.",
        ("nodeSelector", Map("Labels of the nodes.", Text("The label's value."))),
        ("tolerations", List(
            "Taints of nodes that do not matter.",
            Object(
                "A toleration.",
                ("key", Text("The taint's key.")),
                ("operator", Text("Equal or Exists.")),
                ("value", Text("The taint's value.")),
                ("effect", Text("The taint's effect.")),
                ("tolerationSeconds", Int64("For how long it is tolerated."))))));

    /// <summary>What a container needs.</summary>
    public static SchemaNode Resources => Object(
        "What a container needs.",
        ("claims", ListByKey(
            "Resources that are claimed elsewhere.",
            Object(
                "A claim.",
                ("name*", Text("Its name.")),
                ("request", Text("The request of it."))),
            "name")),
        ("limits", CommonSchemas.Quantities("The most it gets.")),
        ("requests", CommonSchemas.Quantities("The least it gets.")));

    /// <summary>What the containers of an operator need.</summary>
    public static SchemaNode ResourceRequirement => Object(
        "What its containers need.",
        ("type", OneOf("Whether they get the usual, nothing, or what is said here.", "Default", "BestEffort", "ResourceRequirement") with
        { Default = "\"Default\"" }),
        ("resourceRequirements", Resources));

    /// <summary>Features that are switched on or off.</summary>
    public static SchemaNode FeatureGates => List(
        "Features to switch on or off.",
        Object(
            "A feature.",
            ("feature*", Text("Its name.")),
            ("mode", OneOf("Whether it is on.", "Enable", "Disable") with { Default = "\"Disable\"" })));

    /// <summary>The status of an operator's object.</summary>
    public static SchemaNode Status => Object(
        "What became of it.",
        ("observedGeneration", Int64("The generation that this was found for.")),
        ("conditions", CommonSchemas.Conditions("Whether all is applied and works.")),
        ("generations", List(
            "Which generation of each object the operator last applied.",
            Object("An object.", [.. Reference, ("lastGeneration*", Int64("The generation."))]))),
        ("relatedResources", List("The objects that the operator applies.", Object("An object.", Reference))));

    private static (string Name, SchemaNode Schema)[] Reference =>
    [
        ("group*", Text("Its API group.")),
        ("version*", Text("Its API version.")),
        ("resource*", Text("Its resource.")),
        ("namespace", Text("Its namespace.")),
        ("name*", Text("Its name.")),
    ];
}
