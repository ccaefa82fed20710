using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Clusters;

/// <summary>Making clusters known, and changing what is named of them.</summary>
public sealed class ClusterUpdateTests
{
    private static readonly ClusterUpdate Web = new() { Labels = new Dictionary<string, string?> { ["app"] = "web", ["old"] = null } };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_patch_names_only_what_changes_and_the_version_it_was_made_for()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        string version = (string)live.AddCluster("one", labels: """{"keep":"1","old":"1"}""")["metadata"]!["resourceVersion"]!;

        (Cluster cluster, ChangeAction action) = await live.Clusters().UpdateAsync(
            "one", "", Web with { ClusterSet = "prod", LeaseDurationSeconds = 30, Annotations = new Dictionary<string, string?> { ["note"] = "<ä>" } }, cancellationToken: Cancel);

        Assert.Equal(ChangeAction.Updated, action);
        Assert.Equal(
            $$$$"""{"metadata":{"labels":{"app":"web","old":null,"cluster.open-cluster-management.io/clusterset":"prod"},"annotations":{"note":"<ä>"},"resourceVersion":"{{{{version}}}}"},"spec":{"leaseDurationSeconds":30}}""",
            Assert.Single(live.Patches()));
        Assert.Equal(["app=web", "cluster.open-cluster-management.io/clusterset=prod", "keep=1"], cluster.Labels.Select(label => $"{label.Key}={label.Value}").Order(StringComparer.Ordinal));
        Assert.Equal((true, TimeSpan.FromSeconds(30)), (cluster.Accepted, cluster.LeaseDuration));
    }

    [Fact]
    public async Task What_is_so_already_is_not_written()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.AddCluster("one", labels: """{"app":"web"}""");

        (_, ChangeAction action) = await live.Clusters().UpdateAsync("one", "", Web with { ClusterSet = "default", LeaseDurationSeconds = 60, Accepted = true }, cancellationToken: Cancel);

        Assert.Equal(ChangeAction.Unchanged, action);
        Assert.Empty(live.Patches());
    }

    [Fact]
    public async Task A_conflict_is_worked_out_again_from_a_new_read()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.AddCluster("one");
        live.BeforeFirstPatch("one", cluster => cluster["metadata"]!["labels"]!["old"] = "meanwhile");

        (Cluster cluster, _) = await live.Clusters().UpdateAsync("one", "", Web, cancellationToken: Cancel);

        Assert.Equal(["GET", "PATCH", "GET", "PATCH"], live.Requests.Select(request => request.Method));
        Assert.False(cluster.Labels.ContainsKey("old"));
    }

    [Fact]
    public async Task A_conflict_that_stays_is_told()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.AddCluster("one");
        live.Faults.Add(new FaultRule(Fault.Status(409, "Conflict", "the object has been modified")) { Method = "PATCH" });

        HubException error = await Assert.ThrowsAnyAsync<HubException>(() => live.Clusters().UpdateAsync("one", "", Web, cancellationToken: Cancel));

        Assert.Equal("Conflict", error.ErrorId);
        Assert.InRange(live.Patches().Count, 2, 10);
    }

    [Fact]
    public async Task Another_cluster_of_the_same_name_is_left_alone()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.AddCluster("one");

        HubException error = await Assert.ThrowsAnyAsync<HubException>(() => live.Clusters().UpdateAsync("one", "another-uid", Web, cancellationToken: Cancel));

        Assert.Equal("Conflict", error.ErrorId);
        Assert.Empty(live.Patches());
    }

    [Fact]
    public async Task Create_or_update_creates_updates_or_leaves_alone()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();

        (Cluster created, ChangeAction first) = await live.Clusters().CreateOrUpdateAsync("one", Web, cancellationToken: Cancel);
        (_, ChangeAction second) = await live.Clusters().CreateOrUpdateAsync("one", Web, cancellationToken: Cancel);
        (Cluster updated, ChangeAction third) = await live.Clusters().CreateOrUpdateAsync("one", Web with { Accepted = true }, cancellationToken: Cancel);
        (Cluster still, _) = await live.Clusters().CreateOrUpdateAsync("one", Web with { LeaseDurationSeconds = 5 }, cancellationToken: Cancel);

        Assert.Equal([ChangeAction.Created, ChangeAction.Unchanged, ChangeAction.Updated], [first, second, third]);
        Assert.Equal((false, "default", created.Uid), (created.Accepted, created.ClusterSet, updated.Uid));
        Assert.True(updated.Accepted);
        Assert.True(still.Accepted);
        Assert.False(created.Labels.ContainsKey("old"));
    }

    [Fact]
    public async Task A_cluster_that_comes_at_the_same_time_is_updated()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.Faults.Add(new FaultRule(Fault.Status(500, "InternalError", "never met"))
        {
            Where = request =>
            {
                if (request.Method == "POST")
                {
                    live.AddCluster("one");
                }

                return false;
            },
        });

        (Cluster cluster, ChangeAction action) = await live.Clusters().CreateOrUpdateAsync("one", Web, cancellationToken: Cancel);

        Assert.Equal((ChangeAction.Updated, "web"), (action, cluster.Labels["app"]));
    }

    [Fact]
    public async Task A_cluster_that_exists_is_told_with_what_to_do()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.AddCluster("one");

        HubException error = await Assert.ThrowsAnyAsync<HubException>(() => live.Clusters().CreateAsync("one", Web, cancellationToken: Cancel));

        Assert.Equal("AlreadyExists", error.ErrorId);
        Assert.Contains("-Force", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user \"jane\" cannot update the HubAcceptsClient field", "managedclusters/accept")]
    [InlineData("user \"jane\" cannot add/remove a ManagedCluster to/from ManagedClusterSet \"prod\"", "managedclustersets/join")]
    public async Task The_right_that_a_webhook_asks_for_is_named(string answer, string right)
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.Faults.Add(new FaultRule(Fault.Status(403, "Forbidden", "admission webhook denied the request: " + answer)) { Method = "POST" });

        HubException error = await Assert.ThrowsAnyAsync<HubException>(() =>
            live.Clusters().CreateAsync("one", Web with { Accepted = true, ClusterSet = "prod" }, cancellationToken: Cancel));

        Assert.Equal("Forbidden", error.ErrorId);
        Assert.Contains(right, error.Message, StringComparison.Ordinal);
        Assert.Null(live.Admin.Get(OcmTypes.ManagedCluster, null, "one"));
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync();
        live.AddCluster("one");

        (Cluster cluster, ChangeAction action) = await live.Clusters().UpdateAsync("one", "", Web, dryRun: true, cancellationToken: Cancel);
        await live.Clusters().CreateAsync("two", Web, dryRun: true, cancellationToken: Cancel);

        Assert.Equal((ChangeAction.Updated, "web"), (action, cluster.Labels["app"]));
        Assert.Null(live.Stored("one")["metadata"]!["labels"]!["app"]);
        Assert.Null(live.Admin.Get(OcmTypes.ManagedCluster, null, "two"));
    }
}
