using System.Collections.Concurrent;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Connection.Credentials;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Rest;

/// <summary>Watches that a server refuses, breaks or forgets: what is tried again, when, and what is told.</summary>
public sealed class WatchFailureTests
{
    private const string List = """{"metadata":{"resourceVersion":"10"},"items":[]}""";

    private static readonly string Added = WatchScript.Event("ADDED", "a", 11);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, int, string> Patience => new()
    {
        { "", 429, "Retry-After: 1\r\n" },
        { "", 503, "Retry-After: 1\r\n" },
        { """{"kind":"Status","code":429,"details":{"retryAfterSeconds":1}}""", 429, "" },
        { Error("""{"kind":"Status","code":504,"reason":"Timeout","details":{"retryAfterSeconds":1}}"""), 200, "" },
        { Error("""{"kind":"Status","code":500,"details":{"retryAfterSeconds":1}}"""), 200, "" },
    };

    [Theory]
    [MemberData(nameof(Patience))]
    public async Task A_server_that_asks_for_time_gets_it(string answer, int status, string headers)
    {
        var watches = new Watches(number => number == 1 ? (answer, status, headers) : (Added, 200, ""));
        await using RawServer server = watches.Start();
        using HubConnection hub = server.Connect();
        var notices = new ConcurrentQueue<RetryNotice>();
        RequestScope.Current = new RequestScope { Waiting = notices.Enqueue };
        await using var watch = Watch(hub);
        await ExpectAsync(watch, "Synced");

        await ExpectAsync(watch, "Added one/a");

        Assert.InRange(notices.First().Delay, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.1));
        Assert.Equal(1, watches.Lists);
    }

    [Fact]
    public async Task A_server_that_has_not_come_so_far_yet_is_asked_later_from_the_same_place()
    {
        var watches = new Watches(number => number < 3 ? (TooLarge, 200, "") : (Added, 200, ""));
        await using RawServer server = watches.Start();
        using HubConnection hub = server.Connect();
        await using var watch = Watch(hub);

        await ExpectAsync(watch, "Synced", "Added one/a");

        Assert.Equal(1, watches.Lists);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_never_will_come_so_far_is_listed_anew(bool asAnEvent)
    {
        var watches = new Watches(number => number <= 3
            ? asAnEvent ? (TooLarge, 200, "") : ("""{"kind":"Status","code":504,"reason":"Timeout","message":"Timeout: Too large resource version: 10, current: 3"}""", 504, "")
            : (Added, 200, ""));
        await using RawServer server = watches.Start();
        using HubConnection hub = server.Connect();
        await using var watch = Watch(hub);

        await ExpectAsync(watch, "Synced", "Added one/a");

        Assert.Equal(2, watches.Lists);
    }

    [Theory]
    [InlineData("""{"type":"ADDED","object":{"metadata":{"name":"a","generation":"x"}}}""")]
    [InlineData("""{"type":"ADDED","object":{"metadata":null}}""")]
    [InlineData("not json")]
    public async Task What_cannot_be_read_time_and_again_ends_the_watch_with_the_cause(string line)
    {
        var watches = new Watches(_ => (line + "\n", 200, ""));
        await using RawServer server = watches.Start();
        using HubConnection hub = server.Connect();
        await using var watch = Watch(hub);
        await ExpectAsync(watch, "Synced");

        HubException error = await Assert.ThrowsAsync<HubException>(() => watch.NextAsync());

        Assert.Equal("InvalidAnswer", error.ErrorId);
        Assert.NotNull(error.InnerException);
        Assert.EndsWith("Tried 6 times.", error.Message, StringComparison.Ordinal);
        Assert.InRange(server.Requests.Count, 6, 12);
    }

    [Fact]
    public async Task What_cannot_be_read_for_a_while_passes()
    {
        var watches = new Watches(number => number < 5 ? ("nonsense\n", 200, "") : (Added, 200, ""));
        await using RawServer server = watches.Start();
        using HubConnection hub = server.Connect();
        await using var watch = Watch(hub);

        await ExpectAsync(watch, "Synced", "Added one/a");
    }

    [Fact]
    public async Task A_token_that_expires_is_renewed_when_the_watch_goes_on()
    {
        using var folder = new ScratchFolder();
        string file = folder.Write("token", "old");
        string valid = "old";
        var refused = new ConcurrentQueue<string>();
        await using var server = new RawServer(async exchange =>
        {
            if (!exchange.Head.Contains($"Bearer {valid}\r\n", StringComparison.Ordinal))
            {
                refused.Enqueue(exchange.Target);
                await exchange.AnswerAsync("Unauthorized", 401, "text/plain");
                return;
            }

            bool isWatch = exchange.Target.Contains("watch=true", StringComparison.Ordinal);
            string answer = !isWatch ? List : valid == "old" ? Added : WatchScript.Event("ADDED", "b", 12);
            if (isWatch)
            {
                await File.WriteAllTextAsync(file, "new", exchange.Stop);
                valid = "new";
            }

            await exchange.AnswerAsync(answer);
        });
        using HubConnection hub = HubConnection.Open(new HubConfig { Server = server.Url, Credentials = new TokenFile(file) }).Quick();
        await using var watch = Watch(hub);

        await ExpectAsync(watch, "Synced", "Added one/a", "Added one/b");

        Assert.Single(refused);
    }

    [Fact]
    public async Task A_credential_that_stays_refused_ends_the_watch()
    {
        var watches = new Watches(_ => ("Unauthorized", 401, ""));
        await using RawServer server = watches.Start();
        using HubConnection hub = server.Connect();
        await using var watch = Watch(hub);
        await ExpectAsync(watch, "Synced");

        Assert.Equal("Unauthorized", (await Assert.ThrowsAsync<ApiStatusException>(() => watch.NextAsync())).ErrorId);
    }

    [Theory]
    [InlineData("no", 403)]
    [InlineData(null, 200)]
    public async Task A_right_that_is_missing_is_named(string? answer, int status)
    {
        var watches = new Watches(_ => (answer ?? Error("""{"kind":"Status","code":403,"reason":"Forbidden","message":"no"}"""), status, ""));
        await using RawServer server = watches.Start();
        using HubConnection hub = server.Connect();
        await using var watch = Watch(hub);
        await ExpectAsync(watch, "Synced");

        var error = await Assert.ThrowsAsync<ApiStatusException>(() => watch.NextAsync());

        Assert.Equal("watch manifestworks.work.open-cluster-management.io in namespace 'one'", error.Attributes!.ToString());
        Assert.Contains("What was asked for: watch manifestworks", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_that_died_without_a_word_is_made_anew()
    {
        var watches = new ConcurrentQueue<string>();
        await using var server = new RawServer(async exchange =>
        {
            if (!exchange.Target.Contains("watch=true", StringComparison.Ordinal))
            {
                await exchange.AnswerAsync(List);
                return;
            }

            watches.Enqueue(exchange.Target);
            await exchange.BeginAsync();
            if (watches.Count > 1)
            {
                await exchange.ChunkAsync(Added);
            }

            await Task.Delay(Timeout.Infinite, exchange.Stop);
        });
        using HubConnection hub = server.Connect();
        hub.Rest.WatchTimeout = TimeSpan.FromSeconds(1);
        hub.Rest.WatchGrace = TimeSpan.FromMilliseconds(100);
        await using var watch = Watch(hub);

        await ExpectAsync(watch, "Synced", "Added one/a");

        Assert.All(watches, target => Assert.Contains("timeoutSeconds=1", target, StringComparison.Ordinal));
        Assert.All(watches, target => Assert.Contains("resourceVersion=10&", target, StringComparison.Ordinal));
    }

    private static string TooLarge => Error("""{"kind":"Status","code":504,"reason":"Timeout","message":"Timeout","details":{"causes":[{"reason":"ResourceVersionTooLarge","message":"Too large resource version"}]}}""");

    private static string Error(string status) => $$"""{"type":"ERROR","object":{{status}}}""" + "\n";

    private static IAsyncEnumerator<WatchEvent<Work>> Watch(HubConnection hub) =>
        new WorkClient(hub).WatchAsync("one", new WorkQuery(), Cancel).GetAsyncEnumerator(Cancel);

    private static async Task ExpectAsync(IAsyncEnumerator<WatchEvent<Work>> watch, params string[] events)
    {
        foreach (string expected in events)
        {
            WatchEvent<Work> change = await watch.NextAsync();
            Assert.Equal(expected, change.Object is null ? change.Type.ToString() : $"{change.Type} {change.Object}");
        }
    }

    /// <summary>A server of an empty list whose watches answer by number.</summary>
    private sealed class Watches(Func<int, (string Body, int Status, string Headers)> answer)
    {
        private int _lists;
        private int _watches;

        public int Lists => Volatile.Read(ref _lists);

        public RawServer Start() => new(exchange =>
        {
            if (!exchange.Target.Contains("watch=true", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref _lists);
                return exchange.AnswerAsync(List);
            }

            (string body, int status, string headers) = answer(Interlocked.Increment(ref _watches));
            return exchange.AnswerAsync(body, status, headers: headers);
        });
    }
}
