using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.Api.Authorization;

/// <summary>The roles and bindings that every Kubernetes cluster begins with, as far as its users notice them.</summary>
internal static class DefaultRoles
{
    private const string BootstrapLabel = "kubernetes.io/bootstrapping";
    private const string AggregatePrefix = "rbac.authorization.k8s.io/aggregate-to-";
    private const string Group = "rbac.authorization.k8s.io";

    private static readonly string[] Read = ["get", "list", "watch"];
    private static readonly string[] Write = ["create", "delete", "deletecollection", "patch", "update"];

    private static readonly string[] Health = ["/healthz", "/livez", "/readyz", "/version", "/version/"];

    private static readonly (string Group, string[] Resources)[] Seen =
    [
        ("", ["configmaps", "endpoints", "persistentvolumeclaims", "persistentvolumeclaims/status", "pods", "pods/log", "pods/status",
            "replicationcontrollers", "replicationcontrollers/scale", "serviceaccounts", "services", "services/status", "bindings", "events",
            "limitranges", "namespaces", "namespaces/status", "resourcequotas", "resourcequotas/status"]),
        ("apps", ["controllerrevisions", "daemonsets", "daemonsets/status", "deployments", "deployments/scale", "deployments/status", "replicasets",
            "replicasets/scale", "replicasets/status", "statefulsets", "statefulsets/scale", "statefulsets/status"]),
        ("autoscaling", ["horizontalpodautoscalers", "horizontalpodautoscalers/status"]),
        ("batch", ["cronjobs", "cronjobs/status", "jobs", "jobs/status"]),
        ("discovery.k8s.io", ["endpointslices"]),
        ("networking.k8s.io", ["ingresses", "ingresses/status", "networkpolicies"]),
        ("policy", ["poddisruptionbudgets", "poddisruptionbudgets/status"]),
    ];

    private static readonly (string Group, string[] Resources)[] Edited =
    [
        ("", ["configmaps", "endpoints", "events", "persistentvolumeclaims", "pods", "replicationcontrollers", "replicationcontrollers/scale", "secrets",
            "serviceaccounts", "services"]),
        ("apps", ["daemonsets", "deployments", "deployments/rollback", "deployments/scale", "replicasets", "replicasets/scale", "statefulsets", "statefulsets/scale"]),
        ("autoscaling", ["horizontalpodautoscalers"]),
        ("batch", ["cronjobs", "jobs"]),
        ("networking.k8s.io", ["ingresses", "networkpolicies"]),
        ("policy", ["poddisruptionbudgets"]),
    ];

    /// <summary>All of them, roles before bindings.</summary>
    public static IEnumerable<(ResourceType Type, JsonObject Value)> All()
    {
        yield return Role("cluster-admin", [Rule(["*"], ["*"], ["*"]), Paths(["*"], ["*"])]);
        yield return Role("system:basic-user",
        [
            Rule(["create"], ["authorization.k8s.io"], ["selfsubjectaccessreviews", "selfsubjectrulesreviews"]),
            Rule(["create"], ["authentication.k8s.io"], ["selfsubjectreviews"]),
        ]);
        yield return Role("system:discovery", [Paths(["get"], ["/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*", .. Health])]);
        yield return Role("system:public-info-viewer", [Paths(["get"], Health)]);
        yield return Aggregated("admin");
        yield return Aggregated("edit", "admin");
        yield return Aggregated("view", "edit");
        yield return Role("system:aggregate-to-view", [.. Seen.Select(seen => Rule(Read, [seen.Group], seen.Resources))], "view");
        yield return Role(
            "system:aggregate-to-edit",
            [
                Rule(Read, [""], ["pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "secrets", "services/proxy"]),
                Rule(["impersonate"], [""], ["serviceaccounts"]),
                Rule(Write, [""], ["pods", "pods/attach", "pods/exec", "pods/portforward", "pods/proxy"]),
                Rule(["create"], [""], ["pods/eviction", "serviceaccounts/token"]),
                .. Edited.Select(edited => Rule(Write, [edited.Group], edited.Resources)),
                Rule([.. Write, .. Read], ["coordination.k8s.io"], ["leases"]),
            ],
            "edit");
        yield return Role(
            "system:aggregate-to-admin",
            [
                Rule(["create"], ["authorization.k8s.io"], ["localsubjectaccessreviews"]),
                Rule([.. Write, .. Read], [Group], ["rolebindings", "roles"]),
            ],
            "admin");
        yield return Binding("cluster-admin", "system:masters");
        yield return Binding("system:basic-user", "system:authenticated");
        yield return Binding("system:discovery", "system:authenticated");
        yield return Binding("system:public-info-viewer", "system:authenticated", "system:unauthenticated");
    }

    /// <summary>A rule on resources.</summary>
    public static JsonObject Rule(string[] verbs, string[] groups, string[] resources, params string[] names)
    {
        var rule = new JsonObject { ["apiGroups"] = Texts(groups), ["resources"] = Texts(resources), ["verbs"] = Texts(verbs) };
        if (names.Length > 0)
        {
            rule["resourceNames"] = Texts(names);
        }

        return rule;
    }

    private static JsonObject Paths(string[] verbs, string[] paths) => new() { ["nonResourceURLs"] = Texts(paths), ["verbs"] = Texts(verbs) };

    private static (ResourceType Type, JsonObject Value) Role(string name, JsonObject[] rules, string? aggregateTo = null) =>
        (KubernetesTypes.ClusterRole, new JsonObject { ["metadata"] = Metadata(name, aggregateTo), ["rules"] = new JsonArray(rules) });

    private static (ResourceType Type, JsonObject Value) Aggregated(string name, string? aggregateTo = null) =>
        (KubernetesTypes.ClusterRole, new JsonObject
        {
            ["metadata"] = Metadata(name, aggregateTo),
            ["aggregationRule"] = new JsonObject
            {
                ["clusterRoleSelectors"] = new JsonArray(new JsonObject { ["matchLabels"] = new JsonObject { [AggregatePrefix + name] = "true" } }),
            },
        });

    private static (ResourceType Type, JsonObject Value) Binding(string name, params string[] groups) =>
        (KubernetesTypes.ClusterRoleBinding, new JsonObject
        {
            ["metadata"] = Metadata(name, null),
            ["roleRef"] = new JsonObject { ["apiGroup"] = Group, ["kind"] = "ClusterRole", ["name"] = name },
            ["subjects"] = new JsonArray([.. groups.Select(subject => new JsonObject { ["apiGroup"] = Group, ["kind"] = "Group", ["name"] = subject })]),
        });

    private static JsonObject Metadata(string name, string? aggregateTo)
    {
        var labels = new JsonObject { [BootstrapLabel] = "rbac-defaults" };
        if (aggregateTo is not null)
        {
            labels[AggregatePrefix + aggregateTo] = "true";
        }

        return new JsonObject
        {
            ["name"] = name,
            ["labels"] = labels,
            ["annotations"] = new JsonObject { ["rbac.authorization.kubernetes.io/autoupdate"] = "true" },
        };
    }

    private static JsonArray Texts(string[] texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
