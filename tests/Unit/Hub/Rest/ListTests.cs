using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Works;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Rest;

/// <summary>Lists: read as they come, in one answer or in pages.</summary>
public sealed class ListTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_item_is_there_before_the_rest_of_the_list_is_sent()
    {
        var rest = new TaskCompletionSource();
        await using var server = new RawServer(async exchange =>
        {
            await exchange.BeginAsync();
            await exchange.ChunkAsync($$"""{"kind":"ManifestWorkList","metadata":{"resourceVersion":"7"},"items":[{{Item("first")}},{"metadata":{"na""");
            await rest.Task;
            await exchange.ChunkAsync("""me":"second"}}]}""");
            await exchange.EndAsync();
        });
        using HubConnection hub = server.Connect();
        await using IAsyncEnumerator<Work> works = new WorkClient(hub).ListAsync(cancellationToken: Cancel).GetAsyncEnumerator(Cancel);

        Assert.Equal("first", (await works.NextAsync()).Name);

        Task<bool> second = works.MoveNextAsync().AsTask();
        Assert.False(second.IsCompleted);
        rest.SetResult();
        Assert.True(await second.SoonAsync());
        Assert.Equal("second", works.Current.Name);
        Assert.False(await works.MoveNextAsync());
    }

    [Theory]
    [InlineData("""{"metadata":{"resourceVersion":"7"},"items":[ITEMS]}""")]
    [InlineData("""{"items":[ITEMS],"metadata":{"resourceVersion":"7","continue":""}}""")]
    [InlineData("""{"metadata":{"x":{"items":[1]},"resourceVersion":"7","continue":null},"extra":[{"items":[]}],"items":[null,ITEMS,null],"kind":"List"}""")]
    [InlineData(" \n{ \"items\" : [ ITEMS ] , \"metadata\" : { \"resourceVersion\" : \"7\" } } \n")]
    public async Task The_metadata_may_stand_anywhere_and_nulls_are_nothing(string list)
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(list.Replace("ITEMS", $"{Item("a")},{Item("b")}")));
        using HubConnection hub = server.Connect();

        Assert.Equal(("a,b", "7"), await ReadAsync(hub));
    }

    [Theory]
    [InlineData("""{"items":null,"metadata":{"resourceVersion":"7"}}""")]
    [InlineData("""{"items":[],"metadata":{"resourceVersion":"7"}}""")]
    public async Task A_list_may_be_empty(string list)
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(list));
        using HubConnection hub = server.Connect();

        Assert.Equal(("", "7"), await ReadAsync(hub));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("text")]
    [InlineData("""{"items":{}}""")]
    [InlineData("""{"\ud800":1,"items":[]}""")]
    [InlineData("""{"items":[]""")]
    [InlineData("""{"kind":"Status","status":"Success"}""")]
    [InlineData("""{"items":[1]}""")]
    [InlineData("""{"items":[{"metadata":null}]}""")]
    [InlineData("""{"items":[{"metadata":{"name":null}}]}""")]
    [InlineData("""{"items":[{"metadata":{"name":"a","generation":"x"}}]}""")]
    [InlineData("""{"items":[{"metadata":{"name":"\ud800"}}]}""")]
    [InlineData("""{"items":[{"metadata":{"name":"a"},"status":{"conditions":[null]}}]}""")]
    [InlineData("""{"items":[{"metadata":{"name":"a"},"spec":{"workload":{"manifests":[{"kind":"\ud800"}]}}}]}""")]
    public async Task What_is_not_a_list_of_works_is_an_error_and_not_an_empty_list(string answer)
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(answer));
        using HubConnection hub = server.Connect();

        HubException error = await Assert.ThrowsAsync<HubException>(() => ReadAsync(hub));

        Assert.Equal("InvalidAnswer", error.ErrorId);
        Assert.Contains(hub.Identity, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_ends_too_soon_but_cleanly_is_an_error()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync($$"""{"items":[{{Item("a")}},{"metadata":"""));
        using HubConnection hub = server.Connect();

        Assert.Equal("InvalidAnswer", (await Assert.ThrowsAsync<HubException>(() => ReadAsync(hub))).ErrorId);
    }

    [Fact]
    public async Task A_list_in_pages_is_the_same_list()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one", "two");
        for (int number = 0; number < 25; number++)
        {
            live.AddWork(number % 2 == 0 ? "one" : "two", $"work{number:00}");
        }

        List<string> whole = await NamesAsync(live, null);
        List<string> paged = await NamesAsync(live, 4);

        Assert.Equal(25, whole.Count);
        Assert.Equal(whole, paged);
        Assert.Equal(8, live.Requests.Count);
        Assert.All(live.Requests.Skip(1), request => Assert.Contains("limit=4", request.QueryString, StringComparison.Ordinal));
        Assert.Equal(6, live.Requests.Count(request => request.QueryString.Contains("continue=", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_list_is_read_to_its_end_so_that_the_next_request_has_its_connection()
    {
        await using var server = new RawServer(async exchange =>
        {
            await exchange.BeginAsync();
            await exchange.ChunkAsync("""{"items":[]}""");

            // What ends the answer is often a packet of its own.
            await Task.Delay(100, exchange.Stop);
            await exchange.ChunkAsync("\n");
            await exchange.EndAsync();
        });
        using HubConnection hub = server.Connect();

        for (int number = 0; number < 3; number++)
        {
            await new WorkClient(hub).ListAsync(cancellationToken: Cancel).CountAsync(Cancel);
        }

        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task A_page_is_asked_for_only_when_it_is_wanted()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        for (int number = 0; number < 9; number++)
        {
            live.AddWork("one", $"work{number}");
        }

        Assert.Equal(3, await live.Works.ListAsync("one", new WorkQuery { PageSize = 3 }, Cancel).Take(3).CountAsync(Cancel));

        Assert.Single(live.Requests);
    }

    [Fact]
    public async Task Names_and_labels_are_selected_by_the_hub()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one", "two");
        live.AddWork("one", "a", new() { ["labels"] = new System.Text.Json.Nodes.JsonObject { ["app"] = "web" } });
        live.AddWork("two", "a");
        live.AddWork("two", "b", new() { ["labels"] = new System.Text.Json.Nodes.JsonObject { ["app"] = "db", ["tier"] = "1" } });

        Assert.Equal(["one/a", "two/a"], await SelectAsync(live, null, new WorkQuery { Name = "a" }));
        Assert.Equal(["two/b"], await SelectAsync(live, "two", new WorkQuery { LabelSelector = "app in (db, web),tier" }));
        Assert.Equal(["two/a"], await SelectAsync(live, null, new WorkQuery { LabelSelector = "app notin (db),!app" }));
        Assert.Equal([], await SelectAsync(live, "three", new WorkQuery()));
    }

    [Fact]
    public async Task A_work_as_deep_as_files_may_be_is_listed_and_so_are_its_neighbours()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        string deep = string.Concat(Enumerable.Repeat("""{"a":""", 95)) + "1" + new string('}', 95);
        live.AddWork("one", "deep", manifest: $$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"deep"},"data":{{deep}}}""");
        live.AddWork("one", "flat");

        Assert.Equal(["one/deep", "one/flat"], await SelectAsync(live, "one", new WorkQuery()));
        Assert.Equal("deep", (await live.Works.GetAsync("one", "deep", cancellationToken: Cancel))!.Manifests[0].ResourceName);
    }

    [Fact]
    public async Task A_long_list_comes_compressed_and_an_answer_that_is_not_what_it_says_is_an_error()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync("not gzip at all", headers: "Content-Encoding: gzip\r\n"));
        using HubConnection hub = server.Connect();

        HubException error = await Assert.ThrowsAsync<HubException>(() => ReadAsync(hub));

        Assert.Equal("InvalidAnswer", error.ErrorId);
    }

    [Fact]
    public async Task One_object_without_end_is_an_error_and_not_the_end_of_memory()
    {
        string part = new('x', 4 * 1024 * 1024);
        await using var server = new RawServer(async exchange =>
        {
            await exchange.BeginAsync();
            await exchange.ChunkAsync("""{"items":[{"metadata":{"name":" """);
            while (true)
            {
                await exchange.ChunkAsync(part);
            }
        });
        using HubConnection hub = server.Connect();

        Assert.Equal("InvalidAnswer", (await Assert.ThrowsAsync<HubException>(() => ReadAsync(hub))).ErrorId);
        Assert.Equal("InvalidAnswer", (await Assert.ThrowsAsync<HubException>(() => new WorkClient(hub).GetAsync("one", "a", cancellationToken: Cancel))).ErrorId);
    }

    private static string Item(string name) => $$$"""{"metadata":{"name":"{{{name}}}","namespace":"one"}}""";

    private static async Task<(string Names, string Version)> ReadAsync(HubConnection hub)
    {
        string version = "";
        var names = new List<string>();
        await foreach (Work work in hub.Rest.ListAsync(ResourcePath.ManifestWorks, null, new ListOptions(), json => WorkParser.Parse(json, "hub"), value => version = value, Cancel))
        {
            names.Add(work.Name);
        }

        return (string.Join(',', names), version);
    }

    private static async Task<List<string>> NamesAsync(LiveHub live, int? pageSize) =>
        await live.Works.ListAsync(query: new WorkQuery { PageSize = pageSize }, cancellationToken: Cancel).Select(work => work.ToString()).ToListAsync(Cancel);

    private static async Task<List<string>> SelectAsync(LiveHub live, string? cluster, WorkQuery query) =>
        await live.Works.ListAsync(cluster, query, Cancel).Select(work => work.ToString()).ToListAsync(Cancel);
}
