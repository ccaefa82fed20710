using System.Collections.Concurrent;
using System.Threading.Channels;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Works;

/// <summary>
/// Watches works in many clusters with as few watches as can be: one for all of them when they share a name and the user may
/// watch all clusters, else one a cluster, of which only so many are open at a time and take turns.
/// </summary>
internal sealed class WorkWatches : IDisposable
{
    /// <summary>Watches that are open at a time.</summary>
    public const int Most = 32;

    private readonly HubConnection _hub;
    private readonly ChannelWriter<WorkChange> _writer;
    private readonly Dictionary<string, Watched> _clusters;
    private readonly string? _sharedName;
    private readonly ConcurrentQueue<Watched> _waiting = new();

    /// <param name="hub">The hub.</param>
    /// <param name="works">Cluster and name of each work.</param>
    /// <param name="writer">Takes what happens; completed when nothing more can.</param>
    public WorkWatches(HubConnection hub, IReadOnlyCollection<(string Cluster, string Name)> works, ChannelWriter<WorkChange> writer)
    {
        (_hub, _writer) = (hub, writer);
        _clusters = works.GroupBy(work => work.Cluster, work => work.Name)
            .ToDictionary(cluster => cluster.Key, cluster => new Watched(cluster.Key, cluster.Count() == 1 ? cluster.First() : null));
        string[] names = [.. works.Select(work => work.Name).Distinct().Take(2)];
        _sharedName = works.Count > 1 && names.Length == 1 ? names[0] : null;
    }

    /// <summary>How long a watch stays open while another cluster waits: long enough for a list and some changes.</summary>
    public required TimeSpan Turn { get; init; }

    /// <summary>Watches until it is cancelled, all clusters are done with, or the hub cannot be watched at all.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_sharedName is not null && await TryWatchAllAsync(_sharedName, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            foreach (Watched cluster in _clusters.Values)
            {
                _waiting.Enqueue(cluster);
            }

            await Task.WhenAll(Enumerable.Range(0, Math.Min(Most, _clusters.Count)).Select(_ => TakeTurnsAsync(cancellationToken))).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _writer.TryComplete(exception);
        }
    }

    /// <summary>Nothing more is wanted of a cluster: its watch is closed.</summary>
    public void Finish(string cluster) => _clusters[cluster].Finish();

    /// <summary>Only after <see cref="RunAsync"/> has ended.</summary>
    public void Dispose()
    {
        foreach (Watched cluster in _clusters.Values)
        {
            cluster.Dispose();
        }
    }

    private async Task<bool> TryWatchAllAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await WatchAsync(null, name, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ApiStatusException exception) when (exception.Status.Code == 403)
        {
            // A user with rights in some clusters' namespaces only: each is watched by itself.
            return false;
        }
    }

    private async Task TakeTurnsAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (_waiting.TryDequeue(out Watched? cluster))
            {
                if (!await TakeTurnAsync(cluster, cancellationToken).ConfigureAwait(false))
                {
                    _waiting.Enqueue(cluster);
                }
            }
        }
        catch (Exception exception)
        {
            // The other watches do not end by themselves.
            _writer.TryComplete(exception);
        }
    }

    // True when the cluster is done with.
    private async Task<bool> TakeTurnAsync(Watched cluster, CancellationToken cancellationToken)
    {
        using var turn = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, cluster.Finished);
        if (!_waiting.IsEmpty)
        {
            turn.CancelAfter(Turn);
        }

        try
        {
            await WatchAsync(cluster.Name, cluster.Work, turn.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return cluster.Finished.IsCancellationRequested;
        }
        catch (HubException exception) when (exception is ApiStatusException { Status.Code: not 401 } || exception.ErrorId == "InvalidAnswer")
        {
            // It is about this cluster; what is about the connection ends the whole wait.
            await _writer.WriteAsync(new WorkChange(cluster.Name, null, exception), cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private async Task WatchAsync(string? cluster, string? name, CancellationToken cancellationToken)
    {
        await _writer.WriteAsync(new WorkChange(cluster, null, null), cancellationToken).ConfigureAwait(false);
        await foreach (WatchEvent<Work> change in new WorkClient(_hub).WatchAsync(cluster, new WorkQuery { Name = name }, cancellationToken).ConfigureAwait(false))
        {
            await _writer.WriteAsync(new WorkChange(cluster, change, null), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A cluster, and its work's name where it is but one.</summary>
    private sealed class Watched(string name, string? work) : IDisposable
    {
        private readonly CancellationTokenSource _finished = new();

        public string Name { get; } = name;

        public string? Work { get; } = work;

        public CancellationToken Finished => _finished.Token;

        public void Finish() => _finished.Cancel();

        public void Dispose() => _finished.Dispose();
    }
}
