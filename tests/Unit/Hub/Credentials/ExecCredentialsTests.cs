using System.Globalization;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Connection.Credentials;
using OcmPowerShell.Hub.Connection.Credentials.Exec;
using OcmPowerShell.Hub.Rest;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Credentials;

/// <summary>When a credential plugin runs again, and how often.</summary>
public sealed class ExecCredentialsTests : IDisposable
{
    private readonly Plugin _plugin = new();
    private readonly TestClock _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _plugin.Dispose();

    [Fact]
    public async Task Credentials_without_an_end_are_kept()
    {
        ExecCredentials source = Counting("credential", "t");

        RequestCredentials first = await source.GetAsync(Cancel);
        _clock.Pass(TimeSpan.FromDays(300));

        Assert.Same(first, await source.GetAsync(Cancel));
        Assert.Equal(1, _plugin.Calls());
    }

    [Fact]
    public async Task The_plugin_runs_again_shortly_before_the_credentials_end()
    {
        string end = _clock.GetUtcNow().AddMinutes(5).ToString("O", CultureInfo.InvariantCulture);
        ExecCredentials source = Counting("out", $$$"""{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t","expirationTimestamp":"{{{end}}}"}}""");
        await source.GetAsync(Cancel);

        _clock.Pass(TimeSpan.FromSeconds(289));
        await source.GetAsync(Cancel);
        Assert.Equal(1, _plugin.Calls());

        _clock.Pass(TimeSpan.FromSeconds(2));
        await source.GetAsync(Cancel);
        Assert.Equal(2, _plugin.Calls());
    }

    [Fact]
    public async Task Many_at_a_time_share_one_run()
    {
        ExecCredentials source = Counting("wait-for", _plugin.File("go"), "credential", "t");
        Task<RequestCredentials>[] getting = Enumerable.Range(0, 64).Select(_ => Task.Run(() => source.GetAsync(Cancel).AsTask(), Cancel)).ToArray();
        await Eventually.HoldsAsync(() => _plugin.Calls() > 0, "the first call");
        _plugin.Write("go", "");

        RequestCredentials[] credentials = await Task.WhenAll(getting).SoonAsync();

        Assert.Single(credentials.Distinct());
        Assert.Equal(1, _plugin.Calls());
    }

    [Fact]
    public async Task Who_gives_up_waiting_does_not_end_the_run_of_the_others()
    {
        ExecCredentials source = Counting("wait-for", _plugin.File("go"), "credential", "t");
        using var stop = new CancellationTokenSource();
        Task<RequestCredentials> impatient = source.GetAsync(stop.Token).AsTask();
        Task<RequestCredentials> patient = source.GetAsync(Cancel).AsTask();
        await Eventually.HoldsAsync(() => _plugin.Calls() > 0, "the first call");

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient.SoonAsync());
        Assert.False(patient.IsCompleted);
        _plugin.Write("go", "");

