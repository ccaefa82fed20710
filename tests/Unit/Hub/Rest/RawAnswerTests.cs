using System.Text;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Rest;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Rest;

/// <summary>Answers of any type, and what comes with them.</summary>
public sealed class RawAnswerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("text/plain; charset=utf-8", "text/plain", "ok")]
    [InlineData("application/json", "application/json", "{}")]
    [InlineData("application/yaml", "application/yaml", "a: 1")]
    public async Task An_answer_of_any_type_comes_as_it_is(string contentType, string mediaType, string body)
    {
        string head = "";
        await using var server = new RawServer(exchange =>
        {
            head = exchange.Head;
            return exchange.AnswerAsync(body, contentType: contentType);
        });
        using HubConnection hub = server.Connect();

        RawAnswer answer = await hub.Rest.SendRawAsync(HttpMethod.Get, "healthz", null, null, Cancel);

        Assert.Equal((mediaType, body), (answer.MediaType, Encoding.UTF8.GetString(answer.Body)));
        Assert.Contains("application/json, */*;q=0.8", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_a_type_or_a_body_is_an_answer()
    {
        await using var server = new RawServer(exchange => exchange.SendAsync("HTTP/1.1 204 -\r\n\r\n"));
        using HubConnection hub = server.Connect();

        RawAnswer answer = await hub.Rest.SendRawAsync(HttpMethod.Put, "apis/g/v1/things/a", "{}"u8.ToArray(), "application/json", Cancel);

        Assert.Equal(("", 0), (answer.MediaType, answer.Body.Length));
    }

    [Fact]
    public async Task A_web_page_is_no_answer_of_an_API_server()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync("<html>log in</html>", contentType: "text/html"));
        using HubConnection hub = server.Connect();

        Assert.Equal("NotAnApiServer", (await Assert.ThrowsAsync<HubException>(() => hub.Rest.SendRawAsync(HttpMethod.Get, "healthz", null, null, Cancel))).ErrorId);
    }

    [Fact]
    public async Task A_refusal_of_any_type_is_a_refusal()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync("[-]etcd failed", 500, "text/plain"));
        using HubConnection hub = server.Connect();

        var error = await Assert.ThrowsAsync<ApiStatusException>(() => hub.Rest.SendRawAsync(HttpMethod.Get, "healthz", null, null, Cancel));

        Assert.Equal(("[-]etcd failed", "get /healthz"), (error.Status.Message, error.Attributes!.ToString()));
    }

    [Fact]
    public async Task An_answer_larger_than_any_object_is_read_whole()
    {
        string body = new('x', 20 * 1024 * 1024);
        await using var server = new RawServer(exchange => exchange.AnswerAsync(body, contentType: "text/plain"));
        using HubConnection hub = server.Connect();

        Assert.Equal(body.Length, (await hub.Rest.SendRawAsync(HttpMethod.Get, "metrics", null, null, Cancel)).Body.Length);
    }

    [Fact]
    public async Task The_hubs_clock_is_known_from_its_last_answer()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync("{}", headers: exchange.Target == "/first" ? "" : "Date: Thu, 01 Jan 2026 12:34:56 GMT\r\n"));
        using HubConnection hub = server.Connect();
        await hub.Rest.SendAsync(HttpMethod.Get, "first", null, null, Cancel);
        Assert.Null(hub.Rest.LastClock);

        DateTimeOffset before = DateTimeOffset.UtcNow;
        await hub.Rest.SendAsync(HttpMethod.Get, "second", null, null, Cancel);
        ClockReading clock = hub.Rest.LastClock!;

        Assert.Equal(new DateTimeOffset(2026, 1, 1, 12, 34, 56, TimeSpan.Zero), clock.Hub);
        Assert.InRange(clock.Local, before, DateTimeOffset.UtcNow);
    }
}
