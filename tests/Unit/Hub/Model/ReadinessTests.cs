using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Hub.Model;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Model;

/// <summary>When something counts as running.</summary>
public sealed class ReadinessTests
{
    [Theory]
    [InlineData("ReadyReplicas=2 Replicas=2 AvailableReplicas=2", true, "")]
    [InlineData("ReadyReplicas=1 Replicas=2 AvailableReplicas=1", false, "1 of 2 replicas ready")]
    [InlineData("ReadyReplicas=2 Replicas=2 AvailableReplicas=1", false, "1 of 2 replicas ready")]
    [InlineData("Replicas=2", false, "0 of 2 replicas ready")]
    [InlineData("ReadyReplicas=2 Replicas=3 AvailableReplicas=2", false, "1 of 3 replicas still to go")]
    [InlineData("ReadyReplicas=2 Replicas=2 AvailableReplicas=2 ObservedGeneration=1 Generation=2 UpdatedReplicas=2", false, "the cluster has not taken up the change yet")]
    [InlineData("ReadyReplicas=2 Replicas=2 AvailableReplicas=2 ObservedGeneration=2 Generation=2 UpdatedReplicas=1", false, "1 of 2 replicas updated")]
    [InlineData("ReadyReplicas=2 Replicas=2 AvailableReplicas=2 ObservedGeneration=2 Generation=2", false, "0 of 2 replicas updated")]
    [InlineData("ReadyReplicas=2 Replicas=2 AvailableReplicas=2 ObservedGeneration=2 Generation=2 UpdatedReplicas=2", true, "")]
    [InlineData("", null, "")]
    public void A_Deployment_is_ready_when_all_its_replicas_are_and_are_new(string feedback, bool? ready, string waitsFor) =>
        Check("apps/v1", "Deployment", "{\"replicas\":2}", feedback, ready, waitsFor);

    [Theory]
    [InlineData("{\"replicas\":0}", "ObservedGeneration=1 Generation=1", true)]
    [InlineData("{\"replicas\":0}", "Replicas=1 ReadyReplicas=1 AvailableReplicas=1", false)]
    [InlineData("{}", "Replicas=5 ReadyReplicas=5 AvailableReplicas=5", true)]
    [InlineData("{}", "Replicas=5 ReadyReplicas=4 AvailableReplicas=4", false)]
    [InlineData("{}", "ObservedGeneration=1 Generation=1", false)]
    public void Where_the_manifest_names_no_number_the_autoscalers_counts(string spec, string feedback, bool ready)
    {
        WorkManifest row = Row("apps/v1", "Deployment", spec, feedback);
        Assert.Equal(ready, row.Ready);
    }

    [Theory]
    [InlineData("StatefulSet", "ReadyReplicas=2 Replicas=2", true)]
    [InlineData("StatefulSet", "ReadyReplicas=1 Replicas=2", false)]
    [InlineData("DaemonSet", "DesiredNumberScheduled=3 NumberReady=3 NumberAvailable=3", true)]
    [InlineData("DaemonSet", "DesiredNumberScheduled=3 NumberReady=3", false)]
    [InlineData("DaemonSet", "DesiredNumberScheduled=3 NumberReady=3 NumberAvailable=3 ObservedGeneration=2 Generation=2 UpdatedNumberScheduled=1", false)]
    [InlineData("DaemonSet", "DesiredNumberScheduled=0", true)]
    [InlineData("DaemonSet", "", null)]
    public void Other_workloads_count_their_own_way(string kind, string feedback, bool? ready) =>
        Assert.Equal(ready, Row("apps/v1", kind, "{\"replicas\":2}", feedback).Ready);

    [Theory]
    [InlineData("batch/v1", "Job", "JobComplete=True", true)]
    [InlineData("batch/v1", "Job", "JobComplete=False", false)]
    [InlineData("batch/v1", "Job", "JobSucceeded=1", false)]
    [InlineData("batch/v1", "Job", "", null)]
    [InlineData("v1", "Pod", "PodReady=True PodPhase=Running", true)]
    [InlineData("v1", "Pod", "PodReady=False PodPhase=Succeeded", true)]
    [InlineData("v1", "Pod", "PodReady=False PodPhase=Pending", false)]
    [InlineData("v1", "Pod", "PodReady=False", false)]
    [InlineData("v1", "Pod", "", null)]
    [InlineData("v1", "ConfigMap", "", true)]
    [InlineData("example.com/v1", "Deployment", "", true)]
    public void What_runs_once_and_what_only_exists(string apiVersion, string kind, string feedback, bool? ready) =>
        Assert.Equal(ready, Row(apiVersion, kind, "{}", feedback).Ready);

