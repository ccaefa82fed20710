using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using OcmPowerShell.Sandbox;
using OcmPowerShell.Sandbox.Server;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox;

public sealed class HttpServerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_one_after_the_other_share_a_connection()
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.Client();

        for (int i = 0; i < 5; i++)
        {
            Assert.Equal("ok", await client.GetStringAsync($"/{i}", Cancel));
        }

        Assert.Single(hub.Requests.Snapshot().Select(entry => entry.ConnectionId).Distinct());
    }

    [Fact]
    public async Task Pipelined_requests_are_answered_in_order()
    {
        await using SandboxHub hub = await TestHub.StartAsync(TestHub.Echo);
        await using RawConnection connection = await RawConnection.OpenAsync(hub);

        string[] requests =
        [
            RawConnection.Request(hub, "GET", "/a"),
            RawConnection.Request(hub, "POST", "/b", "Content-Length: 4\r\n", "body"),
            RawConnection.Request(hub, "GET", "/c", "Connection: close\r\n"),
        ];
        await connection.SendAsync(string.Concat(requests));
        string answers = await connection.ReadToEndAsync();

        Assert.Matches("(?s)GET /a .*POST /b \\[\\] body.*GET /c ", answers);
    }

    [Fact]
    public async Task Connection_close_ends_the_connection_after_the_answer()
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        await using RawConnection connection = await RawConnection.OpenAsync(hub);

        await connection.SendAsync(RawConnection.Request(hub, "GET", "/", "connection: Keep-Alive, CLOSE\r\n"));

        string answer = await connection.ReadToEndAsync();
        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nok", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/a%20b/%C3%A4?x=1%2B1&x=2&y=a+b&z&=e&%C3%A4=%2", "GET /a b/ä [x=1+1;y=a b;z=;=e;ä=%2] ")]
    [InlineData("/a//b/?", "GET /a//b/ [] ")]
    [InlineData("/a%2Fb?labelSelector=a%3Db,c%20in%20(d)", "GET /a/b [labelSelector=a=b,c in (d)] ")]
    public async Task Paths_and_queries_are_decoded(string target, string understood)
    {
        await using SandboxHub hub = await TestHub.StartAsync(TestHub.Echo);
        await using RawConnection connection = await RawConnection.OpenAsync(hub);

        await connection.SendAsync(RawConnection.Request(hub, "GET", target, "Connection: close\r\n"));

        string answer = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(await connection.ReadToEndAsync()));
        Assert.EndsWith($"\r\n\r\n{understood}", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Header_names_ignore_case_and_repeated_ones_are_joined()
    {
        await using SandboxHub hub = await TestHub.StartAsync((request, response, cancel) =>
            response.SendTextAsync(200, request.Headers["X-MANY"], cancel));
        await using RawConnection connection = await RawConnection.OpenAsync(hub);

        await connection.SendAsync(RawConnection.Request(hub, "GET", "/", "x-many: a\r\nX-Many:b \r\nConnection: close\r\n"));

        Assert.EndsWith("\r\n\r\na,b", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chunked_body_is_put_together()
    {
        await using SandboxHub hub = await TestHub.StartAsync(TestHub.Echo);
        await using RawConnection connection = await RawConnection.OpenAsync(hub);

        await connection.SendAsync(RawConnection.Request(hub, "POST", "/", "Transfer-Encoding: chunked\r\n"));
        await connection.SendAsync("3\r\nabc\r\n");
        await connection.SendAsync("0A;name=value\r\n0123456789\r\n0\r\nTrailer: yes\r\n\r\n");

        await connection.ReadUntilAsync("POST / [] abc0123456789");
    }

    [Fact]
    public async Task A_large_body_arrives_whole()
    {
        await using SandboxHub hub = await TestHub.StartAsync((request, response, cancel) =>
            response.SendAsync(200, "application/octet-stream", request.Body, cancel));
        using HttpClient client = hub.Client();
        byte[] body = new byte[3 * 1024 * 1024];
        new Random(1).NextBytes(body);

        HttpResponseMessage answer = await client.PostAsync("/", new ByteArrayContent(body), Cancel);

        Assert.Equal(body, await answer.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Fact]
    public async Task A_client_that_expects_100_continue_is_told_to()
    {
        await using SandboxHub hub = await TestHub.StartAsync(TestHub.Echo);
        await using RawConnection connection = await RawConnection.OpenAsync(hub);

        await connection.SendAsync(RawConnection.Request(hub, "POST", "/", "Expect: 100-continue\r\nContent-Length: 4\r\n"));
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", await connection.ReadUntilAsync("\r\n\r\n"));
        await connection.SendAsync("body");

        await connection.ReadUntilAsync("POST / [] body");
    }

    [Fact]
    public async Task A_client_whose_body_is_too_large_is_not_told_to_continue()
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        await using RawConnection connection = await RawConnection.OpenAsync(hub);

        await connection.SendAsync(RawConnection.Request(hub, "POST", "/", "Expect: 100-continue\r\nContent-Length: 99999999\r\n"));

        Assert.StartsWith("HTTP/1.1 413 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200_000, "gzip", true)]
    [InlineData(200_000, "gzip;q=0", false)]
    [InlineData(200_000, "br", false)]
    [InlineData(100_000, "gzip", false)]
    public async Task Large_answers_are_compressed_for_clients_that_accept_it(int length, string accept, bool compressed)
    {
        byte[] body = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, length).Select(number => (char)('a' + (number % 23)))));
        await using SandboxHub hub = await TestHub.StartAsync((_, response, cancel) => response.SendAsync(200, "application/json", body, cancel));
        using HttpClient client = hub.Client();
        client.DefaultRequestHeaders.AcceptEncoding.Add(StringWithQualityHeaderValue.Parse(accept));

        HttpResponseMessage answer = await client.GetAsync("/", Cancel);

        Assert.Equal(compressed, answer.Content.Headers.ContentEncoding.Contains("gzip"));
        Stream content = await answer.Content.ReadAsStreamAsync(Cancel);
        using MemoryStream plain = new();
        await (compressed ? new GZipStream(content, CompressionMode.Decompress) : content).CopyToAsync(plain, Cancel);
        Assert.Equal(body, plain.ToArray());
    }

    [Fact]
    public async Task Chunks_of_a_stream_arrive_as_they_are_written()
    {
        TaskCompletionSource second = new();
        await using SandboxHub hub = await TestHub.StartAsync(async (_, response, cancel) =>
        {
            await response.StartAsync(200, "application/json", cancel);
            await response.WriteAsync("first\n"u8.ToArray(), cancel);
            await second.Task.WaitAsync(cancel);
            await response.WriteAsync("second\n"u8.ToArray(), cancel);
        });
        using HttpClient client = hub.Client();

        using StreamReader lines = new(await client.GetStreamAsync("/", Cancel));
        Assert.Equal("first", await lines.ReadLineAsync(Cancel));
        second.SetResult();
        Assert.Equal("second", await lines.ReadLineAsync(Cancel));
        Assert.Null(await lines.ReadLineAsync(Cancel));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, Cancel)).StatusCode);
    }

    [Fact]
    public async Task An_idle_stream_is_cancelled_when_its_client_leaves()
    {
        TaskCompletionSource left = new();
        await using SandboxHub hub = await TestHub.StartAsync(async (_, response, cancel) =>
        {
            cancel.Register(left.SetResult);
            await response.StartAsync(200, "application/json", cancel);
            await Task.Delay(Timeout.Infinite, cancel);
        });
        RawConnection connection = await RawConnection.OpenAsync(hub);
        await connection.SendAsync(RawConnection.Request(hub, "GET", "/"));
        await connection.ReadUntilAsync("\r\n\r\n");
        Assert.False(left.Task.IsCompleted);

        await connection.DisposeAsync();

        await left.Task.WaitAsync(TimeSpan.FromSeconds(2), Cancel);
    }

    [Fact]
    public async Task A_handler_whose_own_token_ends_a_stream_leaves_the_connection_whole()
    {
        await using SandboxHub hub = await TestHub.StartAsync(async (request, response, cancel) =>
        {
            using CancellationTokenSource timeout = new();
            await response.StartAsync(200, "application/json", cancel);
            await response.WriteAsync("event\n"u8.ToArray(), timeout.Token);
            await timeout.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => response.WriteAsync("late\n"u8.ToArray(), timeout.Token));
        });
        using HttpClient client = hub.Client();

        Assert.Equal("event\n", await client.GetStringAsync("/", Cancel));
        Assert.Equal("event\n", await client.GetStringAsync("/", Cancel));
        Assert.Single(hub.Requests.Snapshot().Select(entry => entry.ConnectionId).Distinct());
    }

    [Fact]
    public async Task A_handler_that_fails_is_an_internal_error_and_the_next_request_is_answered()
    {
        await using SandboxHub hub = await TestHub.StartAsync((request, response, cancel) => request.Path switch
        {
            "/fails" => throw new InvalidOperationException("the reason"),
            "/silent" => Task.CompletedTask,
            _ => response.SendTextAsync(200, "ok", cancel),
        });
        using HttpClient client = hub.Client();

        HttpResponseMessage failed = await client.GetAsync("/fails", Cancel);
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.Contains("Internal error occurred: the reason", await failed.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.InternalServerError, (await client.GetAsync("/silent", Cancel)).StatusCode);
        Assert.Equal("ok", await client.GetStringAsync("/", Cancel));
        Assert.Contains("the reason", hub.Requests.Snapshot()[0].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_fails_in_the_middle_breaks_the_answer_off()
    {
        await using SandboxHub hub = await TestHub.StartAsync(async (_, response, cancel) =>
        {
            await response.StartAsync(200, "application/json", cancel);
            await response.WriteAsync("{"u8.ToArray(), cancel);
            throw new InvalidOperationException("the reason");
        });
        using HttpClient client = hub.Client();

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync("/", Cancel));
    }

    [Fact]
    public async Task An_answer_to_HEAD_has_no_body()
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.Client();

        HttpResponseMessage head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/"), Cancel);

        Assert.Equal(2, head.Content.Headers.ContentLength);
        Assert.Equal("ok", await client.GetStringAsync("/", Cancel));
    }

    [Fact]
    public async Task A_header_value_cannot_break_out_of_its_line()
    {
        await using SandboxHub hub = await TestHub.StartAsync((_, response, cancel) =>
        {
            response.AddHeader("Warning", "299 - \"unknown field\r\nEvil: yes\"");
            return response.SendTextAsync(200, "ok", cancel);
        });
        await using RawConnection connection = await RawConnection.OpenAsync(hub);

        await connection.SendAsync(RawConnection.Request(hub, "GET", "/"));

        Assert.DoesNotContain("\nEvil", await connection.ReadUntilAsync("ok"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_beyond_the_limit_wait_for_their_turn()
    {
        await using SandboxHub hub = await TestHub.StartAsync(limits: new HttpServerLimits { Connections = 1 });
        RawConnection first = await RawConnection.OpenAsync(hub);
        using HttpClient client = hub.Client();

        Task<string> second = client.GetStringAsync("/", Cancel);
        Assert.NotSame(second, await Task.WhenAny(second, Task.Delay(200, Cancel)));
        await first.DisposeAsync();

        Assert.Equal("ok", await second);
    }

    [Fact]
    public async Task Disposal_ends_open_streams_at_once()
    {
        TaskCompletionSource cancelled = new();
        SandboxHub hub = await TestHub.StartAsync(async (_, response, cancel) =>
        {
            cancel.Register(cancelled.SetResult);
            await response.StartAsync(200, "application/json", cancel);
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
        });
        await using RawConnection connection = await RawConnection.OpenAsync(hub);
        await connection.SendAsync(RawConnection.Request(hub, "GET", "/"));
        await connection.ReadUntilAsync("\r\n\r\n");

        long begun = Stopwatch.GetTimestamp();
        await hub.DisposeAsync();

        Assert.True(cancelled.Task.IsCompleted);
        Assert.InRange(Stopwatch.GetElapsedTime(begun).TotalSeconds, 0, 1.5);
        Assert.Equal("", await connection.ReadToEndAsync());
    }
}
