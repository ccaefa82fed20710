using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.ManagedClusters;
using OcmPowerShell.Sandbox.ManagedClusters.Works;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Agents;

public sealed class WorkApplyTests
{
    [Fact]
    public async Task A_deployment_is_stored_with_the_defaults_of_a_real_server_and_owned_by_the_work()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);

        fleet.CreateWork("one", "nginx1", Manifest.List(Manifest.Deployment("nginx")));
        await fleet.WorkAsync("one", "nginx1", "Available", "True");
        var cluster = fleet.Cluster("one");
        var deployment = await TestFleet.ObjectAsync(cluster, Manifest.Deployments, "default", "nginx",
            value => value.IntegerAt("status", "readyReplicas") == 2);

        var hash = FleetKeeper.HashOf(new SandboxFleetOptions().HubServer);
        Assert.Equal(
            """
            {"progressDeadlineSeconds":600,"replicas":2,"revisionHistoryLimit":10,"selector":{"matchLabels":{"app":"nginx"}},
            "strategy":{"rollingUpdate":{"maxSurge":"25%","maxUnavailable":"25%"},"type":"RollingUpdate"},
            "template":{"metadata":{"creationTimestamp":null,"labels":{"app":"nginx"}},"spec":{"containers":[{"image":"nginx:1.27",
            "imagePullPolicy":"IfNotPresent","name":"nginx","ports":[{"containerPort":80,"protocol":"TCP"}],"resources":{},
            "terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"}],"dnsPolicy":"ClusterFirst",
            "restartPolicy":"Always","schedulerName":"default-scheduler","securityContext":{},"terminationGracePeriodSeconds":30}}}
            """.Replace("\n", ""),
            deployment["spec"]!.ToJsonString());
        Assert.Equal("1", deployment.TextAt("metadata", "annotations", "deployment.kubernetes.io/revision"));
        Assert.Equal(
            $$"""[{"apiVersion":"work.open-cluster-management.io/v1","kind":"AppliedManifestWork","name":"{{hash}}-nginx1","uid":"*"}]""",
            Manifest.Timeless(deployment.ArrayAt("metadata", "ownerReferences"))!.ToJsonString());
        Assert.Contains("work-agent", deployment.ObjectsAt("metadata", "managedFields").Select(item => item.TextAt("manager")));
    }

    [Fact]
    public async Task The_applied_work_lists_what_was_applied_as_recorded()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);

        var work = fleet.CreateWork("one", "nginx1", Manifest.List(Manifest.Deployment("nginx"), Manifest.Service("nginx")));
        await fleet.WorkAsync("one", "nginx1", "Available", "True");

        var hash = FleetKeeper.HashOf(new SandboxFleetOptions().HubServer);
        var applied = fleet.Cluster("one").Get(OcmTypes.AppliedManifestWork, null, $"{hash}-{work.Name()}")!;
        Assert.Equal(
            """{"appliedResources":[{"group":"","name":"nginx","namespace":"default","resource":"services","uid":"*","version":"v1"},"""
            + """{"group":"apps","name":"nginx","namespace":"default","resource":"deployments","uid":"*","version":"v1"}]}""",
            Manifest.Timeless(applied["status"])!.ToJsonString());
        Assert.True(applied.HasFinalizer("cluster.open-cluster-management.io/applied-manifest-work-cleanup"));
        Assert.Equal(hash, applied.TextAt("spec", "hubHash"));
        Assert.Equal("nginx1", applied.TextAt("spec", "manifestWorkName"));
    }

    [Fact]
    public async Task A_changed_manifest_is_applied_and_the_labels_of_others_stay()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("a", "before")));
        await fleet.WorkAsync("one", "w", "Applied", "True");
        var cluster = fleet.Cluster("one");
        cluster.Change(Manifest.ConfigMaps, "default", "a", value =>
        {
            value.Child("metadata")["labels"] = new JsonObject { ["theirs"] = "x", ["unwanted"] = "y" };
            return true;
        });

        fleet.ChangeWork("one", "w", spec =>
        {
            var changed = Manifest.ConfigMap("a", "after");
            changed["metadata"]!["labels"] = new JsonObject { ["ours"] = "1", ["unwanted-"] = "" };
            spec["workload"]!["manifests"] = Manifest.List(changed);
        });
        var work = await fleet.WorkAsync("one", "w", "Applied", "True");

        var map = cluster.Get(Manifest.ConfigMaps, "default", "a")!;
        Assert.Equal("""{"k":"after"}""", map["data"]!.ToJsonString());
        Assert.Equal("""{"ours":"1","theirs":"x"}""", map["metadata"]!["labels"]!.ToJsonString());
        Assert.Equal(2, work.ObjectsAt("status", "resourceStatus", "manifests").Single()
            .ObjectsAt("conditions").Single(item => item.TextAt("type") == "Applied").IntegerAt("observedGeneration"));
    }

    [Fact]
    public async Task A_manifest_that_leaves_the_work_leaves_the_cluster()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("a"), Manifest.ConfigMap("b")));
        await fleet.WorkAsync("one", "w", "Applied", "True");

        fleet.ChangeWork("one", "w", spec => spec["workload"]!["manifests"] = Manifest.List(Manifest.ConfigMap("b")));
        var work = await fleet.WorkAsync("one", "w", "Applied", "True");

        await TestFleet.GoneAsync(fleet.Cluster("one"), Manifest.ConfigMaps, "default", "a");
        Assert.NotNull(fleet.Cluster("one").Get(Manifest.ConfigMaps, "default", "b"));
        var manifest = work.ObjectsAt("status", "resourceStatus", "manifests").Single();
        Assert.Equal(("b", 0), (manifest.TextAt("resourceMeta", "name"), manifest.IntegerAt("resourceMeta", "ordinal")));
    }

    [Fact]
    public async Task A_manifest_of_an_unknown_kind_fails_and_the_others_are_applied()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);

        fleet.CreateWork("one", "w", Manifest.List(
            Manifest.Of("""{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w","namespace":"default"}}"""), Manifest.ConfigMap("a")));
        var work = await fleet.WorkAsync("one", "w", "Applied", "False");

        Assert.Equal(
            """
            {"conditions":[{"lastTransitionTime":"*","message":"Failed to apply manifest: the server doesn't have a resource type \"Widget\"",
            "observedGeneration":1,"reason":"AppliedManifestFailed","status":"False","type":"Applied"},
            {"lastTransitionTime":"*","message":"Resource meta is incomplete","reason":"IncompleteResourceMeta","status":"Unknown","type":"Available"}],
            "resourceMeta":{"group":"example.com","kind":"Widget","name":"w","namespace":"default","ordinal":0,"resource":"","version":"v1"},
            "statusFeedback":{}}
            """.Replace("\n", ""),
            Plain(Manifest.Timeless(work.ObjectsAt("status", "resourceStatus", "manifests").First())!));
        Assert.Equal(
            [("Applied", "AppliedManifestWorkFailed", "Failed to apply manifest work"), ("Available", "ResourcesStatusUnknown", "1 of 2 resources have unknown status")],
            work.ObjectsAt("status", "conditions").Select(item => (item.TextAt("type"), item.TextAt("reason"), item.TextAt("message"))));
        Assert.NotNull(fleet.Cluster("one").Get(Manifest.ConfigMaps, "default", "a"));
    }

    [Fact]
    public async Task A_missing_namespace_fails_until_somebody_makes_it()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);

        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("a", @namespace: "team")));
        var work = await fleet.WorkAsync("one", "w", "Applied", "False");
        Assert.Equal("Failed to apply manifest: namespaces \"team\" not found", MessageOf(work, "Applied"));
        Assert.Equal("1 of 1 resources are not available", ConditionList.Find(work.ArrayAt("status", "conditions"), "Available").TextAt("message"));

        fleet.Cluster("one").Create(KubernetesTypes.Namespace, null, (JsonObject)Manifest.Of("""{"metadata":{"name":"team"}}"""));
        await fleet.WorkAsync("one", "w", "Available", "True");
        Assert.Empty(fleet.Faults);
    }

    [Fact]
    public async Task Kinds_are_applied_in_the_order_in_which_they_need_each_other()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);

        // In spec order each of these would fail.
        fleet.CreateWork("one", "w", Manifest.List(
            Manifest.Of("""{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w","namespace":"team"},"spec":{"size":1}}"""),
            Manifest.ConfigMap("a", @namespace: "team"),
            Manifest.Of("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"team"}}"""),
            Manifest.Of("""
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.example.com"},
                 "spec":{"group":"example.com","scope":"Namespaced","names":{"kind":"Widget","plural":"widgets"},
                         "versions":[{"name":"v1","served":true,"storage":true,
                           "schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}
                """)));
        var work = await fleet.WorkAsync("one", "w", "Available", "True");

        Assert.Equal(["Widget", "ConfigMap", "Namespace", "CustomResourceDefinition"],
            work.ObjectsAt("status", "resourceStatus", "manifests").Select(item => item.TextAt("resourceMeta", "kind")));
        Assert.Equal(["widgets", "configmaps", "namespaces", "customresourcedefinitions"],
            work.ObjectsAt("status", "resourceStatus", "manifests").Select(item => item.TextAt("resourceMeta", "resource")));
        Assert.Equal(1, fleet.Cluster("one").Get(new("example.com", "v1", "Widget", "widgets", true), "team", "w").IntegerAt("spec", "size"));
    }

    [Fact]
    public async Task CreateOnly_leaves_what_is_there_as_it_is_but_owns_it()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        var cluster = fleet.Cluster("one");
        cluster.Create(Manifest.ConfigMaps, "default", (JsonObject)Manifest.ConfigMap("a", "theirs"));

        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("a", "ours"), Manifest.ConfigMap("b", "ours")),
            Manifest.Config("", "configmaps", """ "updateStrategy":{"type":"CreateOnly"} """));
        await fleet.WorkAsync("one", "w", "Applied", "True");

        Assert.Equal("theirs", cluster.Get(Manifest.ConfigMaps, "default", "a").TextAt("data", "k"));
        Assert.Equal("ours", cluster.Get(Manifest.ConfigMaps, "default", "b").TextAt("data", "k"));
        Assert.Single(cluster.Get(Manifest.ConfigMaps, "default", "a").ArrayAt("metadata", "ownerReferences")!);
    }

    [Fact]
    public async Task ReadOnly_writes_nothing_and_reports_what_others_made()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        var cluster = fleet.Cluster("one");
        cluster.Create(Manifest.ConfigMaps, "default", (JsonObject)Manifest.ConfigMap("a", "theirs"));

        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("a", "ours"), Manifest.ConfigMap("b", "ours")), Manifest.Config(
            "", "configmaps", """ "updateStrategy":{"type":"ReadOnly"},"feedbackRules":[{"type":"JSONPaths","jsonPaths":[{"name":"k","path":".data.k"}]}] """));
        var work = await fleet.WorkAsync("one", "w", "Applied", "True");

        Assert.Equal("1 of 2 resources are not available", ConditionList.Find(work.ArrayAt("status", "conditions"), "Available").TextAt("message"));
        Assert.Equal("theirs", work.ObjectsAt("status", "resourceStatus", "manifests").First()
            .ObjectsAt("statusFeedback", "values").Single().TextAt("fieldValue", "string"));
        Assert.Null(cluster.Get(Manifest.ConfigMaps, "default", "b"));
        Assert.Null(cluster.Get(Manifest.ConfigMaps, "default", "a").ArrayAt("metadata", "ownerReferences"));

        fleet.Hub.Delete(OcmTypes.ManifestWork, "one", "w");
        await TestFleet.GoneAsync(fleet.Hub, OcmTypes.ManifestWork, "one", "w");
        Assert.NotNull(cluster.Get(Manifest.ConfigMaps, "default", "a"));
    }

    [Fact]
    public async Task What_somebody_deletes_on_the_cluster_is_missed_at_once_and_comes_back_with_the_resync()
    {
        await using var fleet = await TestFleet.WithAsync(["one"], options => options with { ResyncInterval = TimeSpan.FromMilliseconds(400) });
        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("a")));
        await fleet.WorkAsync("one", "w", "Available", "True");

        fleet.Cluster("one").Delete(Manifest.ConfigMaps, "default", "a");

        var missing = await fleet.WorkAsync("one", "w", "Available", "False");
        Assert.Equal("Resource is not available", MessageOf(missing, "Available"));
        await fleet.WorkAsync("one", "w", "Available", "True");
    }

    [Fact]
    public async Task What_somebody_changes_on_the_cluster_is_put_right_with_the_resync()
    {
        await using var fleet = await TestFleet.WithAsync(["one"], options => options with { ResyncInterval = TimeSpan.FromMilliseconds(100) });
        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("a", "ours")));
        await fleet.WorkAsync("one", "w", "Available", "True");
        var cluster = fleet.Cluster("one");

        cluster.Change(Manifest.ConfigMaps, "default", "a", value =>
        {
            value["data"]!["k"] = "theirs";
            return true;
        });

        await TestFleet.ObjectAsync(cluster, Manifest.ConfigMaps, "default", "a", value => value.TextAt("data", "k") == "ours");
    }

    [Theory]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}""",
        "Failed to apply manifest: an empty namespace may not be set when a resource name is provided")]
    [InlineData("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"default","resourceVersion":"12"}}""",
        "Failed to apply manifest: resourceVersion should not be set on objects to be created")]
    [InlineData("""{"apiVersion":"apps/v1beta1","kind":"Deployment","metadata":{"name":"a","namespace":"default"}}""",
        "Failed to apply manifest: the server doesn't have a resource type \"Deployment\"")]
    public async Task A_manifest_that_cannot_be_applied_says_why(string manifest, string message)
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        fleet.CreateWork("one", "w", Manifest.List(Manifest.Of(manifest)));
        Assert.Contains(message, MessageOf(await fleet.WorkAsync("one", "w", "Applied", "False"), "Applied"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*", "anything", true)]
    [InlineData("a*", "abc", true)]
    [InlineData("a*c", "abc", true)]
    [InlineData("a*b*c", "aXbYc", true)]
    [InlineData("ab*ba", "aba", false)]
    [InlineData("a*c", "ab", false)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a**b", "ab", true)]
    public void A_star_in_a_resource_identifier_stands_for_anything(string pattern, string text, bool matches) =>
        Assert.Equal(matches, ManifestConfig.MatchesPattern(pattern, text));

    [Fact]
    public void Each_rule_is_taken_from_the_first_config_that_has_it()
    {
        var config = ManifestConfig.Find(new(0, "", "v1", "ConfigMap", "configmaps", "default", "a"), (JsonObject)Manifest.Of(
            """
            {"manifestConfigs":[
              {"resourceIdentifier":{"resource":"secrets","name":"*","namespace":"*"},"updateStrategy":{"type":"ReadOnly"}},
              {"resourceIdentifier":{"resource":"configmaps","name":"a","namespace":"def*"},"conditionRules":[{"type":"CEL","condition":"X"}]},
              {"resourceIdentifier":{"resource":"configmaps","name":"*","namespace":"*"},"updateStrategy":{"type":"CreateOnly"},"conditionRules":[{"type":"CEL","condition":"Y"}]}]}
            """));
        Assert.Equal(("CreateOnly", "X", 0), (config.UpdateStrategy.Type, config.ConditionRules.Single().TextAt("condition"), config.FeedbackRules.Count));
    }

    private static string MessageOf(JsonObject work, string condition) =>
        ConditionList.Find(work.ObjectsAt("status", "resourceStatus", "manifests").First().ArrayAt("conditions"), condition).TextAt("message")!;

    private static string Plain(JsonNode node) => node.ToJsonString(
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