    [Fact]
    public void Ready_is_never_said_of_what_is_not_applied_and_there()
    {
        Gen<string> status = Gen.Elements("True", "False", "Unknown");
        Gen<long?> observed = Gen.Elements<long?>(null, 1, 2);
        Gen<string> condition =
            from type in Gen.Elements("Applied", "Available", "Applied", "Available", "Degraded", "Deleting")
            from value in status
            from generation in observed
            select $$"""{"type":"{{type}}","status":"{{value}}"{{(generation is null ? "" : $",\"observedGeneration\":{generation}")}}}""";
        Gen<string> row =
            from ordinal in Gen.Choose(-1, 3)
            from conditions in condition.ListOf()
            from replicas in Gen.Choose(0, 3)
            select $$$$"""{"resourceMeta":{"ordinal":{{{{ordinal}}}}},"conditions":[{{{{string.Join(',', conditions)}}}}],"statusFeedback":{"values":[{"name":"ReadyReplicas","fieldValue":{"integer":{{{{replicas}}}}}},{"name":"Replicas","fieldValue":{"integer":2}},{"name":"AvailableReplicas","fieldValue":{"integer":{{{{replicas}}}}}}]}}""";
        Gen<string> work =
            from conditions in condition.ListOf()
            from rows in row.ListOf()
            select $$$$"""
                {"metadata":{"name":"w","namespace":"one","generation":2},
                 "spec":{"workload":{"manifests":[{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"},"spec":{"replicas":2}},{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"}}]}},
                 "status":{"conditions":[{{{{string.Join(',', conditions)}}}}],"resourceStatus":{"manifests":[{{{{string.Join(',', rows)}}}}]}}}
                """;

        Prop.ForAll(work.ToArbitrary(), json =>
        {
            Work parsed = WorkParser.Parse(Encoding.UTF8.GetBytes(json), "hub");
            Assert.Equal(2, parsed.Manifests.Count);
            Assert.True(parsed.Ready != true || (parsed.Applied == true && parsed.Available == true && parsed.Manifests.All(manifest => manifest.Ready == true)), json);
            Assert.True(parsed.Ready != false || parsed.Applied == false || parsed.Available == false || parsed.Manifests.Any(manifest => manifest.Ready == false), json);
            Assert.Equal(parsed.Ready == true, parsed.Status == WorkStatus.Ready);
            Assert.True(parsed.Applied is null || parsed.Conditions.Any(condition => condition is { Type: "Applied", ObservedGeneration: null or 2 }), json);
            Assert.True(parsed.Status is not (WorkStatus.Failed or WorkStatus.NotReady) || parsed.Applied is not null, json);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    private static void Check(string apiVersion, string kind, string spec, string feedback, bool? ready, string waitsFor)
    {
        WorkManifest row = Row(apiVersion, kind, spec, feedback);
        Assert.Equal((ready, waitsFor), (row.Ready, row.Message));
    }

    private static WorkManifest Row(string apiVersion, string kind, string spec, string feedback)
    {
        IEnumerable<string> values = feedback.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).Select(pair =>
            long.TryParse(pair[1], out _)
                ? $$$"""{"name":"{{{pair[0]}}}","fieldValue":{"type":"Integer","integer":{{{pair[1]}}} } }"""
                : $$$"""{"name":"{{{pair[0]}}}","fieldValue":{"type":"String","string":"{{{pair[1]}}}"} }""");
        string json = $$$$"""
            {"metadata":{"name":"w","namespace":"one"},
             "spec":{"workload":{"manifests":[{"apiVersion":"{{{{apiVersion}}}}","kind":"{{{{kind}}}}","metadata":{"name":"a"},"spec":{{{{spec}}}}}]}},
             "status":{"conditions":[{"type":"Applied","status":"True"},{"type":"Available","status":"True"}],
              "resourceStatus":{"manifests":[{"resourceMeta":{"ordinal":0},"conditions":[{"type":"Applied","status":"True"},{"type":"Available","status":"True"}],
               "statusFeedback":{"values":[{{{{string.Join(',', values)}}}}]}}]}}}
            """;
        return Assert.Single(WorkParser.Parse(Encoding.UTF8.GetBytes(json), "hub").Manifests);
    }
}
