using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>Klusterlet of operator.open-cluster-management.io/v1, on managed clusters.</summary>
internal static class KlusterletKind
{
    /// <summary>The name of a cluster in AWS.</summary>
    public const string ClusterArn = @"^arn:aws:eks:([a-zA-Z0-9-]+):(\d{12}):cluster/([a-zA-Z0-9-]+)$";

    private const string Duration = "^([0-9]+(s|m|h))+$";

    private static readonly SchemaNode Root = OcmShapes.Root(
        "How the agents of Open Cluster Management run on this cluster.",
        ("spec", Object(
            "What runs, and for which hub.",
            ("clusterName", OcmShapes.Label("The cluster's name on the hub.")),
            ("namespace", Text("The namespace of the agents.") with { MaxLength = 57, Pattern = "^open-cluster-management-[-a-z0-9]*[a-z0-9]$" }),
            ("imagePullSpec", Text("The image of a single agent.")),
            ("registrationImagePullSpec", Text("The image of the registration agent.")),
            ("workImagePullSpec", Text("The image of the work agent.")),
            ("priorityClassName", Text("The priority class of the pods.")),
            ("nodePlacement", OperatorShapes.NodePlacement),
            ("resourceRequirement", OperatorShapes.ResourceRequirement),
            ("deployOption", Object("Where it runs.", ("mode", Text("Default, Hosted, Singleton or SingletonHosted.")))),
            ("externalServerURLs", List(
                "Where the hub finds this cluster's API servers.",
                Object(
                    "An API server.",
                    ("url*", Text("Its URL.")),
                    ("caBundle", OcmShapes.Bytes("The CA of its certificate, as PEM in base64."))))),
            ("hubApiServerHostAlias", Object(
                "An address for the hub's host name.",
                ("hostname*", Text("The host name.") with { Pattern = OcmShapes.HostName }),
                ("ip*", Text("The address.") with
                { Pattern = @"^(?:(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)\.){3}(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)$" }))),
            ("registrationConfiguration", RegistrationConfiguration),
            ("workConfiguration", WorkConfiguration))),
        ("status", OperatorShapes.Status));

    /// <summary>How it is served.</summary>
    public static ResourceDefinition Definition => new() { Type = OcmTypes.Klusterlet, Schema = Root };

    private static SchemaNode RegistrationConfiguration => Object(
        "How the cluster registers.",
        ("featureGates", OperatorShapes.FeatureGates),
        ("clientCertExpirationSeconds", Int32("How long its certificates are valid.")),
        ("clusterAnnotations", Map("Annotations of the cluster on the hub.", Text("The annotation's value."))),
        ("clusterLabels", Map("Labels of the cluster on the hub.", Text("The label's value."))),
        ("clusterClaimConfiguration", Object(
            "Which claims reach the hub.",
            ("maxCustomClusterClaims*", Int32("The most claims that are not reserved.") with { Default = "20" }),
            ("reservedClusterClaimSuffixes", List(
                "Names that end like this are reserved.",
                Text("The end of a name.") with { MinLength = 1, MaxLength = 64 }) with
            { MaxItems = 10 }))),
        ("kubeAPIQPS", Rate("Requests a second.", 50)),
        ("kubeAPIBurst", Rate("Requests at once.", 100)),
        ("bootstrapKubeConfigs", Object(
            "The hubs it may register with.",
            ("type*", OneOf("Whether there are several.", "None", "LocalSecrets") with { Default = "\"None\"" }),
            ("localSecretsConfig", Object(
                "Options of LocalSecrets.",
                ("kubeConfigSecrets*", List("Secrets with a kubeconfig each.", Object("A secret.", ("name*", Text("Its name."))))),
                ("hubConnectionTimeoutSeconds", Int32("How long a hub may be away before the next is tried.") with
                { Minimum = 180, Default = "600" }))))),
        ("registrationDriver", Object(
            "The way of registering.",
            ("authType*", OneOf("What it is.", "csr", "awsirsa", "grpc") with { Default = "\"csr\"" }),
            ("awsIrsa", Object(
                "Options of awsirsa.",
                ("hubClusterArn*", Arn("The hub's name in AWS.")),
                ("managedClusterArn*", Arn("This cluster's name in AWS.")))))),
        ("addOnKubeClientRegistrationDriver", Object(
            "How add-ons speak to the hub's API.",
            ("authType", OneOf("With a certificate or a token.", "csr", "token")),
            ("token", Object("Options of token.", ("expirationSeconds", Int64("How long it is valid.")))))));

    private static SchemaNode WorkConfiguration => Object(
        "How works are applied.",
        ("featureGates", OperatorShapes.FeatureGates),
        ("appliedManifestWorkEvictionGracePeriod", Text("How long works stay once the hub no longer has them.") with { Pattern = Duration }),
        ("statusSyncInterval", Text("How often the status of objects is looked at.") with { Pattern = Duration }),
        ("hubKubeAPIQPS", Rate("Requests a second to the hub.", 50)),
        ("hubKubeAPIBurst", Rate("Requests at once to the hub.", 100)),
        ("kubeAPIQPS", Rate("Requests a second.", 50)),
        ("kubeAPIBurst", Rate("Requests at once.", 100)));

    private static SchemaNode Arn(string description) => Text(description) with { MinLength = 1, Pattern = ClusterArn };

    private static SchemaNode Rate(string description, int rate) =>
        Int32(description) with { Default = FormattableString.Invariant($"{rate}") };
}
