using System.Text.Json.Nodes;
using OcmPowerShell.Hub;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.Agents;

public sealed class WorkStatusTests
{
    private static readonly System.Text.Json.JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>As a real hub showed it for the same work (OCM 1.3.1), times aside.</summary>
    private const string RecordedStatus =
        """
        {
          "conditions": [
            { "lastTransitionTime": "*", "message": "Apply manifest work complete", "observedGeneration": 1,
              "reason": "AppliedManifestWorkComplete", "status": "True", "type": "Applied" },
            { "lastTransitionTime": "*", "message": "All resources are available", "observedGeneration": 1,
              "reason": "ResourcesAvailable", "status": "True", "type": "Available" }
          ],
          "resourceStatus": {
            "manifests": [
              {
                "conditions": [
                  { "lastTransitionTime": "*", "message": "Apply manifest complete", "observedGeneration": 1,
                    "reason": "AppliedManifestComplete", "status": "True", "type": "Applied" },
                  { "lastTransitionTime": "*", "message": "Resource is available", "reason": "ResourceAvailable", "status": "True", "type": "Available" },
                  { "lastTransitionTime": "*", "message": "", "reason": "NoStatusFeedbackSynced", "status": "True", "type": "StatusFeedbackSynced" }
                ],
                "resourceMeta": { "group": "apps", "kind": "Deployment", "name": "nginx", "namespace": "default", "ordinal": 0,
                  "resource": "deployments", "version": "v1" },
                "statusFeedback": {}
              },
              {
                "conditions": [
                  { "lastTransitionTime": "*", "message": "Apply manifest complete", "observedGeneration": 1,
                    "reason": "AppliedManifestComplete", "status": "True", "type": "Applied" },
                  { "lastTransitionTime": "*", "message": "Resource is available", "reason": "ResourceAvailable", "status": "True", "type": "Available" },
                  { "lastTransitionTime": "*", "message": "", "reason": "NoStatusFeedbackSynced", "status": "True", "type": "StatusFeedbackSynced" }
                ],
                "resourceMeta": { "group": "", "kind": "Service", "name": "nginx", "namespace": "default", "ordinal": 1,
                  "resource": "services", "version": "v1" },
                "statusFeedback": {}
              }
            ]
          }
        }
        """;

