using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.ServiceAccounts;
using OcmPowerShell.Sandbox.Store;
using OcmPowerShell.Tests.Sandbox.Api;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Access;

/// <summary>Tokens of service accounts, and those that let clusters join.</summary>
public sealed class TokenTests
{
    private const string Accounts = "/api/v1/namespaces/default/serviceaccounts";
    private const string Who = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private const string Question = """{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}""";

    private static string Request(string spec) => $$"""{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{{spec}}}""";

    private static async Task<string> CreateAsync(AccessHub hub, string name) =>
        (string)(await hub.CreateAsync(Accounts, $$$"""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"{{{name}}}"}}"""))["metadata"]!["uid"]!;

    [Fact]
    public async Task A_token_that_is_asked_for_stands_for_its_account_until_that_is_deleted()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        string uid = await CreateAsync(hub, "robot");
        JsonObject answer = await hub.CreateAsync($"{Accounts}/robot/token", Request("""{"expirationSeconds":600}"""));
        string token = (string)answer["status"]!["token"]!;
        Assert.Equal(3, token.Split('.').Length);

        JsonNode user = (await hub.SendAsync("POST", Who, Question, token)).Json["status"]!["userInfo"]!;
        Assert.Equal("system:serviceaccount:default:robot", (string?)user["username"]);
        Assert.Equal(uid, (string?)user["uid"]);
        Assert.Equal("""["system:serviceaccounts","system:serviceaccounts:default","system:authenticated"]""", user["groups"]!.ToJsonString());
        Assert.StartsWith("JTI=", (string?)user["extra"]!["authentication.kubernetes.io/credential-id"]![0], StringComparison.Ordinal);

