using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Hub.Placements;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Placements;

/// <summary>What holds for any hub.</summary>
public sealed class SchedulerPropertyTests
{
    private static readonly string[] Names = [.. Enumerable.Range(0, 9).Select(i => $"c{i}")];

    private static readonly string[] Predicates =
    [
        "[]",
        """[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"env":"prod"}}}}]""",
        """[{"requiredClusterSelector":{"labelSelector":{"matchExpressions":[{"key":"env","operator":"NotIn","values":["prod"]}]}}},{"requiredClusterSelector":{"claimSelector":{"matchExpressions":[{"key":"zone","operator":"Exists"}]}}}]""",
        """[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"env":"no such value"}}}}]""",
    ];

    private static readonly string[] Tolerations =
        ["[]", """[{"key":"gpu","operator":"Exists"}]""", """[{"operator":"Exists","tolerationSeconds":90}]""", """[{"key":""}]"""];

    private static readonly string[] Policies =
    [
        "{}",
        """{"mode":"Exact","configurations":[{"scoreCoordinate":{"builtIn":"ResourceAllocatableMemory"},"weight":-2}]}""",
        """{"configurations":[{"scoreCoordinate":{"type":"AddOn","addOn":{"resourceName":"r","scoreName":"s"}},"weight":5},{"scoreCoordinate":{"builtIn":"ResourceAllocatableCPU"}}]}""",
        """{"configurations":[{"scoreCoordinate":{"builtIn":"Spread"}}]}""",
    ];

    private static readonly string[] Strategies =
    [
        "{}", """{"clustersPerDecisionGroup":2}""", """{"clustersPerDecisionGroup":"30%"}""",
        """{"clustersPerDecisionGroup":2,"decisionGroups":[{"groupName":"g","groupClusterSelector":{"labelSelector":{"matchLabels":{"env":"prod"}}}},{"groupName":"h","groupClusterSelector":{}}]}""",
    ];

    private static readonly string[] OddValues =
    [
        "null", "true", "0", "-1", "1e400", "99999999999999999999", "\"\"", "\"x\"", "\"\\n\"", "[]", "[null]", "[1,\"a\",{}]", "{}", "{\"\":null}",
        """{"matchLabels":{"a":1},"matchExpressions":[{"key":5,"operator":"In","values":[1,"v"]}]}""",
        """[{"operator":"Exists","tolerationSeconds":-9223372036854775808}]""", """[{"key":"k","tolerationSeconds":9223372036854775807}]""",
        """[{"requiredClusterSelector":7}]""", """[{"requiredClusterSelector":{"labelSelector":[],"claimSelector":"x"}}]""",
        """{"groupStrategy":{"clustersPerDecisionGroup":"%","decisionGroups":[{}]}}""", """{"mode":3,"configurations":[{"scoreCoordinate":{"type":4},"weight":"x"}]}""",
    ];

    [Fact]
    public void Only_clusters_that_nothing_excludes_are_selected_and_as_many_as_asked_for() =>
        Check(Snapshots(), snapshot =>
        {
            SchedulingResult result = Given.Schedule(snapshot);
            int candidates = result.Clusters.Count(cluster => cluster.Exclusion is null);
            int selected = result.Clusters.Count(cluster => cluster.Selected);
            long wanted = snapshot.Placement.NumberOfClusters ?? candidates;
            return result.Clusters.Where(cluster => cluster.Selected).All(cluster =>
                    cluster.Exclusion is null && result.EligibleSets.Contains(cluster.ClusterSet!) && !cluster.Cluster.Deleting)
                && selected == result.SelectedCount
                && (result.Misconfigured().StartsWith("True", StringComparison.Ordinal) ? selected == 0 : selected == Math.Min(wanted, candidates));
        });

