using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Works;

/// <summary>
/// Waits for works with as few watches as can be: one for all of them when they share a name and the user may watch all
/// clusters, else one a cluster.
/// </summary>
internal sealed class WorkWaiter
{
    private readonly HubConnection _hub;
    private readonly WorkGoal _goal;
    private readonly Action<Work>? _progress;
    private readonly Dictionary<(string Cluster, string Name), Waiting> _pending = [];

    /// <param name="hub">The hub.</param>
    /// <param name="goal">What to wait for.</param>
    /// <param name="progress">Told each work that changed but is not there yet; may be null.</param>
    public WorkWaiter(HubConnection hub, WorkGoal goal, Action<Work>? progress) => (_hub, _goal, _progress) = (hub, goal, progress);

    /// <summary>Returns each target once: when it gets there, when it is gone, or when time is up.</summary>
    public async IAsyncEnumerable<WorkWaitResult> WaitAsync(IReadOnlyCollection<Work> targets, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (Work target in targets)
        {
            _pending[(target.Cluster, target.Name)] = new Waiting(target);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(timeout);
        var events = Channel.CreateBounded<(string? Scope, WatchEvent<Work> Event)>(256);
        Task pump = PumpAllAsync(events.Writer, stop.Token);
        try
        {
            while (_pending.Count > 0 && await HasMoreAsync(events.Reader, stop.Token, cancellationToken).ConfigureAwait(false))
            {
                while (events.Reader.TryRead(out (string? Scope, WatchEvent<Work> Event) change))
                {
                    foreach (WorkWaitResult result in Take(change.Scope, change.Event))
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
            await pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // False when time is up; a user's cancellation, and what ended the watch, are thrown.
    private static async Task<bool> HasMoreAsync(ChannelReader<(string?, WatchEvent<Work>)> reader, CancellationToken stop, CancellationToken caller)
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

    private async Task PumpAllAsync(ChannelWriter<(string?, WatchEvent<Work>)> writer, CancellationToken cancellationToken)
    {
        try
        {
            List<(string Cluster, string Name)> keys = [.. _pending.Keys];
            bool oneName = keys.TrueForAll(key => key.Name == keys[0].Name);
            if (keys.Count > 1 && oneName && await TryPumpEverywhereAsync(keys[0].Name, writer, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            IEnumerable<IGrouping<string, string>> clusters = keys.GroupBy(key => key.Cluster, key => key.Name);
            await Task.WhenAll(clusters.Select(cluster => TellEndAsync(
                PumpAsync(cluster.Key, cluster.Count() == 1 ? cluster.First() : null, writer, cancellationToken), writer))).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            writer.TryComplete(exception);
        }
    }

    // A watch ends only when it fails, and its failure must not wait for the others, which do not.
    private static async Task TellEndAsync(Task pump, ChannelWriter<(string?, WatchEvent<Work>)> writer)
    {
        try
        {
            await pump.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            writer.TryComplete(exception);
        }
    }

    private async Task<bool> TryPumpEverywhereAsync(string name, ChannelWriter<(string?, WatchEvent<Work>)> writer, CancellationToken cancellationToken)
    {
        try
        {
            await PumpAsync(null, name, writer, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ApiStatusException exception) when (exception.Status.Code == 403)
        {
            // A user with rights in some clusters' namespaces only: each is watched by itself.
            return false;
        }
    }

    private async Task PumpAsync(string? cluster, string? name, ChannelWriter<(string?, WatchEvent<Work>)> writer, CancellationToken cancellationToken)
    {
        var works = new WorkClient(_hub);
        await foreach (WatchEvent<Work> change in works.WatchAsync(cluster, new WorkQuery { Name = name }, cancellationToken).ConfigureAwait(false))
        {
            await writer.WriteAsync((cluster, change), cancellationToken).ConfigureAwait(false);
        }
    }

    private List<WorkWaitResult> Take(string? scope, WatchEvent<Work> change)
    {
        if (change.Object is not { } work)
        {
            // Synced: all that exist have been told, so the others are not there.
            return _pending.Values
                .Where(waiting => !waiting.Seen && (scope is null || scope == waiting.Target.Cluster))
                .ToList()
                .ConvertAll(waiting => Finish(waiting, Absent, ""));
        }

        if (!_pending.TryGetValue((work.Cluster, work.Name), out Waiting? mine))
        {
            return [];
        }

        bool another = mine.Target.Uid.Length > 0 && mine.Target.Uid != work.Uid;
        if (another || change.Type == WatchEventType.Deleted)
        {
            // Another object of the same name: ours went while nobody looked. Its own deletion is not ours.
            return another && change.Type == WatchEventType.Deleted ? [] : [Finish(mine, Absent, "")];
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
        _pending.Remove((waiting.Target.Cluster, waiting.Target.Name));
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
