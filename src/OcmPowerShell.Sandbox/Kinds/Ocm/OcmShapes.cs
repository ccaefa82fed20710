using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>The parts that several of OCM's kinds have in common.</summary>
internal static class OcmShapes
{
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
}