    [Fact]
    public void No_cluster_that_is_left_out_ranks_above_one_that_is_selected() =>
        Check(Snapshots(), snapshot =>
        {
            ClusterVerdict[] candidates = [.. Given.Schedule(snapshot).Clusters.Where(cluster => cluster.Exclusion is null)];
            return candidates.Where(cluster => cluster.Selected).All(selected => candidates.Where(cluster => !cluster.Selected).All(other =>
                other.Total < selected.Total || (other.Total == selected.Total && string.CompareOrdinal(other.Name, selected.Name) > 0)));
        });

    [Fact]
    public void Groups_share_out_the_selected_clusters() =>
        Check(Snapshots(), snapshot =>
        {
            SchedulingResult result = Given.Schedule(snapshot);
            string[] grouped = [.. result.Groups.SelectMany(group => group.Decisions).SelectMany(decision => decision.Clusters)];
            string[] names = [.. result.Groups.SelectMany(group => group.Decisions).Select(decision => decision.Name)];
            return grouped.Order(StringComparer.Ordinal).SequenceEqual(result.Clusters.Where(cluster => cluster.Selected).Select(cluster => cluster.Name))
                && names.SequenceEqual(Enumerable.Range(1, names.Length).Select(number => $"p-decision-{number}"))
                && result.Groups.Select(group => group.Index).SequenceEqual(Enumerable.Range(0, result.Groups.Count))
                && result.Groups.All(group => group.Decisions.Count > 0);
        });

    [Fact]
    public void What_is_decided_stays_decided_while_nothing_changes() =>
        Check(Snapshots(policies: ["{}"]), snapshot =>
        {
            SchedulingResult first = Given.Schedule(snapshot);
            DecisionFacts[] written = [.. first.Groups.SelectMany(group => group.Decisions)
                .Select(decision => new DecisionFacts("ns", decision.Name, "p", decision.Clusters))];
            SchedulingResult second = Given.Schedule(snapshot with
            {
                Decisions = [.. snapshot.Decisions.Where(decision => decision.Placement != "p"), .. written],
            });
            return first.Groups.Text() == second.Groups.Text();
        });

    [Fact]
    public void The_order_of_what_is_there_does_not_matter() =>
        Check(Snapshots(), snapshot => Told(Given.Schedule(snapshot)) == Told(Given.Schedule(snapshot with
        {
            Clusters = [.. snapshot.Clusters.Reverse()],
            ClusterSets = [.. snapshot.ClusterSets.Reverse()],
            Bindings = [.. snapshot.Bindings.Reverse()],
            Decisions = [.. snapshot.Decisions.Reverse()],
            Scores = [.. snapshot.Scores.Reverse()],
        })));

    [Fact]
    public void Nothing_that_a_user_writes_breaks_it() =>
        Check(OddObjects(), pair =>
        {
            SchedulingResult result = Given.Schedule(Given.Snapshot(
                PlacementFacts.Parse(pair.Placement), ManagedClusterFacts.Parse(pair.Cluster), Given.Cluster("b")));
            return result.Conditions.Count == 2;
        });

    private static void Check<T>(Gen<T> values, Func<T, bool> holds) =>
        Prop.ForAll(values.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(250));

    private static string Told(SchedulingResult result) => string.Join("\n",
        [
            result.Satisfied(), result.Misconfigured(), $"{result.RequeueAt:O}", result.Groups.Text(), .. result.Warnings,
            .. result.Clusters.Select(cluster => $"{cluster.Name} {cluster.ClusterSet} {cluster.Exclusion} {cluster.Total} {string.Join(",", cluster.Scores)}"),
        ]);

