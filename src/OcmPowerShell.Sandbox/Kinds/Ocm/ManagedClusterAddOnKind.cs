using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>ManagedClusterAddOn of addon.open-cluster-management.io: v1alpha1, which is stored, and v1beta1.</summary>
internal static class ManagedClusterAddOnKind
{
    /// <summary>Where add-ons live on a managed cluster unless they say otherwise.</summary>
    public const string DefaultNamespace = "open-cluster-management-agent-addon";

    private const string Description = "An add-on on the cluster whose namespace it is in.";

    private static readonly SchemaNode Alpha = OcmShapes.Root(
        Description,
        ("spec*", Object(
            "How it is installed.",
            ("installNamespace", OcmShapes.Label("The namespace of the agent on the managed cluster.") with { Default = $"\"{DefaultNamespace}\"" }),
            ("configs", Configs))),
        ("status", Object(
            "What became of it.",
            [
                .. CommonStatus,
                ("addOnConfiguration", AddOnShapes.Coordinates),
                ("kubeClientDriver", Driver),
                ("configReferences", ConfigReferences(AddOnShapes.ConfigName)),
                ("registrations", List(
                    "As whom its agent speaks to the hub.",
                    Object(
                        "A way of speaking.",
                        ("signerName*", AddOnShapes.Signer("Who signs its certificate.")),
                        ("subject", AddOnShapes.Subject("organizationUnit"))))),
            ])));

    private static readonly SchemaNode Beta = OcmShapes.Root(
        Description,
        ("spec*", Object("How it is installed.", ("configs", Configs))),
        ("status", Object(
            "What became of it.",
            [
                .. CommonStatus,
                ("configReferences", ConfigReferences([])),
                ("registrations", List(
                    "As whom its agent speaks to the hub.",
                    Object(
                        "A way of speaking.",
                        ("type*", OneOf("To the hub's API, or with a certificate for something else.", "kubeClient", "customSigner")),
                        ("kubeClient", Object(
                            "How it speaks to the hub's API.",
                            ("driver", Driver),
                            ("subject", Object(
                                "As whom the agent is known.",
                                ("user", Text("The user name.")),
                                ("groups", List("The groups.", Text("A group."))))))),
                        ("customSigner", Object(
                            "What its certificate is.",
                            ("signerName*", AddOnShapes.Signer("Who signs it.")),
                            ("subject", AddOnShapes.Subject("organizationUnits"))))))),
            ])));

    /// <summary>How each of its versions is served.</summary>
    public static IReadOnlyList<ResourceDefinition> Definitions { get; } = Versions();

    private static SchemaNode Driver => OneOf("Whether it speaks with a certificate or a token.", "csr", "token");

    private static SchemaNode Configs => List("How it is configured on this cluster.", AddOnShapes.Config);

    private static (string Name, SchemaNode Schema)[] CommonStatus =>
    [
        ("namespace", Text("The namespace of the agent on the managed cluster.")),
        ("conditions", CommonSchemas.Conditions("Whether it is available, configured and up to date.")),
        ("addOnMeta", AddOnShapes.Meta),
        ("healthCheck", AddOnShapes.HealthCheck),
        ("relatedObjects", AddOnShapes.RelatedObjects),
        ("supportedConfigs", AddOnShapes.SupportedConfigs),
    ];

    private static SchemaNode ConfigReferences((string Name, SchemaNode Schema)[] name) => List(
        "The configurations that hold here.",
        Object(
            "A configuration.",
            [
                .. AddOnShapes.ConfigKind,
                .. name,
                ("desiredConfig", AddOnShapes.HashedConfig("The one that is wanted.")),
                ("lastAppliedConfig", AddOnShapes.HashedConfig("The one that was applied last.")),
                ("lastObservedGeneration", Int64("The generation that was last seen.")),
            ]));

    private static ResourceDefinition[] Versions()
    {
        var alpha = new ResourceDefinition { Type = OcmTypes.ManagedClusterAddOn, Schema = Alpha, Columns = AddOnShapes.StateColumns };
        return
        [
            alpha,
            alpha with
            {
                Type = alpha.Type with { Version = "v1beta1" },
                Schema = Beta,
                Storage = alpha,
                Conversion = new ManagedClusterAddOnConversion(),
            },
        ];
    }
}
