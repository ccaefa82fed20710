using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OcmPowerShell.Tests.Sandbox.Access;
using Xunit;

namespace OcmPowerShell.Tests.Contract;

/// <summary>Who may do what on every Kubernetes API server, and by which credentials.</summary>
public sealed class AccessContractTests
{
    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1";
    private const string Requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
    private const string Reviews = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    public static TheoryData<string> Hubs => ContractHub.All;

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private static JsonObject Approval(JsonObject request, string type, string reason)
    {
        JsonObject reviewed = request.DeepClone().AsObject();
        reviewed["status"] = new JsonObject { ["conditions"] = new JsonArray(new JsonObject { ["type"] = type, ["status"] = "True", ["reason"] = reason, ["message"] = "contract" }) };
        return reviewed;
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task A_role_lets_a_user_in_and_no_further(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        string user = $"{hub.Name}-jane";
        ContractAnswer before = await hub.SendAsAsync(user, "GET", hub.ConfigMaps);
        Assert.Equal((403, "Forbidden"), (before.Status, before.Reason));
        Assert.Equal($"configmaps is forbidden: User \"{user}\" cannot list resource \"configmaps\" in API group \"\" in the namespace \"{hub.Name}\"", before.Message);

        await hub.MakeAsync($"{Rbac}/namespaces/{hub.Name}/roles", Json("""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"reader"},"rules":[{"verbs":["get","list"],"apiGroups":[""],"resources":["configmaps"]}]}
            """));
        await hub.MakeAsync($"{Rbac}/namespaces/{hub.Name}/rolebindings", Json($$$"""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"reader"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"reader"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"{{{user}}}"}]}
            """));
        await UntilAsync(async () => (await hub.SendAsAsync(user, "GET", hub.ConfigMaps)).Status == 200, "the user may list");
        Assert.Equal(403, (await hub.SendAsAsync(user, "POST", hub.ConfigMaps, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}""")).Status);
        Assert.Equal(403, (await hub.SendAsAsync(user, "GET", "/api/v1/namespaces/kube-system/configmaps")).Status);

        ContractAnswer review = await hub.SendAsAsync(user, "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", $$$"""
            {"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"verb":"list","resource":"configmaps","namespace":"{{{hub.Name}}}"} } }
            """);
        Assert.True((bool?)review.Json["status"]!["allowed"]);
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task A_role_binding_never_points_elsewhere(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        string bindings = $"{Rbac}/namespaces/{hub.Name}/rolebindings";
        await hub.MakeAsync(bindings, Json("""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"b"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"}}
            """));
        ContractAnswer refused = await hub.MergeAsync($"{bindings}/b", """{"roleRef":{"name":"edit"}}""");
        Assert.Equal((422, "Invalid"), (refused.Status, refused.Reason));
        Assert.Contains("cannot change roleRef", refused.Message);
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task A_token_works_until_its_account_is_gone(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        string accounts = $"/api/v1/namespaces/{hub.Name}/serviceaccounts";
        const string Question = """{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}""";
        await hub.MakeAsync(accounts, Json("""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"robot"}}"""));
        ContractAnswer asked = await hub.SendAsync(
            "POST", $"{accounts}/robot/token", """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":600}}""");
        Assert.Equal(201, asked.Status);
        string token = (string)asked.Json["status"]!["token"]!;
        ContractAnswer who = await hub.SendWithTokenAsync(token, "POST", Reviews, Question);
        Assert.Equal($"system:serviceaccount:{hub.Name}:robot", (string?)who.Json["status"]!["userInfo"]!["username"]);
        Assert.Equal(403, (await hub.SendWithTokenAsync(token, "GET", "/api/v1/namespaces/kube-system/secrets")).Status);

        Assert.Equal(200, (await hub.SendAsync("DELETE", $"{accounts}/robot")).Status);
        await UntilAsync(async () => (await hub.SendWithTokenAsync(token, "POST", Reviews, Question)).Status == 401, "the token is refused");
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task An_approved_request_gets_its_certificate(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        (string body, ECDsa key) = AccessHub.CertificateRequest(hub.Name, "contract", []);
        key.Dispose();
        JsonObject request = await hub.MakeAsync(Requests, Json(body));
        Assert.NotNull(request["spec"]!["username"]);
        Assert.Null(request["status"]?["conditions"]);
        ContractAnswer approved = await hub.SendAsync("PUT", $"{Requests}/{hub.Name}/approval", Approval(request, "Approved", "Contract").ToJsonString());
        Assert.Equal(200, approved.Status);
        await hub.EventuallyAsync($"{Requests}/{hub.Name}", value => value["status"]?["certificate"] is not null, "the certificate is issued");
    }

    [Theory]
    [MemberData(nameof(Hubs))]
    public async Task What_was_denied_is_never_approved(string where)
    {
        await using ContractHub hub = await ContractHub.StartAsync(where);
        (string body, ECDsa key) = AccessHub.CertificateRequest(hub.Name, "contract", []);
        key.Dispose();
        JsonObject request = await hub.MakeAsync(Requests, Json(body));
        ContractAnswer denied = await hub.SendAsync("PUT", $"{Requests}/{hub.Name}/approval", Approval(request, "Denied", "Contract").ToJsonString());
        Assert.Equal(200, denied.Status);
        JsonObject both = denied.Json;
        both["status"]!["conditions"]!.AsArray().Add(Json("""{"type":"Approved","status":"True","reason":"Contract"}"""));
        ContractAnswer refused = await hub.SendAsync("PUT", $"{Requests}/{hub.Name}/approval", both.ToJsonString());
        Assert.Equal((422, "Invalid"), (refused.Status, refused.Reason));
        Assert.Null((await hub.GetAsync($"{Requests}/{hub.Name}")).Json["status"]!["certificate"]);
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        DateTime end = DateTime.UtcNow.AddSeconds(30);
        while (!await isSo())
        {
            Assert.True(DateTime.UtcNow < end, $"it did not come to this: {what}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
