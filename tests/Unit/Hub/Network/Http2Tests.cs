using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Connection.Credentials;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Works;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Network;

/// <summary>A real API server speaks HTTP/2, which the sandbox does not.</summary>
public sealed class Http2Tests
{
    private const string Item = """{"apiVersion":"work.open-cluster-management.io/v1","kind":"ManifestWork","metadata":{"name":"web","namespace":"one","uid":"u","resourceVersion":"5","generation":1},"spec":{"workload":{"manifests":[]}}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_share_one_HTTP2_connection_and_a_list_streams_over_it()
    {
        var seen = new ConcurrentBag<(string Protocol, string Connection)>();
        await using Server server = await Server.StartAsync(async context =>
        {
            seen.Add((context.Request.Protocol, context.Connection.Id));
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync($$$"""{"items":[{{{Item}}}""", Cancel);
            await context.Response.Body.FlushAsync(Cancel);
            await context.Response.WriteAsync($$$""",{{{Item}}}],"metadata":{"resourceVersion":"7"}}""", Cancel);
        });

        int[] counts = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ => await server.Works.ListAsync("one", cancellationToken: Cancel).CountAsync(Cancel)));

        Assert.All(counts, count => Assert.Equal(2, count));
        Assert.All(seen, request => Assert.Equal("HTTP/2", request.Protocol));
        Assert.Single(seen.Select(request => request.Connection).Distinct());
    }

    [Fact]
    public async Task A_watch_that_is_stopped_ends_its_request_and_leaves_the_connection_to_others()
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Server server = await Server.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            if (!context.Request.Query.ContainsKey("watch"))
            {
                await context.Response.WriteAsync("""{"items":[],"metadata":{"resourceVersion":"4"}}""", Cancel);
                return;
            }

            await context.Response.WriteAsync($$$"""{"type":"ADDED","object":{{{Item}}}}""" + "\n", Cancel);
            await context.Response.Body.FlushAsync(Cancel);
            context.RequestAborted.Register(() => gone.TrySetResult());
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });

        var events = new List<WatchEventType>();
        await foreach (WatchEvent<Work> change in server.Works.WatchAsync("one", new WorkQuery(), Cancel))
        {
            events.Add(change.Type);
            if (change.Type == WatchEventType.Added)
            {
                break;
            }
        }

        await gone.Task.SoonAsync();
        Assert.Equal([WatchEventType.Synced, WatchEventType.Added], events);
        Assert.Equal(0, await server.Works.ListAsync("one", cancellationToken: Cancel).CountAsync(Cancel));
    }

    /// <summary>Kestrel with a certificate of its own, and a connection to it.</summary>
    private sealed class Server(Kestrel kestrel, TestAuthority authority, HubConnection connection) : IAsyncDisposable
    {
        public WorkClient Works => new(connection);

        public static async Task<Server> StartAsync(RequestDelegate answer)
        {
            var authority = new TestAuthority();
            Kestrel kestrel = await Kestrel.StartAsync(authority.Issue("127.0.0.1"), answer, HttpProtocols.Http2);
            return new Server(kestrel, authority, HubConnection.Open(new HubConfig
            {
                Server = kestrel.Url,
                CertificateAuthorities = authority.Trust,
                Credentials = new StaticToken("token"),
            }));
        }

        public async ValueTask DisposeAsync()
        {
            connection.Dispose();
            await kestrel.DisposeAsync();
            authority.Dispose();
        }
    }
}
