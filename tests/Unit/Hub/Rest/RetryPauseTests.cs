using System.Globalization;
using System.Text;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Rest;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Rest;

/// <summary>How long it is waited before a request is sent again, and what ends that.</summary>
public sealed class RetryPauseTests
{
    private const string Good = """{"kind":"Thing"}""";
    private const string Path = "apis/g/v1/namespaces/one/things";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Retry-After: 1\r\n", "")]
    [InlineData("", ""","details":{"retryAfterSeconds":1}""")]
    [InlineData("Date: DATE0\r\nRetry-After: DATE1\r\n", "")]
    public async Task The_pause_is_as_long_as_the_server_says(string headers, string details)
    {
        int asked = 0;
        await using var server = new RawServer(exchange => Interlocked.Increment(ref asked) > 1
            ? exchange.AnswerAsync(Good)
            : exchange.AnswerAsync($$"""{"kind":"Status","reason":"TooManyRequests"{{details}}}""", 429, headers: headers.Replace("DATE0", Date(3000)).Replace("DATE1", Date(3001))));
        using HubConnection hub = server.Connect();
        RetryNotice? notice = null;
        RequestScope.Current = new RequestScope { Waiting = told => notice = told };

        await SendAsync(hub, HttpMethod.Post, "{}");

        Assert.InRange(notice!.Delay, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.1));
        Assert.Equal(("TooManyRequests", 1), (notice.Failure.ErrorId, notice.Tries));
    }

    [Fact]
    public async Task Cancelling_ends_a_pause()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync("busy", 429, "text/plain", "Retry-After: 100\r\n"));
        using HubConnection hub = server.Connect();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var waiting = new TaskCompletionSource();
        RequestScope.Current = new RequestScope { Waiting = _ => waiting.TrySetResult() };
        Task asking = hub.Rest.SendAsync(HttpMethod.Get, Path, null, null, stop.Token);
        await waiting.Task.SoonAsync();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.SoonAsync());
    }

    [Fact]
    public async Task Closing_the_connection_ends_a_pause()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync("busy", 429, "text/plain", "Retry-After: 100\r\n"));
        HubConnection hub = server.Connect();
        var waiting = new TaskCompletionSource();
        RequestScope.Current = new RequestScope { Waiting = _ => waiting.TrySetResult() };
        Task asking = SendAsync(hub, HttpMethod.Get, null);
        await waiting.Task.SoonAsync();

        hub.Dispose();

        Assert.Equal("ConnectionClosed", (await Assert.ThrowsAsync<HubException>(() => asking.SoonAsync())).ErrorId);
    }

    private static async Task SendAsync(HubConnection hub, HttpMethod method, string? body) =>
        await hub.Rest.SendAsync(method, Path, body is null ? null : Encoding.UTF8.GetBytes(body), "application/json", Cancel);

    private static string Date(int seconds) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds).ToString("R", CultureInfo.InvariantCulture);
}
