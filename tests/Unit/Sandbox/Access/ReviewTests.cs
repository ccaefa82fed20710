using System.Text.Json.Nodes;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Access;

/// <summary>Questions about identities and rights.</summary>
public sealed class ReviewTests
{
    private const string Authorization = "/apis/authorization.k8s.io/v1";

    private static string Access(string kind, string attributes, string who = "") =>
        $$$"""{"apiVersion":"authorization.k8s.io/v1","kind":"{{{kind}}}","spec":{{{{who}}}"resourceAttributes":{{{attributes}}}}}""";

    [Fact]
    public async Task What_is_allowed_is_allowed_for_a_reason()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        await hub.GrantAsync("maps", """{"apiGroups":[""],"resources":["configmaps"],"verbs":["list"]}""", "bob");
        string bob = hub.User("bob");

        JsonNode may = (await hub.SendAsync("POST", $"{Authorization}/selfsubjectaccessreviews", Access("SelfSubjectAccessReview", """{"verb":"list","resource":"configmaps"}"""), bob)).Json["status"]!;
        Assert.Equal("""{"allowed":true,"reason":"RBAC: allowed by ClusterRoleBinding \u0022maps\u0022 of ClusterRole \u0022maps\u0022 to User \u0022bob\u0022"}""", may.ToJsonString());
        JsonNode mayNot = (await hub.SendAsync("POST", $"{Authorization}/selfsubjectaccessreviews", Access("SelfSubjectAccessReview", """{"verb":"get","resource":"configmaps"}"""), bob)).Json["status"]!;
        Assert.Equal("""{"allowed":false}""", mayNot.ToJsonString());
    }

    [Fact]
    public async Task An_admin_asks_for_others_and_others_do_not()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        await hub.GrantAsync("maps", """{"apiGroups":[""],"resources":["configmaps"],"verbs":["list"]}""", "bob");
        string question = Access("SubjectAccessReview", """{"verb":"list","resource":"configmaps","namespace":"default"}""", "\"user\":\"bob\",\"groups\":[\"system:authenticated\"],");

        Assert.True((bool)(await hub.SendAsync("POST", $"{Authorization}/subjectaccessreviews", question)).Json["status"]!["allowed"]!);
        string local = question.Replace("SubjectAccessReview", "LocalSubjectAccessReview");
        Assert.True((bool)(await hub.SendAsync("POST", $"{Authorization}/namespaces/default/localsubjectaccessreviews", local)).Json["status"]!["allowed"]!);
        Assert.Equal(400, (await hub.SendAsync("POST", $"{Authorization}/namespaces/other/localsubjectaccessreviews", local)).Status);
        Assert.Equal(403, (await hub.SendAsync("POST", $"{Authorization}/subjectaccessreviews", question, hub.User("bob"))).Status);
        AccessHub.Answer nobody = await hub.SendAsync("POST", $"{Authorization}/subjectaccessreviews", Access("SubjectAccessReview", """{"verb":"list"}"""));
        Assert.Equal((422, true), (nobody.Status, nobody.Message!.Contains("at least one of user or group must be specified")));
    }

    [Fact]
    public async Task All_rules_of_a_user_in_a_namespace_are_listed()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        await hub.GrantAsync("maps", """{"apiGroups":[""],"resources":["configmaps"],"resourceNames":["a"],"verbs":["get"]}""", "bob");

        JsonNode status = (await hub.SendAsync("POST", $"{Authorization}/selfsubjectrulesreviews", """{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectRulesReview","spec":{"namespace":"default"}}""", hub.User("bob"))).Json["status"]!;

        Assert.Contains("""{"verbs":["get"],"apiGroups":[""],"resources":["configmaps"],"resourceNames":["a"]}""", status["resourceRules"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("selfsubjectaccessreviews", status["resourceRules"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("\"/version\"", status["nonResourceRules"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.False((bool)status["incomplete"]!);
    }

    [Fact]
    public async Task A_token_is_told_whose_it_is()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        string bob = hub.User("bob", "ops");
        const string Path = "/apis/authentication.k8s.io/v1/tokenreviews";
        string Question(string token) => $$$"""{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","spec":{"token":"{{{token}}}"}}""";

        JsonNode known = (await hub.SendAsync("POST", Path, Question(bob))).Json["status"]!;
        Assert.Equal("""{"authenticated":true,"user":{"username":"bob","groups":["ops","system:authenticated"]}}""", known.ToJsonString());
        JsonNode unknown = (await hub.SendAsync("POST", Path, Question("nonsense"))).Json["status"]!;
        Assert.Null(unknown["authenticated"]);
        Assert.Equal(403, (await hub.SendAsync("POST", Path, Question(bob), bob)).Status);
    }

    [Fact]
    public async Task Discovery_tells_of_reviews_and_what_lies_below_objects()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        string core = (await hub.SendAsync("GET", "/api/v1")).Text;
        Assert.Contains("\"serviceaccounts/token\"", core, StringComparison.Ordinal);
        Assert.Contains("\"TokenRequest\"", core, StringComparison.Ordinal);
        Assert.Contains("\"namespaces/finalize\"", core, StringComparison.Ordinal);
        Assert.Contains("\"certificatesigningrequests/approval\"", (await hub.SendAsync("GET", "/apis/certificates.k8s.io/v1")).Text, StringComparison.Ordinal);
        Assert.Contains("\"localsubjectaccessreviews\"", (await hub.SendAsync("GET", Authorization)).Text, StringComparison.Ordinal);
    }
}
