using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Cel;
using OcmPowerShell.Hub.Cel.Functions;
using OcmPowerShell.Hub.Cel.Values;
using OcmPowerShell.Hub.Model.Wire;
using OcmPowerShell.Hub.ReplicaSets;
using Xunit;

namespace OcmPowerShell.Tests.Hub.ReplicaSets;

/// <summary>What the condition rules say of objects as clusters have them, and which manifests get them.</summary>
public sealed class RolloutRulesTests
{
    private static readonly CelEnvironment Conditions = new([("object", CelType.Dyn)], OcmFunctions.HasConditions);

    [Theory]
    [InlineData("apps", "deployments", """{"metadata":{"generation":1},"spec":{"replicas":2}}""", true)]
    [InlineData("apps", "deployments", """{"metadata":{"generation":1},"spec":{"replicas":2},"status":{}}""", true)]
    [InlineData("apps", "deployments", """{"metadata":{"generation":2},"spec":{"replicas":2},"status":{"observedGeneration":1,"replicas":2,"updatedReplicas":2,"availableReplicas":2}}""", true)]
    [InlineData("apps", "deployments", """{"metadata":{"generation":2},"spec":{"replicas":2},"status":{"observedGeneration":2,"replicas":2,"updatedReplicas":2,"availableReplicas":2}}""", false)]
    [InlineData("apps", "deployments", """{"metadata":{"generation":2},"spec":{"replicas":2},"status":{"observedGeneration":2,"replicas":3,"updatedReplicas":2,"availableReplicas":3}}""", true)]
    [InlineData("apps", "deployments", """{"metadata":{"generation":2},"spec":{"replicas":2},"status":{"observedGeneration":2,"replicas":2,"updatedReplicas":1,"availableReplicas":2}}""", true)]
    [InlineData("apps", "deployments", """{"metadata":{"generation":2},"spec":{"replicas":2},"status":{"observedGeneration":2,"replicas":2,"updatedReplicas":2,"availableReplicas":1}}""", true)]
    [InlineData("apps", "deployments", """{"metadata":{"generation":2},"spec":{"replicas":2},"status":{"observedGeneration":2,"replicas":2,"updatedReplicas":2}}""", true)]
    [InlineData("apps", "deployments", """{"metadata":{"generation":1},"spec":{"replicas":0},"status":{"observedGeneration":1}}""", false)]
    [InlineData("apps", "deployments", """{"metadata":{"generation":1},"spec":{},"status":{"observedGeneration":1}}""", true)]
    [InlineData("apps", "statefulsets", """{"metadata":{"generation":1},"spec":{"replicas":2}}""", true)]
    [InlineData("apps", "statefulsets", """{"metadata":{"generation":1},"spec":{"replicas":2},"status":{"observedGeneration":1,"replicas":2,"updatedReplicas":2,"availableReplicas":2}}""", false)]
    [InlineData("apps", "statefulsets", """{"metadata":{"generation":1},"spec":{"replicas":2},"status":{"observedGeneration":1,"replicas":2,"updatedReplicas":1,"availableReplicas":2}}""", true)]
    [InlineData("apps", "statefulsets", """{"metadata":{"generation":1},"spec":{"replicas":2,"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":1}}},"status":{"observedGeneration":1,"updatedReplicas":1,"availableReplicas":2}}""", false)]
    [InlineData("apps", "statefulsets", """{"metadata":{"generation":1},"spec":{"replicas":2,"updateStrategy":{"type":"OnDelete"}},"status":{"observedGeneration":1,"updatedReplicas":0,"availableReplicas":2}}""", false)]
    [InlineData("apps", "statefulsets", """{"metadata":{"generation":1},"spec":{"replicas":2},"status":{"observedGeneration":1,"updatedReplicas":2,"availableReplicas":1}}""", true)]
    [InlineData("apps", "daemonsets", """{"metadata":{"generation":1},"spec":{}}""", true)]
    [InlineData("apps", "daemonsets", """{"metadata":{"generation":1},"spec":{},"status":{"observedGeneration":1,"desiredNumberScheduled":3,"updatedNumberScheduled":3,"numberAvailable":3}}""", false)]
    [InlineData("apps", "daemonsets", """{"metadata":{"generation":1},"spec":{},"status":{"observedGeneration":1,"desiredNumberScheduled":3,"updatedNumberScheduled":2,"numberAvailable":3}}""", true)]
    [InlineData("apps", "daemonsets", """{"metadata":{"generation":1},"spec":{},"status":{"observedGeneration":1,"desiredNumberScheduled":3,"updatedNumberScheduled":3}}""", true)]
    [InlineData("apps", "daemonsets", """{"metadata":{"generation":1},"spec":{},"status":{"observedGeneration":1,"desiredNumberScheduled":0}}""", false)]
    [InlineData("apps", "replicasets", """{"metadata":{"generation":1},"spec":{"replicas":1},"status":{"observedGeneration":1,"availableReplicas":1}}""", false)]
    [InlineData("", "replicationcontrollers", """{"metadata":{"generation":1},"spec":{"replicas":1},"status":{"observedGeneration":1}}""", true)]
    [InlineData("batch", "jobs", """{"metadata":{"generation":1},"spec":{}}""", true)]
    [InlineData("batch", "jobs", """{"metadata":{"generation":1},"spec":{},"status":{"active":1}}""", true)]
    [InlineData("batch", "jobs", """{"metadata":{"generation":1},"spec":{},"status":{"conditions":[{"type":"SuccessCriteriaMet","status":"True"},{"type":"Complete","status":"True"}]}}""", false)]
    [InlineData("batch", "jobs", """{"metadata":{"generation":1},"spec":{},"status":{"conditions":[{"type":"Failed","status":"True"}]}}""", true)]
    [InlineData("", "pods", """{"metadata":{},"spec":{}}""", true)]
    [InlineData("", "pods", """{"metadata":{},"spec":{},"status":{"phase":"Pending"}}""", true)]
    [InlineData("", "pods", """{"metadata":{},"spec":{},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"False"}]}}""", true)]
    [InlineData("", "pods", """{"metadata":{},"spec":{},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""", false)]
    [InlineData("", "pods", """{"metadata":{},"spec":{},"status":{"phase":"Succeeded"}}""", false)]
    [InlineData("", "pods", """{"metadata":{},"spec":{},"status":{"phase":"Failed"}}""", true)]
    public void An_object_is_under_way_until_it_is_done(string group, string resource, string value, bool isUnderWay) =>
        Assert.Equal(isUnderWay, Evaluate(RolloutExpressions.Find(group, resource)!.Value.Progressing, value));

