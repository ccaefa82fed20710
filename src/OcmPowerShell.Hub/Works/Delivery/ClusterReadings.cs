using System.Collections.Concurrent;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Works.Delivery;

/// <summary>Reads the clusters of a delivery, for who fits manifests to them.</summary>
internal static class ClusterReadings
{
    // With more than that, one list is less for everybody.
    private const int MostReads = 8;

    /// <summary>Reads clusters by their names; those that there are not are left out.</summary>
    /// <exception cref="HubException">The hub refused or cannot be reached.</exception>
    public static async Task<IReadOnlyDictionary<string, Cluster>> ReadAsync(HubConnection hub, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var client = new ClusterClient(hub);
        var clusters = new ConcurrentDictionary<string, Cluster>();
        if (names.Count <= MostReads)
        {
            await Task.WhenAll(names.Select(async name =>
            {
                if (await client.GetAsync(name, cancellationToken: cancellationToken).ConfigureAwait(false) is { } cluster)
                {
                    clusters[name] = cluster;
                }
            })).ConfigureAwait(false);
            return clusters;
        }

        HashSet<string> wanted = [.. names];
        await foreach (Cluster cluster in client.ListAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (wanted.Contains(cluster.Name))
            {
                clusters[cluster.Name] = cluster;
            }
        }

        return clusters;
    }
}
