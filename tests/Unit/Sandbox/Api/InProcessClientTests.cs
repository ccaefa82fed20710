using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Resources;
using OcmPowerShell.Sandbox.Kinds;
using OcmPowerShell.Sandbox.Kinds.Kubernetes;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Api;

public sealed class InProcessClientTests
{
    private readonly ResourceApi _api = new(HubResources.Table());
    private readonly InProcessClient _client;

    public InProcessClientTests()
    {
        _client = _api.Client("tester");
        _client.Create(KubernetesTypes.Namespace, null, Json("""{"metadata":{"name":"one"}}"""));
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private static JsonObject Work(string name) => Json(
        """{"metadata":{"name":"NAME"},"spec":{"workload":{"manifests":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}]}}}""".Replace("NAME", name));

    [Fact]
    public void A_created_object_carries_what_the_server_adds()
    {
        JsonObject work = _client.Create(OcmTypes.ManifestWork, "one", Work("w1"));

        Assert.Equal("ManifestWork", work.Text("kind"));
        Assert.Equal("one", work.Metadata().Text("namespace"));
        Assert.Equal(1, work.Metadata().Whole("generation"));
        Assert.True(Guid.TryParse(work.Metadata().Text("uid"), out _));
        Assert.Equal(
            """{"f:spec":{".":{},"f:workload":{".":{},"f:manifests":{}}}}""",
            work.Metadata().Array("managedFields")![0]!["fieldsV1"]!.ToJsonString());
    }

    [Fact]
    public void Status_and_the_rest_are_written_apart()
    {
        JsonObject work = _client.Create(OcmTypes.ManifestWork, "one", Work("w1"));
        work["status"] = Json("""{"conditions":[]}""");
        work["spec"]!["deleteOption"] = Json("{}");

        JsonObject updated = _client.Update(OcmTypes.ManifestWork, "one", work);
        Assert.False(updated.ContainsKey("status"));
        Assert.Equal("Foreground", (string?)updated["spec"]!["deleteOption"]!["propagationPolicy"]);
        Assert.Equal(2, updated.Metadata().Whole("generation"));

        updated["status"] = Json("""{"resourceStatus":{}}""");
        updated["spec"]!["deleteOption"] = null;
        JsonObject reported = _client.UpdateStatus(OcmTypes.ManifestWork, "one", updated);
        Assert.NotNull(reported["status"]!["resourceStatus"]);
        Assert.NotNull(reported["spec"]!["deleteOption"]);
        Assert.Equal(2, reported.Metadata().Whole("generation"));
    }

    [Fact]
    public void An_update_of_an_older_version_is_a_conflict()
    {
        JsonObject work = _client.Create(OcmTypes.ManifestWork, "one", Work("w1"));
        work.Metadata()["labels"] = Json("""{"a":"b"}""");
        _client.Update(OcmTypes.ManifestWork, "one", work);

        ApiException refusal = Assert.Throws<ApiException>(() => _client.Update(OcmTypes.ManifestWork, "one", work));
        Assert.Equal("Conflict", refusal.Reason);
    }

    [Fact]
    public void A_finalizer_holds_an_object_until_it_is_dropped()
    {
        JsonObject work = Work("w1");
        work.Metadata()["finalizers"] = new JsonArray("example.com/wait");
        _client.Create(OcmTypes.ManifestWork, "one", work);

        _client.Delete(OcmTypes.ManifestWork, "one", "w1");
        JsonObject deleting = _client.Get(OcmTypes.ManifestWork, "one", "w1")!;
        Assert.NotNull(deleting.Metadata().Text("deletionTimestamp"));
        Assert.Equal(2, deleting.Metadata().Whole("generation"));

        deleting.Metadata().Remove("finalizers");
        _client.Update(OcmTypes.ManifestWork, "one", deleting);
        Assert.Null(_client.Get(OcmTypes.ManifestWork, "one", "w1"));
    }

    [Fact]
    public async Task A_watcher_sees_what_is_there_and_then_every_change_in_order()
    {
        _client.Create(OcmTypes.ManifestWork, "one", Work("w1"));
        var seen = new List<string>();
        await using IAsyncEnumerator<ResourceEvent> events =
            _client.WatchAsync(OcmTypes.ManifestWork, "one", TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        await events.MoveNextAsync();
        seen.Add($"{events.Current.Type} {events.Current.Object.Metadata().Text("name")}");
        for (int number = 0; number < 1000; number++)
        {
            _client.Create(OcmTypes.ManifestWork, "one", Work($"n{number:0000}"));
        }

        for (int number = 0; number < 1000; number++)
        {
            await events.MoveNextAsync();
            seen.Add($"{events.Current.Type} {events.Current.Object.Metadata().Text("name")}");
        }

        Assert.Equal(["ADDED w1", .. Enumerable.Range(0, 1000).Select(number => $"ADDED n{number:0000}")], seen);
    }

    [Fact]
    public void A_server_that_accepts_any_kind_learns_it_when_it_is_named()
    {
        var spoke = new ResourceApi(new ResourceTable(NamespaceKind.Definition) { AcceptsAnyKind = true });
        InProcessClient agent = spoke.Client("work-agent");
        var widgets = new ResourceType("example.com", "v1", "Widget", "widgets", Namespaced: true);
        agent.Create(KubernetesTypes.Namespace, null, Json("""{"metadata":{"name":"default"}}"""));

        agent.Create(widgets, "default", Json("""{"metadata":{"name":"w"},"spec":{"any":{"thing":[1,2]}},"data":true}"""));

        JsonObject stored = agent.Get(widgets, "default", "w")!;
        Assert.Equal("""{"any":{"thing":[1,2]}}""", stored["spec"]!.ToJsonString());
        Assert.Equal("example.com/v1", stored.Text("apiVersion"));
    }

    [Fact]
    public void A_deleted_namespace_takes_its_content_along()
    {
        JsonObject held = Work("held");
        held.Metadata()["finalizers"] = new JsonArray("example.com/wait");
        _client.Create(OcmTypes.ManifestWork, "one", held);
        _client.Create(OcmTypes.ManifestWork, "one", Work("free"));

        _client.Delete(KubernetesTypes.Namespace, null, "one");
        Assert.Null(_client.Get(OcmTypes.ManifestWork, "one", "free"));
        Assert.Equal("Terminating", (string?)_client.Get(KubernetesTypes.Namespace, null, "one")!["status"]!["phase"]);
        Assert.Equal("Forbidden", Assert.Throws<ApiException>(() => _client.Create(OcmTypes.ManifestWork, "one", Work("late"))).Reason);

        JsonObject rest = _client.Get(OcmTypes.ManifestWork, "one", "held")!;
        rest.Metadata().Remove("finalizers");
        _client.Update(OcmTypes.ManifestWork, "one", rest);
        Assert.Null(_client.Get(KubernetesTypes.Namespace, null, "one"));
    }
}
