using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Ocm;

/// <summary>ManifestWork of work.open-cluster-management.io/v1.</summary>
internal static class ManifestWorkKind
{
    /// <summary>What is asked for. Replica sets embed it too.</summary>
    public static readonly SchemaNode Spec = Object(
        "The objects to deliver to the managed cluster, and how.",
        ("workload", Object(
            "What to deliver.",
            ("manifests", List(
                "The objects, each a whole Kubernetes object.",
                new SchemaNode
                {
                    Type = "object",
                    Description = "A Kubernetes object.",
                    IsEmbeddedResource = true,
                    PreservesUnknownFields = true,
                })))),
        ("deleteOption", DeleteOption),
        ("manifestConfigs", List("Rules for single objects of the workload.", ManifestConfig)),
        ("executor", Executor));

    private static readonly SchemaNode Root = OcmShapes.Root(
        "A work: Kubernetes objects that the agent of one managed cluster applies there and reports on.",
        ("spec", Spec),
        ("status", Status));

    /// <summary>How it is served.</summary>
    public static ResourceDefinition Definition => new()
    {
        Type = OcmTypes.ManifestWork,
        Schema = Root,
        Admission = [new ManifestWorkAdmission()],
    };

    private static SchemaNode DeleteOption => Object(
        "What becomes of the delivered objects when the work is deleted.",
        ("propagationPolicy", OneOf(
            "Foreground removes them all, Orphan leaves them all, SelectivelyOrphan leaves those of the rules.",
            "Foreground", "Orphan", "SelectivelyOrphan") with
        { Default = "\"Foreground\"" }),
        ("selectivelyOrphans", Object(
            "What SelectivelyOrphan leaves.",
            ("orphaningRules", List("One rule for each object that stays.", Identifier("An object of the workload."))))),
        ("ttlSecondsAfterFinished", Int64("Seconds after which a completed work is deleted; never where it is missing.")));

    private static SchemaNode ManifestConfig => Object(
        "Rules for one object of the workload.",
        ("resourceIdentifier*", Identifier("The object these rules are for.")),
        ("feedbackRules", List(
            "Which fields of its status come back to the hub.",
            Object(
                "A rule.",
                ("type*", OneOf("Whether the fields are the well-known ones or those of the paths.", "WellKnownStatus", "JSONPaths")),
                ("jsonPaths", ListByKey(
                    "The fields.",
                    Object(
                        "A field.",
                        ("name*", Text("The name it gets in the work's status.")),
                        ("path*", Text("Where it is below the object's status, as a JSONPath.")),
                        ("version", Text("The API version the path is for."))),
                    "name"))))),
        ("feedbackScrapeType", OneOf("Whether the agent asks for the status from time to time or watches it.", "Poll", "Watch") with { Default = "\"Poll\"" }),
        ("conditionRules", ListByKey("How conditions of the work are made from the object.", ConditionRule, "condition")),
        ("updateStrategy", UpdateStrategy));

    private static SchemaNode ConditionRule => Object(
        "How one condition is made.",
        ("condition*", Text("The condition's type.")),
        ("type*", OneOf("Whether the rule is built in or written in CEL.", "WellKnownConditions", "CEL")),
        ("celExpressions", List("Expressions that must all be true.", Text("A CEL expression."))),
        ("message", Text("The condition's message.")),
        ("messageExpression", Text("A CEL expression that gives the message."))) with
    {
        Rules =
        [
            CelRule.From(new JsonObject
            {
                ["rule"] = "self.type != 'CEL' || self.condition != \"\"",
                ["message"] = "Condition is required for CEL rules",
            }),
        ],
    };

    private static SchemaNode UpdateStrategy => Object(
        "How the object is changed on the managed cluster.",
        ("type*", OneOf("The way of changing it.", "Update", "CreateOnly", "ServerSideApply", "ReadOnly") with { Default = "\"Update\"" }),
        ("serverSideApply", Object(
            "Options of ServerSideApply.",
            ("force", Flag("Whether fields of other managers are taken over.")),
            ("fieldManager", Text("The agent's name as field manager.") with { Pattern = "^work-agent", Default = "\"work-agent\"" }),
            ("ignoreFields", ListByKey(
                "Fields that are left as they are.",
                Object(
                    "Some fields, and when they are left.",
                    ("condition*", OneOf("When they are left.", "OnSpokePresent", "OnSpokeChange") with { Default = "\"OnSpokePresent\"" }),
                    ("jsonPaths", List("JSONPaths of the fields.", Text("A JSONPath."))),
                    ("jsonPointers", List("JSON pointers to the fields.", Text("A JSON pointer, as in /spec/replicas."))),
                    ("jqPathExpressions", List("jq paths of the fields.", Text("A jq path expression.")))),
                "condition")))));

    private static SchemaNode Executor => Object(
        "As whom the agent applies the objects; as itself where it is missing.",
        ("subject", Object(
            "The identity.",
            ("type*", OneOf("What the identity is.", "ServiceAccount")),
            ("serviceAccount", Object(
                "The service account on the managed cluster.",
                ("name*", AccountPart("Its name.")),
                ("namespace*", AccountPart("Its namespace.")))))));

    private static SchemaNode Status => Object(
        "What became of the work.",
        ("conditions", CommonSchemas.Conditions("The state of the work as a whole: Applied, Available, Progressing, Degraded.")),
        ("resourceStatus", Object(
            "The state of each object.",
            ("manifests", List(
                "One entry for each object of the workload.",
                Object(
                    "The state of one object.",
                    ("resourceMeta*", ResourceMeta),
                    ("conditions*", CommonSchemas.Conditions("The state of this object.")),
                    ("statusFeedback", Object(
                        "The fields that feedback rules asked for.",
                        ("values", ListByKey("The fields.", FeedbackValue, "name"))))))))));

    private static SchemaNode ResourceMeta => Object(
        "Which object it is.",
        ("ordinal*", Int32("Its index among the manifests.")),
        ("group", Text("Its API group.")),
        ("version", Text("Its API version.")),
        ("kind", Text("Its kind.")),
        ("resource", Text("Its resource, as in deployments.")),
        ("name", Text("Its name.")),
        ("namespace", Text("Its namespace.")));

    private static SchemaNode FeedbackValue => Object(
        "A field of the object's status.",
        ("name*", Text("The name its rule gave it.")),
        ("fieldValue*", Object(
            "Its value.",
            ("type*", OneOf("Which of the members below holds it.", "Integer", "String", "Boolean", "JsonRaw")),
            ("integer", Int64("A number.")),
            ("string", Text("A text.")),
            ("boolean", Flag("True or false.")),
            ("jsonRaw", Text("JSON, where it is an object or a list.") with { MaxLength = 1024 }))));

    private static SchemaNode Identifier(string description) => Object(
        description,
        ("group", Text("Its API group; empty for the core group.")),
        ("resource*", Text("Its resource, as in deployments.")),
        ("name*", Text("Its name.")),
        ("namespace", Text("Its namespace; empty for cluster-scoped objects.")));

    private static SchemaNode AccountPart(string description) =>
        Text(description) with { MinLength = 1, MaxLength = 253, Pattern = CommonSchemas.Subdomain };
}
