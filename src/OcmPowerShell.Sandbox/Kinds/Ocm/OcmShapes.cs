using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>The parts that several of OCM's kinds have in common.</summary>
internal static class OcmShapes
{
    /// <summary>A name of a namespace, a cluster or whatever else must be a DNS label.</summary>
    public const string DnsLabel = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

    /// <summary>A number or a percentage.</summary>
    public const string NumberOrPercentage = "^((100|[0-9]{1,2})%|[0-9]+)$";

    /// <summary>A host name.</summary>
    public const string HostName =
        @"^(([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\-]*[a-zA-Z0-9])\.)*([A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9\-]*[A-Za-z0-9])$";

    /// <summary>The column that most kinds end with.</summary>
    public static PrinterColumn AgeColumn { get; } = new("Age", "date", ".metadata.creationTimestamp");

    /// <summary>A column that shows whether a condition holds, or why.</summary>
    public static PrinterColumn ConditionColumn(string name, string type, string member = "status") =>
        new(name, "string", $".status.conditions[?(@.type==\"{type}\")].{member}");

    /// <summary>A whole object.</summary>
    /// <param name="description">What the kind is.</param>
    /// <param name="members">Its members besides those that every object has.</param>
    public static SchemaNode Root(string description, params (string Name, SchemaNode Schema)[] members) => Object(
        description,
        [
            ("apiVersion", Text("The API version of this object.")),
            ("kind", Text("The kind of this object.")),
            ("metadata", CommonSchemas.ObjectMeta),
            .. members,
        ]);

    /// <summary>A whole number of no particular size.</summary>
    public static SchemaNode Count(string description) => new() { Type = "integer", Description = description };

    /// <summary>Bytes in base64.</summary>
    public static SchemaNode Bytes(string description) => new() { Type = "string", Format = "byte", Description = description };

    /// <summary>A list that is owned as one, and says so.</summary>
    public static SchemaNode AtomicList(string description, SchemaNode item) => List(description, item) with { ListType = "atomic" };

    /// <summary>Conditions of kinds whose lists of them are not told apart by type.</summary>
    public static SchemaNode UnkeyedConditions(string description) =>
        CommonSchemas.Conditions(description) with { ListType = null, ListMapKeys = [] };

    /// <summary>A label selector of Kubernetes.</summary>
    public static SchemaNode LabelSelector(string description) => Object(
        description,
        ("matchExpressions", AtomicList("What labels must be like; all must hold.", Requirement("The label's key."))),
        ("matchLabels", Map("Labels that must have these values.", Text("The label's value.")))) with
    { MapType = "atomic" };

    /// <summary>A selector of clusters by what they claim.</summary>
    public static SchemaNode ClaimSelector(string description) => Object(
        description,
        ("matchExpressions", List("What claims must be like; all must hold.", Requirement("The claim's name."))));

    /// <summary>The namespace-scoped name of a managed namespace, or another DNS label.</summary>
    public static SchemaNode Label(string description) => Text(description) with { MaxLength = 63, Pattern = DnsLabel };

    private static SchemaNode Requirement(string key) => Object(
        "A requirement.",
        ("key*", Text(key)),
        ("operator*", Text("In, NotIn, Exists or DoesNotExist.")),
        ("values", AtomicList("The values of In and NotIn.", Text("A value."))));
}
