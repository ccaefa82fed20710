using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Model;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Clusters;

/// <summary>Giving clusters taints and taking them away, past OCM's webhook.</summary>
public sealed class ClusterTaintTests
{
    private const string TwoTaints =
        """{"hubAcceptsClient":true,"taints":[{"key":"a","value":"1","effect":"NoSelect"},{"key":"b","effect":"PreferNoSelect"}]}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_taint_comes_last_and_the_others_keep_their_time()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        JsonObject before = live.AddCluster("one", TwoTaints);

        (Cluster cluster, ChangeAction action) = await live.Clusters().AddTaintAsync("one", "", "c", "x", TaintEffect.NoSelectIfNew, cancellationToken: Cancel);

        Assert.Equal(ChangeAction.Updated, action);
        Assert.Equal(["a=1:NoSelect", "b:PreferNoSelect", "c=x:NoSelectIfNew"], cluster.Taints.Select(taint => taint.ToString()));
        Assert.NotNull(cluster.Taints[2].TimeAdded);
        JsonArray sent = JsonNode.Parse(Assert.Single(live.Patches()))!["spec"]!["taints"]!.AsArray();
        Assert.Equal(before["spec"]!["taints"]![0]!.ToJsonString(), sent[0]!.ToJsonString());
        Assert.Equal(before["spec"]!["taints"]![1]!.ToJsonString(), sent[1]!.ToJsonString());
        Assert.Null(sent[2]!["timeAdded"]);
    }

    [Fact]
    public async Task A_taint_that_is_there_is_not_written_again()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.AddCluster("one", TwoTaints);

        Assert.Equal(ChangeAction.Unchanged, (await live.Clusters().AddTaintAsync("one", "", "a", "1", TaintEffect.NoSelect, cancellationToken: Cancel)).Action);
        Assert.Equal(ChangeAction.Unchanged, (await live.Clusters().AddTaintAsync("one", "", "a", null, TaintEffect.NoSelect, cancellationToken: Cancel)).Action);
        Assert.Empty(live.Patches());
    }

    [Theory]
    [InlineData("2", TaintEffect.NoSelect, "a=2:NoSelect")]
    [InlineData("1", TaintEffect.NoSelectIfNew, "a=1:NoSelectIfNew")]
    [InlineData("", TaintEffect.NoSelect, "a:NoSelect")]
    public async Task A_cluster_has_one_taint_of_a_key(string value, TaintEffect effect, string expected)
    {
        // A second one of the same key would have the webhook refuse every later change, whoever makes it.
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.AddCluster("one", TwoTaints);

        (Cluster cluster, _) = await live.Clusters().AddTaintAsync("one", "", "a", value, effect, cancellationToken: Cancel);

        Assert.Equal([expected, "b:PreferNoSelect"], cluster.Taints.Select(taint => taint.ToString()));
        Assert.Equal(ChangeAction.Updated, (await live.Clusters().UpdateAsync("one", "", new ClusterUpdate { Labels = new Dictionary<string, string?> { ["x"] = "y" } }, cancellationToken: Cancel)).Action);
    }

    [Fact]
    public async Task A_cluster_that_two_taints_of_a_key_have_locked_is_mended_by_either()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        const string Locked = """{"taints":[{"key":"a","effect":"NoSelect"},{"key":"a","effect":"PreferNoSelect"},{"key":"b","effect":"NoSelect"}]}""";
        live.AddCluster("one", Locked);
        live.AddCluster("two", Locked);
        live.AddCluster("three", Locked);
        live.AddCluster("four", Locked);
        HubException locked = await Assert.ThrowsAnyAsync<HubException>(() =>
            live.Clusters().UpdateAsync("one", "", new ClusterUpdate { Labels = new Dictionary<string, string?> { ["x"] = "y" } }, cancellationToken: Cancel));
        Assert.Contains("TimeAdded", locked.Message, StringComparison.Ordinal);

        Assert.Equal(["a:NoSelect", "b:NoSelect"], (await live.Clusters().AddTaintAsync("one", "", "a", "", TaintEffect.NoSelect, cancellationToken: Cancel)).Cluster.Taints.Select(taint => taint.ToString()));
        Assert.Equal(["a:PreferNoSelect", "b:NoSelect"], (await live.Clusters().AddTaintAsync("three", "", "a", "", TaintEffect.PreferNoSelect, cancellationToken: Cancel)).Cluster.Taints.Select(taint => taint.ToString()));
        Assert.Equal(["a:PreferNoSelect", "b:NoSelect"], (await live.Clusters().RemoveTaintsAsync("four", "", taint => taint is { Key: "a", Effect: "NoSelect" }, cancellationToken: Cancel)).Cluster.Taints.Select(taint => taint.ToString()));
        Assert.Equal(["b:NoSelect"], (await live.Clusters().RemoveTaintsAsync("two", "", taint => taint.Key == "a", cancellationToken: Cancel)).Cluster.Taints.Select(taint => taint.ToString()));
    }

    [Fact]
    public async Task A_taint_that_the_hub_sets_meanwhile_is_kept()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.AddCluster("one");
        live.BeforeFirstPatch("one", cluster => cluster["spec"]!["taints"] = new JsonArray(new JsonObject { ["key"] = "cluster.open-cluster-management.io/unreachable", ["effect"] = "NoSelect" }));

        (Cluster cluster, _) = await live.Clusters().AddTaintAsync("one", "", "mine", "", TaintEffect.NoSelect, cancellationToken: Cancel);

        Assert.Equal(["cluster.open-cluster-management.io/unreachable:NoSelect", "mine:NoSelect"], cluster.Taints.Select(taint => taint.ToString()));
        Assert.Equal(2, live.Patches().Count);
    }

    [Fact]
    public async Task Only_the_taints_that_are_named_go_and_none_is_no_write()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.AddCluster("one", TwoTaints);

        Assert.Equal(ChangeAction.Unchanged, (await live.Clusters().RemoveTaintsAsync("one", "", taint => taint.Key == "c", cancellationToken: Cancel)).Action);
        Assert.Empty(live.Patches());
        Assert.Equal(["b:PreferNoSelect"], (await live.Clusters().RemoveTaintsAsync("one", "", taint => taint.Key == "a", cancellationToken: Cancel)).Cluster.Taints.Select(taint => taint.ToString()));
        Assert.Empty((await live.Clusters().RemoveTaintsAsync("one", "", _ => true, cancellationToken: Cancel)).Cluster.Taints);
    }

    [Fact]
    public async Task A_suspended_cluster_keeps_its_reason_until_another_is_given()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.AddCluster("one", TwoTaints);

        (Cluster first, ChangeAction suspended) = await live.Clusters().SuspendAsync("one", "", "disk is full: 97 %", cancellationToken: Cancel);
        (_, ChangeAction again) = await live.Clusters().SuspendAsync("one", "", null, cancellationToken: Cancel);
        (Cluster other, ChangeAction changed) = await live.Clusters().SuspendAsync("one", "", "other", cancellationToken: Cancel);
        (Cluster resumed, ChangeAction gone) = await live.Clusters().ResumeAsync("one", "", cancellationToken: Cancel);
        (_, ChangeAction nothing) = await live.Clusters().ResumeAsync("one", "", cancellationToken: Cancel);

        Assert.Equal((true, "disk is full: 97 %"), (first.Suspended, first.SuspendReason));
        Assert.Equal((true, "other"), (other.Suspended, other.SuspendReason));
        Assert.Equal((false, "", 2), (resumed.Suspended, resumed.SuspendReason, resumed.Taints.Count));
        Assert.Equal(
            [ChangeAction.Updated, ChangeAction.Unchanged, ChangeAction.Updated, ChangeAction.Updated, ChangeAction.Unchanged],
            [suspended, again, changed, gone, nothing]);
    }

    [Fact]
    public async Task A_taint_of_that_key_that_does_not_keep_placements_away_does_not_suspend()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.AddCluster("one", """{"taints":[{"key":"ocmpowershell.io/suspended","value":"old","effect":"PreferNoSelect"}]}""");

        Assert.False((await live.Clusters().GetAsync("one", cancellationToken: Cancel))!.Suspended);
        Cluster cluster = (await live.Clusters().SuspendAsync("one", "", null, cancellationToken: Cancel)).Cluster;
        Assert.Equal((true, "old"), (cluster.Suspended, cluster.SuspendReason));
    }
}
