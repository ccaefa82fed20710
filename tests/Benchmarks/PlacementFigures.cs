using System.Diagnostics;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Placements.Testing;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Benchmarks;

/// <summary>What a large fleet's clusters cost a client: to list, to filter, and to find out which of them a placement selects.</summary>
internal static class PlacementFigures
{
    private const int Runs = 5;
    private const int AtOnce = 16;
    private const string Api = "apis/cluster.open-cluster-management.io";
    private const string Clusters = $"{Api}/v1/managedclusters";
    private const string ClusterSetLabel = "cluster.open-cluster-management.io/clusterset";

    /// <summary>Makes clusters that only exist, and asks for them in all these ways.</summary>
    public static async Task AddAsync(Figures figures, HubConnection hub, int count)
    {
        await CreateAsync(hub, count);
        (double raw, long bytes) = await Measure.RawListAsync(hub, Runs, ResourcePath.ManagedClusters);
        figures.Add("the list of all clusters", $"{count} clusters, {bytes / 1e6:0.0} MB of JSON, {bytes / count} bytes each");
        figures.Add($"its bytes alone, read and thrown away (best of {Runs})", $"{raw:0.000} s");
        var clusters = new ClusterClient(hub);
        await AddAsync(figures, "the clusters as objects, nothing kept", raw, count, () => clusters.ListAsync().CountAsync());
        await AddAsync(figures, "a tenth of them by -LabelSelector", raw, count / 10, () => clusters.ListAsync("tenth=1").CountAsync());
        await AddAsync(figures, "half of them by -ClusterSet", raw, count / 2, () => clusters.ListAsync($"{ClusterSetLabel}=even").CountAsync());
        await AddAsync(figures, "Test-OcmPlacement, a row for each, by memory, half of them", raw, count, () => TestAsync(hub, count, """
            "prioritizerPolicy":{"configurations":[{"scoreCoordinate":{"builtIn":"ResourceAllocatableMemory"},"weight":2}]}
            """));
        await AddAsync(figures, "the same with a CEL expression, for which the whole clusters are kept", raw, count, () => TestAsync(hub, count, """
            "predicates":[{"requiredClusterSelector":{"celSelector":{"celExpressions":["managedCluster.metadata.labels['region'].startsWith('region')"]}}}]
            """));
    }

    private static async Task AddAsync(Figures figures, string what, double raw, int expected, Func<ValueTask<int>> read)
    {
        double best = double.MaxValue;
        long most = 0;
        for (int run = 0; run < Runs; run++)
        {
            long idle = Measure.Settle();
            using var memory = new MemoryWatch();
            var clock = Stopwatch.StartNew();
            int count = await read();
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
            most = Math.Max(most, memory.Most - idle);
            if (count != expected)
            {
                throw new InvalidOperationException($"{what}: {count} instead of {expected}.");
            }
        }

        figures.Add($"{what} (best of {Runs})", $"{best:0.000} s, {best / raw:0.00} × the bytes alone; at most {most / 1e6:0} MB above idle");
    }

    private static async ValueTask<int> TestAsync(HubConnection hub, int count, string spec)
    {
        // The taint of a cluster that does not report is tolerated.
        JsonObject placement = JsonNode.Parse($$$"""
            {"metadata":{"name":"half","namespace":"default"},"spec":{"numberOfClusters":{{{count / 2}}},"tolerations":[{"operator":"Exists"}],{{{spec}}} } }
            """)!.AsObject();
        PlacementTestOutcome outcome = await new PlacementTester(hub).TestAsync(placement, asItIs: false, CancellationToken.None);
        return outcome.Satisfied ? outcome.Rows.Count() : -1;
    }

    private static async Task CreateAsync(HubConnection hub, int count)
    {
        var requests = new HubRequests(hub);
        foreach (string set in new[] { "even", "odd" })
        {
            await requests.CreateAsync($"{Api}/v1beta2/managedclustersets", $$$"""
                {"apiVersion":"cluster.open-cluster-management.io/v1beta2","kind":"ManagedClusterSet","metadata":{"name":"{{{set}}}"},"spec":{"clusterSelector":{"selectorType":"ExclusiveClusterSetLabel"} } }
                """);
        }

        await requests.CreateAsync($"{Api}/v1beta2/namespaces/default/managedclustersetbindings", """
            {"apiVersion":"cluster.open-cluster-management.io/v1beta2","kind":"ManagedClusterSetBinding","metadata":{"name":"global"},"spec":{"clusterSet":"global"}}
            """);
        await System.Threading.Tasks.Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (number, _) =>
            {
                await requests.CreateAsync(Clusters, $$$"""
                    {"apiVersion":"cluster.open-cluster-management.io/v1","kind":"ManagedCluster","metadata":{"name":"fleet-{{{number}}}","labels":{
                      "{{{ClusterSetLabel}}}":"{{{(number % 2 == 0 ? "even" : "odd")}}}","tenth":"{{{number % 10}}}","region":"region-{{{number % 7}}}","vendor":"Other","env":"prod"} },
                     "spec":{"hubAcceptsClient":false}}
                    """);
                await requests.PatchAsync($"{Clusters}/fleet-{number}/status", $$$"""
                    {"status":{"version":{"kubernetes":"v1.33.1"},"allocatable":{"cpu":"8","memory":"{{{number}}}Mi"},"capacity":{"cpu":"8","memory":"{{{number + 10}}}Mi"},
                     "clusterClaims":[{{{string.Join(",", Enumerable.Range(1, 15).Select(claim => $$"""{"name":"claim-{{claim}}.example.com","value":"value {{claim}} of the cluster"}"""))}}}] } }
                    """);
            });
    }
}
