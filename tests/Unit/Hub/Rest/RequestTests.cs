using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Rest;

/// <summary>Single requests: what is sent, and what comes back.</summary>
public sealed class RequestTests
{
    private const string Work = """{"apiVersion":"work.open-cluster-management.io/v1","kind":"ManifestWork","metadata":{"name":"web"},"spec":{"workload":{"manifests":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}]}}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_calls_share_one_connection()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        for (int number = 0; number < 5; number++)
        {
            live.AddWork("one", $"work{number}");
            await live.Works.GetAsync("one", $"work{number}", cancellationToken: Cancel);
            Assert.Equal(number + 1, await live.Works.ListAsync(cancellationToken: Cancel).CountAsync(Cancel));
            Assert.Null(await live.Works.GetAsync("one", "missing", cancellationToken: Cancel));
        }

        Assert.Equal(15, live.Requests.Count);
        Assert.Single(live.Requests.Select(request => request.ConnectionId).Distinct());
        Assert.All(live.Requests, request => Assert.StartsWith("OcmPowerShell/", request.UserAgent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_that_a_refusal_or_warning_repeats_is_not_shown()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        string token = live.Sandbox.Token;
        live.Faults.Add(new FaultRule(Fault.Status(403, "Forbidden", $"Bearer {token} may not do that")));

        HubException refusal = await RefusedAsync(() => live.Works.GetAsync("one", "web", cancellationToken: Cancel));

        Assert.Contains("Bearer *** may not do that", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(token, refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_in_the_servers_address_is_kept()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync("""{"items":[]}"""));
        using HubConnection hub = server.Connect("k8s/clusters/c-1/");

        await new ClusterClient(hub).ListAsync(cancellationToken: Cancel).CountAsync(Cancel);

        Assert.Equal(["GET /k8s/clusters/c-1/apis/cluster.open-cluster-management.io/v1/managedclusters"], server.Requests);
    }

    [Fact]
    public async Task Creating_says_who_manages_the_fields_and_answers_with_the_object()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");

        byte[] created = await live.Connection.Rest.CreateAsync(ResourcePath.ManifestWorks, "one", Bytes(Work), dryRun: false, Cancel);

        Assert.Equal("one", (string?)JsonNode.Parse(created)!["metadata"]!["namespace"]);
        Assert.Equal("OcmPowerShell", (string?)JsonNode.Parse(created)!["metadata"]!["managedFields"]![0]!["manager"]);
        Assert.Equal("AlreadyExists", (await RefusedAsync(() => live.Connection.Rest.CreateAsync(ResourcePath.ManifestWorks, "one", Bytes(Work), dryRun: false, Cancel))).ErrorId);
        RequestLogEntry request = live.Requests[0];
        Assert.Equal(("POST", "application/json", 201), (request.Method, request.ContentType, request.Status));
    }

    [Fact]
    public async Task A_dry_run_asks_and_changes_nothing()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        RestClient rest = live.Connection.Rest;

        await rest.CreateAsync(ResourcePath.ManifestWorks, "one", Bytes(Work), dryRun: true, Cancel);
        Assert.Null(await live.Works.GetAsync("one", "web", cancellationToken: Cancel));

        live.AddWork("one", "web");
        await rest.MergePatchAsync(ResourcePath.ManifestWorks, "one", "web", """{"metadata":{"labels":{"a":"b"}}}"""u8.ToArray(), dryRun: true, Cancel);
        await rest.ApplyAsync(ResourcePath.ManifestWorks, "one", "web", Bytes(Work), force: true, dryRun: true, Cancel);
        await rest.DeleteAsync(ResourcePath.ManifestWorks, "one", "web", null, dryRun: true, Cancel);

        Assert.Empty((await live.Works.GetAsync("one", "web", cancellationToken: Cancel))!.Labels);
        Assert.All(live.Requests.Where(request => request.IsMutating), request => Assert.True(request.IsDryRun));
    }

    [Fact]
    public async Task A_merge_patch_changes_what_it_names_and_conflicts_with_an_older_version()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        string version = (string)live.AddWork("one", "web", new JsonObject { ["labels"] = new JsonObject { ["keep"] = "1" } })["metadata"]!["resourceVersion"]!;
        byte[] Patch(string value) => Bytes($$$"""{"metadata":{"resourceVersion":"{{{version}}}","labels":{"app":"{{{value}}}"} } }""");

        byte[] patched = await live.Connection.Rest.MergePatchAsync(ResourcePath.ManifestWorks, "one", "web", Patch("x"), dryRun: false, Cancel);
        HubException error = await RefusedAsync(() => live.Connection.Rest.MergePatchAsync(ResourcePath.ManifestWorks, "one", "web", Patch("y"), dryRun: false, Cancel));

        Assert.Equal("""{"app":"x","keep":"1"}""", Sorted(JsonNode.Parse(patched)!["metadata"]!["labels"]!));
        Assert.Equal("Conflict", error.ErrorId);
        Assert.Equal("application/merge-patch+json", live.Requests[0].ContentType);
    }

    [Fact]
    public async Task Applying_creates_or_takes_fields_and_tells_who_has_them()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        Task<byte[]> Apply(string app, bool force) => live.Connection.Rest.ApplyAsync(
            ResourcePath.ManifestWorks, "one", "web", Bytes(Work.Replace("\"name\":\"web\"", $$$"""
            "name":"web","labels":{"app":"{{{app}}}"}
            """)), force, dryRun: false, Cancel);

        await Apply("a", force: false);
        live.Admin.Update(ResourceTypeOfWorks, "one", With(live, "app", "theirs"));
        HubException error = await RefusedAsync(() => Apply("b", force: false));
        byte[] forced = await Apply("b", force: true);

        Assert.Equal("Conflict", error.ErrorId);
        Assert.Contains("test", error.Message, StringComparison.Ordinal);
        Assert.Equal("b", (string?)JsonNode.Parse(forced)!["metadata"]!["labels"]!["app"]);
        Assert.Equal(201, live.Requests[0].Status);
    }

    [Fact]
    public async Task Deleting_can_be_bound_to_the_very_object()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        string uid = (string)live.AddWork("one", "web")["metadata"]!["uid"]!;

        Assert.Equal("Conflict", (await RefusedAsync(() => live.Works.DeleteAsync("one", "web", "other-uid", cancellationToken: Cancel))).ErrorId);
        Assert.Equal("Conflict", (await RefusedAsync(() => live.Works.DeleteAsync("one", "web", "\"},\"gracePeriodSeconds\":0,\"x\":{\"y\":\"", cancellationToken: Cancel))).ErrorId);
        await live.Works.DeleteAsync("one", "web", uid, cancellationToken: Cancel);

        Assert.Equal("NotFound", (await RefusedAsync(() => live.Works.DeleteAsync("one", "web", cancellationToken: Cancel))).ErrorId);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("web/status")]
    [InlineData("web%2fstatus")]
    public async Task A_name_that_would_lead_elsewhere_is_not_sent(string name)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web");

        Assert.Equal("InvalidName", (await RefusedAsync(() => live.Works.DeleteAsync("one", name, cancellationToken: Cancel))).ErrorId);
        Assert.Equal("InvalidName", (await RefusedAsync(() => live.Works.GetAsync(name, "web", cancellationToken: Cancel))).ErrorId);
        Assert.Equal("InvalidName", (await RefusedAsync(async () => await live.Works.ListAsync(name, cancellationToken: Cancel).CountAsync(Cancel))).ErrorId);

        Assert.Empty(live.Requests);
        Assert.Equal(1, await live.Works.ListAsync(cancellationToken: Cancel).CountAsync(Cancel));
    }

    [Fact]
    public async Task A_wildcard_or_an_odd_name_is_asked_for_as_it_is()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");

        Assert.Null(await live.Works.GetAsync("one", "ä b?c#d&e*", cancellationToken: Cancel));

        Assert.EndsWith("/manifestworks/ä b?c#d&e*", Assert.Single(live.Requests).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_warning_of_the_hub_is_told_once()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(
            """{"items":[]}""", headers: "Warning: 299 - \"unknown field \\\"spec.x\\\"\"\r\nWarning: 299 - \"second\", 299 hub \"third\"\r\nWarning: 199 - \"not ours\"\r\nWarning: broken\r\n"));
        using HubConnection hub = server.Connect();
        var works = new WorkClient(hub);

        await works.ListAsync(cancellationToken: Cancel).CountAsync(Cancel);
        await works.ListAsync(cancellationToken: Cancel).CountAsync(Cancel);
        string[] warnings = [.. hub.TakeWarnings().Order(StringComparer.Ordinal)];
        await works.ListAsync(cancellationToken: Cancel).CountAsync(Cancel);

        string prefix = $"The hub {hub.Identity} warns: ";
        Assert.Equal([prefix + "second", prefix + "third", prefix + "unknown field \"spec.x\""], warnings);
        Assert.Empty(hub.TakeWarnings());
    }

    private static OcmPowerShell.Sandbox.Api.ResourceType ResourceTypeOfWorks => OcmTypes.ManifestWork;

    private static JsonObject With(LiveHub live, string label, string value)
    {
        JsonObject work = live.Admin.Get(ResourceTypeOfWorks, "one", "web")!;
        work["metadata"]!["labels"]![label] = value;
        return work;
    }

    private static string Sorted(JsonNode map) =>
        new JsonObject(map.AsObject().OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))).ToJsonString();

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static Task<HubException> RefusedAsync(Func<Task> call) => Assert.ThrowsAnyAsync<HubException>(call);
}
