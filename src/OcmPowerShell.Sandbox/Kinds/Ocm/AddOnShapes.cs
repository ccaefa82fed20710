using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>The parts that the add-on kinds have in common.</summary>
internal static class AddOnShapes
{
    /// <summary>A namespace that add-on agents may live in.</summary>
    public const string SignerName = @"^([a-z0-9][a-z0-9-]*[a-z0-9]\.)+[a-z]+\/[a-z0-9-\.]+$";

    /// <summary>The group and resource of a kind that configures add-ons.</summary>
    public static (string Name, SchemaNode Schema)[] ConfigKind =>
    [
        ("group", Text("The API group of the configuration's kind.") with { Default = "\"\"" }),
        ("resource*", Text("The resource of the configuration's kind, as in addondeploymentconfigs.") with { MinLength = 1 }),
    ];

    /// <summary>The name of a configuration.</summary>
    public static (string Name, SchemaNode Schema)[] ConfigName =>
    [
        ("namespace", Text("The configuration's namespace.")),
        ("name*", Text("The configuration's name.") with { MinLength = 1 }),
    ];

    /// <summary>A configuration: kind and name.</summary>
    public static SchemaNode Config => Object("A configuration.", [.. ConfigKind, .. ConfigName]);

    /// <summary>A configuration as it was at some time.</summary>
    public static SchemaNode HashedConfig(string description) => Object(
        description, [.. ConfigName, ("specHash", Text("The hash of its spec."))]);

    /// <summary>What an add-on tells people of itself.</summary>
    public static SchemaNode Meta => Object(
        "What the add-on is, for people.",
        ("displayName", Text("Its name.")),
        ("description", Text("What it does.")));

    /// <summary>The old way to name a configuration.</summary>
    public static SchemaNode Coordinates => Object(
        "A configuration as the first versions named it.",
        ("crdName", Text("The name of its definition.")),
        ("crName", Text("Its name.")),
        ("lastObservedGeneration", Int64("The generation that was last seen.")));

    /// <summary>Whether an add-on is installed by hand or by placements.</summary>
    public static SchemaNode InstallStrategy => Object(
        "How the add-on comes to the clusters.",
        ("type", OneOf("By hand, or to all clusters of some placements.", "Manual", "Placements") with { Default = "\"Manual\"" }),
        ("placements", ListByKey(
            "The placements.",
            Object(
                "A placement.",
                ("namespace*", Text("Its namespace.") with { MinLength = 1 }),
                ("name*", Text("Its name.") with { MinLength = 1 }),
                ("configs", List("How the add-on is configured on its clusters.", Config)),
                ("rolloutStrategy", RolloutShapes.Strategy("""{"type":"All"}"""))),
            "namespace",
            "name"))) with
    { Default = """{"type":"Manual"}""" };

    /// <summary>How far the add-on is on the clusters of each placement.</summary>
    public static SchemaNode InstallProgressions => List(
        "How far the add-on is on the clusters of each placement.",
        Object(
            "The clusters of one placement.",
            ("namespace*", Text("The placement's namespace.") with { MinLength = 1 }),
            ("name*", Text("The placement's name.") with { MinLength = 1 }),
            ("conditions", CommonSchemas.Conditions("How far the rollout is.")),
            ("configReferences", List(
                "The configurations.",
                Object(
                    "A configuration.",
                    [
                        .. ConfigKind,
                        ("desiredConfig", HashedConfig("The one that is wanted.")),
                        ("lastAppliedConfig", HashedConfig("The one that was applied last.")),
                        ("lastKnownGoodConfig", HashedConfig("The one that last worked everywhere.")),
                    ])))));

    /// <summary>The configurations that hold where nothing else is said.</summary>
    public static SchemaNode DefaultConfigReferences => List(
        "The configurations that hold where nothing else is said.",
        Object("A configuration.", [.. ConfigKind, ("desiredConfig", HashedConfig("Which one it is."))]));

    /// <summary>How an add-on shows that it is well.</summary>
    public static SchemaNode HealthCheck => Object(
        "How the add-on shows that it is well.",
        ("mode", OneOf("By a lease, or in a way of its own.", "Lease", "Customized") with { Default = "\"Lease\"" }));

    /// <summary>Objects that have to do with an add-on.</summary>
    public static SchemaNode RelatedObjects => List(
        "Objects that have to do with the add-on.",
        Object(
            "An object.",
            ("group*", Text("Its API group.")),
            ("resource*", Text("Its resource.")),
            ("namespace", Text("Its namespace.")),
            ("name*", Text("Its name."))));

    /// <summary>The kinds that may configure an add-on.</summary>
    public static SchemaNode SupportedConfigs => ListByKey(
        "The kinds that may configure the add-on.", Object("A kind.", ConfigKind), "group", "resource");

    /// <summary>The identity that certificates are issued for.</summary>
    /// <param name="units">How this version spells the organizational units.</param>
    public static SchemaNode Subject(string units) => Object(
        "As whom the agent is known.",
        ("user", Text("The user name.")),
        ("groups", List("The groups.", Text("A group."))),
        (units, List("The organizational units.", Text("A unit."))));

    /// <summary>The name of a signer of certificates.</summary>
    public static SchemaNode Signer(string description) =>
        Text(description) with { MinLength = 5, MaxLength = 571, Pattern = SignerName };

    /// <summary>The three columns of an add-on on a cluster.</summary>
    public static IReadOnlyList<PrinterColumn> StateColumns =>
    [
        OcmShapes.ConditionColumn("Available", "Available"),
        OcmShapes.ConditionColumn("Degraded", "Degraded"),
        OcmShapes.ConditionColumn("Progressing", "Progressing"),
    ];
}
