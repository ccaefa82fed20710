using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Comparison;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;
using OcmPowerShell.Hub.Works.Delivery;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Server;
using OcmPowerShell.Sandbox.Server.Faults;
using OcmPowerShell.Tests.Hub.Works;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Comparison;

/// <summary>Works of a hub, compared over a real connection.</summary>
public sealed class WorkComparerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_work_is_equal_to_what_it_was_made_of_and_different_from_anything_else()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        await live.Works.CreateAsync("one", "web", Contents.Deployment(), cancellationToken: Cancel);
        var comparer = new WorkComparer(live.Connection);

        Assert.Empty(await comparer.CompareAsync("one", "web", Contents.Deployment().Manifests, Cancel));
        WorkDifference row = Assert.Single(await comparer.CompareAsync("one", "web", Contents.Deployment("nginx:2").Manifests, Cancel));
        Assert.Equal(
            (live.Connection.Identity, "one", "web", "Deployment default/web", "apps", "Deployment", "default", "web", DifferenceKind.Changed),
            (row.Hub, row.Cluster, row.Work, row.Manifest, row.Group, row.Kind, row.ResourceNamespace, row.ResourceName, row.Change));
        Assert.Equal(("spec.template.spec.containers[name=web].image", (object)"nginx:1", (object)"nginx:2"), (row.Field, row.HubValue, row.FileValue));
        Assert.Equal("one/web Changed Deployment default/web spec.template.spec.containers[name=web].image", row.ToString());
    }

    [Fact]
    public async Task A_cluster_without_the_work_lacks_it_and_a_cluster_that_is_not_there_is_an_error()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddCluster("one");
        var comparer = new WorkComparer(live.Connection);

        WorkDifference row = Assert.Single(await comparer.CompareAsync("one", "web", Contents.ConfigMap().Manifests, Cancel));
        Assert.Equal((DifferenceKind.Missing, "one", "web"), (row.Change, row.Cluster, row.Work));
        HubException missing = await Assert.ThrowsAnyAsync<HubException>(() => comparer.CompareAsync("nowhere", "web", Contents.ConfigMap().Manifests, Cancel));
        Assert.Equal("NotFound", missing.ErrorId);
        Assert.Contains("nowhere", missing.Message);
    }

    [Fact]
    public async Task Who_may_not_read_clusters_is_told_that_the_work_is_missing()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddCluster("one");
        live.Faults.Add(new FaultRule(Fault.Status(403, "Forbidden", "no")) { PathContains = "managedclusters" });

        Assert.Equal(DifferenceKind.Missing, Assert.Single(await new WorkComparer(live.Connection).CompareAsync("one", "web", Contents.ConfigMap().Manifests, Cancel)).Change);
    }

    [Fact]
    public async Task A_work_that_is_being_deleted_is_as_good_as_missing()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web", new JsonObject { ["finalizers"] = new JsonArray("test/hold") });
        var manifests = Samples.Read("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings","namespace":"shop"}}""");
        var comparer = new WorkComparer(live.Connection);
        Assert.Empty(await comparer.CompareAsync("one", "web", manifests, Cancel));

        await live.Works.DeleteAsync("one", "web", cancellationToken: Cancel);

        Assert.Equal(DifferenceKind.Missing, Assert.Single(await comparer.CompareAsync("one", "web", manifests, Cancel)).Change);
    }

    [Fact]
    public async Task What_tools_add_to_a_manifest_makes_no_difference()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web", manifest: """{"apiVersion":"v1","kind":"Service","metadata":{"name":"s","creationTimestamp":null,"labels":{}},"spec":{"ports":[{"port":80}]},"status":{"loadBalancer":{}}}""");

        Assert.Empty(await new WorkComparer(live.Connection).CompareAsync("one", "web", Samples.Read("apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 80}]}\n"), Cancel));
    }

    [Fact]
    public async Task Comparing_reads_once_and_changes_nothing()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.AddWork("one", "web");
        await new WorkComparer(live.Connection).CompareAsync("one", "web", Contents.ConfigMap().Manifests, Cancel);

        RequestLogEntry request = Assert.Single(live.Requests, entry => entry.Path.Contains("manifestworks", StringComparison.Ordinal));
        Assert.Equal("GET", request.Method);
        Assert.DoesNotContain(live.Requests, entry => entry.IsMutating);
    }

    [Fact]
    public async Task Works_that_hold_parts_are_each_compared_with_their_part()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one", "two");
        var reader = new ManifestReader { SizeLimit = long.MaxValue };
        reader.AddText(string.Join("---\n", Enumerable.Range(0, 3).Select(LargeConfigMap)), "text");
        ManifestSet large = reader.ToManifestSet();
        IReadOnlyList<WorkPart> parts = WorkParts.Of("web", large);
        Assert.True(parts.Count > 1);
        foreach (WorkPart part in parts)
        {
            await live.Works.CreateAsync("one", part.Name, new WorkContent { Manifests = part.Manifests, Labels = part.Labels }, cancellationToken: Cancel);
        }

        var comparer = new WorkComparer(live.Connection);
        Assert.Empty(await comparer.CompareAsync("one", "web", ExpectedWorks.Of(large, split: true), Cancel));
        Assert.Empty(await comparer.CompareAsync("one", "web", await comparer.ReadAsync("one", "web", Cancel), Cancel));

        live.Admin.Delete(OcmTypes.ManifestWork, "one", parts[^1].Name);
        WorkDifference missing = Assert.Single(await comparer.CompareAsync("one", "web", ExpectedWorks.Of(large, split: true), Cancel));
        Assert.Equal((DifferenceKind.Missing, parts[^1].Name), (missing.Change, missing.Work));
    }

    [Fact]
    public async Task A_part_that_is_needed_no_more_is_surplus()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        WorkContent content = Contents.ConfigMap();
        var label = new Dictionary<string, string> { ["ocmpowershell.io/part-of"] = "web" };
        await live.Works.CreateAsync("one", "web", content with { Labels = label }, cancellationToken: Cancel);
        await live.Works.CreateAsync("one", "web-2", Contents.Deployment() with { Labels = label }, cancellationToken: Cancel);
        await live.Works.CreateAsync("one", "web-3", Contents.Deployment(name: "api"), cancellationToken: Cancel);

        WorkDifference row = Assert.Single(await new WorkComparer(live.Connection).CompareAsync("one", "web", content.Manifests, Cancel));
        Assert.Equal((DifferenceKind.Surplus, "web-2"), (row.Change, row.Work));
    }

    [Fact]
    public async Task A_placement_s_works_in_clusters_that_it_has_no_more_are_surplus_and_those_of_others_are_not()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one", "two", "three", "four");
        var owner = WorkOwner.Placement(new ObjectKey("prod", "web"));
        WorkContent content = owner.Mark(Contents.ConfigMap());
        await live.Works.CreateAsync("one", "web", content, cancellationToken: Cancel);
        await live.Works.CreateAsync("two", "web", content, cancellationToken: Cancel);
        await live.Works.CreateAsync("two", "api", content, cancellationToken: Cancel);
        await live.Works.CreateAsync("three", "web", Contents.ConfigMap(), cancellationToken: Cancel);
        await live.Works.CreateAsync("four", "web", WorkOwner.Placement(new ObjectKey("prod", "other")).Mark(Contents.ConfigMap()), cancellationToken: Cancel);

        WorkDifference row = Assert.Single(await new WorkComparer(live.Connection).SurplusAsync(new DeliveryTarget(owner, ["one"]), "web", Cancel));
        Assert.Equal((DifferenceKind.Surplus, "two", "web"), (row.Change, row.Cluster, row.Work));
    }

    private static string LargeConfigMap(int number) =>
        $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{number}, namespace: shop}}\ndata: {{value: \"{new string((char)('a' + number), 300_000)}\"}}\n";
}
