using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Registration;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Registration;

/// <summary>Waiting for clusters that have not come yet.</summary>
public sealed class RegistrationWatchTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_is_given_once_it_has_registered_and_asked()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync("one");
        IAsyncEnumerator<(string Name, AdmissionDecision Decision)> waiting = (await WaitAsync(hub, Eventually.Patience, "late", "other")).GetAsyncEnumerator(Cancel);
        ValueTask<bool> first = waiting.MoveNextAsync();
        await Eventually.HoldsAsync(() => hub.Live.Requests.Count(request => request.QueryString.Contains("watch=", StringComparison.Ordinal)) >= 2, "both watches");
        await hub.RegisterAsync("late");
        await hub.AskAsync("stranger", "stranger-1");
        Assert.False(first.IsCompleted);
        await hub.AskAsync("late", "late-1");

        Assert.True(await first.AsTask().SoonAsync());
        Assert.Equal("late", waiting.Current.Name);
        Assert.Equal("late-1", Assert.Single(waiting.Current.Decision.Requests).RequestName);

        await hub.AskAsync("other", "other-1", user: "alice");
        ValueTask<bool> second = waiting.MoveNextAsync();
        await hub.RegisterAsync("other");
        Assert.True(await second.AsTask().SoonAsync());
        Assert.Equal(("other", "RequestRefused"), (waiting.Current.Name, waiting.Current.Decision.Refusal!.ErrorId));
        Assert.False(await waiting.MoveNextAsync().AsTask().SoonAsync());
        await Eventually.HoldsAsync(() => hub.Live.Requests.All(request => request.Duration is not null), "the end of every request");
    }

    [Fact]
    public async Task Who_was_there_already_is_given_at_once()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync("one");
        IAsyncEnumerable<(string Name, AdmissionDecision Decision)> waiting = await WaitAsync(hub, Eventually.Patience, "late");
        await hub.RegisterAsync("late");
        await hub.AskAsync("late", "late-1");

        Assert.Null((await waiting.SingleAsync(Cancel).AsTask().SoonAsync()).Decision.Missing);
    }

    [Fact]
    public async Task When_time_is_up_it_is_told_what_is_missing()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync();
        IAsyncEnumerable<(string Name, AdmissionDecision Decision)> waiting = await WaitAsync(hub, TimeSpan.FromSeconds(1), "late", "other");
        await hub.RegisterAsync("other");

        var ended = await waiting.ToListAsync(Cancel).AsTask().SoonAsync();

        Assert.Equal([("late", "NotFound"), ("other", "RequestNotFound")], ended.Select(one => (one.Name, one.Decision.Missing!.ErrorId)).Order());
        Assert.Equal("NotFound", (await (await WaitAsync(hub, TimeSpan.Zero, "late")).SingleAsync(Cancel)).Decision.Missing!.ErrorId);
    }

    [Fact]
    public async Task A_hub_that_refuses_ends_the_wait()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync();
        IAsyncEnumerable<(string Name, AdmissionDecision Decision)> waiting = await WaitAsync(hub, Eventually.Patience, "late");
        hub.Spoil(Fault.Status(403, "Forbidden", "no requests for you"), "GET", "certificatesigningrequests");

        Assert.Equal("Forbidden", (await Assert.ThrowsAnyAsync<HubException>(() => waiting.ToListAsync(Cancel).AsTask().SoonAsync())).ErrorId);
    }

    [Fact]
    public async Task Who_cancels_is_not_told_of_a_time_out()
    {
        await using JoiningHub hub = await JoiningHub.StartAsync();
        using var stop = new CancellationTokenSource();
        var waiting = new RegistrationWatch(hub.Connection).WaitAsync(
            new Dictionary<string, AdmissionDecision> { ["late"] = await hub.DecideAsync("late") }, AdmissionPolicy.Default, Eventually.Patience, stop.Token).ToListAsync(Cancel).AsTask();
        await Eventually.HoldsAsync(() => hub.Live.Requests.Any(request => request.QueryString.Contains("watch=", StringComparison.Ordinal)), "a watch");
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.SoonAsync());
    }

    private static async Task<IAsyncEnumerable<(string Name, AdmissionDecision Decision)>> WaitAsync(JoiningHub hub, TimeSpan timeout, params string[] names)
    {
        Dictionary<string, AdmissionDecision> missing = [];
        foreach (string name in names)
        {
            missing[name] = await hub.DecideAsync(name, waits: true);
        }

        return new RegistrationWatch(hub.Connection).WaitAsync(missing, AdmissionPolicy.Default, timeout, Cancel);
    }
}
