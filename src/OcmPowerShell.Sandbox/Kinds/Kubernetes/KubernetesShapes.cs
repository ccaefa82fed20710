using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes;

/// <summary>The words that schemas of Kubernetes' own kinds have beyond <see cref="Shape"/>, and shapes that several of them share.</summary>
internal static class KubernetesShapes
{
    /// <summary>Which objects are meant, by their labels.</summary>
    public static readonly SchemaNode LabelSelector = Atomic(
        "LabelSelector",
        "Chooses objects by their labels; all that it says must hold.",
        ("matchLabels", Map("Labels an object must have with just these values.", Text("The label's value."))),
        ("matchExpressions", List("Further requirements.", Requirement("LabelSelectorRequirement"))));

    /// <summary>An object in the same namespace.</summary>
    public static readonly SchemaNode LocalReference = Atomic(
        "LocalObjectReference", "An object in the same namespace.", ("name", Text("Its name.")));

    /// <summary>Any object.</summary>
    public static readonly SchemaNode ObjectReference = Atomic(
        "ObjectReference",
        "An object.",
        ("apiVersion", Text("Its API version.")),
        ("fieldPath", Text("The part of the object that is meant, as spec.containers{web}.")),
        ("kind", Text("Its kind.")),
        ("name", Text("Its name.")),
        ("namespace", Text("Its namespace.")),
        ("resourceVersion", Text("The version of it that is meant.")),
        ("uid", Text("Its uid.")));

    /// <summary>A whole object of a kind.</summary>
    public static SchemaNode Root(string kind, string description, params (string Name, SchemaNode Schema)[] members) => Struct(
        kind,
        description,
        [
            ("apiVersion", Text("The API version of this object.")),
            ("kind", Text("The kind of this object.")),
            ("metadata", CommonSchemas.ObjectMeta),
            .. members,
        ]);

    /// <summary>An object with named members, of a type that messages call by its name.</summary>
    public static SchemaNode Struct(string typeName, string description, params (string Name, SchemaNode Schema)[] members) =>
        Object(description, members) with { TypeName = typeName };

    /// <summary>The same, owned as one.</summary>
    public static SchemaNode Atomic(string typeName, string description, params (string Name, SchemaNode Schema)[] members) =>
        Struct(typeName, description, members) with { MapType = "atomic" };

    /// <summary>A list whose items are told apart by some members; strategic merge patches go by the first of them.</summary>
    public static SchemaNode Keyed(string description, SchemaNode item, params string[] keys) =>
        ListByKey(description, item, keys) with { PatchMergeKey = keys[0], PatchStrategy = "merge" };

    /// <summary>A list of texts.</summary>
    public static SchemaNode Texts(string description) => List(description, Text("One of them."));

    /// <summary>A list of texts in which each is there once.</summary>
    public static SchemaNode TextSet(string description) => Texts(description) with { ListType = "set" };

    /// <summary>A map of texts.</summary>
    public static SchemaNode TextMap(string description) => Map(description, Text("The value."));

    /// <summary>A number or a text, as a port's number or its name.</summary>
    public static SchemaNode NumberOrText(string description) => new() { IntOrString = true, Description = description };

    /// <summary>A quantity, as in <c>500m</c> or <c>16Gi</c>.</summary>
    public static SchemaNode Quantity(string description) =>
        new() { IntOrString = true, Pattern = CommonSchemas.QuantityPattern, Description = description };

    /// <summary>Bytes, in base64.</summary>
    public static SchemaNode Bytes(string description) => new() { Type = "string", Format = "byte", Description = description };

    /// <summary>A whole number of 32 bits that is not negative.</summary>
    public static SchemaNode Count(string description) => Int32(description) with { Minimum = 0 };

    /// <summary>The number of a port.</summary>
    public static SchemaNode Port(string description) => Int32(description) with { Minimum = 1, Maximum = 65535 };

    /// <summary>A moment that may be left empty.</summary>
    public static SchemaNode Moment(string description) => Time(description) with { Nullable = true };

    /// <summary>A requirement on a label or a field.</summary>
    public static SchemaNode Requirement(string typeName) => Struct(
        typeName,
        "A requirement.",
        ("key*", Text("What is looked at.")),
        ("operator*", Text("How it is compared: In, NotIn, Exists, DoesNotExist, and for nodes Gt and Lt.")),
        ("values", Texts("What it is compared with; none for Exists and DoesNotExist.")));

    /// <summary>Conditions of a kind.</summary>
    /// <param name="typeName">The name of their type.</param>
    /// <param name="description">What they tell.</param>
    /// <param name="members">What they have beside type, status, reason and message.</param>
    public static SchemaNode Conditions(string typeName, string description, params (string Name, SchemaNode Schema)[] members) => Keyed(
        description,
        Struct(
            typeName,
            "One aspect of the state.",
            [
                ("type*", Text("What it is about.")),
                ("status*", Text("Whether it holds: True, False or Unknown.")),
                ("reason", Text("Why, as one word for programs.")),
                ("message", Text("Why, as a sentence for people.")),
                ("lastTransitionTime", Moment("When the status last changed.")),
                .. members,
            ]),
        "type");
}
