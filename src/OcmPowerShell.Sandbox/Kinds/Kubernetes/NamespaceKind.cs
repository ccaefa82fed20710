using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Admission;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Api.Verbs;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes;

/// <summary>Namespaces.</summary>
internal static class NamespaceKind
{
    private static readonly SchemaNode Root = Object(
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

    /// <summary>How they are served.</summary>
    public static ResourceDefinition Definition => new()
    {
        Type = KubernetesTypes.Namespace,
        Schema = Root,
        IsBuiltIn = true,
        HasGeneration = false,
        HasServerSpec = true,
        Names = NameForm.Label,
        Subresources = [NamespaceFinalization.Part],
        Columns =
        [
            new("Status", "string", ".status.phase") { Description = "The status of the namespace" },
            new("Age", "date", ".metadata.creationTimestamp"),
        ],
        Admission = [new NamespaceAdmission()],
    };
}
