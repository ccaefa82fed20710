using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Authorization;
using OcmPowerShell.Sandbox.Api.Verbs;
using OcmPowerShell.Sandbox.Kinds;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Store;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Kinds;

/// <summary>What OCM's webhooks say to somebody who has only some rights.</summary>
public sealed class WebhookTests
{
    private static readonly Identity Jane = Identity.Of("jane", []);

    private readonly ResourceApi _api;

    public WebhookTests()
    {
        var store = new ObjectStore();
        _api = new ResourceApi(HubResources.Table(), store, authorizer: new RbacAuthorizer(store));
        Admin(KubernetesTypes.Namespace, """{"metadata":{"name":"one"}}""");
    }

    [Fact]
    public void Accepting_a_cluster_takes_a_right_of_its_own()
    {
        const string Accepted = """{"metadata":{"name":"one"},"spec":{"hubAcceptsClient":true}}""";
        Grant("cluster.open-cluster-management.io", "managedclustersets/join", "create");
        ApiException refused = Refused(OcmTypes.ManagedCluster, null, Accepted);
        Assert.Equal(403, refused.Code);
        Assert.Equal(
            "admission webhook \"managedclustervalidators.admission.cluster.open-cluster-management.io\" denied the request: "
            + "managedclusters/accept.cluster.open-cluster-management.io \"one\" is forbidden: user \"jane\" cannot update the HubAcceptsClient field",
            refused.Message);

        Grant("register.open-cluster-management.io", "managedclusters/accept", "update");
        Create(OcmTypes.ManagedCluster, null, Accepted);
    }

    [Fact]
    public void A_cluster_whose_namespace_is_going_is_not_accepted()
    {
        _api.Client("holder").Create(KubernetesTypes.ConfigMap, "one", Value(KubernetesTypes.ConfigMap, """{"metadata":{"name":"c","finalizers":["example.com/wait"]}}"""));
        _api.Client("admin").Delete(KubernetesTypes.Namespace, null, "one");
        ApiException refused = Assert.Throws<ApiException>(() =>
            Admin(OcmTypes.ManagedCluster, """{"metadata":{"name":"one"},"spec":{"hubAcceptsClient":true}}"""));
        Assert.EndsWith("\"one\" is forbidden: cluster namespace \"one\" is terminating", refused.Message);
    }

    [Fact]
    public void A_cluster_moves_only_between_sets_that_its_mover_may_join()
    {
        Admin(OcmTypes.ManagedCluster, """{"metadata":{"name":"one","labels":{"cluster.open-cluster-management.io/clusterset":"old"}}}""");
        Grant("cluster.open-cluster-management.io", "managedclustersets/join", "create", "new");
        Assert.EndsWith("is forbidden: user \"jane\" cannot add/remove a ManagedCluster to/from ManagedClusterSet \"old\"", Moved("new")?.Message);

        Grant("cluster.open-cluster-management.io", "managedclustersets/join", "create", "old");
        Assert.Null(Moved("new"));
        Assert.Contains("ManagedClusterSet \"default\"", Moved(string.Empty)?.Message);
    }

    [Fact]
    public void Binding_a_set_takes_a_right_of_its_own_and_its_name()
    {
        Assert.Equal(
            "admission webhook \"managedclustersetbindingvalidators.admission.cluster.open-cluster-management.io\" denied the request: "
            + "managedclustersets/bind.cluster.open-cluster-management.io \"s\" is forbidden: user \"jane\" is not allowed to bind cluster set \"s\"",
            Refused(OcmTypes.ManagedClusterSetBinding, "one", """{"metadata":{"name":"s"},"spec":{"clusterSet":"s"}}""").Message);
        Grant("cluster.open-cluster-management.io", "managedclustersets/bind", "create");
        Create(OcmTypes.ManagedClusterSetBinding, "one", """{"metadata":{"name":"s"},"spec":{"clusterSet":"s"}}""");
        Assert.Equal(400, Refused(OcmTypes.ManagedClusterSetBinding, "one", """{"metadata":{"name":"t"},"spec":{"clusterSet":"s"}}""").Code);
    }

    [Fact]
    public void A_work_acts_as_a_service_account_only_for_whoever_may_do_so()
    {
        string work = Work("""[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"d"}}]""", ""","executor":{"subject":{"type":"ServiceAccount","serviceAccount":{"name":"sa","namespace":"ns"}}}""");
        Assert.Equal(
            "admission webhook \"manifestworkvalidators.admission.work.open-cluster-management.io\" denied the request: "
            + "user jane cannot manipulate the Manifestwork with executor ns/sa in namespace one",
            Refused(OcmTypes.ManifestWork, "one", work).Message);
        Grant("work.open-cluster-management.io", "manifestworks", "execute-as", "system:serviceaccount:ns:sa");
        Create(OcmTypes.ManifestWork, "one", work);
    }