        Assert.Equal("t", (await patient.SoonAsync()).Authorization!.Parameter);
        Assert.Equal(1, _plugin.Calls());
    }

    [Fact]
    public async Task After_all_have_given_up_the_next_one_gets_a_run_of_its_own()
    {
        ExecCredentials source = Counting("wait-for", _plugin.File("go"), "credential", "t");
        using var stop = new CancellationTokenSource();
        Task<RequestCredentials> getting = source.GetAsync(stop.Token).AsTask();
        await Eventually.HoldsAsync(() => _plugin.Calls() > 0, "the first call");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => getting.SoonAsync());

        _plugin.Write("go", "");

        Assert.Equal("t", await source.TokenAsync().SoonAsync());
        Assert.Equal(2, _plugin.Calls());
    }

    [Fact]
    public async Task Refused_credentials_cost_one_run_however_many_were_refused_with_them()
    {
        ExecCredentials source = Counting("nth", _plugin.File("calls"), "first", "second");
        RequestCredentials[] shown = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => source.GetAsync(Cancel).AsTask()));

        string?[] renewed = await Task.WhenAll(shown.Select(credentials => Task.Run(
            async () =>
            {
                Assert.True(source.Refuse(credentials));
                return await source.TokenAsync();
            },
            Cancel)));

        Assert.All(renewed, token => Assert.Equal("second", token));
        Assert.Equal(2, _plugin.Calls());
    }

    [Fact]
    public async Task A_refusal_that_comes_late_does_not_cost_the_new_credentials()
    {
        ExecCredentials source = Counting("nth", _plugin.File("calls"), "first", "second");
        RequestCredentials old = await source.GetAsync(Cancel);
        source.Refuse(old);
        RequestCredentials renewed = await source.GetAsync(Cancel);

        Assert.True(source.Refuse(old));

        Assert.Same(renewed, await source.GetAsync(Cancel));
        Assert.Equal(2, _plugin.Calls());
    }

    [Fact]
    public async Task A_plugin_that_gives_what_was_refused_is_left_alone_for_a_while()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        using HubConnection hub = HubConnection.Open(live.Connection.Config with { Credentials = Counting("credential", "unknown-to-the-hub") }).Quick();

        for (int i = 0; i < 10; i++)
        {
            Assert.Equal("Unauthorized", (await Assert.ThrowsAsync<ApiStatusException>(() => HubProbe.GetVersionAsync(hub, Cancel).SoonAsync())).ErrorId);
        }

        Assert.Equal(2, _plugin.Calls());
        _clock.Pass(TimeSpan.FromSeconds(11));
        await Assert.ThrowsAsync<ApiStatusException>(() => HubProbe.GetVersionAsync(hub, Cancel).SoonAsync());
        Assert.Equal(3, _plugin.Calls());
    }

    [Fact]
    public async Task A_plugin_that_fails_is_left_alone_for_a_moment()
    {
        ExecCredentials source = Counting("out-file", _plugin.File("answer"));

        HubException first = await Assert.ThrowsAsync<HubException>(() => source.GetAsync(Cancel).AsTask());
        HubException second = await Assert.ThrowsAsync<HubException>(async () => await source.GetAsync(Cancel));

        Assert.Equal((first.ErrorId, first.Message, 1), (second.ErrorId, second.Message, _plugin.Calls()));
    }

    [Fact]
    public async Task A_failure_is_not_kept_for_long()
    {
        ExecCredentials source = Counting("out-file", _plugin.File("answer"));
        await Assert.ThrowsAsync<HubException>(() => source.GetAsync(Cancel).AsTask());
        _plugin.Write("answer", """{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t"}}""");

        _clock.Pass(TimeSpan.FromSeconds(3));
        Assert.Equal("t", await source.TokenAsync());
    }

    [Fact]
    public async Task A_certificate_stays_the_same_object_until_it_is_another_one()
    {
        using var authority = new ClientAuthority();
        ExecCredentials source = Counting("out-file", _plugin.File("answer"));
        WriteAnswer(authority.Issue("alice"));
        RequestCredentials first = await source.GetAsync(Cancel);
        source.Refuse(first);
        RequestCredentials second = await source.GetAsync(Cancel);
        WriteAnswer(authority.Issue("bob"));
        _clock.Pass(TimeSpan.FromSeconds(11));
        source.Refuse(second);
        RequestCredentials third = await source.GetAsync(Cancel);

        Assert.Same(first.Certificate, second.Certificate);
        Assert.Equal("CN=bob", third.Certificate!.Leaf.Subject);
    }

    [Fact]
    public async Task A_certificate_is_asked_for_anew_before_it_expires()
    {
        using var authority = new ClientAuthority();
        ExecCredentials source = Counting("out-file", _plugin.File("answer"));
        WriteAnswer(authority.Issue("alice", end: _clock.GetUtcNow().AddHours(1)));
        await source.GetAsync(Cancel);

        _clock.Pass(TimeSpan.FromMinutes(60));
        await source.GetAsync(Cancel);

        Assert.Equal(2, _plugin.Calls());
    }

    [Fact]
    public async Task Against_a_hub_a_401_runs_the_plugin_once_for_all_requests_under_way()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        string old = live.Sandbox.Tokens.Issue("alice", "system:masters");
        string renewed = live.Sandbox.Tokens.Issue("alice", "system:masters");
        using HubConnection hub = HubConnection.Open(live.Connection.Config with { Credentials = Counting("nth", _plugin.File("calls"), old, renewed) }).Quick();
        await HubProbe.GetVersionAsync(hub, Cancel);

        live.Sandbox.Tokens.Expire(old);
        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => HubProbe.GetVersionAsync(hub, Cancel))).SoonAsync();

        Assert.Equal(2, _plugin.Calls());
    }

    private void WriteAnswer((string Certificate, string Key) pair) => _plugin.Write("answer", new System.Text.Json.Nodes.JsonObject
    {
        ["apiVersion"] = "client.authentication.k8s.io/v1",
        ["kind"] = "ExecCredential",
        ["status"] = new System.Text.Json.Nodes.JsonObject { ["clientCertificateData"] = pair.Certificate, ["clientKeyData"] = pair.Key },
    }.ToJsonString());

    private ExecCredentials Counting(params string[] steps) => new(_plugin.Config(["count", _plugin.File("calls"), .. steps]), terminal: Plugin.NoTerminal, time: _clock);
}
