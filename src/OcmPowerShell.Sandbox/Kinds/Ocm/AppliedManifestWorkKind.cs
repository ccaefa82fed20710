using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>AppliedManifestWork of work.open-cluster-management.io/v1, on managed clusters.</summary>
internal static class AppliedManifestWorkKind
{
    private static readonly SchemaNode Root = OcmShapes.Root(
        "What a work of the hub left on this managed cluster.",
        ("spec", Object(
            "Which work it is.",
            ("hubHash*", Text("The hash of the hub's address.")),
            ("manifestWorkName*", Text("The name of the work.")),
            ("agentID", Text("The id of the agent that applied it.")))),
        ("status", Object(
            "What the agent keeps in mind.",
            ("appliedResources", List(
                "The objects that were applied.",
                Object(
                    "An object.",
                    ("group", Text("Its API group.")),
                    ("version*", Text("Its API version.")),
                    ("resource*", Text("Its resource, as in deployments.")),
                    ("name*", Text("Its name.")),
                    ("namespace", Text("Its namespace.")),
                    ("uid", Text("Its uid."))))),
            ("evictionStartTime", Time("Since when the work is missing on the hub.")))));

    /// <summary>How it is served.</summary>
    public static ResourceDefinition Definition => new() { Type = OcmTypes.AppliedManifestWork, Schema = Root };
}
