using System.Text.Json.Nodes;
using System.Threading.Channels;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Kinds;
using OcmPowerShell.Sandbox.Store;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Api;

public sealed class WatchTests : IDisposable
{
    private readonly ApiCaller _caller = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task<string> NextAsync(ChannelReader<JsonObject> lines)
    {
        JsonObject line = await lines.ReadAsync(_stop.Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), _stop.Token);
        return $"{line["type"]} {line["object"]!["metadata"]!["name"]}";
    }

    private Task<ApiCaller.Answer> LabelAsync(string name, string label) =>
        _caller.MergeAsync($"{ApiCaller.Works}/{name}", """{"metadata":{"labels":{"a":LABEL}}}""".Replace("LABEL", label));

    [Theory]
    [InlineData("")]
    [InlineData("&resourceVersion=0")]
    public async Task A_watch_without_a_version_begins_with_what_is_there(string version)
    {
        await _caller.CreateAsync("w1");
        ChannelReader<JsonObject> lines = _caller.Watch($"{ApiCaller.Works}?watch=true{version}", _stop.Token);
        Assert.Equal("ADDED w1", await NextAsync(lines));
        await LabelAsync("w1", "\"b\"");
        Assert.Equal("MODIFIED w1", await NextAsync(lines));
        await _caller.SendAsync("DELETE", $"{ApiCaller.Works}/w1");
        Assert.Equal("DELETED w1", await NextAsync(lines));
    }

    [Fact]
    public async Task A_watch_from_a_version_brings_every_change_after_it()
    {
        await _caller.CreateAsync("w1");
        string version = (string)(await _caller.GetAsync(ApiCaller.Works)).Json["metadata"]!["resourceVersion"]!;
        await LabelAsync("w1", "\"b\"");
        await _caller.CreateAsync("w2");
        ChannelReader<JsonObject> lines = _caller.Watch($"{ApiCaller.AllWorks}?watch=1&resourceVersion={version}", _stop.Token);
        Assert.Equal("MODIFIED w1", await NextAsync(lines));
        Assert.Equal("ADDED w2", await NextAsync(lines));
        await _caller.CreateAsync("w3");
        Assert.Equal("ADDED w3", await NextAsync(lines));
    }

    [Fact]
    public async Task What_a_selector_begins_or_ceases_to_select_is_added_or_deleted()
    {
        await _caller.CreateAsync("w1");
        await _caller.CreateAsync("w2");
        ChannelReader<JsonObject> lines = _caller.Watch($"{ApiCaller.Works}?watch=true&labelSelector=a%3Db", _stop.Token);
        await LabelAsync("w1", "\"b\"");
        Assert.Equal("ADDED w1", await NextAsync(lines));
        ApiCaller.Answer changed = await LabelAsync("w1", "\"c\"");
        JsonObject deleted = await lines.ReadAsync(_stop.Token);
        Assert.Equal("DELETED", (string?)deleted["type"]);
        Assert.Equal("b", (string?)deleted["object"]!["metadata"]!["labels"]!["a"]);
        Assert.Equal((string?)changed.Json["metadata"]!["resourceVersion"], (string?)deleted["object"]!["metadata"]!["resourceVersion"]);
        await LabelAsync("w2", "\"b\"");
        Assert.Equal("ADDED w2", await NextAsync(lines));
    }

    [Fact]
    public async Task One_object_is_watched_by_its_name()
    {
        ChannelReader<JsonObject> lines = _caller.Watch($"{ApiCaller.Works}?watch=true&fieldSelector=metadata.name%3Dw2", _stop.Token);
        await _caller.CreateAsync("w1");
        await _caller.CreateAsync("w2");
        Assert.Equal("ADDED w2", await NextAsync(lines));
    }

    [Fact]
    public async Task A_watch_ends_in_time_and_says_how_far_it_got()
    {
        await _caller.CreateAsync("w1");
        ApiCaller.Answer answer = await _caller.GetAsync($"{ApiCaller.Works}?watch=true&timeoutSeconds=1&allowWatchBookmarks=true");
        JsonNode[] lines = [.. answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
        Assert.Equal(["ADDED", "BOOKMARK"], lines.Select(line => (string)line["type"]!));
        string current = _caller.Api.Store.Version.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal("""{"kind":"ManifestWork","apiVersion":"work.open-cluster-management.io/v1","metadata":{"resourceVersion":"CURRENT"}}""".Replace("CURRENT", current),
            lines[1]["object"]!.ToJsonString());
    }

    [Fact]
    public async Task A_watch_from_forgotten_history_gets_one_error_and_ends()
    {
        var caller = new ApiCaller(new ResourceApi(HubResources.Table(), new ObjectStore(new ObjectStoreLimits { HistoryPerKind = 2 })));
        foreach (string name in new[] { "a", "b", "c", "d" })
        {
            await caller.CreateAsync(name);
        }

        ApiCaller.Answer answer = await caller.GetAsync($"{ApiCaller.Works}?watch=true&resourceVersion=2&timeoutSeconds=5");
        Assert.Equal(200, answer.Status);
        Assert.Equal(("ERROR", 410), ((string?)answer.Json["type"], (int)answer.Json["object"]!["code"]!));
    }

    [Fact]
    public async Task A_watch_in_table_form_says_its_columns_once()
    {
        await _caller.CreateAsync("w1");
        await _caller.CreateAsync("w2");
        ApiCaller.Answer answer = await _caller.GetAsync(
            $"{ApiCaller.Works}?watch=true&timeoutSeconds=1", ("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io"));
        JsonNode[] lines = [.. answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
        Assert.Equal(2, lines[0]["object"]!["columnDefinitions"]!.AsArray().Count);
        Assert.Null(lines[1]["object"]!["columnDefinitions"]);
        Assert.Equal("w2", (string?)lines[1]["object"]!["rows"]![0]!["cells"]![0]);
    }

    [Fact]
    public async Task A_reader_that_sleeps_through_all_history_still_gets_every_change_in_process()
    {
        var api = new ResourceApi(HubResources.Table(), new ObjectStore(new ObjectStoreLimits { HistoryPerKind = 10 }));
        InProcessClient client = api.Client("t");
        await using IAsyncEnumerator<ResourceEvent> events = client.WatchAsync(KubernetesTypes.Namespace, null, _stop.Token).GetAsyncEnumerator(_stop.Token);
        ValueTask<bool> first = events.MoveNextAsync();
        for (int number = 0; number < 500; number++)
        {
            client.Create(KubernetesTypes.Namespace, null, new JsonObject { ["metadata"] = new JsonObject { ["name"] = $"n{number}" } });
        }

        Assert.True(await first);
        for (int number = 0; number < 500; number++)
        {
            Assert.Equal($"n{number}", (string?)events.Current.Object["metadata"]!["name"]);
            if (number < 499)
            {
                await events.MoveNextAsync();
            }
        }
    }
}
