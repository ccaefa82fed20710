using System.Text.Json;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Kinds.Kubernetes.KubernetesShapes;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes;

/// <summary>Roles, their bindings, and service accounts.</summary>
internal static class RbacKinds
{
    private const string Group = "rbac.authorization.k8s.io";

    private static readonly SchemaNode Rules = List(
        "What may be done.",
        Struct(
            "PolicyRule",
            "Verbs on resources, or on paths.",
            ("apiGroups", Texts("Groups of the resources; empty for the core group, * for all.")),
            ("nonResourceURLs", Texts("Paths that are no resources; only in ClusterRoles.")),
            ("resourceNames", Texts("The only objects that are meant; all where it is missing.")),
            ("resources", Texts("The resources; * for all.")),
            ("verbs*", Texts("The verbs; * for all."))));

    private static readonly SchemaNode RoleRef = Atomic(
        "RoleRef", "The role. It never changes.", ("apiGroup*", Text("Its group.")), ("kind*", Text("Role or ClusterRole.")), ("name*", Text("Its name.")));

    private static readonly SchemaNode Subjects = List(
        "Who gets the role.",
        Atomic(
            "Subject",
            "Somebody.",
            ("apiGroup", Text("The group of the kind.")),
            ("kind*", Text("User, Group or ServiceAccount.")),
            ("name*", Text("The name.")),
            ("namespace", Text("The namespace of a service account."))));

    private static readonly PrinterColumn CreatedAt =
        Cells.Column("Created At", "When it was made.", value => value.Text("metadata", "creationTimestamp"));

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<ResourceDefinition> All =
    [
        new()
        {
            Type = KubernetesTypes.ServiceAccount,
            Schema = Root(
                "ServiceAccount",
                "An identity for what runs in pods.",
                ("automountServiceAccountToken", Flag("Whether pods get its token.")),
                ("imagePullSecrets", List("Secrets that pods with this account pull images with.", LocalReference)),
                ("secrets", List("Secrets that pods with this account may use.", ObjectReference) with { ListType = "map", ListMapKeys = ["name"], PatchMergeKey = "name", PatchStrategy = "merge" })),
            IsBuiltIn = true,
            HasGeneration = false,
            Columns = [Cells.Column("Secrets", "How many secrets it names.", value => value.Size("secrets")), Cells.Age],
        },
        Definition(KubernetesTypes.Role, "What may be done in a namespace.", [("rules", Rules)], [CreatedAt], _ => { }, CheckRules),
        Definition(
            KubernetesTypes.ClusterRole,
            "What may be done in the whole cluster, or in any namespace.",
            [
                ("aggregationRule", Struct("AggregationRule", "Roles whose rules become those of this one.", ("clusterRoleSelectors", List("Chooses them.", LabelSelector)))),
                ("rules", Rules),
            ],
            [CreatedAt],
            _ => { },
            CheckRules),
        Binding(KubernetesTypes.RoleBinding, "Gives somebody a role in a namespace."),
        Binding(KubernetesTypes.ClusterRoleBinding, "Gives somebody a role in the whole cluster."),
    ];

    private static ResourceDefinition Binding(ResourceType type, string description) => Definition(
        type,
        description,
        [("roleRef*", RoleRef), ("subjects", Subjects)],
        [
            Cells.Column("Role", "The role.", value => $"{value.Text("roleRef", "kind")}/{value.Text("roleRef", "name")}"),
            Cells.Age,
            Cells.Wide("Users", "Users that get it.", value => Names(value, "User")),
            Cells.Wide("Groups", "Groups that get it.", value => Names(value, "Group")),
            Cells.Wide("ServiceAccounts", "Service accounts that get it.", value => Names(value, "ServiceAccount")),
        ],
        Complete,
        CheckBinding);

    private static ResourceDefinition Definition(
        ResourceType type,
        string description,
        (string Name, SchemaNode Schema)[] members,
        PrinterColumn[] columns,
        Action<JsonObject> complete,
        Func<JsonObject, JsonObject?, IEnumerable<FieldError>> rules) => new()
        {
            Type = type,
            Schema = Root(type.Kind, description, members),
            IsBuiltIn = true,
            HasGeneration = false,
            Names = NameForm.PathSegment,
            Columns = columns,
            Admission = [new ObjectAdmission((value, _) => complete(value))],
            Rules = rules,
        };

    private static void Complete(JsonObject value)
    {
        if (value.Object("roleRef") is { } role && role.Text("apiGroup") is null or "")
        {
            value.Object("roleRef")!["apiGroup"] = Group;
        }

        foreach (JsonObject subject in (value.Array("subjects") ?? []).OfType<JsonObject>())
        {
            if (subject.Text("kind") is "User" or "Group" && subject.Text("apiGroup") is null or "")
            {
                subject["apiGroup"] = Group;
            }
        }
    }

    private static IEnumerable<FieldError> CheckRules(JsonObject value, JsonObject? before)
    {
        JsonArray rules = value.Array("rules") ?? [];
        for (int index = 0; index < rules.Count; index++)
        {
            var rule = rules[index] as JsonObject;
            string path = FormattableString.Invariant($"rules[{index}]");
            bool hasPaths = rule.Array("nonResourceURLs") is { Count: > 0 };
            if (hasPaths && value.Text("kind") == "Role")
            {
                yield return FieldError.Invalid(
                    $"{path}.nonResourceURLs", rule!["nonResourceURLs"]!.ToJsonString(), "namespaced rules cannot apply to non-resource URLs");
            }
            else if (!hasPaths)
            {
                if (rule.Array("apiGroups") is null or { Count: 0 })
                {
                    yield return FieldError.Required($"{path}.apiGroups", "resource rules must supply at least one api group");
                }

                if (rule.Array("resources") is null or { Count: 0 })
                {
                    yield return FieldError.Required($"{path}.resources", "resource rules must supply at least one resource");
                }
            }
        }
    }

    private static IEnumerable<FieldError> CheckBinding(JsonObject value, JsonObject? before)
    {
        JsonObject? role = value.Object("roleRef");
        string[] kinds = value.Text("kind") == KubernetesTypes.ClusterRoleBinding.Kind ? ["ClusterRole"] : ["Role", "ClusterRole"];
        if (role.Text("kind") is { Length: > 0 } kind && !kinds.Contains(kind))
        {
            yield return FieldError.Unsupported("roleRef.kind", JsonValue.Create(kind).ToJsonString(), kinds);
        }

        if (before is not null && !JsonText.Same(before["roleRef"], role))
        {
            yield return FieldError.Invalid("roleRef", role?.ToJsonString() ?? "null", "cannot change roleRef");
        }

        JsonArray subjects = value.Array("subjects") ?? [];
        for (int index = 0; index < subjects.Count; index++)
        {
            var subject = subjects[index] as JsonObject;
            string path = FormattableString.Invariant($"subjects[{index}]");
            if (subject.Text("kind") == "ServiceAccount" && subject.Text("namespace") is null or "")
            {
                yield return FieldError.Required($"{path}.namespace");
            }
            else if (subject.Text("kind") is { Length: > 0 } other && other is not ("ServiceAccount" or "User" or "Group"))
            {
                yield return FieldError.Unsupported($"{path}.kind", JsonValue.Create(other).ToJsonString(), ["ServiceAccount", "User", "Group"]);
            }
        }
    }

    private static string Names(JsonElement binding, string kind) => string.Join(", ", binding.Items("subjects")
        .Where(subject => subject.Text("kind") == kind)
        .Select(subject => kind == "ServiceAccount" ? $"{subject.Text("namespace")}/{subject.Text("name")}" : subject.Text("name")));
}
