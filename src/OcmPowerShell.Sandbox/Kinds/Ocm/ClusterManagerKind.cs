using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>ClusterManager of operator.open-cluster-management.io/v1.</summary>
internal static class ClusterManagerKind
{
    private const string Images = "quay.io/open-cluster-management";

    private static readonly SchemaNode Root = OcmShapes.Root(
        "How Open Cluster Management runs on the hub.",
        ("spec", Object(
            "What runs, and how.",
            ("registrationImagePullSpec", Image("registration")),
            ("workImagePullSpec", Image("work")),
            ("placementImagePullSpec", Image("placement")),
            ("addOnManagerImagePullSpec", Image("addon-manager")),
            ("nodePlacement", OperatorShapes.NodePlacement),
            ("resourceRequirement", OperatorShapes.ResourceRequirement),
            ("deployOption", DeployOption),
            ("registrationConfiguration", RegistrationConfiguration),
            ("workConfiguration", Object(
                "How works are handled.",
                ("featureGates", OperatorShapes.FeatureGates),
                ("workDriver", OneOf("How works reach the clusters.", "kube", "mqtt", "grpc") with { Default = "\"kube\"" })) with
            { Default = """{"workDriver":"kube"}""" }),
            ("placementConfiguration", Object("How placements are handled.", ("featureGates", OperatorShapes.FeatureGates))),
            ("addOnManagerConfiguration", Object("How add-ons are handled.", ("featureGates", OperatorShapes.FeatureGates))),
            ("serverConfiguration", ServerConfiguration)) with
        { Default = """{"deployOption":{"mode":"Default"}}""" }),
        ("status", OperatorShapes.Status));

    /// <summary>How it is served.</summary>
    public static ResourceDefinition Definition => new() { Type = OcmTypes.ClusterManager, Schema = Root };

    private static SchemaNode DeployOption => Object(
        "Where it runs.",
        ("mode*", OneOf("On the hub itself, or elsewhere.", "Default", "Hosted") with { Default = "\"Default\"" }),
        ("default", Object(
            "Options of Default.",
            ("registrationWebhookConfiguration", Object("The webhook for clusters.", Bind)),
            ("workWebhookConfiguration", Object("The webhook for works.", Bind)),
            ("addonWebhookConfiguration", Object("The webhook for add-ons.", Bind)))),
        ("hosted", Object(
            "Options of Hosted.",
            ("registrationWebhookConfiguration", HostedWebhook("The webhook for clusters.")),
            ("workWebhookConfiguration", HostedWebhook("The webhook for works."))))) with
    { Default = """{"mode":"Default"}""" };

    private static (string Name, SchemaNode Schema) Bind => ("bindConfiguration", Object(
        "Where the webhook listens.",
        ("port", Port("The port of the webhook.", 9443)),
        ("healthProbePort", Port("The port of health probes.", 8000)),
        ("metricsPort", Port("The port of metrics.", 8080)),
        ("hostNetwork", Flag("Whether it listens on the node's own network."))));

    private static SchemaNode RegistrationConfiguration => Object(
        "How clusters register.",
        ("featureGates", OperatorShapes.FeatureGates),
        ("autoApproveUsers", List("Users whose clusters are accepted without asking.", Text("A user name."))),
        ("importerConfiguration", Object("How clusters are imported.", ("renderers", List("The ways of rendering.", Text("A renderer."))))),
        ("registrationDrivers", ListByKey(
            "The ways of registering.",
            Object(
                "A way of registering.",
                ("authType*", OneOf("What it is.", "csr", "awsirsa", "grpc") with { Default = "\"csr\"" }),
                ("csr", Object("Options of csr.", AutoApproved)),
                ("grpc", Object("Options of grpc.", AutoApproved)),
                ("awsirsa", Object(
                    "Options of awsirsa.",
                    AutoApproved,
                    ("hubClusterArn", Text("The hub's name in AWS.") with { Pattern = KlusterletKind.ClusterArn }),
                    ("tags", List("Tags of what is made in AWS.", Text("A tag.")))))),
            "authType")));

    private static (string Name, SchemaNode Schema) AutoApproved =>
        ("autoApprovedIdentities", List("Identities that are accepted without asking.", Text("An identity.")));

    private static SchemaNode ServerConfiguration => Object(
        "The server that agents may speak to instead of the hub's API.",
        ("imagePullSpec", Text("Its image.")),
        ("featureGates", OperatorShapes.FeatureGates),
        ("endpointsExposure", List(
            "How it is reached.",
            Object(
                "A way.",
                ("protocol*", OneOf("The protocol.", "grpc", "https") with { Default = "\"grpc\"" }),
                ("usage", Text("What it is for.")),
                ("grpc", Endpoint("The address for grpc.")),
                ("https", Endpoint("The address for https."))))));

    private static SchemaNode Endpoint(string description) => Object(
        description,
        ("type*", OneOf("What it is.", "hostname", "loadBalancer", "route") with { Default = "\"hostname\"" }),
        ("hostname", Object("A host name.", ("host*", Text("The name.")), Ca)),
        ("loadBalancer", Object("A load balancer.", ("host", Text("Its name.")), Ca)),
        ("route", Object("A route.", ("host", Text("Its name.")), Ca)));

    private static (string Name, SchemaNode Schema) Ca => ("caBundle", OcmShapes.Bytes("The CA of its certificate, as PEM in base64."));

    private static SchemaNode HostedWebhook(string description) => Object(
        description,
        ("address*", Text("Where the hub finds it.") with { Pattern = OcmShapes.HostName }),
        ("port", Port("The port there.", 443)),
        Bind);

    private static SchemaNode Port(string description, int port) =>
        Int32(description) with { Maximum = 65535, Default = FormattableString.Invariant($"{port}") };

    private static SchemaNode Image(string name) => Text($"The image of {name}.") with { Default = $"\"{Images}/{name}\"" };
}
