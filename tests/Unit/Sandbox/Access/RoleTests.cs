using System.Text.Json.Nodes;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Access;

/// <summary>Roles and bindings decide who may do what.</summary>
public sealed class RoleTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task A_bound_role_gives_its_verbs_in_its_namespace_until_it_is_unbound()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        string bob = hub.User("bob");
        Assert.Equal(403, (await hub.SendAsync("GET", Maps, token: bob)).Status);

        await hub.CreateAsync($"{AccessHub.Rbac}/namespaces/default/roles", """{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"maps:read"},"rules":[{"apiGroups":[""],"resources":["configmaps"],"verbs":["list"]}]}""");
        await hub.CreateAsync($"{AccessHub.Rbac}/namespaces/default/rolebindings", """{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"bob"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"maps:read"},"subjects":[{"kind":"User","name":"bob"}]}""");

        Assert.Equal(200, (await hub.SendAsync("GET", Maps, token: bob)).Status);
        Assert.Equal(403, (await hub.SendAsync("GET", $"{Maps}?watch=1", token: bob)).Status);
        Assert.Equal(403, (await hub.SendAsync("GET", "/api/v1/namespaces/kube-public/configmaps", token: bob)).Status);
        Assert.Equal(403, (await hub.SendAsync("GET", "/api/v1/configmaps", token: bob)).Status);
        Assert.Equal(403, (await hub.SendAsync("GET", Maps, token: hub.User("ann"))).Status);

        Assert.Equal(200, (await hub.SendAsync("DELETE", $"{AccessHub.Rbac}/namespaces/default/rolebindings/bob")).Status);
        Assert.Equal(403, (await hub.SendAsync("GET", Maps, token: bob)).Status);
    }

    [Theory]
    [InlineData("""{"apiGroups":["cluster.open-cluster-management.io"],"resources":["managedclusters"],"resourceNames":["one"],"verbs":["get","list"]}""", "/managedclusters/one", 200)]
    [InlineData("""{"apiGroups":["cluster.open-cluster-management.io"],"resources":["managedclusters"],"resourceNames":["one"],"verbs":["get","list"]}""", "/managedclusters/two", 403)]
    [InlineData("""{"apiGroups":["cluster.open-cluster-management.io"],"resources":["managedclusters"],"resourceNames":["one"],"verbs":["get","list"]}""", "/managedclusters?fieldSelector=metadata.name%3Done", 200)]
    [InlineData("""{"apiGroups":["cluster.open-cluster-management.io"],"resources":["managedclusters"],"resourceNames":["one"],"verbs":["get","list"]}""", "/managedclusters", 403)]
    [InlineData("""{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}""", "/managedclusters", 200)]
    [InlineData("""{"apiGroups":["cluster.open-cluster-management.io"],"resources":["*/status"],"verbs":["get"]}""", "/managedclusters/one/status", 200)]
    [InlineData("""{"apiGroups":["cluster.open-cluster-management.io"],"resources":["managedclusters"],"verbs":["get"]}""", "/managedclusters/one/status", 403)]
    [InlineData("""{"apiGroups":[""],"resources":["managedclusters"],"verbs":["get"]}""", "/managedclusters/one", 403)]
    public async Task Rules_are_read_to_the_letter(string rule, string path, int status)
    {
        await using AccessHub hub = await AccessHub.StartAsync("one", "two");
        await hub.GrantAsync("some", rule, "bob");

        Assert.Equal(status, (await hub.SendAsync("GET", "/apis/cluster.open-cluster-management.io/v1" + path, token: hub.User("bob"))).Status);
    }

    [Fact]
    public async Task Rules_on_paths_are_rules_on_paths_alone()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        string bob = hub.User("bob");
        Assert.Equal(403, (await hub.SendAsync("GET", "/metrics", token: bob)).Status);
        await hub.GrantAsync("metrics", """{"nonResourceURLs":["/met*"],"verbs":["get"]}""", "bob");

        Assert.Equal(404, (await hub.SendAsync("GET", "/metrics", token: bob)).Status);
        Assert.Equal(403, (await hub.SendAsync("POST", "/metrics", token: bob)).Status);
        Assert.Equal(403, (await hub.SendAsync("GET", Maps, token: bob)).Status);
    }

    [Fact]
    public async Task Without_a_token_a_binding_gives_nothing()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        await hub.GrantAsync("all", """{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}""", "system:anonymous");

        Assert.Equal(403, (await hub.SendAsync("GET", Maps, token: "")).Status);
        Assert.Equal(403, (await hub.SendAsync("GET", "/version", token: "")).Status);
    }

    [Fact]
    public async Task The_roles_of_every_cluster_are_there_and_aggregate()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        JsonObject view = await hub.UntilAsync($"{AccessHub.Rbac}/clusterroles/view", role => role["rules"] is JsonArray { Count: > 0 });
        Assert.DoesNotContain("secrets", view["rules"]!.ToJsonString(), StringComparison.Ordinal);
        await hub.UntilAsync($"{AccessHub.Rbac}/clusterroles/admin", role => role["rules"]?.ToJsonString().Contains("rolebindings") == true);

        await hub.CreateAsync($"{AccessHub.Rbac}/clusterroles", """{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"works:view","labels":{"rbac.authorization.k8s.io/aggregate-to-view":"true"}},"rules":[{"apiGroups":["work.open-cluster-management.io"],"resources":["manifestworks"],"verbs":["list"]}]}""");
        await hub.UntilAsync($"{AccessHub.Rbac}/clusterroles/view", role => role["rules"]!.ToJsonString().Contains("manifestworks"));
        await hub.SendAsync("DELETE", $"{AccessHub.Rbac}/clusterroles/works:view");
        await hub.UntilAsync($"{AccessHub.Rbac}/clusterroles/view", role => !role["rules"]!.ToJsonString().Contains("manifestworks"));
    }

    [Fact]
    public async Task Nobody_gives_away_what_is_not_theirs()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        string bob = hub.User("bob");
        await hub.GrantAsync("roles", """{"apiGroups":["rbac.authorization.k8s.io"],"resources":["clusterroles","clusterrolebindings"],"verbs":["create","get"]}""", "bob");

        const string Role = """{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"mine"},"rules":[{"apiGroups":[""],"resources":["secrets"],"verbs":["get","list"]}]}""";
        AccessHub.Answer role = await hub.SendAsync("POST", $"{AccessHub.Rbac}/clusterroles", Role, bob);
        Assert.Equal(403, role.Status);
        Assert.Equal(
            "clusterroles.rbac.authorization.k8s.io \"mine\" is forbidden: user \"bob\" (groups=[\"system:authenticated\"]) is attempting to grant RBAC permissions not currently held:\n"
            + "{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\" \"list\"]}",
            role.Message);

        const string Binding = """{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"mine"},"roleRef":{"kind":"ClusterRole","name":"cluster-admin"},"subjects":[{"kind":"User","name":"bob"}]}""";
        AccessHub.Answer binding = await hub.SendAsync("POST", $"{AccessHub.Rbac}/clusterrolebindings", Binding, bob);
        Assert.Equal(403, binding.Status);
        Assert.Contains("{APIGroups:[\"*\"], Resources:[\"*\"], Verbs:[\"*\"]}\n{NonResourceURLs:[\"*\"], Verbs:[\"*\"]}", binding.Message, StringComparison.Ordinal);

        await hub.GrantAsync("secrets", """{"apiGroups":["*"],"resources":["*"],"verbs":["get","list"]}""", "bob");
        Assert.Equal(201, (await hub.SendAsync("POST", $"{AccessHub.Rbac}/clusterroles", Role, bob)).Status);
        await hub.GrantAsync("bind", """{"apiGroups":["rbac.authorization.k8s.io"],"resources":["clusterroles"],"resourceNames":["cluster-admin"],"verbs":["bind"]}""", "bob");
        Assert.Equal(201, (await hub.SendAsync("POST", $"{AccessHub.Rbac}/clusterrolebindings", Binding, bob)).Status);
    }

    [Fact]
    public async Task A_binding_never_changes_its_role()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        AccessHub.Answer answer = await hub.SendAsync(
            "PATCH", $"{AccessHub.Rbac}/clusterrolebindings/cluster-admin", """{"roleRef":{"name":"view"}}""", type: "application/merge-patch+json");

        Assert.Equal(422, answer.Status);
        Assert.StartsWith("ClusterRoleBinding.rbac.authorization.k8s.io \"cluster-admin\" is invalid: roleRef: Invalid value: ", answer.Message, StringComparison.Ordinal);
        Assert.EndsWith(": cannot change roleRef", answer.Message, StringComparison.Ordinal);
        AccessHub.Answer namespaced = await hub.SendAsync(
            "POST",
            $"{AccessHub.Rbac}/clusterrolebindings",
            """{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"b"},"roleRef":{"kind":"Role","name":"r"}}""");
        Assert.Contains("roleRef.kind: Unsupported value: \"Role\": supported values: \"ClusterRole\"", namespaced.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_is_missing_is_named_in_the_refusal()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        await hub.CreateAsync(
            $"{AccessHub.Rbac}/clusterrolebindings",
            """{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"lost"},"roleRef":{"kind":"ClusterRole","name":"lost"},"subjects":[{"kind":"Group","name":"ops"}]}""");

        AccessHub.Answer answer = await hub.SendAsync("GET", Maps, token: hub.User("bob", "ops"));

        Assert.Equal(
            "configmaps is forbidden: User \"bob\" cannot list resource \"configmaps\" in API group \"\" in the namespace \"default\": "
            + "RBAC: clusterrole.rbac.authorization.k8s.io \"lost\" not found",
            answer.Message);
    }

    [Fact]
    public async Task Who_may_impersonate_some_users_may_impersonate_no_others()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        string bob = hub.User("bob");
        await hub.GrantAsync("jane", """{"apiGroups":[""],"resources":["users"],"resourceNames":["jane"],"verbs":["impersonate"]}""", "bob");
        await hub.GrantAsync("accounts", """{"apiGroups":[""],"resources":["serviceaccounts"],"verbs":["impersonate"]}""", "bob");
        const string Who = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
        const string Question = """{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}""";

        AccessHub.Answer jane = await hub.SendAsync("POST", Who, Question, bob, actAs: "jane");
        Assert.Equal("jane", (string?)jane.Json["status"]!["userInfo"]!["username"]);
        Assert.Equal("users \"joe\" is forbidden: User \"bob\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope",
            (await hub.SendAsync("POST", Who, Question, bob, actAs: "joe")).Message);
        AccessHub.Answer account = await hub.SendAsync("POST", Who, Question, bob, actAs: "system:serviceaccount:default:default");
        Assert.Equal(
            """["system:serviceaccounts","system:serviceaccounts:default","system:authenticated"]""",
            account.Json["status"]!["userInfo"]!["groups"]!.ToJsonString());
    }
}
