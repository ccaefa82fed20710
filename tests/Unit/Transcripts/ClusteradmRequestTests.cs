using System.Text;
using System.Text.Json.Nodes;
using OcmPowerShell.Tests.Sandbox.Access;
using Xunit;

namespace OcmPowerShell.Tests.Transcripts;

/// <summary>The requests that clusteradm's commands send, and the answers that what it prints needs.</summary>
public sealed class ClusteradmRequestTests
{
    private const string Manifests = """
        [{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"nginx","namespace":"default"},"spec":{"selector":{"matchLabels":{"app":"nginx"}},
          "template":{"metadata":{"labels":{"app":"nginx"}},"spec":{"containers":[{"name":"nginx","image":"nginx:1.27"}]}}}},
         {"apiVersion":"v1","kind":"Service","metadata":{"name":"nginx","namespace":"default"},"spec":{"selector":{"app":"nginx"},"ports":[{"port":80}]}}]
        """;

    private static string Work(string name) => """
        {"apiVersion":"work.open-cluster-management.io/v1","kind":"ManifestWork","metadata":{"name":"NAME"},
         "spec":{"workload":{"manifests":MANIFESTS}},"status":{"resourceStatus":{}}}
        """.Replace("MANIFESTS", Manifests).Replace("NAME", name);

    private static string Binding(string set) => $$$"""
        {"metadata":{"name":"{{{set}}}","namespace":"default"},"spec":{"clusterSet":"{{{set}}}"},"status":{"conditions":null}}
        """;

    [Fact]
    public async Task Every_command_first_makes_sure_that_this_is_a_hub()
    {
        await using ClusteradmSession hub = await ClusteradmSession.StartAsync();
        JsonObject served = await hub.GetAsync($"{ClusteradmSession.Cluster}/v1");
        Assert.Contains("managedclusters", served["resources"]!.AsArray().Select(one => (string?)one!["name"]));

        // With this one it would be a managed cluster.
        served = await hub.GetAsync($"{ClusteradmSession.Cluster}/v1alpha1");
        Assert.DoesNotContain("clusterclaims", served["resources"]!.AsArray().Select(one => (string?)one!["name"]));
    }

    [Fact]
    public async Task A_work_is_created_overwritten_shown_and_deleted()
    {
        await using ClusteradmSession hub = await ClusteradmSession.StartAsync("one");
        await hub.GetAsync(ClusteradmSession.AllWorks);
        string works = ClusteradmSession.Works("one");
        JsonObject absent = await hub.SendAsync(404, "GET", $"{works}/nginx7");
        Assert.Equal("NotFound", (string?)absent["reason"]);
        JsonObject made = await hub.CreateAsync(works, "ManifestWork", Work("nginx7"));
        Assert.Null(made["status"]);

        JsonObject nowhere = await hub.SendAsync(404, "POST", ClusteradmSession.Works("nowhere"), JsonNode.Parse(Work("nginx8")));
        Assert.Equal("namespaces \"nowhere\" not found", (string?)nowhere["message"]);

        await hub.Hub.UntilAsync($"{works}/nginx7", value => value["metadata"]!["finalizers"] is not null && ClusteradmSession.Condition(value, "Available") == "True");
        JsonObject list = await hub.GetAsync($"{works}?fieldSelector=metadata.name%3Dnginx7");
        JsonNode shown = Assert.Single(list["items"]!.AsArray())!;
        Assert.Equal("True", ClusteradmSession.Condition(shown, "Applied"));
        JsonArray manifests = shown["status"]!["resourceStatus"]!["manifests"]!.AsArray();
        Assert.Equal(["deployments", "services"], manifests.Select(one => (string?)one!["resourceMeta"]!["resource"]));
        Assert.All(manifests, one => Assert.Contains(one!["conditions"]!.AsArray(), condition => (string?)condition!["type"] == "Applied" && (string?)condition["status"] == "True"));
        Assert.Empty((await hub.GetAsync($"{works}?fieldSelector=metadata.name%3Dnope"))["items"]!.AsArray());

        JsonObject updated = await Retried(() => hub.UpdateAsync($"{works}/nginx7", value => value["spec"]!["workload"]!["manifests"]!.AsArray().RemoveAt(1)));
        Assert.Equal(2, (int)updated["metadata"]!["generation"]!);
        await hub.DeleteWatchedAsync(works, "nginx7");
        await hub.SendAsync(404, "GET", $"{works}/nginx7");
    }

