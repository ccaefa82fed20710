using System.Diagnostics;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Manifests;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Waiting;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Benchmarks;

/// <summary>How fast works are created while the simulated agents apply them, and what all that costs.</summary>
internal static class WriteFigures
{
    private const int AtOnce = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Creates works on all clusters, some of them one after the other, and waits until all are ready.</summary>
    /// <param name="figures">Gets the figures.</param>
    /// <param name="sandbox">The sandbox.</param>
    /// <param name="hub">A connection to it.</param>
    /// <param name="worksEach">How many works each cluster gets.</param>
    /// <param name="kind">What is special about this sandbox; may be empty.</param>
    public static async Task AddAsync(Figures figures, SandboxProcess sandbox, HubConnection hub, int worksEach, string kind = "")
    {
        var works = new WorkClient(hub);
        List<string> clusters = await new ClusterClient(hub).ListAsync().Select(cluster => cluster.Name).ToListAsync();
        WorkContent[] contents = [.. Enumerable.Range(1, worksEach).Select(Sample.Content)];
        TimeSpan before = sandbox.ProcessorTime();
        var whole = Stopwatch.StartNew();

        // The last work of each cluster comes alone.
        await System.Threading.Tasks.Parallel.ForEachAsync(
            from number in Enumerable.Range(1, worksEach - 1) from cluster in clusters select (cluster, number),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (one, token) => await works.CreateAsync(one.cluster, $"work-{one.number}", contents[one.number - 1], cancellationToken: token));
        double seconds = whole.Elapsed.TotalSeconds;
        figures.Add($"works created a second{kind}, {AtOnce} at once, while the agents apply them", $"{clusters.Count * (worksEach - 1) / seconds:0}");

        var alone = Stopwatch.StartNew();
        foreach (string cluster in clusters)
        {
            await works.CreateAsync(cluster, $"work-{worksEach}", contents[^1]);
        }

        figures.Add($"works created a second{kind}, one after the other, while the agents apply them", $"{clusters.Count / alone.Elapsed.TotalSeconds:0}");
        await foreach (WaitResult<Work> result in works.WaitAsync(await works.ListAsync().ToListAsync(), WorkGoal.Ready, Patience))
        {
            if (result.Outcome != WaitOutcome.Reached)
            {
                throw new InvalidOperationException($"{result.Target}: {result.Outcome}");
            }
        }

        int count = clusters.Count * worksEach;
        figures.Add(
            $"all {count} works ready{kind}, with their Deployments, ReplicaSets and {3 * count} Pods",
            $"after {whole.Elapsed.TotalSeconds:0} s, {(sandbox.ProcessorTime() - before).TotalMilliseconds / count:0.0} ms of processor time each");
    }
}
