using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>AddOnTemplate of addon.open-cluster-management.io/v1alpha1.</summary>
internal static class AddOnTemplateKind
{
    private static readonly SchemaNode Root = OcmShapes.Root(
        "What the agent of an add-on is made of, and how it is registered.",
        ("spec*", Object(
            "The add-on.",
            ("addonName*", Text("Its name.")),
            ("agentSpec*", ManifestWorkKind.Spec),
            ("registration", List(
                "As whom the agent speaks to the hub.",
                Object(
                    "A way of speaking.",
                    ("type*", OneOf("To the hub's API, or with a certificate for something else.", "KubeClient", "CustomSigner")),
                    ("kubeClient", Object("What it may do.", ("hubPermissions", List("Its rights on the hub.", HubPermission)))),
                    ("customSigner", CustomSigner)))))));

    /// <summary>How it is served.</summary>
    public static ResourceDefinition Definition => new()
    {
        Type = OcmTypes.AddOnTemplate,
        Schema = Root,
        Columns = [new("ADDON NAME", "string", ".spec.addonName")],
    };

    private static SchemaNode HubPermission => Object(
        "A right.",
        ("type*", OneOf("Where it holds.", "CurrentCluster", "SingleNamespace")),
        ("currentCluster", Object(
            "In the namespace of the cluster.",
            ("clusterRoleName*", Text("The cluster role.")))),
        ("singleNamespace", Object(
            "In one namespace.",
            ("namespace*", Text("The namespace.")),
            ("roleRef*", Object(
                "The role.",
                ("apiGroup*", Text("Its API group.")),
                ("kind*", Text("Its kind.")),
                ("name*", Text("Its name."))) with
            { MapType = "atomic" }))));

    private static SchemaNode CustomSigner => Object(
        "What its certificate is.",
        ("signerName*", AddOnShapes.Signer("Who signs it.")),
        ("subject", AddOnShapes.Subject("organizationUnit")),
        ("signingCA*", Object(
            "The secret with the CA that signs.",
            ("name*", Text("Its name.")),
            ("namespace", Text("Its namespace.")))));
}
