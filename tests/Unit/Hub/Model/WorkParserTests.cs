using System.Text;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Tests.Manifests;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Model;

/// <summary>What a ManifestWork's JSON becomes.</summary>
public sealed class WorkParserTests
{
    [Fact]
    public void The_recorded_nginx_work_exists_but_nobody_asked_whether_it_runs()
    {
        Work work = WorkParser.Parse(Recorded.Read("manifestwork-nginx.yaml").Span, "hub");

        Assert.Equal(("nginx1", "one", "hub", 1L, "967"), (work.Name, work.Cluster, work.Hub, work.Generation, work.ResourceVersion));
        Assert.Equal("d1542e53-5234-4ab1-af61-de87c21b0fc9", work.Uid);
        Assert.Equal(new DateTime(2026, 11, 22, 7, 26, 5, DateTimeKind.Utc), work.Created);
        Assert.Equal(DateTimeKind.Utc, work.Created.Kind);
        Assert.Equal((true, true, null, WorkStatus.Available, ""), (work.Applied, work.Available, work.Ready, work.Status, work.Message));
        Assert.Equal((ManagedBy.User, "", "Foreground", ""), (work.ManagedBy, work.Owner, work.PropagationPolicy, work.Executor));
        Assert.Equal(["Deployment default/nginx", "Service default/nginx"], work.Manifests.Select(manifest => manifest.ToString()));
        Assert.Equal(["deployments", "services"], work.Manifests.Select(manifest => manifest.Resource));
        Assert.Equal([null, true], work.Manifests.Select(manifest => manifest.Ready));
        Assert.Equal([true, false], work.Manifests.Select(manifest => manifest.LacksFeedback));
        Assert.Equal(("AppliedManifestWorkComplete", 1L), (work.Conditions[0].Reason, work.Conditions[0].ObservedGeneration));
    }

