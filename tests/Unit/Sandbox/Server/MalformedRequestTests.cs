using System.Net.Sockets;
using System.Text;
using OcmPowerShell.Sandbox;
using OcmPowerShell.Sandbox.Server;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox;

public sealed class MalformedRequestTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, int> Malformed { get; } = new()
    {
        { "nonsense\r\n\r\n", 400 },
        { "GET /\r\n\r\n", 400 },
        { "GET / HTTP/1.1\nHost: a\n\n", 400 },
        { "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: a\r\nName : b\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n", 400 },
        { "G=T / HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "GET nowhere HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "GET /% HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400 },
        { "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na", 400 },
        { "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400 },
        { "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501 },
        { "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400 },
        { "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", 400 },
        { "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n", 400 },
        { "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n", 413 },
        { "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7FFFFFFF\r\n", 413 },
        { "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3145729\r\n\r\n", 413 },
        { "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: miracles\r\n\r\na", 417 },
        { "GET / HTTP/1.0\r\nHost: a\r\n\r\n", 505 },
        { "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505 },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_request_gets_its_status_and_the_connection_ends(string request, int status)
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        await using RawConnection connection = await RawConnection.OpenAsync(hub);

        await connection.SendAsync(request);

        Assert.StartsWith($"HTTP/1.1 {status} ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        await AssertAnswers(hub);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task Headers_beyond_the_limit_are_refused(int lines)
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        await using RawConnection connection = await RawConnection.OpenAsync(hub);
        string line = $"X-Filler: {new string('x', 70_000 / lines)}\r\n";

        await connection.SendAsync(RawConnection.Request(hub, "GET", "/", string.Concat(Enumerable.Repeat(line, lines))));

        Assert.StartsWith("HTTP/1.1 431 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        await AssertAnswers(hub);
    }

    [Fact]
    public async Task Headers_within_the_limit_are_taken()
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.Client();
        client.DefaultRequestHeaders.Add("X-Filler", new string('x', 60_000));

        Assert.Equal("ok", await client.GetStringAsync("/", Cancel));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_beyond_the_limit_is_refused_with_a_Status_the_client_gets_to_see(bool chunked)
    {
        await using SandboxHub hub = await TestHub.StartAsync();
        using HttpClient client = hub.Client();
        using HttpRequestMessage request = new(HttpMethod.Post, "/")
        {
            Content = new ByteArrayContent(new byte[6 * 1024 * 1024]),
            Headers = { TransferEncodingChunked = chunked },
        };

        HttpResponseMessage answer = await client.SendAsync(request, Cancel);

        Assert.Equal(413, (int)answer.StatusCode);
        Assert.Contains(
            "\"message\":\"Request entity too large: limit is 3145728\",\"reason\":\"RequestEntityTooLarge\",\"code\":413",
            await answer.Content.ReadAsStringAsync(Cancel),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_does_not_come_to_its_end_times_out()
    {
        await using SandboxHub hub = await TestHub.StartAsync(limits: new HttpServerLimits { RequestTimeout = TimeSpan.FromMilliseconds(200) });
        await using RawConnection connection = await RawConnection.OpenAsync(hub);

        await connection.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");

        Assert.StartsWith("HTTP/1.1 408 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        await AssertAnswers(hub);
    }

    [Fact]
    public async Task A_connection_that_idles_is_closed_without_a_word()
    {
        await using SandboxHub hub = await TestHub.StartAsync(limits: new HttpServerLimits { IdleTimeout = TimeSpan.FromMilliseconds(200) });
        await using RawConnection connection = await RawConnection.OpenAsync(hub);

        Assert.Equal("", await connection.ReadToEndAsync());
        await AssertAnswers(hub);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("")]
    public async Task A_client_that_does_not_shake_hands_is_dropped(string sent)
    {
        await using SandboxHub hub = await TestHub.StartAsync(limits: new HttpServerLimits { HandshakeTimeout = TimeSpan.FromMilliseconds(300) });
        using TcpClient client = new();
        await client.ConnectAsync("127.0.0.1", hub.Url.Port, Cancel);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(sent), Cancel);

        using MemoryStream got = new();
        try
        {
            await client.GetStream().CopyToAsync(got, Cancel).WaitAsync(TimeSpan.FromSeconds(5), Cancel);
        }
        catch (IOException)
        {
            // A reset is an end, too.
        }

        await AssertAnswers(hub);
    }

    private static async Task AssertAnswers(SandboxHub hub)
    {
        using HttpClient client = hub.Client();
        Assert.Equal("ok", await client.GetStringAsync("/", Cancel));
    }
}
