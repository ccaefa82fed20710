using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Watching;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Watching;

/// <summary>What a watch of clusters tells, and what it does not.</summary>
public sealed class ClusterFeedTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_change_that_a_user_sees_is_told_in_words()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.AddCluster("one", labels: """{"env":"prod","tier":"web"}""");
        live.ReportCluster("one");
        await using var feed = await FollowAsync(live, Everything);

        live.ReportCluster("one", available: "Unknown");
        await ExpectAsync(feed, "Updated one: Available True -> Unknown");
        Change(live, "one", cluster => cluster["metadata"]!["labels"] = JsonNode.Parse("""{"env":"dev","region":"eu","cluster.open-cluster-management.io/clusterset":"edge","feature.open-cluster-management.io/addon-proxy":"available"}"""));
        await ExpectAsync(feed, "Updated one: cluster set default -> edge; labels: env=prod -> env=dev, +region=eu, -tier=web; add-ons: +proxy=available");
        Change(live, "one", cluster => cluster["spec"]!["taints"] = JsonNode.Parse("""[{"key":"gpu","value":"yes","effect":"NoSelect"}]"""));
        await ExpectAsync(feed, "Updated one: taint +gpu=yes:NoSelect");
        Change(live, "one", cluster => cluster["spec"] = JsonNode.Parse("""{"hubAcceptsClient":false,"leaseDurationSeconds":30}"""));
        await ExpectAsync(feed, "Updated one: Accepted True -> False; taint -gpu=yes:NoSelect; lease 00:01:00 -> 00:00:30");
        live.AddCluster("two", "{}");
        await ExpectAsync(feed, "Added two: NotAccepted (no admin has let it in)");
        live.Admin.Delete(OcmTypes.ManagedCluster, null, "two");
        await ExpectAsync(feed, "Removed two: it was deleted");
    }

    [Fact]
    public async Task What_nobody_sees_is_not_told()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.AddCluster("one");
        await using var feed = await FollowAsync(live, Everything);

        Change(live, "one", cluster => cluster["metadata"]!["annotations"] = new JsonObject { ["kubectl.kubernetes.io/last-applied-configuration"] = "{}" });
        Change(live, "one", cluster => cluster["metadata"]!["finalizers"] = new JsonArray("example.com/a"));
        Change(live, "one", cluster => cluster["metadata"]!["annotations"]!["note"] = "n");

        await ExpectAsync(feed, "Updated one: annotations: +note=n");
    }

    [Fact]
    public async Task What_is_there_already_is_told_only_where_that_is_asked_for()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.AddCluster("one");
        live.AddCluster("two");
        await using var feed = new ObjectFeed<Cluster>(Kinds.Clusters.On(live.Connection), ClusterGoals.Describe, ClusterDifference.Between)
            .ReadAsync(Everything with { IncludeExisting = true, Wanted = key => key.Name != "two" }, Cancel).GetAsyncEnumerator(Cancel);

        await ExpectAsync(feed, "Existing one: NotJoined (it has been let in but has not come)");
        live.ReportCluster("two");
        live.ReportCluster("one");
        await ExpectAsync(feed, "Updated one: Joined Unknown -> True; Available Unknown -> True");
    }

    [Fact]
    public async Task Changes_while_the_connection_is_lost_are_told_when_it_is_back()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.AddCluster("one");
        live.AddCluster("two");
        live.AddCluster("three");
        live.Faults.Add(new FaultRule(Fault.CloseWatch(1)) { Verb = "watch", Count = 1 });
        var gate = new FaultRule(Fault.Status(503, "ServiceUnavailable", "away")) { Verb = "watch" };
        live.Faults.Add(gate);
        await using var feed = await FollowAsync(live, Everything);

        live.ReportCluster("one");
        await ExpectAsync(feed, "Updated one: Joined Unknown -> True; Available Unknown -> True");
        Task<ObjectChange<Cluster>> next = feed.NextAsync();
        await Eventually.HoldsAsync(() => gate.Hits >= 1, "a refusal");
        live.Admin.Delete(OcmTypes.ManagedCluster, null, "two");
        live.Admin.Delete(OcmTypes.ManagedCluster, null, "three");
        live.AddCluster("three", "{}");
        live.Faults.Clear();
        live.Faults.Add(new FaultRule(Fault.Status(410, "Expired", "too old")) { Verb = "watch", Count = 1 });

        HashSet<string> told = [Text(await next), Text(await feed.NextAsync()), Text(await feed.NextAsync())];
        Assert.Equal(["Added three: NotAccepted (no admin has let it in)", "Removed three: it was deleted", "Removed two: it was deleted"], told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_cluster_that_loses_the_labels_asked_for_is_said_to_have_gone_or_changed()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.AddCluster("one", labels: """{"env":"prod"}""");
        await using var feed = await FollowAsync(live, Everything with { LabelSelector = "env=prod" });

        Change(live, "one", cluster => cluster["metadata"]!["labels"]!["env"] = "dev");

        await ExpectAsync(feed, "Removed one: it was deleted, or has no longer the labels env=prod");
    }

    private static WatchScope Everything => new(null, null, null, _ => true, false);

    private static void Change(LiveHub live, string name, Action<JsonObject> change) => live.Admin.Change(OcmTypes.ManagedCluster, null, name, cluster =>
    {
        change(cluster);
        return true;
    });

    // The first that it would tell is waited for while the test goes on, so that the watch is open before anything changes.
    private static async Task<IAsyncEnumerator<ObjectChange<Cluster>>> FollowAsync(LiveHub live, WatchScope scope)
    {
        var feed = new Ahead<ObjectChange<Cluster>>(new ObjectFeed<Cluster>(Kinds.Clusters.On(live.Connection), ClusterGoals.Describe, ClusterDifference.Between).ReadAsync(scope, Cancel));
        await Eventually.HoldsAsync(() => live.Requests.Any(request => request.QueryString.Contains("watch=true", StringComparison.Ordinal)), "the watch");
        return feed;
    }

    private static async Task ExpectAsync(IAsyncEnumerator<ObjectChange<Cluster>> feed, string text) => Assert.Equal(text, Text(await feed.NextAsync()));

    private static string Text(ObjectChange<Cluster> change) => $"{change.Action} {change.Object}: {change.What}";
}
