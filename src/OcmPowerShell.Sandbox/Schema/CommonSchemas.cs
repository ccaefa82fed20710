using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Schema;

/// <summary>Schemas that many kinds share.</summary>
internal static class CommonSchemas
{
    /// <summary>A name qualified by an optional domain, as condition types and taint keys are.</summary>
    public const string QualifiedName =
        @"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$";

    /// <summary>A lower-case DNS subdomain.</summary>
    public const string Subdomain = @"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)$";

    /// <summary>A Kubernetes quantity, as in <c>16Gi</c>.</summary>
    public const string QuantityPattern =
        @"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$";

    /// <summary>The metadata of every object.</summary>
    public static readonly SchemaNode ObjectMeta = Object(
        "Standard metadata of the object.",
        ("name", Text("The object's name, unique among its kind and namespace. It never changes.")),
        ("generateName", Text("A prefix the server makes a unique name of where no name is given.")),
        ("namespace", Text("The namespace the object lives in; empty for cluster-scoped kinds.")),
        ("selfLink", Text("No longer used.")),
        ("uid", Text("Tells this object from others that had the same name before or after it.")),
        ("resourceVersion", Text("Changes with every write; an update that names an older one is refused.")),
        ("generation", Int64("Counts the changes of the desired state.")),
        ("creationTimestamp", Time("When the server created the object.") with { Nullable = true }),
        ("deletionTimestamp", Time("When deletion was asked for; the object goes once its finalizers are gone.") with { Nullable = true }),
        ("deletionGracePeriodSeconds", Int64("Seconds the object had to end by itself.")),
        ("labels", Map("Names and values that selectors choose objects by.", Text("The label's value."))),
        ("annotations", Map("Names and values for tools and people; selectors do not see them.", Text("The annotation's value."))),
        ("finalizers", List("What must still be done before the object may go.", Text("The finalizer's name.")) with { ListType = "set", PatchStrategy = "merge" }),
        ("ownerReferences", ListByKey("Objects this one belongs to and goes with.", OwnerReference, "uid") with { PatchMergeKey = "uid", PatchStrategy = "merge" }),
        ("managedFields", List("Which writer owns which fields.", SchemaNode.Anything with { Type = "object" }))) with
    { TypeName = "ObjectMeta" };

    /// <summary>A condition; each kind says in <paramref name="description"/> what its conditions tell.</summary>
    public static SchemaNode Conditions(string description) => ListByKey(description, Condition, "type");

    /// <summary>A map of resource names to quantities.</summary>
    public static SchemaNode Quantities(string description) => Map(
        description,
        new SchemaNode { IntOrString = true, Pattern = QuantityPattern, Description = "A quantity, as in 8 or 16Gi." });

    private static SchemaNode OwnerReference => Object(
        "An object this one belongs to.",
        ("apiVersion*", Text("The owner's API version.")),
        ("kind*", Text("The owner's kind.")),
        ("name*", Text("The owner's name.")),
        ("uid*", Text("The owner's uid.")),
        ("controller", Flag("Whether the owner manages this object.")),
        ("blockOwnerDeletion", Flag("Whether the owner waits for this object when it is deleted in the foreground.")))
    with
    { MapType = "atomic" };

    private static SchemaNode Condition => Object(
        "One aspect of the state of the object.",
        ("type*", Text("What the condition is about.") with { MaxLength = 316, Pattern = QualifiedName }),
        ("status*", OneOf("Whether it holds.", "True", "False", "Unknown")),
        ("reason*", Text("Why, as one word for programs.") with { MinLength = 1, MaxLength = 1024, Pattern = "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$" }),
        ("message*", Text("Why, as a sentence for people.") with { MaxLength = 32768 }),
        ("lastTransitionTime*", Time("When the status last changed.")),
        ("observedGeneration", Int64("The generation of the object that this was found for.") with { Minimum = 0 }));
}
