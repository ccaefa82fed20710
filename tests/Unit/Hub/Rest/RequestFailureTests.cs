using System.Diagnostics;
using System.Text;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Rest;

/// <summary>Every way in which an answer does not come, or is not one.</summary>
public sealed class RequestFailureTests
{
    private const string Work = """{"apiVersion":"work.open-cluster-management.io/v1","kind":"ManifestWork","metadata":{"name":"web"},"spec":{"workload":{"manifests":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}]}}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_expired_token_is_unauthorized()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.Works.GetAsync("one", "web", cancellationToken: Cancel);
        live.Sandbox.Tokens.Expire(live.Sandbox.Token);

        ApiStatusException error = await Assert.ThrowsAsync<ApiStatusException>(() => live.Works.GetAsync("one", "web", cancellationToken: Cancel));

        Assert.Equal(("Unauthorized", 401), (error.ErrorId, error.Status.Code));
        Assert.Equal(live.Connection.Identity, error.Hub);
    }

    [Theory]
    [InlineData(200, "NotAnApiServer")]
    [InlineData(502, "BadGateway")]
    [InlineData(302, "Found")]
    public async Task A_page_of_a_proxy_is_not_taken_for_an_answer(int status, string errorId)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.Faults.Add(new FaultRule(Fault.HtmlPage(status)));

        Assert.Equal(errorId, (await RefusedAsync(() => live.Works.GetAsync("one", "web", cancellationToken: Cancel))).ErrorId);
        Assert.Equal(errorId, (await RefusedAsync(async () => await live.Works.ListAsync(cancellationToken: Cancel).CountAsync(Cancel))).ErrorId);
    }

    [Fact]
    public async Task A_404_that_is_not_the_APIs_is_an_error_and_not_an_absent_work()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync("<html><title>No such page</title></html>", 404, "text/html"));
        using HubConnection hub = server.Connect();

        HubException error = await RefusedAsync(() => new WorkClient(hub).GetAsync("one", "web", cancellationToken: Cancel));

        Assert.Contains("No such page", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_work_is_absent_only_when_the_API_says_so_of_the_work_itself()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");

        Assert.Null(await live.Works.GetAsync("one", "missing", cancellationToken: Cancel));
        Assert.Null(await live.Works.GetAsync("no-such-cluster", "missing", cancellationToken: Cancel));
        Assert.Null(await new ClusterClient(live.Connection).GetAsync("missing", cancellationToken: Cancel));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_lost_answer_is_told_and_of_a_change_that_it_may_have_happened(string method)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.Faults.Add(new FaultRule(Fault.LoseAnswer()) { Method = method });

        HubException error = await RefusedAsync(() => method == "GET"
            ? live.Works.GetAsync("one", "web", cancellationToken: Cancel)
            : live.Connection.Rest.CreateAsync(ResourcePath.ManifestWorks, "one", Bytes(Work), dryRun: false, Cancel));

        Assert.Equal("ConnectionLost", error.ErrorId);
        Assert.Equal(method == "POST", error.Message.Contains("look before you try again", StringComparison.Ordinal));
        Assert.Equal(method == "GET" ? 1 + live.Connection.Rest.Retry.WhenBroken : 1, live.Requests.Count(request => request.Method == method));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hub_that_falls_silent_is_told_after_a_while(bool afterHeaders)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.Faults.Add(new FaultRule(afterHeaders ? Fault.Stall() : Fault.Delay(Timeout.InfiniteTimeSpan)));
        live.Connection.Rest.SilenceLimit = TimeSpan.FromMilliseconds(300);

        Assert.Equal("HubTimeout", (await RefusedAsync(() => live.Works.GetAsync("one", "web", cancellationToken: Cancel)).SoonAsync()).ErrorId);
        Assert.Equal("HubTimeout", (await RefusedAsync(async () => await live.Works.ListAsync(cancellationToken: Cancel).CountAsync(Cancel)).SoonAsync()).ErrorId);
        HubException change = await RefusedAsync(() => live.Works.DeleteAsync("one", "web", cancellationToken: Cancel)).SoonAsync();
        Assert.Contains("look before you try again", change.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_keeps_coming_may_take_longer_than_a_silence()
    {
        await using var server = new RawServer(async exchange =>
        {
            await exchange.BeginAsync();
            foreach (char character in """{"metadata":{"name":"slow"}}""")
            {
                await exchange.ChunkAsync(character.ToString());
                await Task.Delay(50, exchange.Stop);
            }

            await exchange.EndAsync();
        });
        using HubConnection hub = server.Connect();
        hub.Rest.SilenceLimit = TimeSpan.FromSeconds(1);

        long begun = Stopwatch.GetTimestamp();
        Assert.Equal("slow", (await new WorkClient(hub).GetAsync("one", "slow", cancellationToken: Cancel))!.Name);

        Assert.True(Stopwatch.GetElapsedTime(begun) > TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("get")]
    [InlineData("list")]
    [InlineData("create")]
    public async Task Cancelling_ends_the_request_at_once_and_closes_it(string verb)
    {
        var arrived = new TaskCompletionSource();
        var left = new TaskCompletionSource();
        await using var server = new RawServer(async exchange =>
        {
            await exchange.BeginAsync();
            await exchange.ChunkAsync("{");
            arrived.SetResult();
            await exchange.ClientLeftAsync();
            left.SetResult();
        });
        using HubConnection hub = server.Connect();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var works = new WorkClient(hub);
        Task asking = verb switch
        {
            "get" => works.GetAsync("one", "web", cancellationToken: stop.Token),
            "list" => works.ListAsync(cancellationToken: stop.Token).CountAsync(stop.Token).AsTask(),
            _ => hub.Rest.CreateAsync(ResourcePath.ManifestWorks, "one", Bytes(Work), dryRun: false, stop.Token),
        };
        await arrived.Task.SoonAsync();

        long begun = Stopwatch.GetTimestamp();
        await stop.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.SoonAsync());
        TimeSpan took = Stopwatch.GetElapsedTime(begun);
        await left.Task.SoonAsync();

        Assert.Equal(stop.Token, error.CancellationToken);
        Assert.True(took < TimeSpan.FromSeconds(1), $"It took {took}.");
    }

    [Fact]
    public async Task Leaving_a_list_early_closes_the_request()
    {
        var left = new TaskCompletionSource();
        await using var server = new RawServer(async exchange =>
        {
            await exchange.BeginAsync();
            await exchange.ChunkAsync("""{"items":[{"metadata":{"name":"first"}},""");
            await exchange.ClientLeftAsync();
            left.SetResult();
        });
        using HubConnection hub = server.Connect();

        Assert.Equal(1, await new WorkClient(hub).ListAsync(cancellationToken: Cancel).Take(1).CountAsync(Cancel).AsTask().SoonAsync());

        await left.Task.SoonAsync();
    }

    [Fact]
    public async Task A_closed_connection_ends_its_requests_with_words()
    {
        var arrived = new TaskCompletionSource();
        await using var server = new RawServer(async exchange =>
        {
            arrived.SetResult();
            await exchange.ClientLeftAsync();
        });
        HubConnection hub = server.Connect();
        Task asking = new WorkClient(hub).GetAsync("one", "web", cancellationToken: Cancel);
        await arrived.Task.SoonAsync();

        hub.Dispose();

        Assert.IsAssignableFrom<HubException>(await Record.ExceptionAsync(() => asking.SoonAsync()));
        Assert.True(hub.Closed);
        Assert.IsAssignableFrom<HubException>(await Record.ExceptionAsync(() => new WorkClient(hub).GetAsync("one", "web", cancellationToken: Cancel)));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static Task<HubException> RefusedAsync(Func<Task> call) => Assert.ThrowsAnyAsync<HubException>(call);
}