    [Fact]
    public async Task A_work_is_deleted_by_force_where_somebody_holds_it()
    {
        await using ClusteradmSession hub = await ClusteradmSession.StartAsync("one");
        string works = ClusteradmSession.Works("one");
        await hub.CreateAsync(works, "ManifestWork", Work("stuck"));
        await hub.UntilAsync($"{works}/stuck", "Applied");
        await Retried(() => hub.UpdateAsync($"{works}/stuck", value => value["metadata"]!["finalizers"]!.AsArray().Add("example.com/hold")));
        Assert.NotNull((await hub.SendAsync(200, "DELETE", $"{works}/stuck"))["metadata"]!["deletionTimestamp"]);
        await Retried(() => hub.UpdateAsync($"{works}/stuck", value => value["metadata"]!.AsObject().Remove("finalizers")));
        await hub.SendAsync(404, "GET", $"{works}/stuck");
    }

    [Fact]
    public async Task A_placement_is_made_of_bound_sets_and_works_follow_its_decisions()
    {
        await using ClusteradmSession hub = await ClusteradmSession.StartAsync("one", "two");
        const string Bindings = $"{ClusteradmSession.Cluster}/v1beta2/namespaces/default/managedclustersetbindings";
        const string Placements = $"{ClusteradmSession.Cluster}/v1beta1/namespaces/default/placements";
        JsonObject unbound = await hub.SendAsync(404, "GET", $"{Bindings}/nope");
        Assert.Equal("managedclustersetbindings.cluster.open-cluster-management.io \"nope\" not found", (string?)unbound["message"]);
        await hub.CreateAsync(Bindings, "ManagedClusterSetBinding", Binding("default"));
        await hub.CreateAsync(Placements, "Placement", """
            {"metadata":{"name":"p"},"spec":{"clusterSets":["default"],"predicates":[{"requiredClusterSelector":{"labelSelector":{},"claimSelector":{},"celSelector":{}}}],
             "prioritizerPolicy":{"mode":"Additive","configurations":[{"scoreCoordinate":{"type":"BuiltIn","builtIn":"Steady"},"weight":3}]},"spreadPolicy":{},"decisionStrategy":{"groupStrategy":{"clustersPerDecisionGroup":0}}},
             "status":{"numberOfSelectedClusters":0,"decisionGroups":null,"conditions":null}}
            """);
        JsonObject placement = await hub.UntilAsync($"{Placements}/p", "PlacementSatisfied");
        Assert.Equal("PlacementMisconfigured", (string?)placement["status"]!["conditions"]![0]!["type"]);
        JsonObject decisions = await hub.GetAsync($"{ClusteradmSession.Cluster}/v1beta1/namespaces/default/placementdecisions?labelSelector=cluster.open-cluster-management.io%2Fplacement%3Dp");
        JsonNode decision = Assert.Single(decisions["items"]!.AsArray())!;
        Assert.True(int.TryParse((string?)decision["metadata"]!["labels"]!["cluster.open-cluster-management.io/decision-group-index"], out _));
        Assert.Equal(["one", "two"], decision["status"]!["decisions"]!.AsArray().Select(one => (string?)one!["clusterName"]).Order());

        JsonObject taken = await hub.SendAsync(409, "POST", Placements, JsonNode.Parse("""{"kind":"Placement","apiVersion":"cluster.open-cluster-management.io/v1beta1","metadata":{"name":"p","creationTimestamp":null},"spec":{}}"""));
        Assert.Equal("AlreadyExists", (string?)taken["reason"]);
        await Retried(() => hub.UpdateAsync($"{Placements}/p", value => value["spec"] = new JsonObject { ["numberOfClusters"] = 1, ["clusterSets"] = new JsonArray("default") }));
        await hub.Hub.UntilAsync($"{Placements}/p", value => (int?)value["status"]!["numberOfSelectedClusters"] == 1);

        const string Sets = "/apis/work.open-cluster-management.io/v1alpha1/namespaces/default/manifestworkreplicasets";
        await hub.SendAsync(404, "GET", $"{Sets}/nginx9");
        await hub.CreateAsync(Sets, "ManifestWorkReplicaSet", """
            {"metadata":{"name":"nginx9"},"spec":{"manifestWorkTemplate":{"workload":{"manifests":MANIFESTS}},"placementRefs":[{"name":"p","rolloutStrategy":{}}]},
             "status":{"summary":{"total":0,"available":0,"progressing":0,"degraded":0,"applied":0}}}
            """.Replace("MANIFESTS", Manifests));
        await hub.UntilAsync($"{Sets}/nginx9", "ManifestworkApplied");
        await hub.Hub.UntilAsync(
            $"{ClusteradmSession.AllWorks}?labelSelector=work.open-cluster-management.io%2Fmanifestworkreplicaset%3Ddefault.nginx9", value => value["items"]!.AsArray().Count == 1);
    }

