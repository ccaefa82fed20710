using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Waiting;

/// <summary>Waits for objects by watching them, and says of each how it ended.</summary>
/// <typeparam name="T">The objects' type.</typeparam>
internal sealed class ObjectWaiter<T>
    where T : HubObject
{
    private readonly ResourceClient<T> _objects;
    private readonly WaitGoal<T> _goal;
    private readonly Action<T>? _progress;
    private readonly Dictionary<ObjectKey, Waiting<T>> _pending = [];
    private ObjectWatches<T>? _watches;

    /// <param name="objects">The objects' kind on their hub.</param>
    /// <param name="goal">What to wait for.</param>
    /// <param name="progress">Told each object that changed but is not there yet; may be null.</param>
    public ObjectWaiter(ResourceClient<T> objects, WaitGoal<T> goal, Action<T>? progress) => (_objects, _goal, _progress) = (objects, goal, progress);

    /// <summary>How long a namespace is watched while another waits for its turn.</summary>
    public TimeSpan Turn { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a state must stay hopeless before it is given up: who has just mended an object waits for it at once, and a
    /// controller that says not which generation it speaks of needs a moment to come to it.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Returns each target once: when it gets there, when it is gone, or when time is up; with no time at all, after one look.</summary>
    public async IAsyncEnumerable<WaitResult<T>> WaitAsync(IReadOnlyCollection<WaitTarget<T>> targets, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (WaitTarget<T> target in targets)
        {
            _pending[target.Key] = new Waiting<T>(target);
        }

        if (timeout == TimeSpan.Zero)
        {
            await foreach (WaitResult<T> result in LookAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return result;
            }

            yield break;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(timeout);

        // Who asks of every state takes longer than the states do to come, and a hub drops a watch that nobody reads.
        Channel<WatchedChange<T>> events = _goal.Asks is null ? Channel.CreateBounded<WatchedChange<T>>(256) : Channel.CreateUnbounded<WatchedChange<T>>();
        using var watches = new ObjectWatches<T>(_objects, _pending.Keys, events.Writer) { Turn = Turn };
        _watches = watches;
        Task watching = watches.RunAsync(stop.Token);
        try
        {
            while (_pending.Count > 0 && await HasMoreAsync(events.Reader, stop.Token, cancellationToken).ConfigureAwait(false))
            {
                while (events.Reader.TryRead(out WatchedChange<T> change))
                {
                    foreach (WaitResult<T> result in await TakeAsync(change, stop.Token, cancellationToken).ConfigureAwait(false))
                    {
                        yield return result;
                    }
                }

                foreach (WaitResult<T> result in GiveUp())
                {
                    yield return result;
                }
            }

            foreach (Waiting<T> waiting in _pending.Values)
            {
                yield return waiting.TimeUp();
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Each is read once, with as few requests as can be.
    private async IAsyncEnumerable<WaitResult<T>> LookAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var slots = new SemaphoreSlim(WatchLimits.Most);
        List<Task<List<WatchedChange<T>>>> looks = [.. _pending.Keys.GroupBy(key => key.Namespace).Select(group => LookAsync(group.Key, [.. group], slots, cancellationToken))];
        foreach (Task<List<WatchedChange<T>>> look in looks)
        {
            foreach (WatchedChange<T> change in await look.ConfigureAwait(false))
            {
                foreach (WaitResult<T> result in await TakeAsync(change, cancellationToken, cancellationToken).ConfigureAwait(false))
                {
                    yield return result;
                }
            }
        }

        foreach (Waiting<T> waiting in _pending.Values)
        {
            yield return waiting.TimeUp();
        }
    }

    private async Task<List<WatchedChange<T>>> LookAsync(string group, IReadOnlyList<ObjectKey> keys, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        string? @namespace = group.Length == 0 ? null : group;
        var options = new ListOptions { FieldSelector = keys.Count == 1 ? $"metadata.name={keys[0].Name}" : null };
        List<WatchedChange<T>> found = [];
        await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await foreach (T value in _objects.ListAsync(@namespace, options, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                found.Add(new WatchedChange<T>(@namespace, null, new WatchEvent<T>(WatchEventType.Added, value), null));
            }

            found.Add(new WatchedChange<T>(@namespace, null, new WatchEvent<T>(WatchEventType.Synced, null), null));
        }
        catch (HubException exception) when (ObjectWatches<T>.ConcernsNamespace(exception))
        {
            return [new WatchedChange<T>(@namespace, null, null, exception)];
        }
        finally
        {
            slots.Release();
        }

        return found;
    }

    private List<WaitResult<T>> GiveUp()
    {
        long now = Environment.TickCount64;
        return [.. _pending.Values.Where(waiting => waiting.Hopeless is not null && waiting.HopelessSince + Patience.TotalMilliseconds <= now).ToList()
            .Select(waiting => Finish(waiting, WaitOutcome.Failed) with { Error = waiting.Hopeless })];
    }

    // When the next of them is to be given up.
    private TimeSpan UntilGivenUp()
    {
        long[] since = [.. _pending.Values.Where(waiting => waiting.Hopeless is not null).Select(waiting => waiting.HopelessSince)];
        return since.Length == 0 ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromMilliseconds(Math.Max(1, since.Min() + Patience.TotalMilliseconds - Environment.TickCount64));
    }

    // False when time is up; a user's cancellation, and what ended the watch, are thrown.
    private async Task<bool> HasMoreAsync(ChannelReader<WatchedChange<T>> reader, CancellationToken stop, CancellationToken caller)
    {
        try
        {
            return await reader.WaitToReadAsync(stop).AsTask().WaitAsync(UntilGivenUp(), CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return true;
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            return false;
        }
    }

    // What asks is cut short when time is up: then there is no result, and none comes.
    private async Task<IReadOnlyList<WaitResult<T>>> TakeAsync(WatchedChange<T> change, CancellationToken stop, CancellationToken caller)
    {
        try
        {
            return change switch
            {
                { Failure: { } failure } => [.. Of(change).Select(waiting => Finish(waiting, WaitOutcome.Failed) with { Error = failure })],
                { Event: null } => Begin(change),

                // Synced: all that exist have been told, so the others are not there.
                { Event.Object: null } => EndOfList(change),
                { Event: { Object: { } value } happened } => await TakeAsync(happened.Type, value, stop).ConfigureAwait(false) is { } result ? [result] : [],
            };
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            return [];
        }
    }

    // A watch that begins anew tells again what exists.
    private List<WaitResult<T>> Begin(WatchedChange<T> change)
    {
        Of(change).ForEach(waiting => waiting.Seen = false);
        return [];
    }

    private List<WaitResult<T>> EndOfList(WatchedChange<T> change)
    {
        List<Waiting<T>> all = Of(change);
        all.ForEach(waiting => waiting.IsKnown = true);
        return [.. all.Where(waiting => !waiting.Seen && !MayCome(waiting)).Select(waiting => Finish(waiting, Absent))];
    }

    // The very object that was passed does not come again.
    private bool MayCome(Waiting<T> waiting) => _goal.MayCome && waiting.Target.Uid.Length == 0;

    private List<Waiting<T>> Of(WatchedChange<T> change) => [.. _pending.Values.Where(waiting => change.Covers(waiting.Target.Key))];

    private async ValueTask<WaitResult<T>?> TakeAsync(WatchEventType type, T value, CancellationToken stop)
    {
        if (!_pending.TryGetValue(value.Key, out Waiting<T>? mine))
        {
            return null;
        }

        bool another = mine.Target.Uid.Length > 0 && mine.Target.Uid != value.Uid;
        if (another || type == WatchEventType.Deleted)
        {
            if (another && type == WatchEventType.Deleted)
            {
                return null;
            }

            if (MayCome(mine))
            {
                (mine.Seen, mine.Last) = (false, null);
                mine.Say(null);
                return null;
            }

            // Another object of the same name: ours went while nobody looked.
            return Finish(mine, Absent);
        }

        (mine.Seen, mine.IsKnown, mine.Last) = (true, true, value);
        try
        {
            if (await ReachedAsync(mine, value, stop).ConfigureAwait(false) is { } warning)
            {
                return Finish(mine, WaitOutcome.Reached, warning);
            }
        }
        catch (HubException exception) when (_goal.Asks is not null)
        {
            return Finish(mine, WaitOutcome.Failed) with { Error = exception };
        }


        // One that is named may come again when this one has gone.
        mine.Say(_goal.IsGone || (value.Deleting && MayCome(mine)) ? null : _goal.Hopeless(value));
        _progress?.Invoke(value);
        return null;
    }

    private async ValueTask<string?> ReachedAsync(Waiting<T> waiting, T value, CancellationToken stop)
    {
        if (_goal.IsGone || waiting.IsOfBefore(value))
        {
            return null;
        }

        bool holds = _goal.Asks is null || await _goal.Asks(value, stop).ConfigureAwait(false);
        return holds ? _goal.Reached(value) : null;
    }

    private WaitOutcome Absent => _goal.IsGone ? WaitOutcome.Reached : WaitOutcome.Gone;

    private WaitResult<T> Finish(Waiting<T> waiting, WaitOutcome outcome, string warning = "")
    {
        _pending.Remove(waiting.Target.Key);
        _watches?.Finish(waiting.Target.Key);
        return waiting.Result(outcome, warning);
    }
}
