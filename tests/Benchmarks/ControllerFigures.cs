using System.Diagnostics;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Placements;

namespace OcmPowerShell.Benchmarks;

/// <summary>How long the hub's controllers take over all clusters of a sandbox, and the scheduler over more.</summary>
internal static class ControllerFigures
{
    private const string Api = "apis/cluster.open-cluster-management.io";
    private const string Placements = $"{Api}/v1beta1/namespaces/default/placements";
    private const string ReplicaSets = "apis/work.open-cluster-management.io/v1alpha1/namespaces/default/manifestworkreplicasets";

    /// <summary>A placement over all clusters, what a change of it takes, and a ManifestWorkReplicaSet on it.</summary>
    public static async Task AddAsync(Figures figures, HubConnection hub, int count)
    {
        var requests = new HubRequests(hub);
        await requests.CreateAsync($"{Api}/v1beta2/namespaces/default/managedclustersetbindings", """
            {"apiVersion":"cluster.open-cluster-management.io/v1beta2","kind":"ManagedClusterSetBinding","metadata":{"name":"global"},"spec":{"clusterSet":"global"}}
            """);
        var clock = Stopwatch.StartNew();
        await requests.CreateAsync(Placements, """
            {"apiVersion":"cluster.open-cluster-management.io/v1beta1","kind":"Placement","metadata":{"name":"all"},"spec":{"clusterSets":["global"]}}
            """);
        await SelectedAsync(requests, count);
        figures.Add($"a new placement over {count} clusters", $"decided after {clock.Elapsed.TotalMilliseconds:0} ms");

        clock.Restart();
        await requests.PatchAsync($"{Placements}/all", $$$"""{"spec":{"numberOfClusters":{{{count / 2}}}}}""");
        await SelectedAsync(requests, count / 2);
        figures.Add("that placement changed to half of them", $"decided after {clock.Elapsed.TotalMilliseconds:0} ms");

        await requests.PatchAsync($"{Placements}/all", """{"spec":{"numberOfClusters":null}}""");
        await SelectedAsync(requests, count);
        clock.Restart();
        await requests.CreateAsync(ReplicaSets, """
            {"apiVersion":"work.open-cluster-management.io/v1alpha1","kind":"ManifestWorkReplicaSet","metadata":{"name":"all"},"spec":{
              "placementRefs":[{"name":"all"}],
              "manifestWorkTemplate":{"workload":{"manifests":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"of-all","namespace":"default"},"data":{"a":"b"}}]}}}}
            """);
        await requests.WaitAsync($"{ReplicaSets}/all", set => (int?)set["status"]?["summary"]?["available"] == count);
        figures.Add($"a ManifestWorkReplicaSet over {count} clusters", $"available on all after {clock.Elapsed.TotalSeconds:0.0} s");
    }

    /// <summary>The scheduler alone, as a function.</summary>
    /// <param name="figures">Gets the figure.</param>
    /// <param name="count">How many clusters it chooses half of, by what they have to offer.</param>
    public static void Schedule(Figures figures, int count)
    {
        var snapshot = new SchedulingSnapshot
        {
            Placement = PlacementFacts.Parse(JsonNode.Parse($$$$"""
                {"metadata":{"name":"all","namespace":"default"},"spec":{"numberOfClusters":{{{{count / 2}}}},
                 "predicates":[{"requiredClusterSelector":{"labelSelector":{"matchExpressions":[{"key":"number","operator":"Exists"}]}}}],
                 "prioritizerPolicy":{"mode":"Exact","configurations":[{"scoreCoordinate":{"builtIn":"ResourceAllocatableMemory"},"weight":1}]}}}
                """)!.AsObject()),
            Clusters = [.. Enumerable.Range(1, count).Select(number => ManagedClusterFacts.Parse(JsonNode.Parse($$$$"""
                {"metadata":{"name":"cluster{{{{number}}}}","labels":{"number":"{{{{number}}}}"}},"status":{"allocatable":{"cpu":"8","memory":"{{{{number}}}}Mi"},"capacity":{"cpu":"8","memory":"8Gi"}}}
                """)!.AsObject()))],
            ClusterSets = [ClusterSetFacts.Parse(JsonNode.Parse("""{"metadata":{"name":"global"},"spec":{"clusterSelector":{"selectorType":"LabelSelector","labelSelector":{}}}}""")!.AsObject())],
            Bindings = ["global"],
            Now = DateTimeOffset.UtcNow,
        };
        double best = double.MaxValue;
        for (int run = 0; run < 20; run++)
        {
            var clock = Stopwatch.StartNew();
            int selected = Scheduler.Schedule(snapshot).SelectedCount;
            best = Math.Min(best, clock.Elapsed.TotalMilliseconds);
            if (selected != count / 2)
            {
                throw new InvalidOperationException($"{selected} clusters are selected.");
            }
        }

        figures.Add($"the scheduler alone, half of {count} clusters by memory (best of 20)", $"{best:0.0} ms");
    }

    private static Task SelectedAsync(HubRequests requests, int count) =>
        requests.WaitAsync($"{Placements}/all", placement => (int?)placement["status"]?["numberOfSelectedClusters"] == count);
}
