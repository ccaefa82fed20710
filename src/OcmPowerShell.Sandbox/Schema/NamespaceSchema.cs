using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Schema;

/// <summary>Namespace of the core group.</summary>
internal static class NamespaceSchema
{
    /// <summary>The whole object.</summary>
    public static readonly SchemaNode Root = Object(
        "A scope for names.",
        ("apiVersion", Text("The API version of this object.")),
        ("kind", Text("The kind of this object.")),
        ("metadata", CommonSchemas.ObjectMeta),
        ("spec", Object(
            "What must be done before the namespace may go.",
            ("finalizers", List("Names of what must be done.", Text("A finalizer's name."))))),
        ("status", Object(
            "The state of the namespace.",
            ("phase", Text("Active, or Terminating once it is being deleted.")),
            ("conditions", ListByKey(
                "What deletion still waits for.",
                Object(
                    "A condition.",
                    ("type*", Text("What it is about.")),
                    ("status*", Text("Whether it holds.")),
                    ("reason", Text("Why, as one word.")),
                    ("message", Text("Why, as a sentence.")),
                    ("lastTransitionTime", Time("When the status last changed.") with { Nullable = true })),
                "type")))));
}
