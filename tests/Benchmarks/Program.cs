using System.Diagnostics;
using System.Globalization;
using OcmPowerShell.Benchmarks;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;

// dotnet run -c Release --project tests/Benchmarks [-- CLUSTERS WORKS-A-CLUSTER]
// Everything in one run and as ratios: the machine's speed drops out.
int clusterCount = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 500;
int worksEach = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20;
const int Parallel = 16;
const int Runs = 5;

using SandboxProcess sandbox = await SandboxProcess.StartAsync(clusterCount);
using HubConnection hub = HubConnection.Open(sandbox.KubeConfig);
var works = new WorkClient(hub);
List<string> clusters = await new ClusterClient(hub).ListAsync().Select(cluster => cluster.Name).ToListAsync();

var filling = Stopwatch.StartNew();
WorkContent content = Sample.Content();
var options = new ParallelOptions { MaxDegreeOfParallelism = Parallel };
await System.Threading.Tasks.Parallel.ForEachAsync(
    from cluster in clusters from number in Enumerable.Range(1, worksEach) select (cluster, number),
    options,
    async (one, token) => await works.CreateAsync(one.cluster, $"work-{one.number}", content, cancellationToken: token));
double createsPerSecond = clusters.Count * worksEach / filling.Elapsed.TotalSeconds;
await foreach (WorkWaitResult result in works.WaitAsync(await works.ListAsync(null, new WorkQuery { Name = $"work-{worksEach}" }).ToListAsync(), WorkGoal.Ready, TimeSpan.FromMinutes(5)))
{
    if (result.Outcome != WorkWaitOutcome.Reached)
    {
        throw new InvalidOperationException($"{result.Target}: {result.Outcome}");
    }
}

(double raw, long bytes) = await Measure.RawListAsync(hub, Runs);
long idle = Measure.Settle();
long most = 0;
double first = 0, objects = 0;
int count = 0;
for (int run = 0; run < Runs; run++)
{
    var clock = Stopwatch.StartNew();
    double? firstAt = null;
    count = 0;
    await foreach (Work work in works.ListAsync())
    {
        firstAt ??= clock.Elapsed.TotalSeconds;
        if (++count % 1000 == 0)
        {
            most = Math.Max(most, Environment.WorkingSet);
        }
    }

    (objects, first) = run == 0 || clock.Elapsed.TotalSeconds < objects ? (clock.Elapsed.TotalSeconds, firstAt ?? 0) : (objects, first);
}

var paged = Stopwatch.StartNew();
int inPages = await works.ListAsync(null, new WorkQuery { PageSize = 500 }).CountAsync();
paged.Stop();

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
    | what | figure |
    | --- | --- |
    | clusters × works | {clusters.Count} × {worksEach} = {count} works, {bytes / 1e6:0.0} MB of JSON, {bytes / count} bytes each |
    | works created a second, {Parallel} at once | {createsPerSecond:0} |
    | the list's bytes alone, read and thrown away (best of {Runs}) | {raw:0.000} s, {bytes / raw / 1e6:0} MB/s |
    | the list as objects (best of {Runs}) | {objects:0.000} s, {bytes / objects / 1e6:0} MB/s, {objects / raw:0.00} × the bytes alone |
    | its first object after | {first * 1000:0} ms |
    | the same in pages of 500 ({inPages} works) | {paged.Elapsed.TotalSeconds:0.000} s, {paged.Elapsed.TotalSeconds / objects:0.00} × one answer |
    | memory above idle while listing, nothing kept | {(most - idle) / 1e6:0.0} MB |
    | peak memory of the sandbox | {sandbox.PeakBytes() / 1e6:0} MB |
    """));
return count == clusters.Count * worksEach && inPages == count ? 0 : 1;
