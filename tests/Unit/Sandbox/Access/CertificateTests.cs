using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Access;

/// <summary>Certificates are requested, approved or denied, and issued.</summary>
public sealed class CertificateTests
{
    private static string Approval(JsonObject request, params string[] types)
    {
        request["status"] = new JsonObject
        {
            ["conditions"] = new JsonArray([.. types.Select(type => new JsonObject { ["type"] = type, ["status"] = "True", ["reason"] = "Test", ["message"] = "" })]),
        };
        return request.ToJsonString();
    }

    [Fact]
    public async Task An_approved_request_becomes_a_certificate_that_names_its_user()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        (string body, ECDsa key) = AccessHub.CertificateRequest("carol", "carol", ["ops", "dev"]);
        using ECDsa owner = key;
        JsonObject request = await hub.CreateAsync(AccessHub.Requests, body);
        Assert.Equal("sandbox-admin", (string?)request["spec"]!["username"]);
        Assert.Equal("""["system:masters","system:authenticated"]""", request["spec"]!["groups"]!.ToJsonString());
        Assert.Null(request["status"]?["certificate"]);

        Assert.Equal(200, (await hub.SendAsync("PUT", $"{AccessHub.Requests}/carol/approval", Approval(request, "Approved"))).Status);
        JsonObject issued = await hub.UntilAsync($"{AccessHub.Requests}/carol", value => value["status"]?["certificate"] is not null);
        Assert.NotNull(issued["status"]!["conditions"]![0]!["lastUpdateTime"]);

        using X509Certificate2 certificate = AccessHub.Certificate(issued, key);
        AccessHub.Answer who = await hub.SendAsync(
            certificate, "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", """{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}""");
        Assert.Equal("carol", (string?)who.Json["status"]!["userInfo"]!["username"]);
        Assert.Equal(["dev", "ops", "system:authenticated"], who.Json["status"]!["userInfo"]!["groups"]!.AsArray().Select(group => (string)group!).Order());
    }

    [Fact]
    public async Task An_answer_is_one_of_two_and_for_good()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        (string body, ECDsa key) = AccessHub.CertificateRequest("carol", "carol", []);
        key.Dispose();
        JsonObject request = await hub.CreateAsync(AccessHub.Requests, body);

        AccessHub.Answer both = await hub.SendAsync("PUT", $"{AccessHub.Requests}/carol/approval", Approval(request, "Approved", "Denied"));
        Assert.Equal(422, both.Status);
        Assert.Contains("Approved and Denied conditions are mutually exclusive", both.Message, StringComparison.Ordinal);

        JsonObject denied = (await hub.SendAsync("PUT", $"{AccessHub.Requests}/carol/approval", Approval(request, "Denied"))).Json;
        AccessHub.Answer taken = await hub.SendAsync("PUT", $"{AccessHub.Requests}/carol/approval", Approval(denied, "Approved"));
        Assert.Equal(422, taken.Status);
        Assert.Contains("updates may not remove a condition of type \"Denied\"", taken.Message, StringComparison.Ordinal);
        Assert.Null((await hub.SendAsync("GET", $"{AccessHub.Requests}/carol")).Json["status"]!["certificate"]);
    }

    [Fact]
    public async Task Approval_takes_the_right_to_the_signer_and_changes_nothing_else()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        string bob = hub.User("bob");
        await hub.GrantAsync("approval", """{"apiGroups":["certificates.k8s.io"],"resources":["certificatesigningrequests/approval"],"verbs":["update"]}""", "bob");
        (string body, ECDsa key) = AccessHub.CertificateRequest("carol", "carol", []);
        key.Dispose();
        JsonObject request = await hub.CreateAsync(AccessHub.Requests, body);
        string approval = Approval(request, "Approved");

        AccessHub.Answer refused = await hub.SendAsync("PUT", $"{AccessHub.Requests}/carol/approval", approval, bob);
        Assert.Equal(
            "certificatesigningrequests.certificates.k8s.io \"carol\" is forbidden: user not permitted to approve requests with signerName \"kubernetes.io/kube-apiserver-client\"",
            refused.Message);

        await hub.GrantAsync("signer", """{"apiGroups":["certificates.k8s.io"],"resources":["signers"],"resourceNames":["kubernetes.io/*"],"verbs":["approve"]}""", "bob");
        JsonObject changed = JsonNode.Parse(approval)!.AsObject();
        changed["spec"]!["username"] = "mallory";
        changed["metadata"]!["labels"] = new JsonObject { ["a"] = "b" };
        AccessHub.Answer approved = await hub.SendAsync("PUT", $"{AccessHub.Requests}/carol/approval", changed.ToJsonString(), bob);
        Assert.Equal(200, approved.Status);
        Assert.Equal("sandbox-admin", (string?)approved.Json["spec"]!["username"]);
        Assert.Null(approved.Json["metadata"]!["labels"]);

        // The signer writes as well, and a request that changed in between is a conflict.
        JsonObject replaced = await hub.UntilAsync($"{AccessHub.Requests}/carol", value => value["status"]?["certificate"] is not null);
        replaced["spec"]!["signerName"] = "example.com/other";

        // The certificate is issued meanwhile: what is written here must not mind.
        replaced["metadata"]!.AsObject().Remove("resourceVersion");
        Assert.Equal("kubernetes.io/kube-apiserver-client", (string?)(await hub.SendAsync("PUT", $"{AccessHub.Requests}/carol", replaced.ToJsonString())).Json["spec"]!["signerName"]);
    }

    [Fact]
    public async Task What_cannot_be_signed_is_refused_or_fails()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        (string masters, ECDsa first) = AccessHub.CertificateRequest("m", "m", ["system:masters"]);
        (string kubelet, ECDsa second) = AccessHub.CertificateRequest("k", "k", [], "kubernetes.io/kubelet-serving");
        first.Dispose();
        second.Dispose();
        Assert.Equal(
            "certificatesigningrequests.certificates.k8s.io \"m\" is forbidden: use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed",
            (await hub.SendAsync("POST", AccessHub.Requests, masters)).Message);
        AccessHub.Answer garbage = await hub.SendAsync(
            "POST", AccessHub.Requests, """{"apiVersion":"certificates.k8s.io/v1","kind":"CertificateSigningRequest","metadata":{"name":"g"},"spec":{"request":"Z2FyYmFnZQ==","signerName":"a/b","usages":["client auth"]}}""");
        Assert.Equal((422, true), (garbage.Status, garbage.Message!.Contains("PEM block type must be CERTIFICATE REQUEST")));

        JsonObject request = await hub.CreateAsync(AccessHub.Requests, kubelet);
        await hub.SendAsync("PUT", $"{AccessHub.Requests}/k/approval", Approval(request, "Approved"));
        JsonObject failed = await hub.UntilAsync($"{AccessHub.Requests}/k", value => value["status"]!["conditions"]!.AsArray().Count == 2);
        Assert.Equal("Failed", (string?)failed["status"]!["conditions"]![1]!["type"]);
        Assert.Null(failed["status"]!["certificate"]);
    }
}
