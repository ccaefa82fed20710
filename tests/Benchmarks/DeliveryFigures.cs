using System.Diagnostics;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Benchmarks;

/// <summary>
/// What it takes to bring one work to many clusters: with the cmdlets in a PowerShell of their own, beside a loop of
/// kubectl over the same hub.
/// </summary>
internal static class DeliveryFigures
{
    private const int KubectlClusters = 20;
    private const string Clusters = "apis/cluster.open-cluster-management.io/v1/managedclusters";

    /// <summary>Brings works to all clusters of a sandbox in all these ways.</summary>
    public static async Task AddAsync(Figures figures, SandboxProcess sandbox, HubConnection hub, int count)
    {
        var requests = new HubRequests(hub);
        await requests.WaitAsync(Clusters, list => list["items"]!.AsArray().Count == count);
        await AddPlacementAsync(requests, count);
        using var files = new TemporaryFiles();
        string manifests = files.Write("web.json", Manifests(1));
        string changed = files.Write("changed.json", Manifests(2));

        double kubectl = await LoopAsync(hub, sandbox.KubeConfig, files);
        figures.Add($"`kubectl create` of one work, cluster after cluster ({KubectlClusters} of them)", $"{kubectl * 1000:0} ms a cluster");
        await AddAsync(figures, sandbox, kubectl, count, $"`Get-OcmCluster \\| New-OcmWork web -Path web.json`, {count} clusters", $"Get-OcmCluster | New-OcmWork web -Path '{manifests}'");
        await AddAsync(figures, sandbox, kubectl, count, "the same with `-Force`, where nothing has changed", $"Get-OcmCluster | New-OcmWork web -Path '{manifests}' -Force");
        await AddAsync(figures, sandbox, kubectl, count, $"`New-OcmWork shop -Path web.json -Placement default/all`, {count} clusters", $"New-OcmWork shop -Path '{manifests}' -Placement default/all");
        await AddAsync(figures, sandbox, kubectl, count, "`Sync-OcmWork` of these where nothing has changed", $"Sync-OcmWork shop -Path '{manifests}' -Placement default/all");
        await AddAsync(figures, sandbox, kubectl, count, "`Sync-OcmWork` of these where all have changed", $"Sync-OcmWork shop -Path '{changed}' -Placement default/all");
        await AddAsync(figures, sandbox, null, count, "`Get-OcmWork -Placement default/all \\| Wait-OcmWork` until all are ready", "Get-OcmWork -Placement default/all | Wait-OcmWork -TimeoutSec 900");
    }

    /// <summary>Brings a large work to so many clusters, and to four times as many: what PowerShell needs for them.</summary>
    public static async Task AddMemoryAsync(Figures figures, SandboxProcess sandbox, HubConnection hub, int count)
    {
        const int Bytes = 100_000;
        var requests = new HubRequests(hub);

        // Namespaces alone: what agents make of such works would not leave the machine alone.
        await System.Threading.Tasks.Parallel.ForEachAsync(Enumerable.Range(0, 4 * count), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, _) =>
            await requests.CreateAsync("api/v1/namespaces", $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"fleet-{{{number}}}"}}"""));
        using var files = new TemporaryFiles();
        string manifests = files.Write("large.json", $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"large","namespace":"default"},"data":{"value":"{{{new string('x', Bytes)}}}"}}""");
        foreach (int clusters in new[] { count, 4 * count })
        {
            Deliver measured = await Deliver.RunAsync(sandbox.KubeConfig, $"0..{clusters - 1} | ForEach-Object {{ \"fleet-$_\" }} | New-OcmWork large-{clusters} -Path '{manifests}'");
            Check(measured.Count, clusters, "large works");
            figures.Add(
                $"`New-OcmWork` of a work of {Bytes / 1000} KB to {clusters} clusters",
                $"{clusters / measured.Seconds:0} works a second; at most {(measured.Peak - measured.Idle) / 1e6:0} MB above idle");
        }
    }

    private static async Task AddAsync(Figures figures, SandboxProcess sandbox, double? kubectl, int count, string what, string command)
    {
        Deliver measured = await Deliver.RunAsync(sandbox.KubeConfig, command);
        Check(measured.Count, count, what);
        double each = measured.Seconds / count;
        FormattableString ratio = $", {kubectl / each:0} times as fast as kubectl's loop";
        figures.Add(what, $"{measured.Seconds:0.00} s, {each * 1000:0.0} ms a cluster{(kubectl is null ? "" : FormattableString.Invariant(ratio))}; at most {(measured.Peak - measured.Idle) / 1e6:0} MB above idle");
    }

    private static void Check(int count, int expected, string what)
    {
        if (count != expected)
        {
            throw new InvalidOperationException($"{what}: {count} instead of {expected}.");
        }
    }

    // Seconds a cluster: one program a cluster, as a script without this module does it.
    private static async Task<double> LoopAsync(HubConnection hub, string kubeconfig, TemporaryFiles files)
    {
        string work = files.Write("work.json", $$"""
            {"apiVersion":"work.open-cluster-management.io/v1","kind":"ManifestWork","metadata":{"name":"by-kubectl"},"spec":{"workload":{"manifests":[{{Manifests(3)}}]} } }
            """);
        List<string> clusters = await new OcmPowerShell.Hub.Clusters.ClusterClient(hub).ListAsync().Select(cluster => cluster.Name).Take(KubectlClusters).ToListAsync();
        var clock = Stopwatch.StartNew();
        foreach (string cluster in clusters)
        {
            await Deliver.RunAsync("kubectl", "--kubeconfig", kubeconfig, "create", "--namespace", cluster, "--filename", work);
        }

        return clock.Elapsed.TotalSeconds / clusters.Count;
    }

    private static async Task AddPlacementAsync(HubRequests requests, int count)
    {
        const string Api = "apis/cluster.open-cluster-management.io";
        await requests.CreateAsync($"{Api}/v1beta2/namespaces/default/managedclustersetbindings", """
            {"apiVersion":"cluster.open-cluster-management.io/v1beta2","kind":"ManagedClusterSetBinding","metadata":{"name":"global"},"spec":{"clusterSet":"global"}}
            """);
        await requests.CreateAsync($"{Api}/v1beta1/namespaces/default/placements", """
            {"apiVersion":"cluster.open-cluster-management.io/v1beta1","kind":"Placement","metadata":{"name":"all"},"spec":{}}
            """);
        await requests.WaitAsync($"{Api}/v1beta1/namespaces/default/placements/all", placement => (int?)placement["status"]?["numberOfSelectedClusters"] == count);
    }

    private static string Manifests(int number) => new JsonObject
    {
        ["apiVersion"] = "apps/v1",
        ["kind"] = "Deployment",
        ["metadata"] = new JsonObject { ["name"] = "web", ["namespace"] = "default" },
        ["spec"] = JsonNode.Parse($$"""
            {"replicas":1,"selector":{"matchLabels":{"app":"web"} },"template":{"metadata":{"labels":{"app":"web"} },"spec":{"containers":[{"name":"web","image":"registry.example.com/team/web:1.4.{{number}}"}]} } }
            """),
    }.ToJsonString();
}
