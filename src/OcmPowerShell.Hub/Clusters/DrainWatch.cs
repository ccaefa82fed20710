using System.Runtime.CompilerServices;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Clusters;

/// <summary>Waits until no placement selects some clusters, by one watch of the decisions in all namespaces.</summary>
/// <param name="hub">The hub.</param>
/// <param name="clusters">The clusters.</param>
internal sealed class DrainWatch(HubConnection hub, IEnumerable<string> clusters)
{
    // Of each cluster that is still selected: which decisions do, and for which placement.
    private readonly Dictionary<string, Dictionary<ObjectKey, string>> _pending = clusters.Distinct().ToDictionary(name => name, _ => new Dictionary<ObjectKey, string>());

    // Of each decision: the clusters that we wait for.
    private readonly Dictionary<ObjectKey, IReadOnlyList<string>> _decisions = [];

    private bool _synced;

    /// <summary>Returns each cluster once: when no placement selects it any more, or when time is up.</summary>
    /// <param name="timeout">For all of them together; zero looks once.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="HubException">The hub refused.</exception>
    public async IAsyncEnumerable<DrainResult> WaitAsync(TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (timeout > TimeSpan.Zero)
        {
            stop.CancelAfter(timeout);
        }

        IAsyncEnumerator<WatchEvent<PlacementDecisionObject>> events =
            Kinds.PlacementDecisions.On(hub).WatchAsync(null, new ListOptions(), stop.Token).GetAsyncEnumerator(stop.Token);
        await using (events.ConfigureAwait(false))
        {
            while (_pending.Count > 0 && !(_synced && timeout == TimeSpan.Zero) && await HasMoreAsync(events, cancellationToken).ConfigureAwait(false))
            {
                foreach (string drained in Take(events.Current))
                {
                    _pending.Remove(drained);
                    yield return new DrainResult(drained, []);
                }
            }
        }

        foreach ((string cluster, Dictionary<ObjectKey, string> selecting) in _pending)
        {
            yield return new DrainResult(cluster, _synced ? [.. selecting.Values.Distinct().Order(StringComparer.Ordinal)] : null);
        }
    }

    // False when time is up; a user's cancellation, and what ended the watch, are thrown.
    private static async Task<bool> HasMoreAsync(IAsyncEnumerator<WatchEvent<PlacementDecisionObject>> events, CancellationToken caller)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            return false;
        }
    }

    // The clusters that nothing selects after it.
    private List<string> Take(WatchEvent<PlacementDecisionObject> change)
    {
        if (change.Object is not { } decision)
        {
            // Until all that exist have been told, a cluster may be in one that has not.
            _synced = true;
            return [.. _pending.Where(pair => pair.Value.Count == 0).Select(pair => pair.Key)];
        }

        if (_decisions.Remove(decision.Key, out IReadOnlyList<string>? before))
        {
            foreach (string cluster in before)
            {
                _pending.GetValueOrDefault(cluster)?.Remove(decision.Key);
            }
        }

        if (change.Type != WatchEventType.Deleted && decision.Decisions.Select(row => row.Cluster).Where(_pending.ContainsKey).Distinct().ToList() is { Count: > 0 } mine)
        {
            _decisions[decision.Key] = mine;
            mine.ForEach(cluster => _pending[cluster][decision.Key] = decision.Placement.ToString());
        }

        return _synced ? [.. (before ?? []).Where(cluster => _pending.GetValueOrDefault(cluster) is { Count: 0 })] : [];
    }
}
