using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.ClusterSets;
using OcmPowerShell.Hub.Placements.Spec;
using Xunit;

namespace OcmPowerShell.Tests.Hub.ClusterSets;

/// <summary>What is sent to make or change a cluster set.</summary>
public sealed class ClusterSetSpecTests
{
    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private static JsonObject Selector(string text) => SelectorText.ToLabelSelector(SelectorText.Parse(text));

    private static void Same(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual?.ToJsonString() ?? "null");

    [Fact]
    public void A_new_set_is_one_that_clusters_join()
    {
        Same(
            """{"apiVersion":"cluster.open-cluster-management.io/v1beta2","kind":"ManagedClusterSet","metadata":{"name":"prod"},"spec":{"clusterSelector":{"selectorType":"ExclusiveClusterSetLabel"}}}""",
            new ClusterSetSpec().Create("prod"));
    }

    [Fact]
    public void A_new_set_holds_what_was_asked_for()
    {
        var spec = new ClusterSetSpec
        {
            LabelSelector = Selector("env=prod,tier notin (db)"),
            ManagedNamespaces = ["shop", "web", "shop"],
            Labels = new Dictionary<string, string?> { ["team"] = "a" },
            Annotations = new Dictionary<string, string?> { ["note"] = "b" },
        };

        JsonObject set = spec.Create("prod");
        Same("""{"name":"prod","labels":{"team":"a"},"annotations":{"note":"b"}}""", set["metadata"]);
        Same(
            """
            {"clusterSelector":{"selectorType":"LabelSelector","labelSelector":{"matchLabels":{"env":"prod"},"matchExpressions":[{"key":"tier","operator":"NotIn","values":["db"]}]}},
             "managedNamespaces":[{"name":"shop"},{"name":"web"}]}
            """,
            set["spec"]);
    }

    [Fact]
    public void Only_what_differs_is_patched()
    {
        JsonObject state = Json("""
            {"metadata":{"name":"prod","labels":{"team":"a","old":"x"}},"spec":{"clusterSelector":{"selectorType":"ExclusiveClusterSetLabel"},"managedNamespaces":[{"name":"shop","new":{"field":1}},{"name":"web"}]}}
            """);
        var spec = new ClusterSetSpec
        {
            Labels = new Dictionary<string, string?> { ["team"] = "b", ["old"] = null, ["never"] = null },
            ManagedNamespaces = ["api", "shop"],
            RemovedNamespaces = ["web"],
        };

        Same("""{"metadata":{"labels":{"team":"b","old":null}},"spec":{"managedNamespaces":[{"name":"shop","new":{"field":1}},{"name":"api"}]}}""", spec.PatchOf(state));
    }

    [Fact]
    public void What_is_as_asked_for_is_not_patched()
    {
        JsonObject state = Json("""
            {"metadata":{"name":"prod","labels":{"team":"a"}},"spec":{"clusterSelector":{"selectorType":"LabelSelector","labelSelector":{"matchLabels":{"env":"prod"}}},"managedNamespaces":[{"name":"shop"}]}}
            """);
        var spec = new ClusterSetSpec
        {
            LabelSelector = Selector("env=prod"),
            Labels = new Dictionary<string, string?> { ["team"] = "a" },
            ManagedNamespaces = ["shop"],
            RemovedNamespaces = ["web"],
            Annotations = new Dictionary<string, string?> { ["note"] = null },
        };

        Assert.Null(spec.PatchOf(state));
    }

    [Fact]
    public void A_selector_takes_the_place_of_the_old_one_whole()
    {
        JsonObject state = Json("""
            {"metadata":{"name":"prod"},"spec":{"clusterSelector":{"selectorType":"LabelSelector","labelSelector":{"matchLabels":{"env":"prod","zone":"x"},"matchExpressions":[{"key":"a","operator":"Exists"}]}}}}
            """);

        Same(
            """{"spec":{"clusterSelector":{"labelSelector":{"matchLabels":{"env":"dev","zone":null},"matchExpressions":null}}}}""",
            new ClusterSetSpec { LabelSelector = Selector("env=dev") }.PatchOf(state));
    }

    [Fact]
    public void The_last_managed_namespace_can_go()
    {
        JsonObject state = Json("""{"metadata":{"name":"prod"},"spec":{"managedNamespaces":[{"name":"shop"}]}}""");

        Same("""{"spec":{"managedNamespaces":null}}""", new ClusterSetSpec { RemovedNamespaces = ["shop"] }.PatchOf(state));
    }

    [Theory]
    [InlineData("default")]
    [InlineData("global")]
    public void The_selector_of_a_built_in_set_is_the_hubs(string name)
    {
        JsonObject state = Json("""{"metadata":{"name":"NAME"},"spec":{"clusterSelector":{"selectorType":"ExclusiveClusterSetLabel"}}}""".Replace("NAME", name));
        var spec = new ClusterSetSpec { LabelSelector = Selector("env=prod") };

        HubException refusal = Assert.Throws<HubException>(() => spec.PatchOf(state));
        Assert.Equal("BuiltInClusterSet", refusal.ErrorId);

        state["metadata"]!["annotations"] = new JsonObject { [ClusterSetRules.AutoUpdate] = "false" };
        Assert.NotNull(spec.PatchOf(state));
        Assert.NotNull(new ClusterSetSpec { ManagedNamespaces = ["shop"] }.PatchOf(Json("""{"metadata":{"name":"NAME"}}""".Replace("NAME", name))));
    }

    [Theory]
    [InlineData("prod", true)]
    [InlineData("a.b-c9", true)]
    [InlineData("", false)]
    [InlineData("Prod", false)]
    [InlineData("-prod", false)]
    [InlineData("a..b", false)]
    [InlineData("prod\n", false)]
    [InlineData("a23456789012345678901234567890123456789012345678901234567890123", true)]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234", false)]
    public void A_name_must_be_one_that_a_clusters_label_can_hold(string name, bool isOne)
    {
        Assert.Equal(isOne ? null : "InvalidName", (Record.Exception(() => ClusterSetRules.CheckName(name)) as HubException)?.ErrorId);
    }

    [Theory]
    [InlineData("shop", true)]
    [InlineData("a.b", false)]
    [InlineData("shop/web", false)]
    [InlineData("", false)]
    public void A_namespace_must_be_one_that_Kubernetes_takes(string name, bool isOne)
    {
        Assert.Equal(isOne ? null : "InvalidName", (Record.Exception(() => ClusterSetRules.CheckNamespace(name)) as HubException)?.ErrorId);
    }
}