        await hub.SendAsync("DELETE", $"{Accounts}/robot");
        Assert.Equal(401, (await hub.SendAsync("POST", Who, Question, token)).Status);
        await CreateAsync(hub, "robot");
        Assert.Equal(401, (await hub.SendAsync("POST", Who, Question, token)).Status);
    }

    [Fact]
    public async Task A_token_is_refused_for_too_short_a_time_and_for_no_account()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        await CreateAsync(hub, "robot");

        AccessHub.Answer shorter = await hub.SendAsync("POST", $"{Accounts}/robot/token", Request("""{"expirationSeconds":60}"""));
        Assert.Equal(422, shorter.Status);
        Assert.Contains("spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes", shorter.Message, StringComparison.Ordinal);
        Assert.Equal("serviceaccounts \"nobody\" not found", (await hub.SendAsync("POST", $"{Accounts}/nobody/token", Request("{}"))).Message);
        Assert.Equal(405, (await hub.SendAsync("GET", $"{Accounts}/robot/token")).Status);
        Assert.Equal(403, (await hub.SendAsync("POST", $"{Accounts}/robot/token", Request("{}"), hub.User("bob"))).Status);
    }

    [Fact]
    public async Task A_token_for_somebody_else_is_none_for_the_server()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        await CreateAsync(hub, "robot");
        JsonObject answer = await hub.CreateAsync($"{Accounts}/robot/token", Request("""{"audiences":["vault"]}"""));

        Assert.Equal(401, (await hub.SendAsync("POST", Who, Question, (string)answer["status"]!["token"]!)).Status);
    }

    [Fact]
    public void A_token_runs_out_and_a_changed_one_never_held()
    {
        var time = new ManualTime();
        var store = new ObjectStore(time: time);
        StoredObject account = store.Put(KubernetesTypes.ServiceAccount, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "robot", ["namespace"] = "default", ["uid"] = "u1" },
        });
        using var tokens = new ServiceAccountTokens(store, time);
        string token = tokens.Issue(account, [ServiceAccountTokens.Audience], time.GetUtcNow().AddMinutes(10), null);

        Assert.Equal("system:serviceaccount:default:robot", tokens.Find(token)?.User);
        string[] parts = token.Split('.');
        string other = tokens.Issue(account, [ServiceAccountTokens.Audience], time.GetUtcNow().AddMinutes(20), null);
        Assert.Null(tokens.Find($"{parts[0]}.{other.Split('.')[1]}.{parts[2]}"));
        Assert.Null(tokens.Find(token[..^4]));
        Assert.Null(tokens.Find($"{parts[0]}.{parts[1]}.%%%"));
        using var stranger = new ServiceAccountTokens(store, time);
        Assert.Null(stranger.Find(token));

        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(tokens.Find(token));
        Assert.NotNull(tokens.Find(other));
    }

    [Fact]
    public async Task A_secret_for_an_account_is_filled_with_a_token_that_holds_as_long_as_the_secret()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        await CreateAsync(hub, "robot");
        await hub.CreateAsync("/api/v1/namespaces/default/secrets", """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"robot","annotations":{"kubernetes.io/service-account.name":"robot"}},"type":"kubernetes.io/service-account-token"}""");
        JsonObject secret = await hub.UntilAsync("/api/v1/namespaces/default/secrets/robot", value => value["data"]?["token"] is not null);
        string token = Encoding.UTF8.GetString(Convert.FromBase64String((string)secret["data"]!["token"]!));
        Assert.Equal("ZGVmYXVsdA==", (string?)secret["data"]!["namespace"]);
        Assert.Equal(201, (await hub.SendAsync("POST", Who, Question, token)).Status);

        await hub.SendAsync("DELETE", "/api/v1/namespaces/default/secrets/robot");
        Assert.Equal(401, (await hub.SendAsync("POST", Who, Question, token)).Status);
    }

    [Fact]
    public async Task Every_namespace_has_an_account_and_the_authority_and_gets_them_back()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        await hub.CreateAsync("/api/v1/namespaces", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"apps"}}""");
        JsonObject account = await hub.UntilAsync("/api/v1/namespaces/apps/serviceaccounts/default", _ => true);
        JsonObject authority = await hub.UntilAsync("/api/v1/namespaces/apps/configmaps/kube-root-ca.crt", _ => true);
        Assert.Contains("BEGIN CERTIFICATE", (string?)authority["data"]!["ca.crt"], StringComparison.Ordinal);

        await hub.SendAsync("DELETE", "/api/v1/namespaces/apps/serviceaccounts/default");
        await hub.UntilAsync("/api/v1/namespaces/apps/serviceaccounts/default", value => (string?)value["metadata"]!["uid"] != (string?)account["metadata"]!["uid"]);
    }

    [Fact]
    public async Task A_bootstrap_token_may_ask_to_join_and_nothing_else()
    {
        await using AccessHub hub = await AccessHub.StartAsync("one");
        JsonObject secret = await hub.UntilAsync("/api/v1/namespaces/kube-system/secrets/bootstrap-token-ocmhub", _ => true);
        string Data(string key) => Encoding.UTF8.GetString(Convert.FromBase64String((string)secret["data"]![key]!));
        string token = $"{Data("token-id")}.{Data("token-secret")}";

        JsonNode user = (await hub.SendAsync("POST", Who, Question, token)).Json["status"]!["userInfo"]!;
        Assert.Equal("system:bootstrap:ocmhub", (string?)user["username"]);
        Assert.Equal("""["system:bootstrappers","system:bootstrappers:managedcluster","system:authenticated"]""", user["groups"]!.ToJsonString());
        Assert.Equal(200, (await hub.SendAsync("GET", AccessHub.Clusters, token: token)).Status);
        Assert.Equal(403, (await hub.SendAsync("DELETE", $"{AccessHub.Clusters}/one", token: token)).Status);
        Assert.Contains("certificate-authority-data", (await hub.SendAsync("GET", "/api/v1/namespaces/kube-public/configmaps/cluster-info", token: token)).Text, StringComparison.Ordinal);

        await hub.SendAsync("PATCH", "/api/v1/namespaces/kube-system/secrets/bootstrap-token-ocmhub", """{"data":{"expiration":"MjAyMC0wMS0wMVQwMDowMDowMFo="}}""", type: "application/merge-patch+json");
        Assert.Equal(401, (await hub.SendAsync("GET", AccessHub.Clusters, token: token)).Status);
        Assert.Equal(401, (await hub.SendAsync("GET", AccessHub.Clusters, token: "ocmhub.aaaaaaaaaaaaaaaa")).Status);
    }
}
