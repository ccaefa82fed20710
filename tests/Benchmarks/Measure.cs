using System.Diagnostics;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Connection.Credentials;
using OcmPowerShell.Hub.Connection.Network;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Benchmarks;

/// <summary>What the figures are compared with.</summary>
internal static class Measure
{
    /// <summary>Reads the whole list over a connection of the same kind and throws it away: the best time, and its bytes.</summary>
    public static async Task<(double Seconds, long Bytes)> RawListAsync(HubConnection hub, int runs, ResourcePath? kind = null)
    {
        (double best, long bytes) = (double.MaxValue, 0);
        var buffer = new byte[128 * 1024];
        RequestCredentials credentials = await hub.Config.Credentials!.GetAsync(CancellationToken.None);
        using var http = new HttpMessageInvoker(HubHandler.Create(hub.Config, credentials.Certificate));
        for (int run = 0; run < runs; run++)
        {
            var clock = Stopwatch.StartNew();
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(hub.Server, (kind ?? ResourcePath.ManifestWorks).Collection()));
            request.Headers.Authorization = credentials.Authorization;
            using HttpResponseMessage response = await http.SendAsync(request, CancellationToken.None);
            using Stream stream = await response.Content.ReadAsStreamAsync();
            bytes = 0;
            for (int read; (read = await stream.ReadAsync(buffer)) > 0;)
            {
                bytes += read;
            }

            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }

        return (best, bytes);
    }

    /// <summary>The memory of the process when nothing is going on.</summary>
    public static long Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return Environment.WorkingSet;
    }
}
