using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Rest;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Rest;

/// <summary>What is sent again after a failure, when, and what never is.</summary>
public sealed class RetryTests
{
    private const string Good = """{"kind":"Thing"}""";
    private const string Path = "apis/g/v1/namespaces/one/things";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Methods => new("GET", "POST", "PATCH", "PUT", "DELETE");

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task What_the_server_asks_to_repeat_is_repeated_whole_whatever_the_verb(string method)
    {
        var bodies = new ConcurrentQueue<string>();
        int asked = 0;
        await using var server = new RawServer(async exchange =>
        {
            bodies.Enqueue(exchange.Body);
            await (Interlocked.Increment(ref asked) switch
            {
                1 => exchange.AnswerAsync("slow down", 429, "text/plain", "Retry-After: 0\r\n"),
                2 => exchange.AnswerAsync("", 503, "text/plain", $"Date: {Date(0)}\r\nRetry-After: {Date(-5)}\r\n"),
                3 => exchange.AnswerAsync("", 500, "text/plain", "Retry-After: 0\r\n"),
                _ => exchange.AnswerAsync(Good),
            });
        });
        using HubConnection hub = server.Connect();
        string body = "{" + new string(' ', 100_000) + "}";

        Assert.Equal(Good, await SendAsync(hub, method, method == "GET" ? null : body));

        Assert.Equal(4, server.Requests.Count);
        Assert.All(bodies, sent => Assert.Equal(method == "GET" ? "" : body, sent));
    }

