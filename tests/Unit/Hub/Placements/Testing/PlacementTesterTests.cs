using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements.Testing;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Server.Faults;
using OcmPowerShell.Tests.Hub.Model;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Placements.Testing;

/// <summary>What the tester reads of a hub, and what it says of the answer as a whole.</summary>
public sealed class PlacementTesterTests
{
    private const string Taint = """[{"key":"k","effect":"NoSelect"}]""";

    [Fact]
    public async Task What_has_been_decided_is_the_answer_with_nothing_to_warn_of()
    {
        await using PlacedHub hub = await ThreeAsync();
        hub.Place("p", """{"numberOfClusters":2}""");
        await hub.DecidedAsync("p");

        PlacementTestOutcome outcome = await hub.TestAsync("p");

        Assert.True(outcome.Satisfied);
        Assert.Empty(outcome.Warnings);
        Assert.Empty(outcome.Differences);
        Assert.Equal("default/p", outcome.Placement);
        Assert.Equal([("a", true, true), ("b", true, true), ("c", false, false)], outcome.Rows.Select(row => (row.Cluster, row.Selected, row.WasSelected)));
        Assert.All(outcome.Rows, row => Assert.Equal(hub.Connection.Identity, row.Hub));
        Assert.Contains(outcome.Notes, note => note.Contains("AllDecisionsScheduled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_placement_that_is_on_no_hub_is_tested_and_nothing_is_written()
    {
        await using PlacedHub hub = await ThreeAsync();

        PlacementTestOutcome outcome = await hub.TestAsync(PlacedHub.Described("""{"numberOfClusters":5}""", ""));

        Assert.Equal("default/(new)", outcome.Placement);
        Assert.False(outcome.Satisfied);
        Assert.Equal("0[a b c]", PlacedHub.Selected(outcome));
        Assert.Empty(outcome.Warnings);
        Assert.Contains(outcome.Notes, note => note.Contains("2 cluster decisions unscheduled", StringComparison.Ordinal));
        Assert.DoesNotContain(hub.Sandbox.Requests.Snapshot(), request => request.IsMutating);
    }

    [Fact]
    public async Task A_change_is_tested_before_it_is_made_and_says_what_it_would_change()
    {
        await using PlacedHub hub = await ThreeAsync();
        hub.Place("p", """{"numberOfClusters":2}""");
        await hub.DecidedAsync("p");
        JsonObject placement = (await hub.Tester.ReadAsync("default", "p", TestContext.Current.CancellationToken))!;
        placement["spec"]!["numberOfClusters"] = 1;

        PlacementTestOutcome outcome = await hub.TestAsync(placement);

        Assert.Equal("0[a]", PlacedHub.Selected(outcome));
        Assert.Equal([true, true, false], outcome.Rows.Select(row => row.WasSelected));
        Assert.Empty(outcome.Warnings);
        Assert.Contains("Compared with the decisions of the hub now, the placement 'default/p' would drop b.", outcome.Notes);
    }

    [Fact]
    public async Task Only_what_the_placement_needs_is_read()
    {
        await using PlacedHub hub = await ThreeAsync();

        string all = await ReadAsync(hub, "{}");
        Assert.Equal("managedclusters managedclustersetbindings managedclustersets placementdecisions", all);
        Assert.Equal(
            "addonplacementscores?fieldSelector=metadata.name=load managedclusters managedclustersetbindings managedclustersets placementdecisions?labelSelector=cluster.open-cluster-management.io/placement=p in default",
            await ReadAsync(hub, """{"prioritizerPolicy":{"mode":"Exact","configurations":[{"scoreCoordinate":{"type":"AddOn","addOn":{"resourceName":"load","scoreName":"cpu"}}}]}}"""));
        Assert.Equal(all, await ReadAsync(hub, Cel("managedCluster.metadata.name == 'a'")));
        Assert.Equal($"addonplacementscores {all}", await ReadAsync(hub, Cel("managedCluster.scores('load').size() > 0")));
    }

    [Fact]
    public async Task Expressions_see_the_whole_cluster_but_for_its_managed_fields()
    {
        await using PlacedHub hub = await ThreeAsync();

        PlacementTestOutcome outcome = await hub.TestAsync(PlacedHub.Described(Cel(
            "managedCluster.spec.hubAcceptsClient && managedCluster.metadata.name != 'b' && managedCluster.metadata.managedFields.size() == 0")));

        Assert.Equal("0[a c]", PlacedHub.Selected(outcome));
    }

    [Fact]
    public async Task Without_the_right_to_all_decisions_the_namespaces_own_do_and_that_is_told()
    {
        await using PlacedHub hub = await ThreeAsync();
        hub.Place("q", """{"numberOfClusters":1}""");
        await hub.DecidedAsync("q");
        hub.Sandbox.Faults.Add(new FaultRule(Fault.Status(403, "Forbidden", "no")) { PathContains = "v1beta1/placementdecisions" });

        PlacementTestOutcome outcome = await hub.TestAsync(PlacedHub.Described("""{"numberOfClusters":1}"""));

        Assert.Equal("0[b]", PlacedHub.Selected(outcome));
        Assert.Contains("the right to list placementdecisions.cluster.open-cluster-management.io.", Assert.Single(outcome.Warnings), StringComparison.Ordinal);
        Assert.StartsWith("The scores of Balance may differ", outcome.Warnings[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1/managedclusters", "list managedclusters.cluster.open-cluster-management.io is missing")]
    [InlineData("managedclustersets", "list managedclustersets.cluster.open-cluster-management.io is missing")]
    [InlineData("managedclustersetbindings", "list managedclustersetbindings.cluster.open-cluster-management.io in namespace 'default' is missing")]
    [InlineData("placementdecisions", "list placementdecisions.cluster.open-cluster-management.io in namespace 'default' is missing")]
    [InlineData("placements/p", "get placements.cluster.open-cluster-management.io 'p' in namespace 'default' is missing")]
    public async Task Without_another_right_there_is_no_answer_and_the_right_is_named(string path, string right)
    {
        await using PlacedHub hub = await ThreeAsync();
        hub.Place("p");
        hub.Sandbox.Faults.Add(new FaultRule(Fault.Status(403, "Forbidden", "no")) { PathContains = path });

        HubException error = await Assert.ThrowsAsync<HubException>(() => hub.TestAsync("p"));

        Assert.Equal("Forbidden", error.ErrorId);
        Assert.Contains(right, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_placement_that_is_paused_is_answered_and_said_to_be_left_alone()
    {
        await using PlacedHub hub = await ThreeAsync();
        JsonObject placement = PlacedHub.Described("{}");
        placement["metadata"]!["annotations"] = new JsonObject { ["cluster.open-cluster-management.io/experimental-scheduling-disable"] = "true" };
        hub.Admin.Create(OcmTypes.Placement, "default", placement);

        PlacementTestOutcome outcome = await hub.TestAsync("p");

        Assert.Equal("0[a b c]", PlacedHub.Selected(outcome));
        string warning = Assert.Single(outcome.Warnings);
        Assert.Contains("is paused", warning, StringComparison.Ordinal);
        Assert.EndsWith("The scheduler would select a, b, c.", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_hub_has_not_decided_yet_or_long_ago_is_told()
    {
        await using PlacedHub hub = await PlacedHub.StillAsync();
        hub.AddSet("default");
        hub.Bind("default");
        hub.Join("a");
        hub.Place("p");
        Assert.Contains("has not scheduled the placement 'default/p' yet", Assert.Single((await hub.TestAsync("p")).Warnings), StringComparison.Ordinal);

        Decide(hub, "p", "gone");
        PlacementTestOutcome outcome = await hub.TestAsync("p");
        Assert.Equal(["a", "gone"], outcome.Differences);
        Assert.Contains("it would select a and drop gone.", Assert.Single(outcome.Warnings), StringComparison.Ordinal);
        Assert.False(outcome.Rows.Single().WasSelected);
    }

    [Fact]
    public async Task What_is_wrong_with_the_whole_is_warned_of()
    {
        await using PlacedHub hub = await ThreeAsync();

        Assert.Contains("is misconfigured: Predicate:", await WarningAsync(hub, Cel("managedCluster.(")), StringComparison.Ordinal);
        Assert.Contains("selects no cluster: None of ManagedClusterSets [x] is bound to placement namespace (NoIntersection).", await WarningAsync(hub, """{"clusterSets":["x"]}"""), StringComparison.Ordinal);
        hub.Score("a", "load", """{"scores":[{"name":"cpu","value":5}],"validUntil":"2020-01-01T00:00:00Z"}""");
        Assert.Contains("AddOnPlacementScores a/load expired", await WarningAsync(
            hub, """{"prioritizerPolicy":{"configurations":[{"scoreCoordinate":{"type":"AddOn","addOn":{"resourceName":"load","scoreName":"cpu"}}}]}}"""), StringComparison.Ordinal);
        hub.AddSet("broken", """{"selectorType":"LabelSelector","labelSelector":{"matchLabels":{"-":"-"}}}""");
        hub.Bind("broken");
        Assert.Contains("the hub leaves its decisions as they are: failed to get clusters from ClusterSet \"broken\"", await WarningAsync(hub, "{}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tolerations_run_out_by_the_clock_of_the_hub()
    {
        await using PlacedHub hub = await ThreeAsync();
        hub.Join("d", taints: Taint);
        JsonObject placement = PlacedHub.Described("""{"tolerations":[{"key":"k","operator":"Exists","tolerationSeconds":3600}]}""");

        PlacementTestOutcome now = await hub.TestAsync(placement);
        Assert.NotNull(now.Rows.Single(row => row.Cluster == "d").ToleratedUntil);
        Assert.Contains(now.Notes, note => note.Contains("a toleration or a score runs out", StringComparison.Ordinal));
        hub.Sandbox.Faults.Add(new FaultRule(Fault.ClockSkew(TimeSpan.FromHours(2))));
        PlacementTest later = (await hub.TestAsync(placement)).Rows.Single(row => row.Cluster == "d");

        Assert.Equal((ExcludedBy.Taint, false), (later.ExcludedBy, later.Selected));
        Assert.Contains("its toleration ended at", later.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_that_answers_wrongly_is_an_error_and_the_other_requests_end()
    {
        await using PlacedHub hub = await ThreeAsync();
        hub.Sandbox.Faults.Add(new FaultRule(Fault.Answer(200, "application/json", """{"kind":"List","items":[7]}""")) { PathContains = "managedclustersetbindings" });
        hub.Sandbox.Faults.Add(new FaultRule(Fault.Stall()) { PathContains = "v1/managedclusters" });

        HubException error = await Assert.ThrowsAsync<HubException>(() => hub.TestAsync(PlacedHub.Described("{}")).SoonAsync());

        Assert.Equal("InvalidAnswer", error.ErrorId);
        await Eventually.HoldsAsync(() => hub.Sandbox.Requests.Snapshot().All(request => request.Duration is not null), "no request is open");
    }

    [Fact]
    public async Task What_a_real_hub_decided_is_the_answer_for_what_it_had()
    {
        await using PlacedHub hub = await PlacedHub.StillAsync();
        JsonObject placement = Put(hub, OcmTypes.Placement, "placement.yaml", "default");
        Put(hub, OcmTypes.ManagedClusterSet, "managedclusterset.yaml", null);
        Put(hub, OcmTypes.ManagedClusterSet, "managedclusterset-global.yaml", null);
        Put(hub, OcmTypes.ManagedClusterSetBinding, "managedclustersetbinding.yaml", "default");
        JsonObject decision = Put(hub, OcmTypes.PlacementDecision, "placementdecision.yaml", "default");
        Put(hub, OcmTypes.ManagedCluster, "managedcluster.yaml", null);
        Put(hub, OcmTypes.ManagedCluster, "managedcluster.yaml", null, "two");

        PlacementTestOutcome outcome = await hub.TestAsync(placement.Name());

        Assert.Empty(outcome.Warnings);
        Assert.Equal("0[one two]", PlacedHub.Selected(outcome));
        Assert.Equal(hub.Decisions(placement.Name()), PlacedHub.Selected(outcome));
        Assert.Equal(decision.ObjectsAt("status", "decisions").Select(one => one.TextAt("clusterName")), outcome.Rows.Select(row => row.Cluster));
        Assert.All(outcome.Rows, row => Assert.True(row.WasSelected));
        Assert.True(outcome.Satisfied);
    }

    private static async Task<PlacedHub> ThreeAsync()
    {
        PlacedHub hub = await PlacedHub.StartAsync();
        await Eventually.HoldsAsync(() => hub.Admin.Get(OcmTypes.ManagedClusterSet, null, "global") is not null && hub.Admin.Get(OcmTypes.ManagedClusterSet, null, "default") is not null, "the built-in sets are there");
        hub.Bind("default");
        foreach (string name in new[] { "a", "b", "c" })
        {
            hub.Join(name);
        }

        return hub;
    }

    private static string Cel(string expression) =>
        $$"""{"predicates":[{"requiredClusterSelector":{"celSelector":{"celExpressions":["{{expression}}"]} } }]}""";

    private static async Task<string> WarningAsync(PlacedHub hub, string spec) => Assert.Single((await hub.TestAsync(PlacedHub.Described(spec))).Warnings);

    /// <summary>The lists that a test asks for.</summary>
    private static async Task<string> ReadAsync(PlacedHub hub, string spec)
    {
        hub.Sandbox.Requests.Clear();
        await hub.TestAsync(PlacedHub.Described(spec));
        return string.Join(" ", hub.Sandbox.Requests.Snapshot().Select(request =>
        {
            string query = request.QueryString.Length == 0 ? "" : $"?{Uri.UnescapeDataString(request.QueryString)}";
            string where = request.Path.Contains("namespaces/default/placementdecisions", StringComparison.Ordinal) ? " in default" : "";
            return request.Path.Split('/')[^1] + query + where;
        }).Order(StringComparer.Ordinal));
    }

    private static void Decide(PlacedHub hub, string placement, params string[] clusters)
    {
        hub.Admin.Create(OcmTypes.PlacementDecision, "default", Sandbox.Placements.PlacementHub.Named(
            $"{placement}-decision-1", $$"""{"metadata":{"labels":{"cluster.open-cluster-management.io/placement":"{{placement}}"} } }"""));
        hub.Admin.ChangeStatus(OcmTypes.PlacementDecision, "default", $"{placement}-decision-1", value => value["status"] = new JsonObject
        {
            ["decisions"] = new JsonArray([.. clusters.Select(cluster => new JsonObject { ["clusterName"] = cluster, ["reason"] = "" })]),
        });
        hub.Admin.ChangeStatus(OcmTypes.Placement, "default", placement, value => value["status"] = Given.Json(
            """{"conditions":[{"type":"PlacementSatisfied","status":"True","reason":"AllDecisionsScheduled","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}]}"""));
    }

    /// <summary>Puts a recorded object on a hub, status and all.</summary>
    private static JsonObject Put(PlacedHub hub, ResourceType type, string file, string? @namespace, string? name = null)
    {
        JsonObject value = (JsonObject)JsonNode.Parse(Recorded.Read(file).Span)!;
        JsonNode? status = value["status"]?.DeepClone();
        value["metadata"] = new JsonObject { ["name"] = name ?? value.Name(), ["labels"] = value.At("metadata", "labels")?.DeepClone() };
        // The recording does not tell the certificate.
        value.ObjectAt("spec")?.Remove("managedClusterClientConfigs");
        hub.Admin.Create(type, @namespace, value);
        hub.Admin.ChangeStatus(type, @namespace, name ?? value.Name(), made => made["status"] = status?.DeepClone());
        return value;
    }
}