    [Fact]
    public void The_recorded_hello_work_is_applied_and_not_ready()
    {
        Work work = WorkParser.Parse(Recorded.Read("manifestwork-applied.yaml").Span, "hub", includeJson: true);

        Assert.Equal((true, true, false, WorkStatus.NotReady), (work.Applied, work.Available, work.Ready, work.Status));
        Assert.Equal("Deployment default/hello: 0 of 3 replicas ready", work.Message);
        Assert.Equal(3L, work.Manifests[0].Feedback["Replicas"]);
        Assert.StartsWith("[{", Assert.IsType<string>(work.Manifests[0].Feedback["conds"]), StringComparison.Ordinal);
        Assert.Empty(work.Manifests[1].Feedback);
        Assert.False(work.Manifests[0].LacksFeedback);
        Assert.Contains("kubectl.kubernetes.io/last-applied-configuration", work.Annotations.Keys);
        Assert.Contains("\"ManifestWork\"", work.Json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("True", "True", true, true, true, WorkStatus.Ready)]
    [InlineData("True", "False", true, false, false, WorkStatus.NotReady)]
    [InlineData("True", "Unknown", true, null, null, WorkStatus.Pending)]
    [InlineData("True", null, true, null, null, WorkStatus.Pending)]
    [InlineData("False", "True", false, true, false, WorkStatus.Failed)]
    [InlineData("False", null, false, null, false, WorkStatus.Failed)]
    [InlineData("Unknown", null, null, null, null, WorkStatus.Pending)]
    [InlineData("nonsense", "", null, null, null, WorkStatus.Pending)]
    [InlineData(null, null, null, null, null, WorkStatus.Pending)]
    public void Conditions_are_true_false_or_not_known(string? applied, string? available, bool? isApplied, bool? isAvailable, bool? isReady, WorkStatus status)
    {
        Work work = Parse(1, applied is null ? "" : $"Applied={applied}", available is null ? "" : $"Available={available}");

        Assert.Equal((isApplied, isAvailable, isReady, status), (work.Applied, work.Available, work.Ready, work.Status));
    }

    [Fact]
    public void A_condition_counts_only_for_the_generation_it_speaks_of()
    {
        Work stale = Parse(2, "Applied=False@1=an old fault", "Available=True@1", "Degraded=True@1");
        Work silent = Parse(2, "Applied=True", "Available=True", "Degraded=True");
        Work half = Parse(2, "Applied=True@2", "Available=True@1");

        Assert.Equal((null, null, null, null, WorkStatus.Pending, "not applied yet"), (stale.Applied, stale.Available, stale.Ready, stale.Degraded, stale.Status, stale.Message));
        Assert.Equal((true, true, true, true, WorkStatus.Ready), (silent.Applied, silent.Available, silent.Ready, silent.Degraded, silent.Status));
        Assert.Equal((true, null, null, WorkStatus.Pending), (half.Applied, half.Available, half.Ready, half.Status));
        Assert.Equal(3, stale.Conditions.Count);
    }

    [Fact]
    public void Conditions_of_rules_are_there_when_a_rule_makes_them()
    {
        Work without = Parse(1, "Applied=True");
        Work with = Parse(1, "Progressing=True", "Degraded=False", "Complete=Unknown");

        Assert.Equal((null, null, null), (without.Progressing, without.Degraded, without.Complete));
        Assert.Equal((true, false, null), (with.Progressing, with.Degraded, with.Complete));
    }

    [Fact]
    public void The_first_thing_that_is_wrong_is_the_message()
    {
        Work work = Parse("""
            {"metadata":{"name":"w","namespace":"one","generation":1},
             "spec":{"workload":{"manifests":[
               {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"x"}},
               {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"b"}}]}},
             "status":{"conditions":[{"type":"Applied","status":"False","message":"Failed to apply manifest work","observedGeneration":1}],
              "resourceStatus":{"manifests":[
               {"resourceMeta":{"ordinal":1},"conditions":[{"type":"Applied","status":"False","reason":"AppliedManifestFailed","message":"forbidden"}]},
               {"resourceMeta":{"ordinal":0},"conditions":[{"type":"Applied","status":"True","message":"fine"}]},
               {"resourceMeta":{"ordinal":7},"conditions":[]}, {"resourceMeta":{"ordinal":-1}}, {}]}}}
            """);

        Assert.Equal((WorkStatus.Failed, "Namespace b: forbidden"), (work.Status, work.Message));
        Assert.Equal([("a", true, null, ""), ("b", false, false, "AppliedManifestFailed")], work.Manifests.Select(row => (row.ResourceName, row.Applied!.Value, row.Ready, row.Reason)));
    }

    [Fact]
    public void A_work_being_deleted_says_what_it_waits_for()
    {
        Work silent = Parse("""{"metadata":{"name":"w","namespace":"one","deletionTimestamp":"2026-01-01T00:00:00Z"}}""");
        Work telling = Parse("""
            {"metadata":{"name":"w","namespace":"one","deletionTimestamp":"2026-01-01T00:00:00Z"},
             "status":{"conditions":[{"type":"Applied","status":"True"},{"type":"Deleting","status":"True","message":"2 resources remain"}]}}
            """);

        Assert.Equal((true, WorkStatus.Deleting, "being deleted"), (silent.Deleting, silent.Status, silent.Message));
        Assert.Equal((WorkStatus.Deleting, "2 resources remain"), (telling.Status, telling.Message));
    }

    [Theory]
    [InlineData("web", "{}", ManagedBy.User, "")]
    [InlineData("web", """{"labels":{"ocmpowershell.io/placement":"default.prod"}}""", ManagedBy.Placement, "default/prod")]
    [InlineData("web", """{"labels":{"work.open-cluster-management.io/manifestworkreplicaset":"default.set"}}""", ManagedBy.ReplicaSet, "default.set")]
    [InlineData("web", """{"labels":{"open-cluster-management.io/addon-name":"hello"}}""", ManagedBy.AddOn, "hello")]
    [InlineData("web", """{"ownerReferences":[{"apiVersion":"addon.open-cluster-management.io/v1alpha1","kind":"ManagedClusterAddOn","name":"hello"}]}""", ManagedBy.AddOn, "hello")]
    [InlineData("web", """{"ownerReferences":[{"kind":"Other","name":"x"},{"kind":"ManifestWorkReplicaSet","name":"set"}]}""", ManagedBy.ReplicaSet, "set")]
    [InlineData("addon-hello-deploy-0", "{}", ManagedBy.AddOn, "hello-deploy-0")]
    [InlineData("one-klusterlet", "{}", ManagedBy.Klusterlet, "one")]
    [InlineData("one-klusterlet-crds", "{}", ManagedBy.Klusterlet, "one")]
    [InlineData("two-klusterlet", "{}", ManagedBy.User, "")]
    [InlineData("my-addon-web", "{}", ManagedBy.User, "")]
    public void Whose_a_work_is_shows_in_labels_owners_or_its_name(string name, string metadata, ManagedBy managedBy, string owner)
    {
        Work work = Parse($$"""{"metadata":{"name":"{{name}}","namespace":"one",{{metadata.Trim()[1..]}} }""".Replace(",} }", "} }"));

        Assert.Equal((managedBy, owner), (work.ManagedBy, work.Owner));
    }

    [Fact]
    public void Options_and_executor_are_read()
    {
        Work work = Parse("""
            {"metadata":{"name":"w","namespace":"one","labels":null,"annotations":{"a":"b"}},
             "spec":{"deleteOption":{"propagationPolicy":"SelectivelyOrphan"},"executor":{"subject":{"type":"ServiceAccount","serviceAccount":{"name":"sa","namespace":"ns"}}},
              "workload":{"manifests":null}},"status":{}}
            """);

        Assert.Equal(("SelectivelyOrphan", "ns/sa", 0), (work.PropagationPolicy, work.Executor, work.ManifestCount));
        Assert.Equal((0, "b"), (work.Labels.Count, work.Annotations["a"]));
    }

    [Fact]
    public void Equal_manifests_have_equal_hashes_on_the_hub_and_in_files()
    {
        const string One = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings","namespace":"shop"},"data":{"a":"b"}}""";
        const string Reordered = """{"data":{"a":"\u0062"},"metadata":{"namespace":"shop","name":"settings","creationTimestamp":null},"kind":"ConfigMap","apiVersion":"v1"}""";
        const string Other = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings","namespace":"shop"},"data":{"a":"c"}}""";

        Assert.Equal(Hash(One), Hash(Reordered));
        Assert.Equal(Hash(One), Samples.Read(Samples.ConfigMap).Hash);
        Assert.NotEqual(Hash(One), Hash(Other));
        Assert.NotEqual(Hash(One, Other), Hash(Other, One));

        static string Hash(params string[] manifests) =>
            Parse($$$$"""{"metadata":{"name":"w","namespace":"one"},"spec":{"workload":{"manifests":[{{{{string.Join(',', manifests)}}}}]}}}""").ManifestHash;
    }

    private static Work Parse(string json) => WorkParser.Parse(Encoding.UTF8.GetBytes(json), "hub");

    /// <summary>A work of one ConfigMap that has just been reported as it should be, with conditions as <c>Type=Status@generation=message</c>.</summary>
    private static Work Parse(long generation, params string[] conditions)
    {
        IEnumerable<string> written = conditions.Where(condition => condition.Length > 0).Select(condition =>
        {
            string[] parts = condition.Split('=');
            string[] status = parts[1].Split('@');
            string observed = status.Length > 1 ? $",\"observedGeneration\":{status[1]}" : "";
            return $$"""{"type":"{{parts[0]}}","status":"{{status[0]}}","message":"{{parts.ElementAtOrDefault(2)}}"{{observed}}}""";
        });
        string row = conditions.Contains("Available=True") || conditions.Contains("Available=True@2") ? """{"type":"Available","status":"True"}"""
            : conditions.Contains("Available=False") ? """{"type":"Available","status":"False"}"""
            : "";
        return Parse($$$$"""
            {"metadata":{"name":"w","namespace":"one","generation":{{{{generation}}}}},
             "spec":{"workload":{"manifests":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}]}},
             "status":{"conditions":[{{{{string.Join(',', written)}}}}],"resourceStatus":{"manifests":[{"resourceMeta":{"ordinal":0},"conditions":[{{{{row}}}}]}]}}}
            """);
    }
}