    [Fact]
    public async Task A_set_is_created_bound_filled_unbound_and_deleted()
    {
        await using ClusteradmSession hub = await ClusteradmSession.StartAsync("one", "two");
        await hub.SendAsync(404, "GET", $"{ClusteradmSession.Sets}/s1");
        JsonObject made = await hub.CreateAsync(ClusteradmSession.Sets, "ManagedClusterSet", """{"metadata":{"name":"s1"},"spec":{"clusterSelector":{}},"status":{"conditions":null}}""");
        Assert.Equal("ExclusiveClusterSetLabel", (string?)made["spec"]!["clusterSelector"]!["selectorType"]);
        const string Bindings = $"{ClusteradmSession.Cluster}/v1beta2/namespaces/default/managedclustersetbindings";
        await hub.CreateAsync(Bindings, "ManagedClusterSetBinding", Binding("s1"));
        await hub.UntilAsync($"{Bindings}/s1", "Bound");

        await Retried(() => hub.UpdateAsync($"{ClusteradmSession.Clusters}/two", value => value["metadata"]!["labels"]!["cluster.open-cluster-management.io/clusterset"] = "s1"));
        await hub.Hub.UntilAsync($"{ClusteradmSession.Sets}/s1", value => (string?)value["status"]?["conditions"]?[0]?["message"] == "1 ManagedClusters selected");
        await hub.Hub.UntilAsync($"{ClusteradmSession.Sets}/default", value => (string?)value["status"]?["conditions"]?[0]?["message"] == "1 ManagedClusters selected");
        JsonObject members = await hub.GetAsync($"{ClusteradmSession.Clusters}?labelSelector=cluster.open-cluster-management.io%2Fclusterset%3Ds1");
        Assert.Equal("two", (string?)Assert.Single(members["items"]!.AsArray())!["metadata"]!["name"]);
        await Retried(() => hub.UpdateAsync($"{ClusteradmSession.Sets}/s1", value => value["spec"]!["managedNamespaces"] = new JsonArray(new JsonObject { ["name"] = "team" })));

        JsonObject bound = await hub.GetAsync($"{ClusteradmSession.Cluster}/v1beta2/managedclustersetbindings?fieldSelector=metadata.name%3Ds1");
        Assert.Equal("default", (string?)Assert.Single(bound["items"]!.AsArray())!["metadata"]!["namespace"]);
        await hub.SendAsync(200, "DELETE", $"{Bindings}/s1");
        await hub.SendAsync(404, "DELETE", $"{Bindings}/s1");
        await hub.DeleteWatchedAsync(ClusteradmSession.Sets, "s1");
        Assert.Equal("s1", (string?)(await hub.GetAsync($"{ClusteradmSession.Clusters}/two"))["metadata"]!["labels"]!["cluster.open-cluster-management.io/clusterset"]);
    }

