using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using OcmPowerShell.Sandbox;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox;

public sealed class FaultPlanTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rule_spoils_as_many_answers_as_it_says()
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.Client();
        FaultRule rule = hub.Faults.Add(new FaultRule(Fault.Status(503, "ServiceUnavailable", "later", retryAfterSeconds: 2)) { Skip = 1, Count = 2 });

        List<int> statuses = [];
        for (int i = 0; i < 4; i++)
        {
            statuses.Add((int)(await client.GetAsync("/", Cancel)).StatusCode);
        }

        Assert.Equal([200, 503, 503, 200], statuses);
        Assert.Equal(2, rule.Hits);
        Assert.Equal(2, hub.Faults.Hits);
    }

    [Fact]
    public async Task A_rule_spoils_only_what_it_matches()
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.Client();
        hub.Faults.Add(new FaultRule(Fault.Status(410, "Expired", "old")) { Method = "POST" });
        hub.Faults.Add(new FaultRule(Fault.Status(411, "B", "b")) { PathContains = "works" });
        hub.Faults.Add(new FaultRule(Fault.Status(412, "C", "c")) { PathPattern = new Regex("^/c[0-9]$") });
        hub.Faults.Add(new FaultRule(Fault.Status(413, "D", "d")) { Where = request => request.Query.ContainsKey("watch") });

        Assert.Equal(410, (int)(await client.PostAsync("/works", null, Cancel)).StatusCode);
        Assert.Equal(411, (int)(await client.GetAsync("/manifestworks", Cancel)).StatusCode);
        Assert.Equal(412, (int)(await client.GetAsync("/c1", Cancel)).StatusCode);
        Assert.Equal(413, (int)(await client.GetAsync("/c?watch=1", Cancel)).StatusCode);
        Assert.Equal(200, (int)(await client.GetAsync("/c", Cancel)).StatusCode);

        hub.Faults.Clear();
        Assert.Equal(200, (int)(await client.GetAsync("/c1", Cancel)).StatusCode);
        Assert.Equal(0, hub.Faults.Hits);
    }

    [Fact]
    public async Task Requests_at_the_same_time_use_a_rule_up_exactly()
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.Client();
        hub.Faults.Add(new FaultRule(Fault.Status(500, "InternalError", "no")) { Count = 7 });

        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => client.GetAsync("/", Cancel)));

        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.InternalServerError));
    }

    [Fact]
    public async Task A_status_comes_with_Retry_After()
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.Client();
        hub.Faults.Add(new FaultRule(Fault.Status(429, "TooManyRequests", "slow down", retryAfterSeconds: 3)));

        HttpResponseMessage answer = await client.GetAsync("/", Cancel);

        Assert.Equal(TimeSpan.FromSeconds(3), answer.Headers.RetryAfter?.Delta);
        Assert.Contains("\"message\":\"slow down\",\"reason\":\"TooManyRequests\",\"code\":429", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delayed_answer_is_right_but_late()
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.Client();
        hub.Faults.Add(new FaultRule(Fault.Delay(TimeSpan.FromMilliseconds(300))));

        long begun = Stopwatch.GetTimestamp();
        Assert.Equal("ok", await client.GetStringAsync("/", Cancel));

        Assert.InRange(Stopwatch.GetElapsedTime(begun).TotalMilliseconds, 250, 5000);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task A_reset_comes_before_the_request_is_carried_out_or_after(bool after, int carriedOut)
    {
        int handled = 0;
        await using SandboxHub hub = await TestHub.StartAsync((_, response, cancel) =>
        {
            handled++;
            return response.SendTextAsync(200, "ok", cancel);
        });
        using HttpClient client = hub.Client();
        hub.Faults.Add(new FaultRule(after ? Fault.LoseAnswer() : Fault.Reset()) { Count = 1 });

        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync("/", new StringContent("x"), Cancel));

        Assert.Equal(carriedOut, handled);
        Assert.Null(Assert.Single(hub.Requests.Snapshot()).Status);
        Assert.Equal("ok", await client.GetStringAsync("/", Cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Half_a_body_arrives_before_the_connection_is_reset(bool streamed)
    {
        byte[] body = "0123456789"u8.ToArray();
        await using SandboxHub hub = await TestHub.StartAsync(async (_, response, cancel) =>
        {
            if (!streamed)
            {
                await response.SendAsync(200, "application/json", body, cancel);
                return;
            }

            await response.StartAsync(200, "application/json", cancel);
            await response.WriteAsync(body, cancel);
            await response.WriteAsync(body, cancel);
        });
        hub.Faults.Add(new FaultRule(Fault.HalfBody()) { Count = 1 });
        await using RawConnection connection = await RawConnection.OpenAsync(hub);

        await connection.SendAsync(RawConnection.Request(hub, "GET", "/"));
        string answer = await connection.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.Contains(streamed ? "\r\n5\r\n01234" : "Content-Length: 10\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("01234", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("5678", answer, StringComparison.Ordinal);
        using HttpClient client = hub.Client();
        Assert.EndsWith("0123456789", await client.GetStringAsync("/", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stalled_answer_has_headers_and_no_more()
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        hub.Faults.Add(new FaultRule(Fault.Stall()) { Count = 1 });
        using HttpClient client = hub.Client();

        using HttpResponseMessage answer = await client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, Cancel);
        Task<string> body = answer.Content.ReadAsStringAsync(Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotSame(body, await Task.WhenAny(body, Task.Delay(300, Cancel)));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(502)]
    public async Task A_proxy_answers_with_a_page(int status)
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.Client();
        hub.Faults.Add(new FaultRule(Fault.HtmlPage(status)));

        HttpResponseMessage answer = await client.GetAsync("/", Cancel);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
    }
}
