using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Store;
using OcmPowerShell.Tests.Sandbox.Api;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox;

/// <summary>Clients that take too much.</summary>
public sealed class LimitTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_that_reads_nothing_is_dropped()
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using SandboxHub hub = await TestHub.StartAsync(
            async (_, response, cancel) =>
            {
                try
                {
                    await response.StartAsync(200, "application/json", cancel);
                    while (true)
                    {
                        await response.WriteAsync(new byte[1024 * 1024], cancel);
                    }
                }
                finally
                {
                    ended.SetResult();
                }
            },
            new HttpServerLimits { WriteTimeout = TimeSpan.FromMilliseconds(100) });
        await using RawConnection connection = await RawConnection.OpenAsync(hub);
        await connection.SendAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {hub.Token}\r\n\r\n"));

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
    }

    [Fact]
    public async Task Watches_leave_room_for_other_requests()
    {
        await using SandboxHub hub = await TestHub.StartAsync(
            async (request, response, cancel) =>
            {
                await response.StartAsync(200, "application/json", cancel);
                await (request.Query.ContainsKey("watch") ? Task.Delay(Timeout.Infinite, cancel) : Task.CompletedTask);
            },
            new HttpServerLimits { Watches = 1 });
        using HttpClient client = hub.Client();
        HttpResponseMessage first = await client.GetAsync("/api/v1/namespaces?watch=1", HttpCompletionOption.ResponseHeadersRead, Cancel);

        using HttpResponseMessage second = await client.GetAsync("/api/v1/namespaces?watch=1", Cancel);
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)), (second.StatusCode, second.Headers.RetryAfter!.Delta));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/namespaces", Cancel)).StatusCode);

        first.Dispose();
        HttpStatusCode status = HttpStatusCode.TooManyRequests;
        for (DateTime end = DateTime.UtcNow.AddSeconds(20); status != HttpStatusCode.OK && DateTime.UtcNow < end;)
        {
            using HttpResponseMessage again = await client.GetAsync("/api/v1/namespaces?watch=1", HttpCompletionOption.ResponseHeadersRead, Cancel);
            status = again.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Theory]
    [InlineData("POST", "/version")]
    [InlineData("DELETE", "/version")]
    [InlineData("POST", "/healthz")]
    [InlineData("DELETE", "/healthz")]
    [InlineData("PUT", "/livez")]
    [InlineData("PATCH", "/readyz/ping")]
    [InlineData("POST", "/api")]
    [InlineData("DELETE", "/apis")]
    public async Task What_can_only_be_read_refuses_to_be_written(string method, string path)
    {
        ApiCaller.Answer answer = await new ApiCaller().SendAsync(method, path);

        Assert.Equal((405, "MethodNotAllowed"), (answer.Status, (string?)answer.Json["reason"]));
    }

    [Fact]
    public void Requests_with_long_paths_do_not_make_the_log_large()
    {
        RequestLog log = new();
        string path = "/" + new string('x', 1024 * 1024);
        for (int i = 0; i < 100; i++)
        {
            log.Begin(new HttpRequest("GET", path, new Dictionary<string, string>(), new Dictionary<string, string>(), default, "me"));
        }

        Assert.InRange(log.Snapshot().Count, 20, 32);
    }

    [Fact]
    public async Task History_is_short_where_changes_are_large()
    {
        ObjectStore store = new(new ObjectStoreLimits { HistoryBytesPerKind = 100_000 });
        long first = Put(store, 1000);
        Put(store, 1000);
        Assert.NotNull(store.ChangesAfter(KubernetesTypes.Namespace, first));

        long beforeLarge = Put(store, 1000);
        long large = Put(store, 200_000);

        Assert.Throws<CompactedException>(() => store.ChangesAfter(KubernetesTypes.Namespace, first));
        Assert.Equal(large, (await store.ChangesAfter(KubernetesTypes.Namespace, beforeLarge).Next).Version);
    }

    [Fact]
    public void A_snapshot_is_forgotten_when_what_it_keeps_alive_is_too_much()
    {
        ObjectStore store = new(new ObjectStoreLimits { SnapshotBytes = 10_000 });
        long version = Put(store, 1000);
        store.Keep(KubernetesTypes.Namespace, store.Read(KubernetesTypes.Namespace));
        Put(store, 6000);
        Assert.NotNull(store.ReadAt(KubernetesTypes.Namespace, version));

        // Reading a page keeps it for longer, but does not make it cheaper.
        store.Keep(KubernetesTypes.Namespace, store.ReadAt(KubernetesTypes.Namespace, version)!);
        Put(store, 6000);
        Put(store, 6000);
        Assert.Null(store.ReadAt(KubernetesTypes.Namespace, version));
    }

    private static long Put(ObjectStore store, int bytes) => store.Put(
        KubernetesTypes.Namespace,
        new JsonObject { ["metadata"] = new JsonObject { ["name"] = "a" }, ["data"] = new string('x', bytes) }).Version;
}
