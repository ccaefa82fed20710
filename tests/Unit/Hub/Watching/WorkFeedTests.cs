using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Watching;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;
using WorkDifference = OcmPowerShell.Hub.Watching.WorkDifference;

namespace OcmPowerShell.Tests.Hub.Watching;

/// <summary>What a watch of works tells, and what it does not.</summary>
public sealed class WorkFeedTests
{
    private const string Deployment = """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop"},"spec":{"replicas":2}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_change_that_a_user_sees_is_told_in_words()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web", manifest: Deployment);
        await using var feed = await FollowAsync(live, Everything);

        Report(live, 1, applied: "False", message: "no namespace shop");
        await ExpectAsync(feed, "Updated one/web: Status Pending -> Failed (no namespace shop)");
        Report(live, 1, applied: "False", message: "no such kind");
        await ExpectAsync(feed, "Updated one/web: message no namespace shop -> no such kind");
        Report(live, 1, ready: 1);
        await ExpectAsync(feed, "Updated one/web: Status Failed -> NotReady (Deployment shop/web: 1 of 2 replicas ready); Deployment shop/web: AvailableReplicas none -> 1, ReadyReplicas none -> 1, Replicas none -> 2");
        Report(live, 1, ready: 2);
        await ExpectAsync(feed, "Updated one/web: Status NotReady -> Ready; Deployment shop/web: AvailableReplicas 1 -> 2, ReadyReplicas 1 -> 2");
        Change(live, work => work["spec"]!["workload"]!["manifests"]!.AsArray().Add(JsonNode.Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","namespace":"shop"}}""")));
        await ExpectAsync(feed, "Updated one/web: Status Ready -> Pending (not applied yet); manifests changed, 1 -> 2");
        Change(live, work => work["spec"]!["deleteOption"] = new JsonObject { ["propagationPolicy"] = "Orphan" });
        await ExpectAsync(feed, "Updated one/web: propagation policy Foreground -> Orphan");
        Change(live, work => work["spec"]!["manifestConfigs"] = JsonNode.Parse("""[{"resourceIdentifier":{"group":"apps","resource":"deployments","name":"web","namespace":"shop"},"updateStrategy":{"type":"CreateOnly"}}]"""));
        await ExpectAsync(feed, "Updated one/web: options changed");
        Change(live, work => work["metadata"]!["labels"] = new JsonObject { ["app"] = "web" });
        await ExpectAsync(feed, "Updated one/web: labels: +app=web");
        live.AddWork("one", "db");
        await ExpectAsync(feed, "Added one/db: Pending (not applied yet)");
        live.Admin.Delete(OcmTypes.ManifestWork, "one", "db");
        await ExpectAsync(feed, "Removed one/db: it was deleted");
    }

    [Fact]
    public async Task Conditions_of_rules_and_a_deletion_that_waits_are_told_and_bookkeeping_is_not()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web", new JsonObject { ["finalizers"] = new JsonArray("example.com/wait") }, Deployment);
        Report(live, 1, ready: 2, feedback: Observed(6));
        await using var feed = await FollowAsync(live, Everything);

        Report(live, 1, ready: 2, feedback: Observed(7));
        Report(live, 1, ready: 2, feedback: Observed(7), more: ",{\"type\":\"Complete\",\"status\":\"True\",\"observedGeneration\":1}");
        await ExpectAsync(feed, "Updated one/web: Complete Unknown -> True");
        await live.Works.DeleteAsync("one", "web", cancellationToken: Cancel);
        await ExpectAsync(feed, "Updated one/web: Status Ready -> Deleting (being deleted); Complete True -> Unknown; deletion was asked for");
    }

    [Fact]
    public async Task Changes_while_the_connection_is_lost_are_told_when_it_is_back()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web", manifest: Deployment);
        live.AddWork("one", "db");
        live.Faults.Add(new FaultRule(Fault.CloseWatch(1)) { Verb = "watch", Count = 1 });
        var gate = new FaultRule(Fault.Status(503, "ServiceUnavailable", "away")) { Verb = "watch" };
        live.Faults.Add(gate);
        await using var feed = await FollowAsync(live, Everything);

        Report(live, 1, ready: 2);
        Assert.StartsWith("Updated one/web: Status Pending -> Ready", Text(await feed.NextAsync()), StringComparison.Ordinal);
        Task<ObjectChange<Work>> next = feed.NextAsync();
        await Eventually.HoldsAsync(() => gate.Hits >= 1, "a refusal");
        Report(live, 1, ready: 0);
        Report(live, 1, ready: 1);
        live.Admin.Delete(OcmTypes.ManifestWork, "one", "db");
        live.Faults.Clear();
        live.Faults.Add(new FaultRule(Fault.Status(410, "Expired", "too old")) { Verb = "watch", Count = 1 });
        live.Faults.Add(new FaultRule(Fault.Reset()) { Verb = "watch", Count = 1 });

        // Of what came in between the last is told.
        string[] told = [.. new[] { Text(await next), Text(await feed.NextAsync()) }.Order(StringComparer.Ordinal)];
        Assert.Equal("Removed one/db: it was deleted", told[0]);
        Assert.StartsWith("Updated one/web: Status Ready -> NotReady (Deployment shop/web: 1 of 2 replicas ready)", told[1], StringComparison.Ordinal);
    }

    private static WatchScope Everything => new(null, null, null, _ => true, false);

    private static void Report(LiveHub live, int generation, string applied = "True", string message = "", int ready = 0, string more = "", string feedback = "")
    {
        string values = applied == "False" ? "" : string.Join(",", new[] { ("Replicas", 2), ("ReadyReplicas", ready), ("AvailableReplicas", ready) }
            .Select(value => $$$"""{"name":"{{{value.Item1}}}","fieldValue":{"type":"Integer","integer":{{{value.Item2}}}}}"""));
        string available = applied == "False" ? "" : $$"""{"type":"Available","status":"True","observedGeneration":{{generation}}},""";
        live.Report("one", "web", $$$"""
            {"conditions":[{{{available}}}{"type":"Applied","status":"{{{applied}}}","message":"{{{message}}}","observedGeneration":{{{generation}}}}{{{more}}}],
             "resourceStatus":{"manifests":[{"resourceMeta":{"ordinal":0},"conditions":[{"type":"Available","status":"True"}],"statusFeedback":{"values":[{{{values}}}{{{feedback}}}]}}]}}
            """);
    }

    private static string Observed(int generation) => string.Concat(new[] { ("UpdatedReplicas", 2), ("ObservedGeneration", generation) }
        .Select(value => $$$""",{"name":"{{{value.Item1}}}","fieldValue":{"type":"Integer","integer":{{{value.Item2}}}}}"""));

    private static void Change(LiveHub live, Action<JsonObject> change) => live.Admin.Change(OcmTypes.ManifestWork, "one", "web", work =>
    {
        change(work);
        return true;
    });

    private static async Task<IAsyncEnumerator<ObjectChange<Work>>> FollowAsync(LiveHub live, WatchScope scope)
    {
        var feed = new Ahead<ObjectChange<Work>>(new ObjectFeed<Work>(Kinds.Works.On(live.Connection), WorkGoals.Describe, WorkDifference.Between).ReadAsync(scope, Cancel));
        await Eventually.HoldsAsync(() => live.Requests.Any(request => request.QueryString.Contains("watch=true", StringComparison.Ordinal)), "the watch");
        return feed;
    }

    private static async Task ExpectAsync(IAsyncEnumerator<ObjectChange<Work>> feed, string text) => Assert.Equal(text, Text(await feed.NextAsync()));

    private static string Text(ObjectChange<Work> change) => $"{change.Action} {change.Object}: {change.What}";
}