    [Fact]
    public async Task A_server_that_keeps_asking_is_heard_ten_times_and_then_told_of()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync("busy", 429, "text/plain", "Retry-After: 0\r\n"));
        using HubConnection hub = server.Connect();
        hub.Rest.Retry = hub.Rest.Retry with { FirstPause = TimeSpan.FromMicroseconds(10) };

        var error = await Assert.ThrowsAsync<ApiStatusException>(() => SendAsync(hub, "POST", "{}"));

        Assert.Equal(11, server.Requests.Count);
        Assert.Equal(("TooManyRequests", 429, hub.Identity), (error.ErrorId, error.Status.Code, error.Hub));
        Assert.Equal("create", error.Attributes!.Verb);
        Assert.EndsWith("Tried 11 times.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", 429, "")]
    [InlineData("GET", 500, "")]
    [InlineData("GET", 429, "Retry-After: 3600\r\n")]
    [InlineData("GET", 404, "Retry-After: 0\r\n")]
    [InlineData("POST", 503, "")]
    [InlineData("POST", 502, "")]
    [InlineData("POST", 504, "Retry-After: 0\r\n")]
    [InlineData("PATCH", 504, "Retry-After: 0\r\n")]
    [InlineData("DELETE", 504, "")]
    [InlineData("POST", 429, "Retry-After: soon\r\n")]
    public async Task What_nobody_asked_to_repeat_or_may_have_been_done_is_not_sent_again(string method, int status, string headers)
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync("no", status, "text/plain", headers));
        using HubConnection hub = server.Connect();

        var error = await Assert.ThrowsAsync<ApiStatusException>(() => SendAsync(hub, method, method == "GET" ? null : "{}"));

        Assert.Equal(status, error.Status.Code);
        Assert.DoesNotContain("Tried", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_change_that_timed_out_in_the_server_is_not_made_again_whatever_its_code()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(
            """{"kind":"Status","reason":"Timeout","message":"request did not complete","code":500,"details":{"retryAfterSeconds":0}}""", 500, headers: "Retry-After: 0\r\n"));
        using HubConnection hub = server.Connect();

        await Assert.ThrowsAsync<ApiStatusException>(() => SendAsync(hub, "POST", "{}"));

        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("cut")]
    [InlineData("close")]
    [InlineData("502")]
    [InlineData("503")]
    [InlineData("504")]
    public async Task A_read_is_sent_again_when_the_way_to_the_server_failed(string fault)
    {
        int asked = 0;
        await using var server = new RawServer(async exchange =>
        {
            if (Interlocked.Increment(ref asked) > 3)
            {
                await exchange.AnswerAsync(Good);
                return;
            }

            await FailAsync(exchange, fault);
        });
        using HubConnection hub = server.Connect();
        var notices = new ConcurrentQueue<RetryNotice>();
        RequestScope.Current = new RequestScope { Waiting = notices.Enqueue };

        Assert.Equal(Good, await SendAsync(hub, "GET", null));

        Assert.Equal([1, 2, 3], notices.Select(notice => notice.Tries));
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("cut")]
    [InlineData("close")]
    public async Task A_change_whose_outcome_is_unknown_is_sent_once_and_the_error_says_so(string fault)
    {
        await using var server = new RawServer(exchange => FailAsync(exchange, fault));
        using HubConnection hub = server.Connect();

        HubException error = await Assert.ThrowsAsync<HubException>(() => SendAsync(hub, "POST", "{}"));

        Assert.Equal("ConnectionLost", error.ErrorId);
        Assert.Contains("look before you try again", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("cut")]
    [InlineData("503")]
    public async Task A_read_that_never_works_ends_with_how_often_it_was_tried(string fault)
    {
        await using var server = new RawServer(exchange => FailAsync(exchange, fault));
        using HubConnection hub = server.Connect();

        HubException error = await Assert.ThrowsAnyAsync<HubException>(() => SendAsync(hub, "GET", null));

        Assert.Equal(fault == "503" ? "ServiceUnavailable" : "ConnectionLost", error.ErrorId);
        Assert.Contains(hub.Identity, error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Tried 5 times.", error.Message, StringComparison.Ordinal);
        Assert.Equal(5, server.Requests.Count);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_server_that_is_not_up_yet_is_waited_for_whatever_the_verb(string method)
    {
        var first = new RawServer(exchange => exchange.AnswerAsync(Good));
        int port = first.Port;
        using HubConnection hub = first.Connect();
        await first.DisposeAsync();
        var waiting = new TaskCompletionSource();
        RequestScope.Current = new RequestScope { Waiting = _ => waiting.TrySetResult() };
        hub.Rest.Retry = hub.Rest.Retry with { FirstPause = TimeSpan.FromMilliseconds(300) };

        Task<string> answer = SendAsync(hub, method, method == "GET" ? null : "{}");
        await waiting.Task.SoonAsync();
        await using var second = new RawServer(exchange => exchange.AnswerAsync(Good), port: port);

        Assert.Equal(Good, await answer.SoonAsync());
        Assert.Single(second.Requests);
    }

    [Fact]
    public async Task A_server_that_restarts_between_two_reads_goes_unnoticed()
    {
        var first = new RawServer(exchange => exchange.AnswerAsync(Good));
        using HubConnection hub = first.Connect();
        await SendAsync(hub, "GET", null);
        int port = first.Port;
        await first.DisposeAsync();
        await using var second = new RawServer(exchange => exchange.AnswerAsync(Good), port: port);

        Assert.Equal(Good, await SendAsync(hub, "GET", null));

        Assert.Single(second.Requests);
    }

    [Fact]
    public async Task A_change_on_a_connection_that_the_server_closed_while_idle_is_made_once()
    {
        await using var server = new RawServer(async exchange =>
        {
            await exchange.AnswerAsync(Good);
            exchange.Close();
        });
        using HubConnection hub = server.Connect();

        for (int number = 0; number < 20; number++)
        {
            await SendAsync(hub, "POST", "{}");

            // The answer can be there before the end of the connection is: nobody can know of that.
            int closed = number + 1;
            await Eventually.HoldsAsync(() => server.Closed == closed, "the end of the connection");
        }

        Assert.Equal(20, server.Requests.Count);
        Assert.Equal(20, server.Connections);
    }

    [Fact]
    public async Task Every_answer_is_told_with_its_url_and_nobody_elses()
    {
        int asked = 0;
        await using var server = new RawServer(exchange => Interlocked.Increment(ref asked) == 1
            ? exchange.AnswerAsync("", 503, "text/plain") : exchange.AnswerAsync(Good));
        using HubConnection hub = server.Connect();
        var answers = new ConcurrentQueue<RequestTrace>();

        await Task.Run(
            async () =>
            {
                RequestScope.Current = new RequestScope { Answered = answers.Enqueue };
                await hub.Rest.SendAsync(HttpMethod.Get, Path + "?limit=1", null, null, Cancel);
            },
            Cancel);
        await SendAsync(hub, "GET", null);

        Assert.Equal([503, 200], answers.Select(answer => answer.Status));
        Assert.All(answers, answer => Assert.Equal($"{server.Url}{Path}?limit=1", answer.Url.ToString()));
    }

    private static async Task<string> SendAsync(HubConnection hub, string method, string? body) => Encoding.UTF8.GetString(
        await hub.Rest.SendAsync(new HttpMethod(method), Path, body is null ? null : Encoding.UTF8.GetBytes(body), "application/json", Cancel));

    private static async Task FailAsync(RawExchange exchange, string fault)
    {
        switch (fault)
        {
            case "reset":
                exchange.Reset();
                break;
            case "cut":
                await exchange.CutAsync(Good, 5);
                break;
            case "close":
                exchange.Close();
                break;
            default:
                await exchange.AnswerAsync("a proxy says no", int.Parse(fault, CultureInfo.InvariantCulture), "text/plain");
                break;
        }
    }

    private static string Date(int seconds) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds).ToString("R", CultureInfo.InvariantCulture);
}