    [Fact]
    public void A_work_holds_each_object_once()
    {
        const string Twice = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"d"}}""";
        Assert.EndsWith(
            "denied the request: duplicate manifest for resource d/a with resource type v1.ConfigMap",
            Refused(OcmTypes.ManifestWork, "one", Work($"[{Twice},{Twice}]")).Message);
        Create(OcmTypes.ManifestWork, "one", Work($"[{Twice},{Twice.Replace("\"d\"", "\"e\"")}]"));
    }

    [Fact]
    public void A_cluster_with_an_address_has_a_name_that_a_namespace_can_have_and_is_reached_by_https()
    {
        ApiException refused = Assert.Throws<ApiException>(() =>
            Admin(OcmTypes.ManagedCluster, """{"metadata":{"name":"a.b"},"spec":{"managedClusterClientConfigs":[{"url":"http://x"},{"url":"https://y"}]}}"""));
        Assert.Contains("denied the request: metadata.name format is not correct: a lowercase RFC 1123 label must consist of", refused.Message);
        Assert.EndsWith("\nurl \"http://x\" is invalid in client configs", refused.Message);
        Admin(OcmTypes.ManagedCluster, """{"metadata":{"name":"a.b"}}""");
    }

    [Fact]
    public void Taints_get_their_time_from_the_hub_alone()
    {
        JsonObject cluster = Admin(OcmTypes.ManagedCluster, """{"metadata":{"name":"t"},"spec":{"taints":[{"key":"a","effect":"NoSelect","timeAdded":"2020-01-01T00:00:00Z"}]}}""");
        JsonObject taint = cluster["spec"]!["taints"]![0]!.AsObject();
        Assert.NotEqual("2020-01-01T00:00:00Z", (string?)taint["timeAdded"]);

        taint["value"] = "changed";
        Assert.EndsWith("It is not allowed to set TimeAdded of Taint \"a\".", Assert.Throws<ApiException>(() => Update(cluster)).Message);
        taint.Remove("timeAdded");
        Assert.NotNull(Update(cluster)["spec"]!["taints"]![0]!["timeAdded"]);
    }

    private static string Work(string manifests, string more = "") =>
        """{"metadata":{"name":"w"},"spec":{"workload":{"manifests":LIST}MORE}}""".Replace("LIST", manifests).Replace("MORE", more);

    private static JsonObject Value(ResourceType type, string json)
    {
        JsonObject value = JsonNode.Parse(json)!.AsObject();
        value["apiVersion"] = type.ApiVersion;
        value["kind"] = type.Kind;
        return value;
    }

    private JsonObject Admin(ResourceType type, string json) => _api.Client("admin").Create(type, null, Value(type, json));

    private JsonObject Update(JsonObject cluster) => _api.Client("admin").Update(OcmTypes.ManagedCluster, null, cluster);

    private void Create(ResourceType type, string? @namespace, string json) =>
        _api.Writer.Create(_api.Table.Get(type), @namespace, Value(type, json), new WriteOptions("test") { User = Jane });

    private ApiException Refused(ResourceType type, string? @namespace, string json) =>
        Assert.Throws<ApiException>(() => Create(type, @namespace, json));

    private Exception? Moved(string set)
    {
        JsonObject cluster = _api.Client("admin").Get(OcmTypes.ManagedCluster, null, "one")!;
        cluster["metadata"]!["labels"]!["cluster.open-cluster-management.io/clusterset"] = set;
        return Record.Exception(() =>
            _api.Writer.Update(_api.Table.Get(OcmTypes.ManagedCluster), null, "one", cluster, new WriteOptions("test") { User = Jane }));
    }

    private void Grant(string group, string resource, string verb, string? name = null)
    {
        string role = $"r{Guid.NewGuid():n}";
        var rule = new JsonObject { ["apiGroups"] = new JsonArray(group), ["resources"] = new JsonArray(resource), ["verbs"] = new JsonArray(verb) };
        if (name is not null)
        {
            rule["resourceNames"] = new JsonArray(name);
        }

        JsonObject metadata = new() { ["name"] = role };
        _api.Client("admin").Create(KubernetesTypes.ClusterRole, null, new JsonObject
        {
            ["apiVersion"] = KubernetesTypes.ClusterRole.ApiVersion,
            ["kind"] = "ClusterRole",
            ["metadata"] = metadata,
            ["rules"] = new JsonArray(rule),
        });
        _api.Client("admin").Create(KubernetesTypes.ClusterRoleBinding, null, new JsonObject
        {
            ["apiVersion"] = KubernetesTypes.ClusterRoleBinding.ApiVersion,
            ["kind"] = "ClusterRoleBinding",
            ["metadata"] = metadata.DeepClone(),
            ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = role },
            ["subjects"] = new JsonArray(new JsonObject { ["kind"] = "User", ["name"] = "jane", ["apiGroup"] = "rbac.authorization.k8s.io" }),
        });
    }
}
