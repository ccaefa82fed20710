using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Rest;

/// <summary>A server that cannot do better is not made worse: it is asked again more and more slowly.</summary>
public sealed class WatchPatienceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_forgets_every_place_is_not_asked_without_pause()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.Faults.Add(new FaultRule(Fault.Status(410, "Expired", "too old")) { Where = request => request.Query.ContainsKey("watch") });

        await AssertIsPatientAsync(live.Connection, () => live.Requests.Count);
    }

    [Theory]
    [InlineData("""{"metadata":{"resourceVersion":"10"},"items":[]}""", "")]
    [InlineData("""{"metadata":{},"items":[]}""", "")]
    [InlineData("""{"metadata":{"resourceVersion":"10"},"items":[]}""", "not json\n")]
    [InlineData("""{"metadata":{"resourceVersion":"10"},"items":[]}""", """{"type":"ADDED"}""" + "\n")]
    [InlineData("""{"metadata":{"resourceVersion":"10"},"items":[]}""", """{"type":5,"object":{}}""" + "\n")]
    [InlineData("""{"metadata":{"resourceVersion":"10"},"items":[]}""", """{"type":"ADDED","object":{"metadata":null}}""" + "\n")]
    [InlineData("""{"metadata":{"resourceVersion":"10"},"items":[]}""", """{"type":"BOOKMARK","object":[]}""" + "\n")]
    [InlineData("""{"metadata":{"resourceVersion":"10"},"items":[]}""", """{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":5}}}""" + "\n")]
    public async Task A_server_that_answers_nonsense_is_asked_again_more_and_more_slowly(string list, string watchAnswer)
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync(exchange.Target.Contains("watch=true", StringComparison.Ordinal) ? watchAnswer : list));
        using HubConnection hub = server.Connect();

        await AssertIsPatientAsync(hub, () => server.Requests.Count);
    }

    /// <summary>Within a second a patient client has asked a few times, a hot loop thousands of times.</summary>
    private static async Task AssertIsPatientAsync(HubConnection hub, Func<int> requests)
    {
        hub.Rest.Retry = new RetryPolicy();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task<int> reading = new WorkClient(hub).WatchAsync(null, new WorkQuery(), stop.Token).CountAsync(stop.Token).AsTask();
        await Eventually.HoldsAsync(() => requests() > 3, "a few tries");
        int before = requests();

        // Not to wait for something, but to see that little happens meanwhile.
        await Task.WhenAny(reading, Task.Delay(1000, Cancel));

        Assert.False(reading.IsCompleted, reading.Exception?.ToString());
        Assert.InRange(requests() - before, 0, 12);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.SoonAsync());
    }
}
