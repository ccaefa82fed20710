using Microsoft.AspNetCore.Http;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Rest;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Network;

/// <summary>Connections that die without a word, and answers that take their time.</summary>
public sealed class LivenessTests : IDisposable
{
    private const string Event = """{"type":"ADDED","object":{"metadata":{"name":"web","resourceVersion":"6"}}}""";

    private readonly TestAuthority _authority = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task A_dead_connection_under_a_quiet_watch_is_found_long_before_the_watch_would_end()
    {
        await using Kestrel server = await Kestrel.StartAsync(_authority.Issue("127.0.0.1"), WatchAsync);
        await using var relay = new SilentRelay(server.Url.Port);
        using HubConnection hub = Open(relay.Url);
        await using IAsyncEnumerator<RawWatchEvent> events = Watch(hub);
        await events.NextAsync();

        relay.GoSilent();
        HubException error = await Assert.ThrowsAsync<HubException>(() => events.MoveNextAsync().AsTask().SoonAsync());

        Assert.Equal("ConnectionLost", error.ErrorId);
    }

    [Fact]
    public async Task A_quiet_watch_over_a_connection_that_lives_goes_on()
    {
        var more = new SemaphoreSlim(0);
        await using Kestrel server = await Kestrel.StartAsync(_authority.Issue("127.0.0.1"), async context =>
        {
            await BeginAsync(context);
            await more.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync(Event + "\n", context.RequestAborted);
        });
        await using var relay = new SilentRelay(server.Url.Port);
        using HubConnection hub = Open(relay.Url);
        await using IAsyncEnumerator<RawWatchEvent> events = Watch(hub);
        await events.NextAsync();

        // Longer than both limits: a connection that is taken for dead ends the watch meanwhile.
        ValueTask<bool> next = events.MoveNextAsync();
        await Task.Delay(TimeSpan.FromSeconds(2.5), Cancel);
        Assert.False(next.IsCompleted);
        more.Release();

        Assert.True(await next.AsTask().SoonAsync());
        Assert.Equal(1, relay.Connections);
    }

    private static async Task WatchAsync(HttpContext context)
    {
        await BeginAsync(context);
        await Task.Delay(Timeout.Infinite, context.RequestAborted);
    }

    private static async Task BeginAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Event + "\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static IAsyncEnumerator<RawWatchEvent> Watch(HubConnection hub) =>
        hub.Rest.WatchAsync(ResourcePath.ManifestWorks, "one", new ListOptions(), "5", TimeSpan.FromMinutes(5), Cancel).GetAsyncEnumerator(Cancel);

    private HubConnection Open(Uri server) => HubConnection.Open(new HubConfig
    {
        Server = server,
        CertificateAuthorities = _authority.Trust,
        PingDelay = TimeSpan.FromSeconds(1),
        PingTimeout = TimeSpan.FromSeconds(1),

        // That it does not cut what has begun is seen, too.
        ConnectTimeout = TimeSpan.FromSeconds(2),
    }).Quick();
}
