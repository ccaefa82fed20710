using System.Globalization;
using System.IO.Compression;
using System.Text;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Network;

/// <summary>Answers that the server compresses.</summary>
public sealed class CompressionTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", true)]
    [InlineData(", disable-compression: false", true)]
    [InlineData(", disable-compression: true", false)]
    public async Task The_server_may_compress_unless_the_kubeconfig_says_no(string more, bool asked)
    {
        string head = "";
        await using var server = new RawServer(exchange =>
        {
            head = exchange.Head;
            return exchange.AnswerAsync("""{"major":"1","minor":"33"}""");
        });
        using HubConnection hub = HubConnection.Open(_folder.Write("config", $$"""
            clusters: [{name: hub, cluster: {server: "{{server.Url}}"{{more}} } }]
            contexts: [{name: c, context: {cluster: hub} }]
            current-context: c
            """));

        await HubProbe.GetVersionAsync(hub, Cancel);

        Assert.Equal(asked, head.Contains("Accept-Encoding: gzip\r\n", StringComparison.Ordinal));
        Assert.Equal(asked, head.Contains("Accept-Encoding", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_compressed_list_is_read()
    {
        byte[] body = Compressed("""{"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}],"metadata":{"resourceVersion":"7"}}""");
        await using var server = new RawServer(exchange => AnswerAsync(exchange, body));
        using HubConnection hub = server.Connect();

        Assert.Equal(2, await new WorkClient(hub).ListAsync("one", cancellationToken: Cancel).CountAsync(Cancel));
    }

    [Fact]
    public async Task A_compressed_refusal_is_read()
    {
        byte[] body = Compressed("""{"kind":"Status","code":403,"reason":"Forbidden","message":"not you"}""");
        await using var server = new RawServer(exchange => AnswerAsync(exchange, body, 403));
        using HubConnection hub = server.Connect();

        HubException error = await Assert.ThrowsAsync<ApiStatusException>(() => hub.Rest.SendAsync(HttpMethod.Get, "version", null, null, Cancel));

        Assert.Contains("not you", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("wrong")]
    public async Task An_answer_that_is_compressed_wrongly_is_an_error(string how)
    {
        byte[] body = how == "cut" ? Compressed(new string('x', 10_000))[..20] : Encoding.ASCII.GetBytes("this is not gzip");
        await using var server = new RawServer(exchange => AnswerAsync(exchange, body));
        using HubConnection hub = server.Connect();

        HubException error = await Assert.ThrowsAsync<HubException>(async () =>
            await new WorkClient(hub).ListAsync("one", cancellationToken: Cancel).CountAsync(Cancel));

        Assert.Equal("InvalidAnswer", error.ErrorId);
    }

    [Fact]
    public async Task Each_event_of_a_compressed_watch_is_there_before_the_next_is_sent()
    {
        var seen = new SemaphoreSlim(0);
        await using var server = new RawServer(async exchange =>
        {
            await exchange.BeginAsync("Content-Encoding: gzip\r\n");
            using var sent = new MemoryStream();
            await using var gzip = new GZipStream(sent, CompressionLevel.Fastest, leaveOpen: true);
            for (int i = 0; i < 20; i++)
            {
                gzip.Write(Encoding.UTF8.GetBytes($$$$"""{"type":"MODIFIED","object":{"metadata":{"name":"web-{{{{i}}}}"}}}""" + "\n"));
                await gzip.FlushAsync(exchange.Stop);
                await ChunkAsync(exchange, sent.ToArray());
                sent.SetLength(0);
                await seen.WaitAsync(exchange.Stop);
            }

            await exchange.ClientLeftAsync();
        });
        using HubConnection hub = server.Connect();
        await using IAsyncEnumerator<RawWatchEvent> events = hub.Rest.WatchAsync(ResourcePath.ManifestWorks, "one", new ListOptions(), "5", TimeSpan.FromMinutes(5), Cancel).GetAsyncEnumerator(Cancel);

        for (int i = 0; i < 20; i++)
        {
            Assert.Contains($"\"web-{i}\"", Encoding.UTF8.GetString((await events.NextAsync()).Object.Span), StringComparison.Ordinal);
            seen.Release();
        }
    }

    private static byte[] Compressed(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }

    private static async Task AnswerAsync(RawExchange exchange, byte[] body, int status = 200)
    {
        await exchange.SendAsync(string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: {body.Length}\r\n\r\n"));
        await exchange.SendAsync(body);
    }

    private static async Task ChunkAsync(RawExchange exchange, byte[] bytes)
    {
        await exchange.SendAsync(string.Create(CultureInfo.InvariantCulture, $"{bytes.Length:x}\r\n"));
        await exchange.SendAsync(bytes);
        await exchange.SendAsync("\r\n");
    }
}
