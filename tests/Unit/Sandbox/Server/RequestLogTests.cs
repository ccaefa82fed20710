using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using OcmPowerShell.Sandbox;
using OcmPowerShell.Sandbox.Server;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox;

public sealed class RequestLogTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_is_logged_with_all_but_its_credentials()
    {
        await using SandboxHub hub = await TestHub.StartAsync((_, response, cancel) => response.SendTextAsync(201, "made", cancel));
        using HttpClient client = hub.Client();
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("tests", "1.0"));

        await client.PostAsync("/api/v1/namespaces?dryRun=All&a=b%20c", new StringContent("{}", Encoding.UTF8, "application/json"), Cancel);

        RequestLogEntry entry = Assert.Single(hub.Requests.Snapshot());
        Assert.Equal(1, entry.Sequence);
        Assert.Equal("POST", entry.Method);
        Assert.Equal("/api/v1/namespaces", entry.Path);
        Assert.Equal("dryRun=All&a=b%20c", entry.QueryString);
        Assert.Equal("sandbox-admin", entry.User);
        Assert.Equal("tests/1.0", entry.UserAgent);
        Assert.Equal("application/json; charset=utf-8", entry.ContentType);
        Assert.Equal("{}", entry.Body);
        Assert.Equal(201, entry.Status);
        Assert.Equal(1, entry.ConnectionId);
        Assert.True(entry.IsMutating);
        Assert.True(entry.IsDryRun);
        Assert.InRange(entry.Time, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow);
        Assert.DoesNotContain(hub.Token, JsonSerializer.Serialize(entry), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_is_in_the_log_while_it_runs()
    {
        await using SandboxHub hub = await TestHub.StartAsync(async (_, response, cancel) =>
        {
            await response.StartAsync(200, "application/json", cancel);
            await Task.Delay(Timeout.Infinite, cancel);
        });
        using HttpClient client = hub.Client();

        using HttpResponseMessage answer = await client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, Cancel);

        RequestLogEntry entry = Assert.Single(hub.Requests.Snapshot());
        Assert.Equal(200, entry.Status);
        Assert.Null(entry.Duration);
        Assert.False(entry.IsMutating);
    }

    [Fact]
    public async Task Refused_requests_are_logged_too()
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.Client(token: "wrong");

        await client.GetAsync("/", Cancel);

        Assert.Equal(401, Assert.Single(hub.Requests.Snapshot()).Status);
    }

    [Fact]
    public void The_log_keeps_the_newest_requests()
    {
        RequestLog log = new();
        for (int i = 0; i < 50_010; i++)
        {
            log.Begin(Request(default));
        }

        Assert.Equal(50_000, log.Snapshot().Count);
        Assert.Equal(11, log.Snapshot()[0].Sequence);
    }

    [Fact]
    public void The_log_keeps_one_MiB_of_a_body_and_64_of_all_with_their_headers()
    {
        RequestLog log = new();
        byte[] body = new byte[2 * 1024 * 1024];
        Array.Fill(body, (byte)'a');
        for (int i = 0; i < 70; i++)
        {
            log.Begin(Request(body));
        }

        Assert.Equal(63, log.Snapshot().Count);
        Assert.Equal(1024 * 1024, log.Snapshot()[0].Body.Length);
    }

    [Fact]
    public void A_cleared_log_is_empty_and_its_numbers_go_on()
    {
        RequestLog log = new();
        log.Begin(Request(default));

        log.Clear();
        log.Begin(Request(default));

        Assert.Equal(2, Assert.Single(log.Snapshot()).Sequence);
    }

    private static HttpRequest Request(ReadOnlyMemory<byte> body) =>
        new("GET", "/", new Dictionary<string, string>(), new Dictionary<string, string>(), body, "jane");
}
