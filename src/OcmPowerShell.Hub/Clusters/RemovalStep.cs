using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Hub.Waiting;

namespace OcmPowerShell.Hub.Clusters;

/// <summary>The objects of one kind that go in a step of a removal, and which of them are still there.</summary>
internal sealed class RemovalStep<T>
    where T : HubObject
{
    private const int AtOnce = 8;

    private readonly ResourceClient<T> _objects;
    private readonly WaitGoal<T> _goal;
    private readonly ConcurrentDictionary<ObjectKey, T> _left;

    /// <param name="hub">The hub.</param>
    /// <param name="kind">The objects' kind.</param>
    /// <param name="items">The objects.</param>
    /// <param name="describe">Says of one that is still there, how it is.</param>
    public RemovalStep(HubConnection hub, ResourceKind<T> kind, IEnumerable<T> items, Func<T, string> describe)
    {
        _objects = kind.On(hub);
        _goal = WaitGoal<T>.Gone(describe);
        _left = new ConcurrentDictionary<ObjectKey, T>(items.Select(item => KeyValuePair.Create(item.Key, item)));
    }

    /// <summary>What is left and how it is; empty when nothing is.</summary>
    public string Left()
    {
        List<KeyValuePair<ObjectKey, T>> left = [.. _left.OrderBy(pair => pair.Key.Name, StringComparer.Ordinal)];
        return left.Count == 0 ? "" : $"{left.Count} left: {ClusterRemovalPlan.List([.. left.Select(pair => _goal.Describe(pair.Value) is { Length: > 0 } how ? $"{pair.Key.Name} ({how})" : pair.Key.Name)])}";
    }

    /// <summary>Asks for the deletion of each: of this very object, and of none that is being deleted already.</summary>
    /// <exception cref="HubException">As the API answers; one that is gone is as wished.</exception>
    public Task DeleteAsync(bool dryRun, CancellationToken cancellationToken) => ForEachAsync(
        async (item, token) =>
        {
            if (!item.Deleting)
            {
                await _objects.DeleteAsync(item.Key, item.Uid, dryRun, token).ConfigureAwait(false);
            }
        },
        cancellationToken);

    /// <summary>Takes the finalizers off those that are left, so that they go at once, whatever they stand for.</summary>
    public Task StripAsync(CancellationToken cancellationToken) => ForEachAsync(
        async (item, token) =>
        {
            await _objects.ChangeAsync(
                item.Key,
                item.Uid,
                state => state.ArrayAt("metadata", "finalizers") is { Count: > 0 } ? new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } } : null,
                false,
                token).ConfigureAwait(false);
            _left.TryRemove(item.Key, out _);
        },
        cancellationToken);

    /// <summary>Waits until all are gone.</summary>
    /// <returns>Whether they are; false when time was up.</returns>
    /// <exception cref="HubException">They cannot be watched.</exception>
    public async Task<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        WaitTarget<T>[] targets = [.. _left.Values.Select(WaitTarget<T>.Of)];
        var waiter = new ObjectWaiter<T>(_objects, _goal, item => _left[item.Key] = item);
        await foreach (WaitResult<T> result in waiter.WaitAsync(targets, timeout, cancellationToken).ConfigureAwait(false))
        {
            switch (result.Outcome)
            {
                case WaitOutcome.Reached:
                    _left.TryRemove(result.Target, out _);
                    break;
                case WaitOutcome.Failed:
                    throw result.Error!;
                default:
                    continue;
            }
        }

        return _left.IsEmpty;
    }

    private Task ForEachAsync(Func<T, CancellationToken, Task> change, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        _left.Values.ToArray(),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
        async (item, token) =>
        {
            try
            {
                await change(item, token).ConfigureAwait(false);
            }
            catch (HubException exception) when (exception.ErrorId == "NotFound")
            {
                _left.TryRemove(item.Key, out _);
            }
        });
}