    [Theory]
    [InlineData("apps", "deployments", """{"metadata":{"generation":1},"spec":{}}""", false)]
    [InlineData("apps", "deployments", """{"metadata":{"generation":1},"spec":{},"status":{"observedGeneration":1,"conditions":[{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded"}]}}""", true)]
    [InlineData("apps", "deployments", """{"metadata":{"generation":2},"spec":{},"status":{"observedGeneration":1,"conditions":[{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded"}]}}""", false)]
    [InlineData("apps", "deployments", """{"metadata":{"generation":1},"spec":{},"status":{"observedGeneration":1,"conditions":[{"type":"Progressing","status":"Unknown","reason":"DeploymentPaused"}]}}""", false)]
    [InlineData("apps", "deployments", """{"metadata":{"generation":1},"spec":{},"status":{"observedGeneration":1,"conditions":[{"type":"Progressing","status":"False"}]}}""", false)]
    [InlineData("batch", "jobs", """{"metadata":{},"spec":{},"status":{"conditions":[{"type":"Failed","status":"True"}]}}""", true)]
    [InlineData("batch", "jobs", """{"metadata":{},"spec":{},"status":{"conditions":[{"type":"Complete","status":"True"}]}}""", false)]
    [InlineData("batch", "jobs", """{"metadata":{},"spec":{}}""", false)]
    [InlineData("", "pods", """{"metadata":{},"spec":{},"status":{"phase":"Failed"}}""", true)]
    [InlineData("", "pods", """{"metadata":{},"spec":{}}""", false)]
    public void An_object_has_failed_when_it_says_so_of_what_it_is_now(string group, string resource, string value, bool hasFailed) =>
        Assert.Equal(hasFailed, Evaluate(RolloutExpressions.Find(group, resource)!.Value.Degraded!, value));

