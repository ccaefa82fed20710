using System.Text.Json.Nodes;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Access;

/// <summary>How namespaces go, and collections of Kubernetes' own kinds.</summary>
public sealed class NamespaceDeletionTests
{
    private const string Apps = "/api/v1/namespaces/apps";

    private static string? Reason(JsonObject home, string type) => (string?)home["status"]!["conditions"]?.AsArray()
        .FirstOrDefault(condition => (string?)condition!["type"] == type)?["message"];

    private static async Task<AccessHub> StartAsync()
    {
        AccessHub hub = await AccessHub.StartAsync();
        await hub.CreateAsync("/api/v1/namespaces", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"apps"}}""");
        await hub.CreateAsync($"{Apps}/configmaps", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"kept","labels":{"a":"b"},"finalizers":["example.com/wait"]}}""");
        return hub;
    }

    [Fact]
    public async Task A_namespace_tells_what_keeps_it_until_it_goes()
    {
        await using AccessHub hub = await StartAsync();
        Assert.Equal("Terminating", (string?)(await hub.SendAsync("DELETE", Apps)).Json["status"]!["phase"]);

        JsonObject home = await hub.UntilAsync(Apps, value => value["status"]!["conditions"] is not null);
        Assert.Equal("Some resources are remaining: configmaps. has 1 resource instances", Reason(home, "NamespaceContentRemaining"));
        Assert.Equal("Some content in the namespace has finalizers remaining: example.com/wait in 1 resource instances", Reason(home, "NamespaceFinalizersRemaining"));
        Assert.Equal(409, (await hub.SendAsync("DELETE", Apps)).Status);
        Assert.Equal(403, (await hub.SendAsync("POST", $"{Apps}/configmaps", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"late"}}""")).Status);

        await hub.SendAsync("PATCH", $"{Apps}/configmaps/kept", """{"metadata":{"finalizers":null}}""", type: "application/merge-patch+json");
        await hub.UntilStatusAsync(404, Apps);
    }

    [Fact]
    public async Task Finalizers_of_a_namespace_change_by_finalize_alone()
    {
        await using AccessHub hub = await StartAsync();
        await hub.SendAsync("DELETE", Apps);
        JsonObject home = await hub.UntilAsync(Apps, _ => true);
        home["spec"] = new JsonObject { ["finalizers"] = new JsonArray() };
        home["metadata"]!.AsObject().Remove("resourceVersion");
        Assert.Equal("""["kubernetes"]""", (await hub.SendAsync("PUT", Apps, home.ToJsonString())).Json["spec"]!["finalizers"]!.ToJsonString());
        Assert.Equal(405, (await hub.SendAsync("GET", $"{Apps}/finalize")).Status);

        Assert.Equal(200, (await hub.SendAsync("PUT", $"{Apps}/finalize", home.ToJsonString())).Status);
        Assert.Equal(404, (await hub.SendAsync("GET", Apps)).Status);
    }

    [Fact]
    public async Task Some_namespaces_are_not_deleted()
    {
        await using AccessHub hub = await AccessHub.StartAsync();
        AccessHub.Answer answer = await hub.SendAsync("DELETE", "/api/v1/namespaces/kube-system");
        Assert.Equal((403, "namespaces \"kube-system\" is forbidden: this namespace may not be deleted"), (answer.Status, answer.Message));
        Assert.Equal(405, (await hub.SendAsync("DELETE", "/api/v1/namespaces")).Status);
    }

    [Fact]
    public async Task Collections_of_other_kinds_are_deleted_by_selector()
    {
        await using AccessHub hub = await StartAsync();
        await hub.CreateAsync($"{Apps}/configmaps", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"other","labels":{"a":"c"}}}""");
        await hub.CreateAsync($"{Apps}/configmaps", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"gone","labels":{"a":"b"}}}""");

        Assert.Equal(2, (await hub.SendAsync("DELETE", $"{Apps}/configmaps?labelSelector=a%3Db")).Json["items"]!.AsArray().Count);
        Assert.Equal(404, (await hub.SendAsync("GET", $"{Apps}/configmaps/gone")).Status);
        Assert.Equal(200, (await hub.SendAsync("GET", $"{Apps}/configmaps/other")).Status);
        Assert.NotNull((await hub.SendAsync("GET", $"{Apps}/configmaps/kept")).Json["metadata"]!["deletionTimestamp"]);
    }
}
