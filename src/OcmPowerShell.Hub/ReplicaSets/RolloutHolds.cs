using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Hub.ReplicaSets;

/// <summary>Finds the clusters that hold a rollout up, by the works that the hub's controller made.</summary>
internal static class RolloutHolds
{
    private const int Most = 5;

    /// <summary>Names them, as a sentence or several; empty where none is known.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="set">The replica set.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="HubException">The works may not be read, or the hub cannot be reached.</exception>
    public static async Task<string> DescribeAsync(HubConnection hub, WorkReplicaSet set, CancellationToken cancellationToken)
    {
        List<string> degraded = [], going = [], unapplied = [], old = [];
        var query = new WorkQuery { LabelSelector = ReplicaSetBody.SelectorOf(set.Key) };
        await foreach (Work work in new WorkClient(hub).ListAsync(null, query, cancellationToken).ConfigureAwait(false))
        {
            List<string>? list = work switch
            {
                { Deleting: true } => null,
                _ when work.ManifestHash != set.ManifestHash => old,
                { Applied: not true } => unapplied,
                { Degraded: true } => degraded,
                { Progressing: not false } => going,
                _ => null,
            };
            list?.Add(work.Message.Length > 0 && list != old ? $"{work.Cluster} ({work.Message})" : work.Cluster);
        }

        (string What, List<string> Clusters)[] all = [("Degraded", degraded), ("Not applied", unapplied), ("Under way", going), ("Not begun with the newest manifests", old)];
        return string.Join(" ", all.Where(entry => entry.Clusters.Count > 0).Select(entry => $"{entry.What}: {Names(entry.Clusters)}."));
    }

    private static string Names(List<string> clusters)
    {
        clusters.Sort(StringComparer.Ordinal);
        string first = string.Join(", ", clusters.Take(Most));
        return clusters.Count > Most ? $"{first} and {clusters.Count - Most} more" : first;
    }
}
