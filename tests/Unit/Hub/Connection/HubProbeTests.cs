using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Connection;

/// <summary>What a server is, as it says itself.</summary>
public sealed class HubProbeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sandbox_is_a_hub_that_lists_from_memory()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();

        await HubProbe.EnsureHubAsync(live.Connection, Cancel);

        Assert.True(await HubProbe.GetVersionAsync(live.Connection, Cancel) >= new Version(1, 31));
        Assert.Null(await HubProbe.PageSizeAsync(live.Connection, Cancel));
    }

    [Theory]
    [InlineData(404, "text/plain", "404 page not found\n", "NotAHub")]
    [InlineData(200, "application/json", """{"resources":[]}""", "NotAHub")]
    [InlineData(200, "application/json", """{"resources":[{"name":"managedclusters/status"}]}""", "NotAHub")]
    [InlineData(200, "application/json", """{"resources":null}""", "NotAHub")]
    [InlineData(200, "application/json", "{}", "NotAHub")]
    [InlineData(200, "application/json", "[]", "InvalidAnswer")]
    [InlineData(200, "application/json", """{"resources":[1]}""", "InvalidAnswer")]
    [InlineData(200, "application/json", "not json", "InvalidAnswer")]
    [InlineData(200, "text/html", "<html>", "NotAnApiServer")]
    [InlineData(401, "application/json", """{"kind":"Status","reason":"Unauthorized","code":401}""", "Unauthorized")]
    public async Task What_is_not_a_hub_is_said(int status, string contentType, string body, string errorId)
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(body, status, contentType));
        using HubConnection hub = server.Connect();

        HubException error = await Assert.ThrowsAnyAsync<HubException>(() => HubProbe.EnsureHubAsync(hub, Cancel));

        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(hub.Identity, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"major":"1","minor":"33"}""", "1.33", null)]
    [InlineData("""{"major":"1","minor":"31+"}""", "1.31", null)]
    [InlineData("""{"major":"1","minor":"27"}""", "1.27", 500)]
    [InlineData("""{"major":"","minor":""}""", null, 500)]
    [InlineData("""{"major":"1","minor":"-3"}""", null, 500)]
    [InlineData("""{"major":"-1","minor":"3"}""", null, 500)]
    [InlineData("""{"major":1,"minor":33}""", null, 500)]
    [InlineData("{}", null, 500)]
    public async Task Old_servers_are_asked_for_pages(string answer, string? version, int? pageSize)
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(answer));
        using HubConnection hub = server.Connect();

        Assert.Equal(version, (await HubProbe.GetVersionAsync(hub, Cancel))?.ToString());
        Assert.Equal(pageSize, await HubProbe.PageSizeAsync(hub, Cancel));
        Assert.Equal(pageSize, await HubProbe.PageSizeAsync(hub, Cancel));
        Assert.Equal(2, server.Requests.Count);
    }
}
