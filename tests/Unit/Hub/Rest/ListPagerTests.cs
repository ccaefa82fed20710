using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Rest;

/// <summary>A list gives each object once, whatever breaks while it is read.</summary>
public sealed class ListPagerTests
{
    private static readonly Func<HttpRequest, bool> IsLaterPage = request => request.Query.ContainsKey("continue");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_version_that_is_forgotten_between_two_pages_loses_nothing_and_is_told(bool mayGoOn)
    {
        await using LiveHub live = await HubOfAsync(20);
        FaultRule rule = live.Faults.Add(new FaultRule(Fault.ExpireContinue(mayGoOn)) { Where = IsLaterPage, Skip = 1, Count = 1 });

        Assert.Equal(Names(20), await NamesAsync(live, 4));

        Assert.Equal(1, rule.Hits);
        Assert.Contains("after 8 objects", Assert.Single(live.Connection.TakeWarnings()), StringComparison.Ordinal);
        Assert.Equal(mayGoOn ? 6 : 4, live.Requests.Count);
        Assert.All(live.Requests, request => Assert.DoesNotContain("resourceVersion", request.QueryString, StringComparison.Ordinal));
        Assert.Equal(mayGoOn, live.Requests[^1].QueryString.Contains("limit=4", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_told_once_a_list_and_again_of_the_next_list()
    {
        await using LiveHub live = await HubOfAsync(20);
        live.Faults.Add(new FaultRule(Fault.ExpireContinue(mayGoOn: true)) { Where = IsLaterPage, Count = 1 });
        live.Faults.Add(new FaultRule(Fault.ExpireContinue(mayGoOn: true)) { Where = IsLaterPage, Skip = 1, Count = 1 });
        await NamesAsync(live, 4);
        Assert.Single(live.Connection.TakeWarnings());

        live.Faults.Clear();
        live.Faults.Add(new FaultRule(Fault.ExpireContinue(mayGoOn: true)) { Where = IsLaterPage, Count = 1 });
        await NamesAsync(live, 4);

        Assert.Single(live.Connection.TakeWarnings());
    }

    [Fact]
    public async Task What_is_made_and_deleted_while_a_list_starts_anew_is_seen_as_it_is_then()
    {
        await using LiveHub live = await HubOfAsync(9);
        live.Faults.Add(new FaultRule(Fault.ExpireContinue(mayGoOn: false)) { Where = IsLaterPage, Count = 1 });
        await using IAsyncEnumerator<Work> works = live.Works.ListAsync("one", new WorkQuery { PageSize = 4 }, Cancel).GetAsyncEnumerator(Cancel);
        List<string> names = [(await works.NextAsync()).Name];

        live.Admin.Delete(OcmTypes.ManifestWork, "one", "work01");
        live.Admin.Delete(OcmTypes.ManifestWork, "one", "work07");
        live.AddWork("one", "work00a");
        while (await works.MoveNextAsync())
        {
            names.Add(works.Current.Name);
        }

        Assert.Equal(["work00", "work01", "work02", "work03", "work00a", "work04", "work05", "work06", "work08"], names);
    }

    [Fact]
    public async Task A_page_that_breaks_is_asked_for_again_and_is_still_of_the_same_moment()
    {
        await using LiveHub live = await HubOfAsync(20);
        live.Faults.Add(new FaultRule(Fault.HalfBody()) { Where = IsLaterPage, Skip = 1, Count = 2 });

        Assert.Equal(Names(20), await NamesAsync(live, 5));

        Assert.Equal(6, live.Requests.Count);
        Assert.Equal(live.Requests[2].QueryString, live.Requests[3].QueryString);
        Assert.Empty(live.Connection.TakeWarnings());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(15)]
    public async Task A_list_without_a_version_to_go_back_to_starts_anew_and_that_is_told(int? pageSize)
    {
        await using var lists = new BreakingLists();
        using HubConnection hub = lists.Server.Connect();
        lists.Begin(30, [("cut", 1000)]);

        Assert.Equal(Numbered(30), await NamesAsync(hub, pageSize));

        Assert.Contains("later moment", Assert.Single(hub.TakeWarnings()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_breaks_before_its_first_object_is_just_asked_for_again()
    {
        await using var lists = new BreakingLists();
        using HubConnection hub = lists.Server.Connect();
        lists.Begin(5, [("cut", 10), ("reset", 0)]);

        Assert.Equal(Numbered(5), await NamesAsync(hub, null));

        Assert.Empty(hub.TakeWarnings());
    }

    [Fact]
    public async Task A_list_that_always_breaks_at_the_same_place_ends_with_how_often_it_was_tried()
    {
        await using var lists = new BreakingLists();
        using HubConnection hub = lists.Server.Connect();
        lists.Begin(30, Enumerable.Repeat(("cut", 1000), 100));
        var names = new List<string>();

        HubException error = await Assert.ThrowsAsync<HubException>(async () =>
        {
            await foreach (Work work in new WorkClient(hub).ListAsync(cancellationToken: Cancel))
            {
                names.Add(work.Name);
            }
        });

        Assert.Equal("ConnectionLost", error.ErrorId);
        Assert.EndsWith("Tried 5 times.", error.Message, StringComparison.Ordinal);
        Assert.Equal(names.Distinct(), names);
        Assert.InRange(names.Count, 1, 29);
        Assert.Equal(5, lists.Server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_forgets_without_end_is_not_asked_without_end()
    {
        await using var lists = new BreakingLists();
        using HubConnection hub = lists.Server.Connect();
        lists.Begin(30, [("", 0), .. Enumerable.Repeat(("expire", 0), 1000)]);

        var error = await Assert.ThrowsAsync<ApiStatusException>(() => NamesAsync(hub, 4));

        Assert.Equal(410, error.Status.Code);
        Assert.InRange(lists.Server.Requests.Count, 3, 20);
    }

    [Fact]
    public async Task A_server_that_hands_out_the_same_page_without_end_is_an_error()
    {
        await using var server = new RawServer(exchange => exchange.AnswerAsync("""{"metadata":{"continue":"same"},"items":[]}"""));
        using HubConnection hub = server.Connect();

        Assert.Equal("InvalidAnswer", (await Assert.ThrowsAsync<HubException>(() => NamesAsync(hub, 4))).ErrorId);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_list_that_is_to_be_watched_from_is_never_of_two_moments()
    {
        await using var lists = new BreakingLists();
        using HubConnection hub = lists.Server.Connect();
        lists.Begin(30, [("", 0), ("expire", 0)]);

        var error = await Assert.ThrowsAsync<ApiStatusException>(async () => await hub.Rest.ListAsync(
            ResourcePath.ManifestWorks, null, new ListOptions { PageSize = 4 }, json => WorkParser.Parse(json, "hub"), _ => { }, Cancel).CountAsync(Cancel));

        Assert.Equal(410, error.Status.Code);
        Assert.Empty(hub.TakeWarnings());
    }

    [Fact]
    public async Task Whatever_breaks_wherever_each_object_is_given_once()
    {
        await using var lists = new BreakingLists();
        Gen<(string Fault, int At)> faults =
            from fault in Gen.Elements("", "reset", "cut", "cut", "expire", "forget", "429", "503")
            from at in Gen.Choose(0, 4000)
            select (fault, at);
        Gen<(int Count, int? PageSize, (string, int)[] Faults)> cases =
            from count in Gen.Choose(0, 40)
            from pageSize in Gen.Elements<int?>(null, 1, 3, 7, 40)
            from list in faults.ArrayOf(8)
            select (count, pageSize, list);

        Prop.ForAll(cases.ToArbitrary(), example =>
        {
            lists.Begin(example.Count, example.Faults);
            using HubConnection hub = lists.Server.Connect();
            hub.Rest.Retry = new RetryPolicy { WhenBroken = 20, WhenAsked = 20, FirstPause = TimeSpan.FromMicroseconds(1) };

            // One after the other: the property runs on this thread.
            List<string> names = NamesAsync(hub, example.PageSize).SoonAsync().GetAwaiter().GetResult();

            Assert.Equal(Numbered(example.Count), names);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    private static async Task<LiveHub> HubOfAsync(int works)
    {
        LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        foreach (string name in Names(works))
        {
            live.AddWork("one", name);
        }

        return live;
    }

    private static IEnumerable<string> Names(int count) => Enumerable.Range(0, count).Select(number => $"work{number:00}");

    private static IEnumerable<string> Numbered(int count) => Enumerable.Range(0, count).Select(number => $"w{number}");

    private static Task<List<string>> NamesAsync(LiveHub live, int? pageSize) => NamesAsync(live.Connection, pageSize);

    private static async Task<List<string>> NamesAsync(HubConnection hub, int? pageSize) =>
        await new WorkClient(hub).ListAsync("one", new WorkQuery { PageSize = pageSize }, Cancel).Select(work => work.Name).ToListAsync(Cancel);
}
