using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Manifests;

public sealed class DefaultFeedbackTests
{
    private const string Known = """{"type":"WellKnownStatus"}""";

    private const string Generations = """{"name":"ObservedGeneration","path":".status.observedGeneration"},{"name":"Generation","path":".metadata.generation"}""";

    [Fact]
    public void A_Deployment_tells_its_replicas_and_whether_they_are_of_this_generation() =>
        Assert.Equal(
            Entry("apps", "deployments", $$"""{{Known}},{"type":"JSONPaths","jsonPaths":[{{Generations}},{"name":"UpdatedReplicas","path":".status.updatedReplicas"}]}"""),
            For("apps/v1", "Deployment"));

    [Fact]
    public void A_DaemonSet_tells_how_many_nodes_have_the_update() =>
        Assert.Equal(
            Entry("apps", "daemonsets", $$"""{{Known}},{"type":"JSONPaths","jsonPaths":[{{Generations}},{"name":"UpdatedNumberScheduled","path":".status.updatedNumberScheduled"}]}"""),
            For("apps/v1", "DaemonSet"));

    [Fact]
    public void A_StatefulSet_for_which_OCM_has_no_rule_tells_all_by_path() =>
        Assert.Equal(
            Entry("apps", "statefulsets", """{"type":"JSONPaths","jsonPaths":[{"name":"ReadyReplicas","path":".status.readyReplicas"},{"name":"Replicas","path":".status.replicas"},{"name":"AvailableReplicas","path":".status.availableReplicas"},""" +
                $$"""{{Generations}},{"name":"UpdatedReplicas","path":".status.updatedReplicas"}]}"""),
            For("apps/v1", "StatefulSet"));

    [Theory]
    [InlineData("batch/v1", "Job", "batch", "jobs")]
    [InlineData("v1", "Pod", "", "pods")]
    public void A_Job_and_a_Pod_tell_what_OCM_knows(string apiVersion, string kind, string group, string resource) =>
        Assert.Equal(Entry(group, resource, Known), For(apiVersion, kind));

    [Theory]
    [InlineData("apps/v1beta1", "Deployment")]
    [InlineData("example.com/v1", "Deployment")]
    [InlineData("v1", "ConfigMap")]
    [InlineData("batch/v1", "CronJob")]
    public void Other_kinds_and_versions_are_not_asked(string apiVersion, string kind) => Assert.Null(For(apiVersion, kind));

    [Fact]
    public void An_object_without_a_namespace_is_named_without_one()
    {
        ManifestSet set = Samples.Read("apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n");
        Assert.Equal("""{"resourceIdentifier":{"group":"","resource":"pods","name":"web"},"feedbackRules":[{"type":"WellKnownStatus"}]}""", Text(Assert.Single(DefaultFeedback.For(set))));
    }

    private static string? For(string apiVersion, string kind)
    {
        ManifestSet set = Samples.Read($"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{name: web, namespace: shop}}\n");
        JsonArray entries = DefaultFeedback.For(set);
        return entries.Count == 0 ? null : Text(Assert.Single(entries));
    }

    private static string Entry(string group, string resource, string rules) =>
        $$$"""{"resourceIdentifier":{"group":"{{{group}}}","resource":"{{{resource}}}","namespace":"shop","name":"web"},"feedbackRules":[{{{rules}}}]}""";

    private static string Text(JsonNode? json) => json!.ToJsonString();
}
