using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Works;

/// <summary>Waits for works by watching them, and says of each how it ended.</summary>
internal sealed class WorkWaiter
{
    private readonly HubConnection _hub;
    private readonly WorkGoal _goal;
    private readonly Action<Work>? _progress;
    private readonly Dictionary<(string Cluster, string Name), Waiting> _pending = [];
    private readonly Dictionary<string, int> _left = [];
    private WorkWatches? _watches;

    /// <param name="hub">The hub.</param>
    /// <param name="goal">What to wait for.</param>
    /// <param name="progress">Told each work that changed but is not there yet; may be null.</param>
    public WorkWaiter(HubConnection hub, WorkGoal goal, Action<Work>? progress) => (_hub, _goal, _progress) = (hub, goal, progress);

    /// <summary>How long a cluster is watched while another waits for its turn.</summary>
    public TimeSpan Turn { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Returns each target once: when it gets there, when it is gone, or when time is up.</summary>
    public async IAsyncEnumerable<WorkWaitResult> WaitAsync(IReadOnlyCollection<Work> targets, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (Work target in targets)
        {
            _pending[(target.Cluster, target.Name)] = new Waiting(target);
        }

        foreach ((string cluster, _) in _pending.Keys)
        {
            _left[cluster] = _left.GetValueOrDefault(cluster) + 1;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(timeout);
        var events = Channel.CreateBounded<WorkChange>(256);
        using var watches = new WorkWatches(_hub, _pending.Keys, events.Writer) { Turn = Turn };
        _watches = watches;
        Task watching = watches.RunAsync(stop.Token);
        try
        {
            while (_pending.Count > 0 && await HasMoreAsync(events.Reader, stop.Token, cancellationToken).ConfigureAwait(false))
            {
                while (events.Reader.TryRead(out WorkChange change))
                {
                    foreach (WorkWaitResult result in Take(change))
                    {
                        yield return result;
                    }
                }
            }

            foreach (Waiting waiting in _pending.Values)
            {
                yield return new WorkWaitResult(waiting.Target, waiting.Last, WorkWaitOutcome.TimedOut, "");
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // False when time is up; a user's cancellation, and what ended the watch, are thrown.
    private static async Task<bool> HasMoreAsync(ChannelReader<WorkChange> reader, CancellationToken stop, CancellationToken caller)
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

    private List<WorkWaitResult> Take(WorkChange change) => change switch
    {
        { Failure: { } failure } => [.. Of(change.Cluster).Select(waiting => Finish(waiting, WorkWaitOutcome.Failed, "") with { Error = failure })],
        { Event: null } => Begin(change.Cluster),

        // Synced: all that exist have been told, so the others are not there.
        { Event.Object: null } => [.. Of(change.Cluster).Where(waiting => !waiting.Seen).Select(waiting => Finish(waiting, Absent, ""))],
        { Event: { Object: { } work } happened } => Take(happened.Type, work),
    };

    // A watch that begins anew tells again what exists.
    private List<WorkWaitResult> Begin(string? cluster)
    {
        Of(cluster).ForEach(waiting => waiting.Seen = false);
        return [];
    }

    private List<Waiting> Of(string? cluster) => [.. _pending.Values.Where(waiting => cluster is null || cluster == waiting.Target.Cluster)];

    private List<WorkWaitResult> Take(WatchEventType type, Work work)
    {
        if (!_pending.TryGetValue((work.Cluster, work.Name), out Waiting? mine))
        {
            return [];
        }

        bool another = mine.Target.Uid.Length > 0 && mine.Target.Uid != work.Uid;
        if (another || type == WatchEventType.Deleted)
        {
            // Another object of the same name: ours went while nobody looked. Its own deletion is not ours.
            return another && type == WatchEventType.Deleted ? [] : [Finish(mine, Absent, "")];
        }

        (mine.Seen, mine.Last) = (true, work);
        if (work.Generation >= mine.Target.Generation && Reached(work, out string warning))
        {
            return [Finish(mine, WorkWaitOutcome.Reached, warning)];
        }

        _progress?.Invoke(work);
        return [];
    }

    private WorkWaitOutcome Absent => _goal == WorkGoal.Deleted ? WorkWaitOutcome.Reached : WorkWaitOutcome.Gone;

    private WorkWaitResult Finish(Waiting waiting, WorkWaitOutcome outcome, string warning)
    {
        string cluster = waiting.Target.Cluster;
        _pending.Remove((cluster, waiting.Target.Name));
        if (--_left[cluster] == 0)
        {
            _watches!.Finish(cluster);
        }

        return new WorkWaitResult(waiting.Target, waiting.Last, outcome, warning);
    }

    private bool Reached(Work work, out string warning)
    {
        warning = "";
        switch (_goal)
        {
            case WorkGoal.Applied:
                return work.Applied == true;
            case WorkGoal.Available:
                return work.Applied == true && work.Available == true;
            case WorkGoal.Ready when work.Ready == true:
                return true;
            case WorkGoal.Ready when work is { Ready: null, Applied: true, Available: true }:
                List<WorkManifest> silent = [.. work.Manifests.Where(manifest => manifest.Ready is null)];
                warning = $"Whether {string.Join(", ", silent)} of the work {work} runs is not known, because the work asks for no feedback on it. It exists on the cluster; that is all that was waited for.";
                return silent.Count > 0 && silent.TrueForAll(manifest => manifest.LacksFeedback);
            default:
                return false;
        }
    }

    /// <summary>A work that is waited for.</summary>
    private sealed class Waiting(Work target)
    {
        public Work Target { get; } = target;

        public Work Last { get; set; } = target;

        public bool Seen { get; set; }
    }
}
