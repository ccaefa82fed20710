using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Works;

namespace OcmPowerShell.Hub.ReplicaSets;

/// <summary>Looks at the works that the hub's controller made for replica sets: which clusters hold a rollout up.</summary>
internal static class RolloutHolds
{
    private const int Most = 5;
    private const int Looks = 4;

    // Who waited in vain has waited long enough.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(400);

    /// <summary>A sentence or several for each replica set of which clusters are known that hold it up.</summary>
    public static async Task<IReadOnlyDictionary<ObjectKey, string>> ExplainAsync(HubConnection hub, IReadOnlyCollection<ObjectKey> sets, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        Dictionary<ObjectKey, string> found = [];
        try
        {
            foreach (ObjectKey key in sets)
            {
                if (await Kinds.ReplicaSets.On(hub).GetAsync(key, cancellationToken: limit.Token).ConfigureAwait(false) is { } set
                    && await DescribeAsync(hub, set, limit.Token).ConfigureAwait(false) is { Length: > 0 } text)
                {
                    found[key] = text;
                }
            }
        }
        catch (Exception exception) when (exception is HubException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // It is an addition to an error: who may not read works, or gets no answer, goes without.
        }

        return found;
    }

    /// <summary>Whether every work of a replica set holds what it asks for now, and more of each; true where works may not be read.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="set">The replica set.</param>
    /// <param name="holds">What else is to hold of each work.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="HubException">The hub cannot be reached.</exception>
    public static async Task<bool> AreSoAsync(HubConnection hub, WorkReplicaSet set, Func<Work, bool> holds, CancellationToken cancellationToken)
    {
        try
        {
            for (int look = 1; ; look++)
            {
                bool all = true;
                await foreach (Work work in WorksOf(hub, set, cancellationToken).ConfigureAwait(false))
                {
                    all &= work.Deleting || (work.ManifestHash == set.ManifestHash && holds(work));
                }

                // What passes within a moment changes no status, and then nothing would wake whoever waits.
                if (all || look == Looks)
                {
                    return all;
                }

                await Task.Delay(BetweenLooks, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ApiStatusException exception) when (exception.Status.Code == 403)
        {
            // The status is all there is to go by.
            return true;
        }
    }

    private static async Task<string> DescribeAsync(HubConnection hub, WorkReplicaSet set, CancellationToken cancellationToken)
    {
        List<string> degraded = [], going = [], unapplied = [], old = [];
        await foreach (Work work in WorksOf(hub, set, cancellationToken).ConfigureAwait(false))
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

    private static IAsyncEnumerable<Work> WorksOf(HubConnection hub, WorkReplicaSet set, CancellationToken cancellationToken) =>
        new WorkClient(hub).ListAsync(null, new WorkQuery { LabelSelector = ReplicaSetBody.SelectorOf(set.Key) }, cancellationToken);

    private static string Names(List<string> clusters)
    {
        clusters.Sort(StringComparer.Ordinal);
        string first = string.Join(", ", clusters.Take(Most));
        return clusters.Count > Most ? $"{first} and {clusters.Count - Most} more" : first;
    }
}