    private static Gen<SchedulingSnapshot> Snapshots(string[]? policies = null) =>
        from count in Gen.Elements("null", "0", "1", "2", "4", "20")
        from predicates in Gen.Elements(Predicates)
        from tolerations in Gen.Elements(Tolerations)
        from policy in Gen.Elements(policies ?? Policies)
        from strategy in Gen.Elements(Strategies)
        from sets in Gen.Elements("[]", """["default"]""", """["default","prod"]""", """["absent"]""")
        from present in Gen.SubListOf(Names)
        from clusters in Gen.CollectToList(present, Cluster)
        from bindings in Gen.SubListOf("default", "global", "prod", "absent")
        from decided in Gen.SubListOf(Names)
        from elsewhere in Gen.SubListOf(Names)
        from twice in Gen.SubListOf(Names)
        from scored in Gen.SubListOf(Names)
        from valid in Gen.Elements(-5, 5)
        select new SchedulingSnapshot
        {
            Placement = Given.Placement(
                $$"""
                {"numberOfClusters":{{count}},"predicates":{{predicates}},"tolerations":{{tolerations}},"prioritizerPolicy":{{policy}},
                 "decisionStrategy":{"groupStrategy":{{strategy}}},"clusterSets":{{sets}}}
                """),
            Clusters = [.. clusters],
            ClusterSets =
            [
                Given.Set("default"), Given.Set("global", """{"selectorType":"LabelSelector","labelSelector":{}}"""),
                Given.Set("prod", """{"selectorType":"LabelSelector","labelSelector":{"matchLabels":{"env":"prod"}}}"""),
            ],
            Bindings = [.. bindings],
            Decisions = [Given.Decided([.. decided]), Given.DecidedElsewhere([.. elsewhere]), Given.DecidedElsewhere([.. twice])],
            Scores = [.. scored.Select((name, i) => Given.Score(name, "r", "s", i * 10, i % 3 == 0 ? Given.Now.AddMinutes(valid) : null))],
            Now = Given.Now,
        };

    private static Gen<ManagedClusterFacts> Cluster(string name) =>
        from set in Gen.Elements("default", "default", "other")
        from env in Gen.Elements("prod", "dev", "")
        from zone in Gen.Elements("[]", """[{"name":"zone","value":"z1"}]""")
        from taints in Gen.Elements(
            "[]", "[]", """[{"key":"gpu","effect":"NoSelect","timeAdded":"2026-11-22T07:59:00Z"}]""", """[{"key":"old","effect":"NoSelectIfNew"}]""",
            """[{"key":"soft","effect":"PreferNoSelect"},{"key":"late","effect":"NoSelect","timeAdded":"2026-11-22T07:50:00Z"}]""")
        from size in Gen.Choose(1, 4)
        from deleting in Gen.Elements(false, false, false, true)
        let resources = $$"""{"cpu":"{{size}}","memory":"{{size}}Gi"}"""
        let cluster = Given.ClusterOf(
            name, $$"""{"taints":{{taints}}}""", $$"""{"clusterClaims":{{zone}},"allocatable":{{resources}},"capacity":{{resources}}}""")
        select cluster with
        {
            Labels = new Dictionary<string, string> { [ClusterSetFacts.ClusterSetLabel] = set, ["env"] = env },
            Deleting = deleting,
        };

    private static Gen<(JsonObject Placement, JsonObject Cluster)> OddObjects()
    {
        string[] spec = ["numberOfClusters", "clusterSets", "predicates", "tolerations", "prioritizerPolicy", "decisionStrategy"];
        string[] status = ["clusterClaims", "allocatable", "capacity"];
        return
            from specs in Gen.CollectToList(spec, _ => Gen.Elements(OddValues))
            from metadata in Gen.Elements(OddValues)
            from taints in Gen.Elements(OddValues)
            from statuses in Gen.CollectToList(status, _ => Gen.Elements(OddValues))
            select (
                new JsonObject { ["metadata"] = JsonNode.Parse(metadata), ["spec"] = Members(spec, specs) },
                new JsonObject
                {
                    ["metadata"] = Given.Json($$"""{"name":"a","labels":{"{{ClusterSetFacts.ClusterSetLabel}}":"default"},"annotations":{{metadata}}}"""),
                    ["spec"] = new JsonObject { ["taints"] = JsonNode.Parse(taints) },
                    ["status"] = Members(status, statuses),
                });
    }

    private static JsonObject Members(string[] names, IEnumerable<string> values) =>
        new(names.Zip(values, (name, value) => KeyValuePair.Create(name, JsonNode.Parse(value))));
}
