using System.Diagnostics;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Tests.Hub;
using Xunit;

namespace OcmPowerShell.Tests.Manifests;

/// <summary>Manifests from web servers: what they send becomes text, or an error that says where and what next.</summary>
public sealed class ManifestDownloadTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_read_without_any_credentials()
    {
        string head = "";
        await using var server = new RawServer(exchange =>
        {
            head = exchange.Head;
            return exchange.AnswerAsync(Samples.ConfigMap, contentType: "text/plain");
        });
        Assert.Equal(Samples.ConfigMap, await ReadAsync(server, "web.yaml?key=1"));
        Assert.Contains("GET /web.yaml?key=1 ", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Cookie", head, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_server_that_fails_is_asked_three_times()
    {
        int asked = 0;
        await using var server = new RawServer(exchange => ++asked < 3 ? exchange.AnswerAsync("busy", 503) : exchange.AnswerAsync(Samples.ConfigMap));
        Assert.Equal(Samples.ConfigMap, await ReadAsync(server, "web.yaml"));

        asked = -10;
        HubException refusal = await RefuseAsync(server, "web.yaml?key=hidden");
        Assert.Equal("DownloadFailed", refusal.ErrorId);
        Assert.Equal(-7, asked);
        Assert.Contains("/web.yaml was not read: the server answered 503. Tried 3 times.", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_tried_again()
    {
        int asked = 0;
        await using var server = new RawServer(exchange =>
        {
            if (++asked < 3)
            {
                exchange.Reset();
                return Task.CompletedTask;
            }

            return exchange.AnswerAsync(Samples.ConfigMap);
        });
        Assert.Equal(Samples.ConfigMap, await ReadAsync(server, "web.yaml"));

        await using var cutting = new RawServer(exchange => exchange.CutAsync(Samples.ConfigMap, 10));
        Assert.Equal("DownloadFailed", (await RefuseAsync(cutting, "web.yaml")).ErrorId);
        Assert.Equal(3, cutting.Connections);
    }

    [Theory]
    [InlineData(404, "ManifestNotFound")]
    [InlineData(410, "ManifestNotFound")]
    [InlineData(401, "DownloadFailed")]
    [InlineData(403, "DownloadFailed")]
    [InlineData(400, "DownloadFailed")]
    public async Task An_answer_that_stays_so_is_taken_once(int status, string errorId)
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync("no", status));
        HubException refusal = await RefuseAsync(server, "web.yaml");
        Assert.Equal(errorId, refusal.ErrorId);
        Assert.Contains($"{status}", refusal.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Redirects_are_followed_but_not_for_ever()
    {
        await using var server = new RawServer(exchange => exchange.Target switch
        {
            "/a" => exchange.AnswerAsync("", 302, headers: "Location: /b\r\n"),
            "/b" => exchange.AnswerAsync("", 308, headers: "Location: c\r\n"),
            "/c" => exchange.AnswerAsync(Samples.ConfigMap),
            "/out" => exchange.AnswerAsync("", 302, headers: "Location: file:///etc/passwd\r\n"),
            "/none" => exchange.AnswerAsync("", 302),
            _ => exchange.AnswerAsync("", 301, headers: "Location: /loop\r\n"),
        });
        Assert.Equal(Samples.ConfigMap, await ReadAsync(server, "a"));
        Assert.Contains("more than 5 times", (await RefuseAsync(server, "loop")).Message, StringComparison.Ordinal);
        Assert.Equal("InvalidUri", (await RefuseAsync(server, "out")).ErrorId);
        Assert.Contains("without saying where", (await RefuseAsync(server, "none")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_at_once()
    {
        using var authority = new TestAuthority();
        await using var server = new RawServer(exchange => exchange.AnswerAsync(Samples.ConfigMap), authority.Issue("127.0.0.1"));
        HubException refusal = await RefuseAsync(server, "web.yaml");
        Assert.Equal("CertificateError", refusal.ErrorId);
        Assert.Contains("/web.yaml", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, server.Connections);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task What_is_too_much_is_not_read_to_its_end()
    {
        int chunks = 0;
        await using var server = new RawServer(async exchange =>
        {
            await exchange.BeginAsync();
            string chunk = new('x', 1 << 20);
            for (chunks = 0; chunks < 200; chunks++)
            {
                await exchange.ChunkAsync(chunk);
            }
        });
        Assert.Equal("FileTooLarge", (await RefuseAsync(server, "web.yaml")).ErrorId);
        Assert.True(chunks < 200);
    }

    [Fact]
    public async Task A_web_page_and_bytes_are_no_manifests()
    {
        await using var server = new RawServer(exchange => exchange.Target == "/page"
            ? exchange.AnswerAsync("<html>", contentType: "text/html; charset=utf-8")
            : exchange.AnswerAsync("a\0b"));
        HubException page = await RefuseAsync(server, "page");
        Assert.Equal("NotText", page.ErrorId);
        Assert.Contains("Raw", page.Message, StringComparison.Ordinal);
        Assert.Equal("NotText", (await RefuseAsync(server, "bytes")).ErrorId);
    }

    [Fact]
    public async Task A_server_that_is_silent_is_given_up()
    {
        await using var server = new RawServer(exchange => Task.Delay(Timeout.Infinite, exchange.Stop));
        HubException refusal = await Assert.ThrowsAsync<HubException>(() =>
            new ManifestDownload { TimeLimit = TimeSpan.FromMilliseconds(100), Pause = TimeSpan.Zero }.ReadAsync(new Uri(server.Url, "web.yaml"), Cancel));
        Assert.Equal("DownloadFailed", refusal.ErrorId);
        Assert.Contains("not read within 0.1 s. Tried 3 times.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_ends_it_at_once()
    {
        using var stop = new CancellationTokenSource();
        await using var server = new RawServer(exchange =>
        {
            stop.Cancel();
            return Task.Delay(Timeout.Infinite, exchange.Stop);
        });
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new ManifestDownload().ReadAsync(server.Url, stop.Token));
        Assert.InRange(watch.ElapsedMilliseconds, 0, 5000);
    }

    [Theory]
    [InlineData("web.yaml")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.com/web.yaml")]
    [InlineData("https://user:secret@example.com/web.yaml")]
    public async Task Another_kind_of_address_is_refused_and_a_password_never_told(string address)
    {
        HubException refusal = await Assert.ThrowsAsync<HubException>(() => new ManifestDownload().ReadAsync(new Uri(address, UriKind.RelativeOrAbsolute), Cancel));
        Assert.Equal("InvalidUri", refusal.ErrorId);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said_to_be_so()
    {
        var server = new RawServer(exchange => exchange.AnswerAsync(""));
        await server.DisposeAsync();
        HubException refusal = await RefuseAsync(server, "web.yaml");
        Assert.Equal("DownloadFailed", refusal.ErrorId);
        Assert.Contains("cannot be reached", refusal.Message, StringComparison.Ordinal);
    }

    private static Task<string> ReadAsync(RawServer server, string path) =>
        new ManifestDownload { Pause = TimeSpan.FromMilliseconds(1) }.ReadAsync(new Uri(server.Url, path), Cancel);

    private static Task<HubException> RefuseAsync(RawServer server, string path) => Assert.ThrowsAsync<HubException>(() => ReadAsync(server, path));
}
