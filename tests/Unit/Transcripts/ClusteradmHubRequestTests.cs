using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Tests.Sandbox.Access;
using Xunit;

namespace OcmPowerShell.Tests.Transcripts;

/// <summary>The requests of clusteradm's commands about tokens, add-ons and the hub itself, and the answers that they need.</summary>
public sealed class ClusteradmHubRequestTests
{
    private const string Accounts = "/api/v1/namespaces/open-cluster-management/serviceaccounts";
    private const string Who = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private const string Question = """{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}""";

    private static readonly string[] Shown = ["Available", "ManifestApplied", "RegistrationApplied"];

    private static string Text(JsonNode secret, string key) => Encoding.UTF8.GetString(Convert.FromBase64String((string)secret["data"]![key]!));

    private static async Task<JsonNode> BootstrapSecretAsync(ClusteradmSession hub) =>
        (await hub.GetAsync("/api/v1/namespaces/kube-system/secrets?labelSelector=app%3Dcluster-manager"))["items"]!.AsArray()
            .Single(secret => ((string)secret!["metadata"]!["name"]!).StartsWith("bootstrap-token-", StringComparison.Ordinal))!;

    [Fact]
    public async Task A_token_to_join_with_is_given_in_both_ways()
    {
        await using ClusteradmSession hub = await ClusteradmSession.StartAsync();
        JsonObject request = await hub.SendAsync(201, "POST", $"{Accounts}/agent-registration-bootstrap/token", JsonNode.Parse("""
            {"kind":"TokenRequest","apiVersion":"authentication.k8s.io/v1","metadata":{"creationTimestamp":null},"spec":{"audiences":null,"expirationSeconds":3600,"boundObjectRef":null},"status":{"token":"","expirationTimestamp":null}}
            """));
        string account = (string)request["status"]!["token"]!;
        JsonNode secret = await BootstrapSecretAsync(hub);
        string bootstrap = $"{Text(secret, "token-id")}.{Text(secret, "token-secret")}";
        foreach ((string token, string user) in new[]
        {
            (account, "system:serviceaccount:open-cluster-management:agent-registration-bootstrap"), (bootstrap, "system:bootstrap:ocmhub"),
        })
        {
            JsonObject who = (await hub.Hub.SendAsync("POST", Who, Question, token)).Json;
            Assert.Equal(user, (string?)who["status"]!["userInfo"]!["username"]);

            // What a cluster that joins with it asks for.
            JsonObject info = (await hub.Hub.SendAsync("GET", "/api/v1/namespaces/kube-public/configmaps/cluster-info", token: token)).Json;
            Assert.Contains("certificate-authority-data", (string?)info["data"]!["kubeconfig"], StringComparison.Ordinal);
            Assert.Equal(200, (await hub.Hub.SendAsync("GET", ClusteradmSession.Clusters, token: token)).Status);
            Assert.Equal(403, (await hub.Hub.SendAsync("GET", ClusteradmSession.AllWorks, token: token)).Status);
        }
    }

    [Fact]
    public async Task Tokens_to_join_with_are_deleted()
    {
        await using ClusteradmSession hub = await ClusteradmSession.StartAsync();
        await hub.GetAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/clustermanagers.operator.open-cluster-management.io");
        JsonNode secret = await BootstrapSecretAsync(hub);
        string bootstrap = $"{Text(secret, "token-id")}.{Text(secret, "token-secret")}";
        await hub.SendAsync(200, "DELETE", $"{AccessHub.Rbac}/clusterrolebindings/open-cluster-management:bootstrap:agent-registration");
        await hub.SendAsync(404, "DELETE", $"{AccessHub.Rbac}/clusterrolebindings/agent-registration-bootstrap");
        await hub.SendAsync(200, "DELETE", $"{AccessHub.Rbac}/clusterroles/open-cluster-management:bootstrap");
        await hub.SendAsync(200, "DELETE", $"/api/v1/namespaces/kube-system/secrets/{(string)secret["metadata"]!["name"]!}");
        await hub.SendAsync(200, "DELETE", $"{Accounts}/agent-registration-bootstrap");
        Assert.Equal(401, (await hub.Hub.SendAsync("POST", Who, Question, bootstrap)).Status);
    }

