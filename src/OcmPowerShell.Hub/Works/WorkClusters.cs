using System.Collections.Concurrent;
using OcmPowerShell.Hub.Clusters;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Works;

/// <summary>Finds out whether it is the cluster that keeps a work from getting anywhere.</summary>
internal static class WorkClusters
{
    // With more than that, one list is less for everybody.
    private const int MostReads = 16;

    // Who waited in vain has waited long enough.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>A sentence for each work whose cluster is not there to do anything about it.</summary>
    public static async Task<IReadOnlyDictionary<ObjectKey, string>> ExplainAsync(HubConnection hub, IReadOnlyCollection<ObjectKey> works, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var states = new ConcurrentDictionary<string, Cluster?>();
        try
        {
            await ReadAsync(new ClusterClient(hub), [.. works.Select(work => work.Namespace).Distinct()], states, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HubException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // It is an addition to an error: who may not read clusters, or gets no answer, goes without.
        }

        return works.Where(work => states.ContainsKey(work.Namespace) && Explain(work.Namespace, states[work.Namespace]).Length > 0)
            .ToDictionary(work => work, work => Explain(work.Namespace, states[work.Namespace]));
    }

    private static async Task ReadAsync(ClusterClient clusters, string[] names, ConcurrentDictionary<string, Cluster?> states, CancellationToken cancellationToken)
    {
        if (names.Length <= MostReads)
        {
            await Task.WhenAll(names.Select(async name =>
                states[name] = await clusters.GetAsync(name, cancellationToken: cancellationToken).ConfigureAwait(false))).ConfigureAwait(false);
            return;
        }

        HashSet<string> wanted = [.. names];
        await foreach (Cluster cluster in clusters.ListAsync(cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (wanted.Remove(cluster.Name))
            {
                states[cluster.Name] = cluster;
            }
        }

        foreach (string name in wanted)
        {
            states[name] = null;
        }
    }

    private static string Explain(string name, Cluster? cluster) => cluster switch
    {
        null => $"The hub has no managed cluster '{name}'.",
        { Status: ClusterStatus.Available } => "",
        { Status: ClusterStatus.Unknown } => $"The cluster {name} is offline: {ClusterGoals.Describe(cluster)}.",
        { Status: ClusterStatus.Unavailable } => $"The cluster {name} is not available: {ClusterGoals.Describe(cluster)}.",
        _ => $"The cluster {name} has not joined: {ClusterGoals.Describe(cluster)}.",
    };
}
