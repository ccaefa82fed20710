using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Kinds;
using OcmPowerShell.Tests.Hub.Model;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Access;

/// <summary>The kinds of access control are checked and shown as every kind, whatever rules they have beside.</summary>
public sealed class AccessKindTests
{
    private const string Accounts = "/api/v1/namespaces/default/serviceaccounts";

    [Theory]
    [InlineData(Accounts, "v1", "ServiceAccount", "\"secrets\":\"x\"", 400, "ServiceAccount")]
    [InlineData(AccessHub.Rbac + "/clusterroles", "rbac.authorization.k8s.io/v1", "ClusterRole", "\"rules\":[{\"apiGroups\":[\"\"],\"verbs\":[\"get\"]}]", 422,
        "rules[0].resources: Required value: resource rules must supply at least one resource")]
    [InlineData(AccessHub.Rbac + "/clusterroles", "rbac.authorization.k8s.io/v1", "ClusterRole", "\"rules\":{}", 400, "ClusterRole")]
    [InlineData(AccessHub.Rbac + "/clusterrolebindings", "rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "\"roleRef\":{\"kind\":\"Role\",\"name\":\"a\"}", 422,
        "roleRef.kind: Unsupported value: \"Role\": supported values: \"ClusterRole\"")]
    [InlineData(AccessHub.Requests, "certificates.k8s.io/v1", "CertificateSigningRequest", "\"spec\":{\"request\":1,\"signerName\":\"a/b\"}", 400, "CertificateSigningRequest")]
    public async Task A_wrong_one_is_refused(string path, string version, string kind, string more, int status, string message)
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        AccessHub.Answer refused = await hub.SendAsync("POST", path, $$"""{"apiVersion":"{{version}}","kind":"{{kind}}","metadata":{"name":"a"},{{more}}}""");
        Assert.Equal(status, refused.Status);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_role_of_a_binding_never_changes()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        await hub.GrantAsync("a", """{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}""", "bob");
        AccessHub.Answer refused = await hub.SendAsync(
            "PATCH", $"{AccessHub.Rbac}/clusterrolebindings/a", """{"roleRef":{"name":"cluster-admin"}}""", type: "application/merge-patch+json");
        Assert.Equal(422, refused.Status);
        Assert.Contains("cannot change roleRef", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, refused.Message!.Split("cannot change roleRef").Length - 1);
    }

    [Fact]
    public void Nobody_owns_what_the_server_writes_into_a_new_namespace()
    {
        var api = new ResourceApi(HubResources.Table());
        JsonObject recorded = Read("cluster-namespace.yaml");
        JsonObject created = api.Client("registration").Create(KubernetesTypes.Namespace, null, Sent(recorded));
        Assert.Equal(Owned(recorded, "registration"), Owned(created, "registration"));
        Assert.Equal("Active", (string?)created["status"]!["phase"]);
    }

    [Fact]
    public async Task Nobody_owns_the_spec_of_a_certificate_request()
    {
        JsonObject recorded = Read("csr.yaml")["items"]!.AsArray()[0]!.AsObject();
        await using AccessHub hub = await AccessHub.StartAsync();
        (string body, ECDsa key) = AccessHub.CertificateRequest("one", "one", [], labels: """{"open-cluster-management.io/cluster-name":"one"}""");
        key.Dispose();
        JsonObject sent = JsonNode.Parse(body)!.AsObject();
        sent["metadata"]!["generateName"] = "one-";
        sent["metadata"]!.AsObject().Remove("name");
        JsonObject created = await hub.CreateAsync($"{AccessHub.Requests}?fieldManager=registration", sent.ToJsonString());
        Assert.Equal(Owned(recorded, "registration"), Owned(created, "registration"));
    }

    private static JsonObject Read(string file) => JsonNode.Parse(Recorded.Read(file).Span)!.AsObject();

    private static JsonObject Sent(JsonObject recorded)
    {
        var metadata = new JsonObject { ["name"] = (string)recorded["metadata"]!["name"]!, ["labels"] = recorded["metadata"]!["labels"]!.DeepClone() };
        return new JsonObject { ["apiVersion"] = (string)recorded["apiVersion"]!, ["kind"] = (string)recorded["kind"]!, ["metadata"] = metadata };
    }

    private static string Owned(JsonObject value, string manager) => value["metadata"]!["managedFields"]!.AsArray()
        .Single(entry => (string?)entry!["manager"] == manager)!["fieldsV1"]!.ToJsonString();
}
