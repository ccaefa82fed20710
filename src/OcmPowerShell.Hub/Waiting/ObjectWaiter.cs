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
    private readonly Dictionary<ObjectKey, Waiting> _pending = [];
    private readonly Dictionary<string, int> _left = [];
    private ObjectWatches<T>? _watches;

    /// <param name="objects">The objects' kind on their hub.</param>
    /// <param name="goal">What to wait for.</param>
    /// <param name="progress">Told each object that changed but is not there yet; may be null.</param>
    public ObjectWaiter(ResourceClient<T> objects, WaitGoal<T> goal, Action<T>? progress) => (_objects, _goal, _progress) = (objects, goal, progress);

    /// <summary>How long a namespace is watched while another waits for its turn.</summary>
    public TimeSpan Turn { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Returns each target once: when it gets there, when it is gone, or when time is up.</summary>
    public async IAsyncEnumerable<WaitResult<T>> WaitAsync(IReadOnlyCollection<WaitTarget<T>> targets, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (WaitTarget<T> target in targets)
        {
            _pending[target.Key] = new Waiting(target);
        }

        foreach ((string @namespace, _) in _pending.Keys)
        {
            _left[@namespace] = _left.GetValueOrDefault(@namespace) + 1;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(timeout);
        var events = Channel.CreateBounded<WatchedChange<T>>(256);
        using var watches = new ObjectWatches<T>(_objects, _pending.Keys, events.Writer) { Turn = Turn };
        _watches = watches;
        Task watching = watches.RunAsync(stop.Token);
        try
        {
            while (_pending.Count > 0 && await HasMoreAsync(events.Reader, stop.Token, cancellationToken).ConfigureAwait(false))
            {
                while (events.Reader.TryRead(out WatchedChange<T> change))
                {
                    foreach (WaitResult<T> result in Take(change))
                    {
                        yield return result;
                    }
                }
            }

            foreach (Waiting waiting in _pending.Values)
            {
                yield return waiting.Result(WaitOutcome.TimedOut, "");
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // False when time is up; a user's cancellation, and what ended the watch, are thrown.
    private static async Task<bool> HasMoreAsync(ChannelReader<WatchedChange<T>> reader, CancellationToken stop, CancellationToken caller)
    {
        try
        {
            return await reader.WaitToReadAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            return false;
        }
    }

    private List<WaitResult<T>> Take(WatchedChange<T> change) => change switch
    {
        { Failure: { } failure } => [.. Of(change.Namespace).Select(waiting => Finish(waiting, WaitOutcome.Failed, "") with { Error = failure })],
        { Event: null } => Begin(change.Namespace),

        // Synced: all that exist have been told, so the others are not there.
        { Event.Object: null } when _goal.MayCome => [],
        { Event.Object: null } => [.. Of(change.Namespace).Where(waiting => !waiting.Seen).Select(waiting => Finish(waiting, Absent, ""))],
        { Event: { Object: { } value } happened } => Take(happened.Type, value),
    };

    // A watch that begins anew tells again what exists.
    private List<WaitResult<T>> Begin(string? @namespace)
    {
        Of(@namespace).ForEach(waiting => waiting.Seen = false);
        return [];
    }

    private List<Waiting> Of(string? @namespace) => [.. _pending.Values.Where(waiting => @namespace is null || @namespace == waiting.Target.Key.Namespace)];

    private List<WaitResult<T>> Take(WatchEventType type, T value)
    {
        if (!_pending.TryGetValue(value.Key, out Waiting? mine))
        {
            return [];
        }

        bool another = mine.Target.Uid.Length > 0 && mine.Target.Uid != value.Uid;
        if (another || type == WatchEventType.Deleted)
        {
            // Another object of the same name: ours went while nobody looked. Its own deletion is not ours.
            return (another && type == WatchEventType.Deleted) || (_goal.MayCome && !another) ? [] : [Finish(mine, Absent, "")];
        }

        (mine.Seen, mine.Last) = (true, value);
        if (!_goal.IsGone && value.Generation >= (mine.Target.Last?.Generation ?? 0) && _goal.Reached(value) is { } warning)
        {
            return [Finish(mine, WaitOutcome.Reached, warning)];
        }

        _progress?.Invoke(value);
        return [];
    }

    private WaitOutcome Absent => _goal.IsGone ? WaitOutcome.Reached : WaitOutcome.Gone;

    private WaitResult<T> Finish(Waiting waiting, WaitOutcome outcome, string warning)
    {
        ObjectKey key = waiting.Target.Key;
        _pending.Remove(key);
        if (--_left[key.Namespace] == 0)
        {
            _watches!.Finish(key.Namespace);
        }

        return waiting.Result(outcome, warning);
    }

    /// <summary>An object that is waited for.</summary>
    private sealed class Waiting(WaitTarget<T> target)
    {
        public WaitTarget<T> Target { get; } = target;

        public T? Last { get; set; } = target.Last;

        public bool Seen { get; set; }

        public WaitResult<T> Result(WaitOutcome outcome, string warning) => new(Target.Key, Last, outcome, warning);
    }
}