    [Fact]
    public async Task A_hub_without_an_operator_says_which_parts_are_not_there()
    {
        await using ClusteradmSession hub = await ClusteradmSession.StartAsync();
        await hub.SendAsync(404, "GET", "/apis/apps/v1/namespaces/open-cluster-management/deployments/cluster-manager");
        const string Manager = "/apis/operator.open-cluster-management.io/v1/clustermanagers/cluster-manager";
        await hub.UntilAsync(200, "GET", Manager);
        await hub.SendAsync(200, "DELETE", Manager);
        JsonObject manager = await hub.SendAsync(404, "GET", Manager);
        Assert.Equal("NotFound", (string?)manager["reason"]);
        JsonObject crd = await hub.GetAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/managedclusteraddons.addon.open-cluster-management.io");
        Assert.Equal(["v1alpha1", "v1beta1"], crd["spec"]!["versions"]!.AsArray().Select(version => (string?)version!["name"]).Order());
        Assert.Single(crd["spec"]!["versions"]!.AsArray(), version => (bool)version!["storage"]!);
    }

    [Fact]
    public async Task An_add_on_is_created_enabled_shown_and_disabled()
    {
        await using ClusteradmSession hub = await ClusteradmSession.StartAsync("one");
        const string Installed = $"{ClusteradmSession.AddOns}/namespaces/one/managedclusteraddons";
        await hub.SendAsync(404, "GET", $"{ClusteradmSession.AddOns}/clustermanagementaddons/hello");
        await hub.CreateAsync($"{ClusteradmSession.AddOns}/clustermanagementaddons", "ClusterManagementAddOn", """
            {"metadata":{"name":"hello","annotations":{"addon.open-cluster-management.io/lifecycle":"addon-manager"}},
             "spec":{"addOnMeta":{},"supportedConfigs":[{"group":"addon.open-cluster-management.io","resource":"addontemplates","defaultConfig":{"name":"hello-0.0.1"}}],
              "installStrategy":{"type":"Manual"}},"status":{}}
            """);
        await hub.CreateAsync($"{ClusteradmSession.AddOns}/addontemplates", "AddOnTemplate", """
            {"metadata":{"name":"hello-0.0.1"},"spec":{"addonName":"hello","agentSpec":{"workload":{"manifests":[
              {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"hello","namespace":"open-cluster-management-agent-addon"},"data":{"a":"b"}}]}},
              "registration":[{"type":"KubeClient","kubeClient":{"hubPermissions":[{"type":"CurrentCluster","currentCluster":{"clusterRoleName":"view"}}]}}]}}
            """);

        await hub.GetAsync($"{ClusteradmSession.Clusters}/one");
        await hub.SendAsync(404, "GET", $"{Installed}/hello");
        await hub.CreateAsync(Installed, "ManagedClusterAddOn", """
            {"metadata":{"name":"hello","namespace":"one"},"spec":{"installNamespace":"open-cluster-management-agent-addon"},
             "status":{"addOnMeta":{},"addOnConfiguration":{},"healthCheck":{}}}
            """);
        JsonObject shown = await hub.Hub.UntilAsync($"{Installed}/hello", value =>
            Shown.All(type => ClusteradmSession.Condition(value, type) == "True"));
        Assert.Equal("open-cluster-management-agent-addon", (string?)shown["spec"]!["installNamespace"]);
        JsonObject works = await hub.GetAsync($"{ClusteradmSession.AllWorks}?labelSelector=open-cluster-management.io%2Faddon-name");
        Assert.Equal("addon-hello-deploy-0", (string?)Assert.Single(works["items"]!.AsArray())!["metadata"]!["name"]);

        // Enabling again replaces labels and annotations.
        JsonObject again;
        AccessHub.Answer answer;
        do
        {
            again = await hub.GetAsync($"{Installed}/hello");
            again["metadata"]!["labels"] = new JsonObject { ["a"] = "b" };
            answer = await hub.Hub.SendAsync("PUT", $"{Installed}/hello", again.ToJsonString());
        }
        while (answer.Status == 409);
        Assert.Equal("b", (string?)answer.Json["metadata"]!["labels"]!["a"]);

        await hub.SendAsync(200, "DELETE", $"{Installed}/hello");
        await hub.Hub.UntilStatusAsync(404, $"{Installed}/hello");
        await hub.Hub.UntilStatusAsync(404, $"{ClusteradmSession.Works("one")}/addon-hello-deploy-0");
    }
}
