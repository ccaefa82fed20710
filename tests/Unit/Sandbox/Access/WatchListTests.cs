using System.Text.Json.Nodes;
using System.Threading.Channels;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Kinds;
using OcmPowerShell.Tests.Sandbox.Api;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Access;

/// <summary>Watches that begin with what is there.</summary>
public sealed class WatchListTests
{
    private const string Initial = "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static ApiCaller Caller => new(new ResourceApi(HubResources.Table()) { AllowsWatchList = true });

    [Fact]
    public async Task What_is_there_comes_first_then_a_bookmark_then_the_changes()
    {
        ApiCaller caller = Caller;
        await caller.CreateAsync("a");
        string version = (string)(await caller.CreateAsync("b")).Json["metadata"]!["resourceVersion"]!;
        ChannelReader<JsonObject> lines = caller.Watch($"{ApiCaller.Works}?watch=1&resourceVersion={version}{Initial}", Cancel);

        foreach (string name in new[] { "a", "b" })
        {
            JsonObject added = await lines.ReadAsync(Cancel);
            Assert.Equal(("ADDED", name), ((string?)added["type"], (string?)added["object"]!["metadata"]!["name"]));
        }

        JsonObject bookmark = await lines.ReadAsync(Cancel);
        Assert.Equal("BOOKMARK", (string?)bookmark["type"]);
        Assert.Equal($$$"""{"resourceVersion":"{{{version}}}","annotations":{"k8s.io/initial-events-end":"true"}}""", bookmark["object"]!["metadata"]!.ToJsonString());
        await caller.CreateAsync("c");
        Assert.Equal("c", (string?)(await lines.ReadAsync(Cancel))["object"]!["metadata"]!["name"]);
    }

    [Fact]
    public async Task What_is_there_can_be_left_out()
    {
        ApiCaller caller = Caller;
        await caller.CreateAsync("a");
        ChannelReader<JsonObject> lines = caller.Watch($"{ApiCaller.Works}?watch=1{Initial.Replace("true&r", "false&r")}", Cancel);
        await caller.CreateAsync("b");
        await caller.CreateAsync("c");

        // When the watch begins nobody knows; that it does not begin with what was there before is known.
        Assert.NotEqual("a", (string?)(await ReadOrCreateAsync(caller, lines))["object"]!["metadata"]!["name"]);
    }

    [Theory]
    [InlineData("?watch=1&sendInitialEvents=true", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")]
    [InlineData("?watch=1&sendInitialEvents=true&resourceVersionMatch=Exact", "resourceVersionMatch: Unsupported value")]
    [InlineData("?sendInitialEvents=true&resourceVersionMatch=NotOlderThan", "sendInitialEvents is forbidden for list")]
    public async Task Half_a_question_is_refused(string query, string why)
    {
        ApiCaller.Answer answer = await Caller.GetAsync(ApiCaller.Works + query);
        Assert.Equal(422, answer.Status);
        Assert.Contains(why, answer.Message, StringComparison.Ordinal);
    }

    private static async Task<JsonObject> ReadOrCreateAsync(ApiCaller caller, ChannelReader<JsonObject> lines)
    {
        for (int number = 0; ; number++)
        {
            await caller.CreateAsync($"d{number}");
            if (lines.TryRead(out JsonObject? line))
            {
                return line;
            }

            await Task.Delay(5, Cancel);
        }
    }
}
