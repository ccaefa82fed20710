using System.IO.Compression;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Works;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Rest;

/// <summary>Refusals as they come over the wire, and what a person is told of them.</summary>
public sealed class RefusalTests
{
    private const string Works = "apis/work.open-cluster-management.io/v1/namespaces/one/manifestworks";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_login_page_elsewhere_is_named_by_its_host_and_nothing_else_of_it()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync("<html>", 302, "text/html", "Location: https://login.example.com:8443/sso?state=S3cret#frag\r\n"));

        ApiStatusException error = await RefusedAsync(server);

        Assert.Equal(("Found", 302), (error.ErrorId, error.Status.Code));
        Assert.Contains("https://login.example.com:8443,", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("S3cret", error.ToString(), StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_page_on_the_same_host_is_not_followed_either()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync("", 307, "text/html", "Location: /login?x=S3cret\r\n"));

        ApiStatusException error = await RefusedAsync(server);

        Assert.Contains($"127.0.0.1:{server.Port}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("S3cret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_refusal_is_read()
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("""{"kind":"Status","reason":"Conflict","message":"pressed","code":409}"""u8);
        }

        await using var server = new RawServer(async exchange =>
        {
            await exchange.SendAsync($"HTTP/1.1 409 Conflict\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: {compressed.Length}\r\n\r\n");
            await exchange.SendAsync(compressed.ToArray());
        });

        ApiStatusException error = await RefusedAsync(server);

        Assert.Equal(("Conflict", "pressed"), (error.ErrorId, error.Status.Message));
    }

    [Fact]
    public async Task A_refusal_that_is_cut_off_keeps_its_code()
    {
        await using var server = new RawServer(exchange => exchange.CutAsync("""{"kind":"Status","reason":"Conflict","message":"somebody was here first"}""", 68, 409));
        using HubConnection hub = server.Connect();

        var error = await Assert.ThrowsAsync<ApiStatusException>(() => hub.Rest.SendAsync(HttpMethod.Post, Works, "{}"u8.ToArray(), "application/json", Cancel));

        Assert.Equal(("Conflict", 409), (error.ErrorId, error.Status.Code));
        Assert.Contains("somebody was here", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_without_end_does_not_fill_the_memory()
    {
        string part = new('x', 1024 * 1024);
        await using var server = new RawServer(async exchange =>
        {
            await exchange.SendAsync("HTTP/1.1 418 -\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true)
            {
                await exchange.ChunkAsync(part);
            }
        });

        ApiStatusException error = await RefusedAsync(server);

        Assert.Equal(418, error.Status.Code);
        Assert.InRange(error.Message.Length, 2000, 2500);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_do_not_reach_the_screen()
    {
        await using var server = new RawServer(async exchange =>
        {
            await exchange.SendAsync("HTTP/1.1 400 -\r\nContent-Type: text/plain; charset=nonsense\r\nContent-Length: 100\r\n\r\n");
            await exchange.SendAsync(Enumerable.Repeat((byte)0xE9, 100).ToArray());
        });

        Assert.Contains("not text", (await RefusedAsync(server)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plain_401_is_unauthorized()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync("Unauthorized\n", 401, "text/plain"));

        Assert.Equal(("Unauthorized", "Unauthorized"), ((await RefusedAsync(server)).ErrorId, (await RefusedAsync(server)).Status.Message));
    }

    [Theory]
    [InlineData("denied", "denied. What was asked for: get manifestworks.work.open-cluster-management.io 'web' in namespace 'one'.")]
    [InlineData("User cannot get resource manifestworks", "User cannot get resource manifestworks (GET ")]
    public async Task A_right_that_is_missing_is_named(string said, string shown)
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(said, 403, "text/plain"));

        ApiStatusException error = await RefusedAsync(server);

        Assert.StartsWith(shown, error.Message, StringComparison.Ordinal);
        Assert.Equal(new ResourceAttributes("get", "work.open-cluster-management.io", "manifestworks", "", "one", "web"), error.Attributes);
    }

    [Fact]
    public async Task Causes_are_shown_without_the_token()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(
            $$$"""{"kind":"Status","reason":"Invalid","message":"no","code":422,"details":{"causes":[{"message":"you sent {{{RawServer.Token}}}","field":"x"}]}}""", 422));

        ApiStatusException error = await RefusedAsync(server);

        Assert.StartsWith("no [x: you sent ***]", error.Message, StringComparison.Ordinal);
        Assert.Equal("you sent ***", error.Status.Causes[0].Message);
    }

    [Theory]
    [InlineData("""{"kind":"Status","status":"Success","details":{"name":"web"}}""")]
    [InlineData("""{"kind":"ManifestWork","metadata":{"name":"web","finalizers":["f"]},"status":{}}""")]
    public async Task A_deletion_is_answered_with_a_status_or_the_object(string answer)
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(answer));
        using HubConnection hub = server.Connect();

        await new WorkClient(hub).DeleteAsync("one", "web", cancellationToken: Cancel);

        Assert.Equal(["DELETE /" + Works + "/web"], server.Requests);
    }

    [Fact]
    public async Task A_refusal_that_comes_as_a_success_is_a_refusal()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync("""{"kind":"Status","status":"Failure","reason":"Conflict","message":"not now","code":409}"""));
        using HubConnection hub = server.Connect();

        var error = await Assert.ThrowsAsync<ApiStatusException>(() => new WorkClient(hub).DeleteAsync("one", "web", cancellationToken: Cancel));

        Assert.Equal(("Conflict", 409, "delete"), (error.ErrorId, error.Status.Code, error.Attributes!.Verb));
    }

    private static async Task<ApiStatusException> RefusedAsync(RawServer server)
    {
        using HubConnection hub = server.Connect();
        return await Assert.ThrowsAsync<ApiStatusException>(() => new WorkClient(hub).GetAsync("one", "web", cancellationToken: Cancel));
    }
}
