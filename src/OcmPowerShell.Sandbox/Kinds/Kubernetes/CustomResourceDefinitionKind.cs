using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.CustomResources;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Kinds.Ocm;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes;

/// <summary>CustomResourceDefinition of apiextensions.k8s.io/v1.</summary>
internal static class CustomResourceDefinitionKind
{
    private static readonly SchemaNode Root = OcmShapes.Root(
        "A kind that this server serves because somebody defined it.",
        ("spec*", Object(
            "What the kind is.",
            ("group*", Text("Its API group.")),
            ("names*", Names("Its names.")),
            ("scope*", OneOf("Whether its objects live in namespaces.", "Cluster", "Namespaced")),
            ("versions*", List("Its versions.", Version)),
            ("conversion", Conversion),
            ("preserveUnknownFields", Flag("No longer used; schemas say which unknown fields are kept.")))),
        ("status", Object(
            "What became of it.",
            ("acceptedNames", Names("The names that it has.")),
            ("storedVersions", List("The versions that objects may be stored in.", Text("A version."))),
            ("observedGeneration", Int64("The generation that this was found for.")),
            ("conditions", ListByKey(
                "Whether the names are free and the kind is served.",
                Object(
                    "A condition.",
                    ("type*", Text("What it is about.")),
                    ("status*", Text("Whether it holds.")),
                    ("reason", Text("Why, as one word.")),
                    ("message", Text("Why, as a sentence.")),
                    ("lastTransitionTime", Time("When the status last changed.") with { Nullable = true }),
                    ("observedGeneration", Int64("The generation that this was found for."))),
                "type")))));

    /// <summary>How it is served.</summary>
    public static ResourceDefinition Definition => new()
    {
        Type = KubernetesTypes.CustomResourceDefinition,
        Schema = Root,
        Columns = [new("Created At", "string", ".metadata.creationTimestamp") { Description = "When the definition was created." }],
        Categories = ["api-extensions"],
        Admission = [new CrdDefaults()],
        Rules = CrdRules.Check,
    };

    private static SchemaNode Names(string description) => Object(
        description,
        ("plural*", Text("The resource in URLs.")),
        ("singular", Text("The resource in the singular.")),
        ("kind*", Text("The kind of objects.")),
        ("listKind", Text("The kind of lists.")),
        ("shortNames", List("Shorter names for people.", Text("A name.")) with { ListType = "atomic" }),
        ("categories", List("Groups of kinds it belongs to, as all.", Text("A category.")) with { ListType = "atomic" }));

    private static SchemaNode Version => Object(
        "A version.",
        ("name*", Text("Its name, as in v1.")),
        ("served*", Flag("Whether it is served.")),
        ("storage*", Flag("Whether objects are stored in it.")),
        ("deprecated", Flag("Whether clients are warned of it.")),
        ("deprecationWarning", Text("What they are warned with.")),
        ("schema", Object(
            "What objects look like.",
            ("openAPIV3Schema", new SchemaNode { Type = "object", PreservesUnknownFields = true, Description = "The schema, as OpenAPI." }))),
        ("subresources", Object(
            "What lies below an object.",
            ("status", new SchemaNode { Type = "object", Description = "Whether the status is written apart from the rest." }),
            ("scale", Object(
                "How objects are scaled.",
                ("specReplicasPath*", Text("Where the wanted number is.")),
                ("statusReplicasPath*", Text("Where the number is.")),
                ("labelSelectorPath", Text("Where the selector of the pods is.")))))),
        ("additionalPrinterColumns", List(
            "What kubectl shows.",
            Object(
                "A column.",
                ("name*", Text("Its heading.")),
                ("type*", Text("What it holds.")),
                ("format", Text("The format of what it holds.")),
                ("description", Text("What it says.")),
                ("priority", Int32("0 for always, more for -o wide only.")),
                ("jsonPath*", Text("Where the value is.")))) with
        { ListType = "atomic" }),
        ("selectableFields", List(
            "Fields that field selectors may name.",
            Object("A field.", ("jsonPath*", Text("Where it is.")))) with
        { ListType = "atomic" }));

    private static SchemaNode Conversion => Object(
        "How versions become one another.",
        ("strategy*", Text("None, or Webhook.")),
        ("webhook", Object(
            "Who converts.",
            ("conversionReviewVersions*", List("What it understands.", Text("A version.")) with { ListType = "atomic" }),
            ("clientConfig", Object(
                "Where it is.",
                ("url", Text("Its URL.")),
                ("caBundle", OcmShapes.Bytes("The CA of its certificate, as PEM in base64.")),
                ("service", Object(
                    "The service that it is.",
                    ("namespace*", Text("Its namespace.")),
                    ("name*", Text("Its name.")),
                    ("path", Text("The path there.")),
                    ("port", Int32("The port there.")))))))));
}