    [Fact]
    public async Task A_cluster_that_asked_to_join_is_accepted()
    {
        await using ClusteradmSession hub = await ClusteradmSession.StartAsync("one");
        hub.Hub.Hub.RequestJoin("late");
        JsonObject list = await hub.Hub.UntilAsync(
            $"{AccessHub.Requests}?labelSelector=open-cluster-management.io%2Fcluster-name%3Dlate", value => value["items"]!.AsArray().Count > 0);
        Assert.False((bool?)(await hub.GetAsync($"{ClusteradmSession.Clusters}/late"))["spec"]!["hubAcceptsClient"]);
        JsonObject request = Assert.Single(list["items"]!.AsArray())!.AsObject();
        Assert.StartsWith("system:serviceaccount:open-cluster-management:agent-registration-bootstrap", (string?)request["spec"]!["username"], StringComparison.Ordinal);
        Assert.Contains("system:serviceaccounts:open-cluster-management", request["spec"]!["groups"]!.AsArray().Select(group => (string?)group));
        Assert.StartsWith("-----BEGIN CERTIFICATE REQUEST-----", Encoding.UTF8.GetString(Convert.FromBase64String((string)request["spec"]!["request"]!)), StringComparison.Ordinal);

        // An item of a list names no kind, and a typed client does not add it.
        request["status"] = JsonNode.Parse("""
            {"conditions":[{"type":"Approved","status":"True","reason":"clusteradm Approve","message":"This CSR was approved by clusteradm certificate approve.",
              "lastUpdateTime":null,"lastTransitionTime":null}]}
            """);
        string name = (string)request["metadata"]!["name"]!;
        await hub.SendAsync(200, "PUT", $"{AccessHub.Requests}/{name}/approval", request);
        JsonObject accepted = await hub.SendAsync(200, "PATCH", $"{ClusteradmSession.Clusters}/late", JsonNode.Parse("""{"spec":{"hubAcceptsClient":true}}"""), "application/merge-patch+json");
        Assert.True((bool?)accepted["spec"]!["hubAcceptsClient"]);

        await hub.Hub.UntilAsync($"{AccessHub.Requests}/{name}", value => value["status"]?["certificate"] is not null);
        JsonObject joined = await hub.UntilAsync($"{ClusteradmSession.Clusters}/late", "ManagedClusterConditionAvailable");
        Assert.Equal(("True", "True"), (ClusteradmSession.Condition(joined, "HubAcceptedManagedCluster"), ClusteradmSession.Condition(joined, "ManagedClusterJoined")));
        Assert.Equal("default", (string?)joined["metadata"]!["labels"]!["cluster.open-cluster-management.io/clusterset"]);
        Assert.NotNull(joined["status"]!["version"]!["kubernetes"]);
        Assert.NotNull(joined["status"]!["capacity"]!["cpu"]);
    }

    [Fact]
    public async Task A_cluster_that_is_in_already_has_an_approved_request()
    {
        await using ClusteradmSession hub = await ClusteradmSession.StartAsync("one");
        await ClusteradmSession.JoinAsync(hub.Hub.Hub, "one");
        JsonObject list = await hub.Hub.UntilAsync(
            $"{AccessHub.Requests}?labelSelector=open-cluster-management.io%2Fcluster-name%3Done", value => value["items"]!.AsArray().Count > 0);
        Assert.All(list["items"]!.AsArray(), request => Assert.Equal("True", ClusteradmSession.Condition(request, "Approved")));
        Assert.True((bool?)(await hub.GetAsync($"{ClusteradmSession.Clusters}/one"))["spec"]!["hubAcceptsClient"]);
    }

    /// <summary>Controllers write these objects, too; the typed client starts again after a conflict.</summary>
    private static async Task<JsonObject> Retried(Func<Task<JsonObject>> update)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await update();
            }
            catch (Xunit.Sdk.XunitException conflict) when (attempt < 10 && conflict.Message.Contains("\"Conflict\"", StringComparison.Ordinal))
            {
                await Task.Yield();
            }
        }
    }
}
