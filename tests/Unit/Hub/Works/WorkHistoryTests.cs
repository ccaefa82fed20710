using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works.History;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Server.Faults;
using OcmPowerShell.Tests.Sandbox;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Works;

/// <summary>What a change replaces is kept before it is made, whatever goes wrong in between.</summary>
public sealed class WorkHistoryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_changed_spec_is_kept_whole_before_the_change_beside_the_work()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.PutAsync("1");
        live.ChangeSpec(spec =>
        {
            spec["deleteOption"] = new JsonObject { ["propagationPolicy"] = "Orphan" };
            spec["executor"] = JsonNode.Parse("""{"subject":{"type":"ServiceAccount","serviceAccount":{"namespace":"apps","name":"deployer"}}}""");
            spec["manifestConfigs"] = JsonNode.Parse("""[{"resourceIdentifier":{"group":"","resource":"configmaps","namespace":"default","name":"settings"},"updateStrategy":{"type":"CreateOnly"}}]""");
        });
        JsonObject before = (JsonObject)live.Spec().DeepClone();
        Work work = await live.WorkAsync();
        live.Sandbox.Requests.Clear();

        await live.PutAsync("2", new WorkHistory { Cmdlet = "Set-OcmWork" });

        Assert.Equal(["GET", "POST", "PATCH"], live.Requests.Select(request => request.Method));
        JsonObject secret = Assert.Single(live.Secrets());
        Assert.Equal(("ocmpowershell.io/work-history", true), ((string?)secret["type"], (bool?)secret["immutable"]));
        Assert.Equal($"work-history.web.{work.Uid}.2", (string?)secret["metadata"]!["name"]);
        JsonNode owner = Assert.Single(secret["metadata"]!["ownerReferences"]!.AsArray())!;
        Assert.Equal(("ManifestWork", "web", work.Uid, null), ((string?)owner["kind"], (string?)owner["name"], (string?)owner["uid"], owner["blockOwnerDeletion"]));
        HistoryRecord record = Assert.Single(await WorkRecords.ListAsync(live.Connection, work, true, Cancel));
        Assert.Equal((2, work.ManifestHash, 1, work.SizeBytes), (record.Revision, record.ManifestHash, record.ManifestCount, record.SizeBytes));
        Assert.StartsWith("Set-OcmWork as ", record.ReplacedBy, StringComparison.Ordinal);
        Assert.Equal("test", record.By);
        Assert.InRange(record.Since, DateTime.UtcNow.AddMinutes(-5), DateTime.UtcNow);
        Assert.True(JsonNode.DeepEquals(before, JsonNode.Parse(record.Spec())));
    }

    [Fact]
    public async Task Nothing_is_kept_of_what_changes_no_spec()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.PutAsync("1");
        live.Sandbox.Requests.Clear();

        await live.PutAsync("1");
        await live.PutAsync("2", dryRun: true);
        await live.Works.CreateOrUpdateAsync("one", "web", Contents.ConfigMap() with { Labels = new Dictionary<string, string> { ["a"] = "b" } }, cancellationToken: Cancel);
        await live.PutAsync("2", new WorkHistory { Limit = 0 });

        Assert.Empty(live.SecretRequests());
        Assert.Equal(2, (await live.WorkAsync()).Generation);
    }

    [Fact]
    public async Task Who_may_not_write_Secrets_is_warned_once_a_command_and_the_changes_are_made()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.PutAsync("1");
        await live.PutAsync("1", name: "api");
        live.SpoilSecrets(Fault.Status(403, "Forbidden", "secrets is forbidden"), "POST");

        await live.PutAsync("2");
        await live.PutAsync("2", name: "api");

        Assert.Contains("create, get, list and delete on secrets", Assert.Single(live.Connection.TakeWarnings()), StringComparison.Ordinal);
        await live.PutAsync("3");
        Assert.Single(live.Connection.TakeWarnings());
        Assert.Equal(3, (await live.WorkAsync()).Generation);
        Assert.Empty(live.Secrets());
    }

    [Theory]
    [InlineData(500, "InternalError")]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(404, "NotFound")]
    public async Task A_hub_that_fails_to_keep_a_state_leaves_the_work_as_it_is(int code, string reason)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.PutAsync("1");
        live.SpoilSecrets(Fault.Status(code, reason, "not now"), "POST", 1);

        HubException error = await Assert.ThrowsAnyAsync<HubException>(() => live.PutAsync("2"));

        Assert.Equal(reason, error.ErrorId);
        Assert.All(["one/web", "was not changed", "not now", "-HistoryLimit 0"], text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
        Assert.Equal(1, (await live.WorkAsync()).Generation);
        await live.PutAsync("2");
        Assert.Equal([1], await live.RevisionsAsync());
    }

    [Fact]
    public async Task A_state_that_was_kept_before_the_process_died_is_found_there_by_the_next()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.PutAsync("1");
        live.Faults.Add(new FaultRule(Fault.Reset()) { Method = "PATCH", Count = 1 });
        await Assert.ThrowsAnyAsync<HubException>(() => live.PutAsync("2"));
        Assert.Equal([1], await live.RevisionsAsync());
        Assert.Equal(1, (await live.WorkAsync()).Generation);

        await live.PutAsync("2");

        Assert.Equal([1], await live.RevisionsAsync());
        Assert.Equal(2, (await live.WorkAsync()).Generation);
        Assert.Empty(live.Connection.TakeWarnings());
    }

    [Fact]
    public async Task An_answer_that_is_lost_on_the_way_back_loses_no_state()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.PutAsync("1");
        live.SpoilSecrets(Fault.LoseAnswer(), "POST", 1);

        Assert.Equal("ConnectionLost", (await Assert.ThrowsAnyAsync<HubException>(() => live.PutAsync("2"))).ErrorId);
        await live.PutAsync("2");

        Assert.Equal([1], await live.RevisionsAsync());
    }

    [Fact]
    public async Task A_conflict_keeps_the_state_that_is_really_replaced()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.PutAsync("1");
        int patches = 0;
        live.Faults.Add(new FaultRule(Fault.Status(500, "InternalError", "never met"))
        {
            Where = request =>
            {
                if (request.Method == "PATCH" && ++patches == 1)
                {
                    live.ChangeSpec(spec => spec["deleteOption"] = new JsonObject { ["propagationPolicy"] = "Orphan" });
                }

                return false;
            },
        });

        await live.PutAsync("2");

        Assert.Equal([409, 200], live.Requests.Where(request => request.Method == "PATCH").Select(request => request.Status ?? 0));
        List<HistoryRecord> records = await WorkRecords.ListAsync(live.Connection, await live.WorkAsync(), true, Cancel);
        Assert.Equal([2, 1], records.Select(record => record.Revision));
        Assert.Equal("Orphan", (string?)JsonNode.Parse(records[0].Spec())!["deleteOption"]!["propagationPolicy"]);
    }

    [Fact]
    public async Task A_quota_that_is_just_being_counted_is_asked_again()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.PutAsync("1");
        live.SpoilSecrets(Fault.Status(409, "Conflict", "Operation cannot be fulfilled on resourcequotas"), "POST", 2);

        await live.PutAsync("2");

        Assert.Equal([1], await live.RevisionsAsync());
    }

    [Fact]
    public async Task The_oldest_go_and_are_looked_for_only_when_there_may_be_too_many()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        var three = new WorkHistory { Limit = 3 };
        for (int value = 1; value <= 4; value++)
        {
            await live.PutAsync($"{value}", three);
        }

        Assert.All(live.SecretRequests(), request => Assert.Equal("POST", request.Method));
        live.Admin.Create(KubernetesTypes.Secret, "one", Secret("users", "Opaque", (await live.WorkAsync()).Uid));
        for (int value = 5; value <= 7; value++)
        {
            await live.PutAsync($"{value}", three);
        }

        Assert.Equal([6, 5, 4], await live.RevisionsAsync());
        Assert.Contains(live.Secrets(), secret => (string?)secret["metadata"]!["name"] == "users");
        await live.PutAsync("8", new WorkHistory { Limit = 1 });
        Assert.Equal([7], await live.RevisionsAsync());
    }

    [Theory]
    [InlineData("GET", 403, "Forbidden", "list and delete")]
    [InlineData("DELETE", 403, "Forbidden", "list and delete")]
    [InlineData("DELETE", 500, "InternalError", "The next change tries again")]
    public async Task What_cannot_be_cleared_away_is_warned_of_and_stops_nothing(string method, int code, string reason, string advice)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        var one = new WorkHistory { Limit = 1 };
        await live.PutAsync("1", one);
        await live.PutAsync("2", one);
        live.SpoilSecrets(Fault.Status(code, reason, "no"), method);

        await live.PutAsync("3", one);

        Assert.Contains(advice, Assert.Single(live.Connection.TakeWarnings()), StringComparison.Ordinal);
        Assert.Equal(3, (await live.WorkAsync()).Generation);
        live.Faults.Clear();
        await live.PutAsync("4", one);
        Assert.Equal([3], await live.RevisionsAsync());
    }

    [Fact]
    public async Task A_state_that_no_Secret_can_hold_is_warned_of_and_stops_nothing()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        Work work = await live.PutAsync("1");
        byte[] huge = Encoding.UTF8.GetBytes($$$"""{"spec":{"x":"{{{Convert.ToBase64String(RandomNumberGenerator.GetBytes(2_000_000))}}}"}}""");
        await new WorkHistory().KeepAsync(live.Connection, work, huge, """{"spec":{}}"""u8.ToArray(), Cancel);
        Assert.Contains("too large for a Secret", Assert.Single(live.Connection.TakeWarnings()), StringComparison.Ordinal);
        Assert.Empty(live.SecretRequests());

        live.SpoilSecrets(Fault.Status(422, "Invalid", "Too long: must have at most 1048576 bytes"), "POST");
        await live.PutAsync("2");
        Assert.Contains("too large for a Secret", Assert.Single(live.Connection.TakeWarnings()), StringComparison.Ordinal);
        Assert.Equal(2, (await live.WorkAsync()).Generation);
    }

    [Fact]
    public async Task The_largest_work_of_what_cannot_be_packed_is_kept_and_comes_back()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        string random = Convert.ToBase64String(RandomNumberGenerator.GetBytes(383_000));
        await live.PutAsync(random);
        Assert.InRange((await live.WorkAsync()).SizeBytes, 505_000, 512_000);
        JsonNode before = live.Spec().DeepClone();

        await live.PutAsync("small");
        await live.UndoAsync();

        Assert.Empty(live.Connection.TakeWarnings());
        Assert.True(JsonNode.DeepEquals(before, live.Spec()));
    }

    [Fact]
    public async Task The_longest_name_of_a_work_makes_a_valid_Secret()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        string name = string.Join('.', Enumerable.Repeat(new string('a', 62), 5))[..253];
        live.AddWork("one", name);

        await live.PutAsync("2", name: name);

        JsonObject secret = Assert.Single(live.Secrets());
        Assert.InRange(((string)secret["metadata"]!["name"]!).Length, 150, 253);
        Assert.Equal(HistorySecret.LabelOf(name), (string?)secret["metadata"]!["labels"]!["ocmpowershell.io/work"]);
        Assert.Equal([1], await live.RevisionsAsync(name));
        Assert.NotEqual(HistorySecret.LabelOf(name), HistorySecret.LabelOf(name[..200]));
    }

    [Fact]
    public async Task A_work_that_was_made_again_has_none_of_the_former_ones_history()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.PutAsync("1");
        await live.PutAsync("2");
        await live.Works.DeleteAsync("one", "web", cancellationToken: Cancel);
        Assert.Single(live.Secrets());

        await live.PutAsync("3");
        Assert.Empty(await live.RevisionsAsync());
        await live.PutAsync("4");
        Assert.Equal([1], await live.RevisionsAsync());
        Assert.Equal(2, live.Secrets().Count);
    }

    [Fact]
    public async Task The_hub_clears_a_works_history_away_with_the_work_and_its_agent_never_sees_it()
    {
        await using LiveHub live = await LiveHub.WithAgentsAsync("one");
        await live.PutAsync("1");
        await live.PutAsync("2");
        Assert.Equal([1], await live.RevisionsAsync());
        string path = "/api/v1/namespaces/one/secrets";
        using HttpClient agent = live.Sandbox.Client(token: live.Sandbox.Tokens.Issue(
            "system:open-cluster-management:one:agent", "system:open-cluster-management:one", "system:open-cluster-management:managed-clusters", "system:authenticated"));
        Assert.Equal(200, (int)(await agent.GetAsync("/apis/work.open-cluster-management.io/v1/namespaces/one/manifestworks", Cancel)).StatusCode);
        Assert.Equal(403, (int)(await agent.GetAsync(path, Cancel)).StatusCode);
        Work work = await live.WorkAsync();
        Assert.Equal(403, (int)(await agent.GetAsync($"{path}/{HistorySecret.Name("web", work.Uid, 1)}", Cancel)).StatusCode);

        await live.Works.DeleteAsync("one", "web", cancellationToken: Cancel);

        using HttpClient admin = live.Sandbox.Client();
        await Eventually.HoldsAsync(
            () => !admin.GetStringAsync(path, Cancel).GetAwaiter().GetResult().Contains("work-history", StringComparison.Ordinal), "the garbage collection of the history");
    }

    private static JsonObject Secret(string name, string type, string uid) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { [HistoryRecord.WorkUidLabel] = uid, [HistoryRecord.RevisionLabel] = "1" } },
        ["type"] = type,
    };
}
