using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Access;

/// <summary>Clusters ask to join, are accepted with rights of their own, renew, and lose all of it.</summary>
public sealed class JoinTests
{
    private const string Prefix = "system:open-cluster-management:";

    private static bool IsTrue(JsonObject cluster, string type) => cluster["status"]?["conditions"]?.AsArray()
        .Any(condition => (string?)condition!["type"] == type && (string?)condition["status"] == "True") == true;

    private static async Task<JsonObject> RequestOfAsync(AccessHub hub, string cluster) =>
        (await hub.UntilAsync($"{AccessHub.Requests}?labelSelector=open-cluster-management.io/cluster-name%3D{cluster}", list => list["items"]!.AsArray().Count > 0))
            ["items"]![0]!.AsObject();

    private static async Task ApproveAsync(AccessHub hub, JsonObject request)
    {
        request["apiVersion"] = "certificates.k8s.io/v1";
        request["kind"] = "CertificateSigningRequest";
        request["status"] = new JsonObject { ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Approved", ["status"] = "True", ["reason"] = "Test" }) };
        AccessHub.Answer answer = await hub.SendAsync("PUT", $"{AccessHub.Requests}/{request["metadata"]!["name"]}/approval", request.ToJsonString());
        Assert.True(answer.Status == 200, answer.Text);
    }

    private static Task<AccessHub.Answer> AcceptAsync(AccessHub hub, string cluster, bool accepts = true) => hub.SendAsync(
        "PATCH", $"{AccessHub.Clusters}/{cluster}", $$$"""{"spec":{"hubAcceptsClient":{{{(accepts ? "true" : "false")}}}}}""", type: "application/merge-patch+json");

    [Fact]
    public async Task A_new_cluster_joins_when_it_is_accepted_and_its_certificate_approved()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        hub.Hub.RequestJoin("late");
        JsonObject request = await RequestOfAsync(hub, "late");
        Assert.StartsWith("late-", (string?)request["metadata"]!["name"], StringComparison.Ordinal);
        Assert.Equal("system:serviceaccount:open-cluster-management:agent-registration-bootstrap", (string?)request["spec"]!["username"]);
        Assert.Contains("system:serviceaccounts:open-cluster-management", request["spec"]!["groups"]!.ToJsonString(), StringComparison.Ordinal);
        JsonObject waiting = await hub.UntilAsync($"{AccessHub.Clusters}/late", _ => true);
        Assert.False((bool)waiting["spec"]!["hubAcceptsClient"]!);

        // Accepted alone it gets its namespace, but its agent has nothing to connect with.
        await AcceptAsync(hub, "late");
        await hub.UntilAsync("/api/v1/namespaces/late", _ => true);
        await hub.UntilAsync($"{AccessHub.Clusters}/late", value => IsTrue(value, "HubAcceptedManagedCluster"));
        Assert.False(IsTrue((await hub.SendAsync("GET", $"{AccessHub.Clusters}/late")).Json, "ManagedClusterJoined"));

        await ApproveAsync(hub, request);
        JsonObject joined = await hub.UntilAsync($"{AccessHub.Clusters}/late", value => IsTrue(value, "ManagedClusterConditionAvailable") && value["spec"]!["taints"] is null);
        Assert.True(IsTrue(joined, "ManagedClusterJoined"));
        Assert.Throws<InvalidOperationException>(() => hub.Hub.RequestJoin("late"));
        Assert.Throws<ArgumentException>(() => hub.Hub.RequestJoin("No Name"));
    }

    [Fact]
    public async Task An_agent_may_do_what_it_must_for_its_own_cluster_only_and_nothing_once_denied()
    {
        await using AccessHub hub = await AccessHub.StartAsync("one", "two");
        string agent = hub.User($"{Prefix}one:agent", $"{Prefix}one", $"{Prefix}managed-clusters");
        const string Works = "/apis/work.open-cluster-management.io/v1/namespaces/{0}/manifestworks";
        const string Lease = "/apis/coordination.k8s.io/v1/namespaces/{0}/leases/managed-cluster-lease";
        foreach ((string cluster, int status) in new[] { ("one", 200), ("two", 403) })
        {
            Assert.Equal(status, (await hub.SendAsync("GET", string.Format(null, Works, cluster), token: agent)).Status);
            Assert.Equal(status, (await hub.SendAsync("GET", string.Format(null, Lease, cluster), token: agent)).Status);
            Assert.Equal(status, (await hub.SendAsync("GET", $"{AccessHub.Clusters}/{cluster}", token: agent)).Status);
        }

        Assert.Equal(403, (await hub.SendAsync("DELETE", $"{AccessHub.Clusters}/one", token: agent)).Status);

        await AcceptAsync(hub, "one", accepts: false);
        await hub.UntilStatusAsync(403, string.Format(null, Works, "one"), agent);
        await hub.UntilStatusAsync(403, string.Format(null, Lease, "one"), agent);
        Assert.Equal(200, (await hub.SendAsync("GET", $"{AccessHub.Clusters}/one", token: agent)).Status);
        Assert.Equal(403, (await hub.SendAsync("PUT", $"{AccessHub.Clusters}/one/status", "{}", agent)).Status);

        await AcceptAsync(hub, "one");
        await hub.UntilStatusAsync(200, string.Format(null, Works, "one"), agent);
        await hub.SendAsync("DELETE", $"{AccessHub.Clusters}/one");
        await hub.UntilStatusAsync(404, $"{AccessHub.Rbac}/clusterroles/open-cluster-management:managedcluster:one");
        await hub.UntilStatusAsync(404, $"{AccessHub.Rbac}/namespaces/one/rolebindings/open-cluster-management:managedcluster:one:work");
    }

    [Fact]
    public async Task The_agent_of_an_accepted_cluster_renews_its_own_certificate_and_no_other()
    {
        await using AccessHub hub = await AccessHub.StartAsync("one", "two");
        string agent = hub.User($"{Prefix}one:agent", $"{Prefix}one", $"{Prefix}managed-clusters");
        const string Label = """{"open-cluster-management.io/cluster-name":"one"}""";
        (string own, ECDsa key) = AccessHub.CertificateRequest("one-aaaaa", $"{Prefix}one:agent", [$"{Prefix}one", $"{Prefix}managed-clusters"], labels: Label);
        (string foreign, ECDsa other) = AccessHub.CertificateRequest("one-bbbbb", $"{Prefix}two:agent", [$"{Prefix}two"], labels: Label);
        using ECDsa owner = key;
        other.Dispose();
        Assert.Equal(201, (await hub.SendAsync("POST", AccessHub.Requests, foreign, agent)).Status);
        Assert.Equal(201, (await hub.SendAsync("POST", AccessHub.Requests, own, agent)).Status);

        JsonObject renewed = await hub.UntilAsync($"{AccessHub.Requests}/one-aaaaa", value => value["status"]?["certificate"] is not null);
        Assert.Equal("AutoApprovedByHubCSRApprovingController", (string?)renewed["status"]!["conditions"]![0]!["reason"]);
        using X509Certificate2 certificate = AccessHub.Certificate(renewed, key);
        Assert.Equal(200, (await hub.SendAsync(certificate, "GET", "/apis/work.open-cluster-management.io/v1/namespaces/one/manifestworks")).Status);
        Assert.Null((await hub.SendAsync("GET", $"{AccessHub.Requests}/one-bbbbb")).Json["status"]);
    }
}