    [Fact]
    public void What_runs_gets_rules_and_what_needs_nothing_to_run_does_where_nothing_runs()
    {
        JsonArray configs = [];
        Assert.Empty(RolloutRules.AddTo(configs, [Outline("apps", "Deployment", "web"), Outline("", "ConfigMap", "a")]));
        Assert.Equal(["deployments shop/web Progressing Degraded"], Text(configs));

        configs = [];
        Assert.Empty(RolloutRules.AddTo(configs, [Outline("", "Namespace", "shop", @namespace: ""), Outline("", "ConfigMap", "a")]));
        Assert.Equal(["namespaces /shop Progressing"], Text(configs));
    }

    [Fact]
    public void Of_what_is_not_known_nothing_tells_when_it_is_done()
    {
        JsonArray configs = [];
        Assert.Equal(["Certificate"], RolloutRules.AddTo(configs, [Outline("cert-manager.io", "Certificate", "tls"), Outline("apps", "StatefulSet", "db")]).Select(manifest => manifest.Kind));
        Assert.Equal(["statefulsets shop/db Progressing"], Text(configs));

        configs = [];
        Assert.Single(RolloutRules.AddTo(configs, [Outline("cert-manager.io", "Certificate", "tls")]));
        Assert.Empty(configs);
    }

    [Theory]
    [InlineData("""{"resourceIdentifier":{"group":"apps","resource":"deployments","namespace":"shop","name":"web"},"conditionRules":[{"condition":"Progressing","type":"CEL","celExpressions":["false"]}]}""", 0)]
    [InlineData("""{"resourceIdentifier":{"group":"apps","resource":"deployments","namespace":"*","name":"w*"},"conditionRules":[{"condition":"Progressing","type":"CEL","celExpressions":["false"]}]}""", 0)]
    [InlineData("""{"resourceIdentifier":{"group":"apps","resource":"deployments","namespace":"shop","name":"web"},"conditionRules":[{"condition":"Healthy","type":"CEL","celExpressions":["true"]}]}""", 1)]
    public void What_the_user_says_wins(string config, int silent)
    {
        JsonArray configs = [JsonNode.Parse(config)];
        Assert.Equal(silent, RolloutRules.AddTo(configs, [Outline("apps", "Deployment", "web")]).Count);
        Assert.Equal([config], configs.Select(entry => entry!.ToJsonString()));
    }

    [Fact]
    public void Rules_for_a_custom_resource_are_the_users_own()
    {
        JsonArray configs = [JsonNode.Parse("""{"resourceIdentifier":{"group":"cert-manager.io","resource":"certificates","namespace":"shop","name":"tls"},"conditionRules":[{"condition":"Progressing","type":"CEL","celExpressions":["false"]}]}""")];
        Assert.Empty(RolloutRules.AddTo(configs, [Outline("cert-manager.io", "Certificate", "tls")]));
        Assert.Single(configs);
    }

    [Fact]
    public void What_was_added_is_taken_out_and_nothing_else()
    {
        const string Own = """[{"resourceIdentifier":{"group":"","resource":"configmaps","namespace":"shop","name":"a"},"conditionRules":[{"condition":"Progressing","type":"CEL","celExpressions":["true"]}]},{"resourceIdentifier":{"group":"apps","resource":"deployments","namespace":"shop","name":"web"},"updateStrategy":{"type":"CreateOnly"}}]""";
        var configs = JsonNode.Parse(Own)!.AsArray();
        RolloutRules.AddTo(configs, [Outline("apps", "Deployment", "web"), Outline("batch", "Job", "seed"), Outline("", "ConfigMap", "a")]);
        Assert.Equal(["configmaps shop/a Progressing", "deployments shop/web Progressing Degraded", "jobs shop/seed Progressing Degraded"], Text(configs));

        Assert.True(RolloutRules.TakeFrom(configs));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Own), configs), configs.ToJsonString());
        Assert.False(RolloutRules.TakeFrom(configs));
    }

    private static bool Evaluate(string expression, string value) => Assert.IsType<bool>(Conditions.Compile(expression).Evaluate("object", JsonNode.Parse(value)));

    private static ManifestOutline Outline(string group, string kind, string name, string @namespace = "shop") => new(group, "v1", kind, @namespace, name, null);

    private static IEnumerable<string> Text(JsonArray configs) => configs.OfType<JsonObject>().Select(config =>
        $"{config.TextAt("resourceIdentifier", "resource")} {config.TextAt("resourceIdentifier", "namespace")}/{config.TextAt("resourceIdentifier", "name")} "
        + string.Join(" ", config.ObjectsAt("conditionRules").Select(rule => rule.TextAt("condition"))));
}