    [Fact]
    public async Task A_work_of_nginx_gets_the_status_that_a_real_agent_writes()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);

        fleet.CreateWork("one", "nginx1", Manifest.List(Manifest.Deployment("nginx"), Manifest.Service("nginx")));
        var work = await fleet.WorkAsync("one", "nginx1", "Available", "True");

        Assert.Equal(Manifest.Of(RecordedStatus).ToJsonString(Indented), Manifest.Timeless(work["status"])!.ToJsonString(Indented));
        Assert.Equal(["cluster.open-cluster-management.io/manifest-work-cleanup"], work.ArrayAt("metadata", "finalizers")!.Select(item => (string)item!));
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
            ConditionList.Find(work.ArrayAt("status", "conditions"), "Applied").TextAt("lastTransitionTime"));
    }

    [Fact]
    public async Task The_agent_writes_as_work_and_keeps_the_users_fields_apart()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);

        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("a")));
        var work = await fleet.WorkAsync("one", "w", "Available", "True");

        Assert.Equal(["tester/", "work/", "work/status"],
            work.ObjectsAt("metadata", "managedFields").Select(item => $"{item.TextAt("manager")}/{item.TextAt("subresource")}").Order());
    }

    [Fact]
    public async Task Well_known_feedback_follows_a_deployment_until_it_is_ready()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);

        fleet.CreateWork("one", "w", Manifest.List(Manifest.Deployment("hello", 3)),
            Manifest.Config("apps", "deployments", """ "feedbackRules":[{"type":"WellKnownStatus"}] """));
        var work = await fleet.WorkAsync("one", "w", value => Feedback(value) == "ReadyReplicas=3 Replicas=3 AvailableReplicas=3");

        var manifest = work.ObjectsAt("status", "resourceStatus", "manifests").Single();
        Assert.Equal(
            """{"fieldValue":{"integer":3,"type":"Integer"},"name":"ReadyReplicas"}""",
            manifest.ArrayAt("statusFeedback", "values")![0]!.ToJsonString());
        Assert.Equal("StatusFeedbackSynced", ConditionList.Find(manifest.ArrayAt("conditions"), "StatusFeedbackSynced").TextAt("reason"));
    }

    [Fact]
    public async Task A_deployment_is_available_at_once_and_ready_after_the_delay()
    {
        await using var fleet = await TestFleet.WithAsync(["one"], options => options with
        {
            ProfileOf = _ => new() { WorkloadDelay = TimeSpan.FromMilliseconds(400) },
        });

        var started = DateTime.UtcNow;
        fleet.CreateWork("one", "w", Manifest.List(Manifest.Deployment("hello", 3)),
            Manifest.Config("apps", "deployments", """ "feedbackRules":[{"type":"WellKnownStatus"}] """));
        var early = await fleet.WorkAsync("one", "w", value => Feedback(value) == "Replicas=3");
        Assert.True(ConditionList.IsTrue(early.ArrayAt("status", "conditions"), "Available"));

        await fleet.WorkAsync("one", "w", value => Feedback(value).Contains("ReadyReplicas=3"));
        Assert.True(DateTime.UtcNow - started >= TimeSpan.FromMilliseconds(400));
    }

    [Fact]
    public async Task An_image_called_broken_never_becomes_ready()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);

        var deployment = Manifest.Deployment("bad", 2, "registry/broken:1");
        deployment["spec"]!["progressDeadlineSeconds"] = 1;
        fleet.CreateWork("one", "w", Manifest.List(deployment),
            Manifest.Config("apps", "deployments",
                """ "feedbackRules":[{"type":"JSONPaths","jsonPaths":[{"name":"why","path":".status.conditions[?(@.type==\"Progressing\")].reason"},{"name":"ready","path":".status.readyReplicas"}]}] """));

        var work = await fleet.WorkAsync("one", "w", value => Feedback(value) == "why=ProgressDeadlineExceeded");
        Assert.True(ConditionList.IsTrue(work.ArrayAt("status", "conditions"), "Available"));
    }

    [Fact]
    public async Task Feedback_of_other_types_is_an_error_that_leaves_the_other_values()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);

        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("a")), Manifest.Config("", "configmaps",
            """
            "feedbackRules":[{"type":"WellKnownStatus"},{"type":"JSONPaths","jsonPaths":[
              {"name":"value","path":".data.k"},{"name":"all","path":".data"},{"name":"missing","path":".x.y"},
              {"name":"old","path":".data.k","version":"v2"},{"name":"bad","path":".data["}]}]
            """));
        var work = await fleet.WorkAsync("one", "w", value => Feedback(value).Length > 0);

        Assert.Equal("value=v", Feedback(work));
        var condition = ConditionList.Find(work.ObjectsAt("status", "resourceStatus", "manifests").Single().ArrayAt("conditions"), "StatusFeedbackSynced");
        Assert.Equal("StatusFeedbackSyncFailed", condition.TextAt("reason"));
        Assert.Equal(
            "Sync status feedback failed with error [cannot find the wellknown statuses for resource with gvk /v1, Kind=ConfigMap, "
            + "the type map[string]interface {} of the value for all is not found, "
            + "version set in the path old is not matched for the related resource, "
            + "failed to parse json path .data[ of bad with error: unterminated array]",
            condition.TextAt("message"));
    }

    [Fact]
    public async Task Raw_feedback_sends_lists_as_json_where_the_gate_is_on()
    {
        await using var fleet = await TestFleet.WithAsync(["one"], options => options with { RawFeedback = true });

        fleet.CreateWork("one", "w", Manifest.List(Manifest.Of(
            """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"default"},"data":{"b":"<2>","a":"1"}}""")),
            Manifest.Config("", "configmaps", """ "feedbackRules":[{"type":"JSONPaths","jsonPaths":[{"name":"all","path":".data"}]}] """));
        var work = await fleet.WorkAsync("one", "w", value => value.ObjectsAt("status", "resourceStatus", "manifests")
            .Any(manifest => manifest.ArrayAt("statusFeedback", "values") is { Count: > 0 }));

        Assert.Equal("""{"a":"1","b":"\u003c2\u003e"}""", work.ObjectsAt("status", "resourceStatus", "manifests").Single()
            .ObjectsAt("statusFeedback", "values").Single().TextAt("fieldValue", "jsonRaw"));
    }

    [Fact]
    public async Task A_job_completes_its_work_which_is_then_applied_no_more()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);

        fleet.CreateWork("one", "w", Manifest.List(Manifest.Job("once")), Manifest.Config("batch", "jobs",
            """ "conditionRules":[{"type":"WellKnownConditions","condition":"Complete"}],"feedbackRules":[{"type":"WellKnownStatus"}] """));
        var work = await fleet.WorkAsync("one", "w", "Complete", "True");

        var complete = ConditionList.Find(work.ArrayAt("status", "conditions"), "Complete");
        Assert.Equal(("ConditionRulesAggregated", "Job is finished"), (complete.TextAt("reason"), complete.TextAt("message")));
        await fleet.WorkAsync("one", "w", value => Feedback(value) == "JobComplete=True JobSucceeded=1");

        fleet.ChangeWork("one", "w", spec => spec.Child("workload").List("manifests").Add(Manifest.ConfigMap("late")));
        fleet.CreateWork("one", "after", Manifest.List(Manifest.ConfigMap("other")));
        await fleet.WorkAsync("one", "after", "Applied", "True");
        Assert.Null(fleet.Cluster("one").Get(Manifest.ConfigMaps, "default", "late"));
    }

    [Fact]
    public async Task A_rule_in_cel_makes_a_condition_of_the_work()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);

        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("a")), Manifest.Config("", "configmaps",
            """ "conditionRules":[{"type":"CEL","condition":"Progressing","celExpressions":["object.kind != 'ConfigMap'"]}] """));
        var work = await fleet.WorkAsync("one", "w", "Progressing", "False");

        var condition = ConditionList.Find(work.ObjectsAt("status", "resourceStatus", "manifests").Single().ArrayAt("conditions"), "Progressing");
        Assert.Equal(("ConditionRuleEvaluated", "Manifest is not Progressing"), (condition.TextAt("reason"), condition.TextAt("message")));

        // Without the rule its conditions go.
        fleet.ChangeWork("one", "w", spec => spec.Remove("manifestConfigs"));
        await fleet.WorkAsync("one", "w", value => ConditionList.Find(value.ArrayAt("status", "conditions"), "Progressing") is null
            && value.ObjectsAt("status", "resourceStatus", "manifests")
                .All(manifest => ConditionList.Find(manifest.ArrayAt("conditions"), "Progressing") is null));
    }

    [Fact]
    public async Task Nothing_is_written_while_nothing_changes()
    {
        await using var fleet = await TestFleet.WithAsync(["one"]);
        fleet.CreateWork("one", "w", Manifest.List(Manifest.ConfigMap("a")));
        var work = await fleet.WorkAsync("one", "w", "Available", "True");

        // Another work makes the same agent pass by again.
        fleet.CreateWork("one", "x", Manifest.List(Manifest.ConfigMap("b")));
        await fleet.WorkAsync("one", "x", "Available", "True");

        Assert.Equal(work.TextAt("metadata", "resourceVersion"),
            fleet.Hub.Get(OcmTypes.ManifestWork, "one", "w").TextAt("metadata", "resourceVersion"));
        Assert.Empty(fleet.Faults);
    }

    private static string Feedback(JsonObject work) => string.Join(' ', work.ObjectsAt("status", "resourceStatus", "manifests")
        .SelectMany(manifest => manifest.ObjectsAt("statusFeedback", "values"))
        .Select(value => $"{value.TextAt("name")}={value.TextAt("fieldValue", "string") ?? value.At("fieldValue", "integer")?.ToJsonString()}"));
}
