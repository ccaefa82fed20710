using System.Diagnostics;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Benchmarks;

/// <summary>How fast all works come: as bytes, as objects, in pages; and what reading them costs the client.</summary>
internal static class ListFigures
{
    private const int Runs = 5;

    /// <summary>Reads the list in all these ways.</summary>
    /// <param name="figures">Gets the figures.</param>
    /// <param name="hub">The hub.</param>
    /// <param name="expected">How many works there are.</param>
    public static async Task AddAsync(Figures figures, HubConnection hub, int expected)
    {
        var works = new WorkClient(hub);
        (double raw, long bytes) = await Measure.RawListAsync(hub, Runs);
        long idle = Measure.Settle();
        (long most, double first, double objects) = (0, 0, double.MaxValue);
        for (int run = 0; run < Runs; run++)
        {
            var clock = Stopwatch.StartNew();
            double? firstAt = null;
            int count = 0;
            await foreach (Work work in works.ListAsync())
            {
                firstAt ??= clock.Elapsed.TotalSeconds;
                if (++count % 1000 == 0)
                {
                    most = Math.Max(most, Environment.WorkingSet);
                }
            }

            Require(count, expected);
            (objects, first) = clock.Elapsed.TotalSeconds < objects ? (clock.Elapsed.TotalSeconds, firstAt ?? 0) : (objects, first);
        }

        var paged = Stopwatch.StartNew();
        Require(await works.ListAsync(null, new WorkQuery { PageSize = 500 }).CountAsync(), expected);
        paged.Stop();

        figures.Add("the list of all works", $"{expected} works, {bytes / 1e6:0.0} MB of JSON, {bytes / expected} bytes each");
        figures.Add($"the list's bytes alone, read and thrown away (best of {Runs})", $"{raw:0.000} s, {bytes / raw / 1e6:0} MB/s");
        figures.Add($"the list as objects (best of {Runs})", $"{objects:0.000} s, {bytes / objects / 1e6:0} MB/s, {objects / raw:0.00} × the bytes alone");
        figures.Add("its first object after", $"{first * 1000:0} ms");
        figures.Add("the same in pages of 500", $"{paged.Elapsed.TotalSeconds:0.000} s, {paged.Elapsed.TotalSeconds / objects:0.00} × one answer");
        figures.Add("memory of the client above idle while listing, nothing kept", $"{(most - idle) / 1e6:0.0} MB");
    }

    private static void Require(int count, int expected)
    {
        if (count != expected)
        {
            throw new InvalidOperationException($"The list has {count} works instead of {expected}.");
        }
    }
}
