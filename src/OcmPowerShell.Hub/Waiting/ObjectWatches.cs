using System.Collections.Concurrent;
using System.Threading.Channels;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Waiting;

/// <summary>
/// Watches objects in many namespaces with as few watches as can be: one for all of them when they share a name and the user
/// may watch all namespaces, else one a namespace, of which only so many are open at a time and take turns.
/// </summary>
/// <typeparam name="T">The objects' type.</typeparam>
internal sealed class ObjectWatches<T> : IDisposable
    where T : HubObject
{

    private readonly ResourceClient<T> _objects;
    private readonly ChannelWriter<WatchedChange<T>> _writer;
    private readonly Dictionary<string, Watched> _namespaces;
    private readonly string? _sharedName;
    private readonly ConcurrentQueue<Watched> _waiting = new();

    /// <param name="objects">The objects' kind on their hub.</param>
    /// <param name="targets">What names each object.</param>
    /// <param name="writer">Takes what happens; completed when nothing more can.</param>
    public ObjectWatches(ResourceClient<T> objects, IReadOnlyCollection<ObjectKey> targets, ChannelWriter<WatchedChange<T>> writer)
    {
        (_objects, _writer) = (objects, writer);
        _namespaces = targets.GroupBy(target => target.Namespace, target => target.Name)
            .ToDictionary(group => group.Key, group => new Watched(group.Key, group.Count() == 1 ? group.First() : null));
        string[] names = [.. targets.Select(target => target.Name).Distinct().Take(2)];
        _sharedName = targets.Count > 1 && names.Length == 1 ? names[0] : null;
    }

    /// <summary>How long a watch stays open while another namespace waits: long enough for a list and some changes.</summary>
    public required TimeSpan Turn { get; init; }

    /// <summary>Watches until it is cancelled, all namespaces are done with, or the hub cannot be watched at all.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_sharedName is not null && await TryWatchAllAsync(_sharedName, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            foreach (Watched one in _namespaces.Values)
            {
                _waiting.Enqueue(one);
            }

            await Task.WhenAll(Enumerable.Range(0, Math.Min(WatchLimits.Most, _namespaces.Count)).Select(_ => TakeTurnsAsync(cancellationToken))).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _writer.TryComplete(exception);
        }
    }

    /// <summary>Nothing more is wanted of a namespace: its watch is closed.</summary>
    public void Finish(string @namespace) => _namespaces[@namespace].Finish();

    /// <summary>Only after <see cref="RunAsync"/> has ended.</summary>
    public void Dispose()
    {
        foreach (Watched one in _namespaces.Values)
        {
            one.Dispose();
        }
    }

    /// <summary>Whether a failure is about one namespace's objects only, and not about the connection.</summary>
    public static bool ConcernsNamespace(HubException exception) => exception is ApiStatusException { Status.Code: not 401 } || exception.ErrorId == "InvalidAnswer";

    private async Task<bool> TryWatchAllAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await WatchAsync(null, name, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ApiStatusException exception) when (exception.Status.Code == 403)
        {
            // A user with rights in some namespaces only: each is watched by itself.
            return false;
        }
    }

    private async Task TakeTurnsAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (_waiting.TryDequeue(out Watched? one))
            {
                if (!await TakeTurnAsync(one, cancellationToken).ConfigureAwait(false))
                {
                    _waiting.Enqueue(one);
                }
            }
        }
        catch (Exception exception)
        {
            // The other watches do not end by themselves.
            _writer.TryComplete(exception);
        }
    }

    // True when the namespace is done with.
    private async Task<bool> TakeTurnAsync(Watched one, CancellationToken cancellationToken)
    {
        using var turn = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, one.Finished);
        if (!_waiting.IsEmpty)
        {
            turn.CancelAfter(Turn);
        }

        try
        {
            await WatchAsync(one.Namespace, one.ObjectName, turn.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return one.Finished.IsCancellationRequested;
        }
        catch (HubException exception) when (ConcernsNamespace(exception))
        {
            // It is about this namespace; what is about the connection ends the whole wait.
            await _writer.WriteAsync(new WatchedChange<T>(one.Namespace, null, exception), cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private async Task WatchAsync(string? @namespace, string? name, CancellationToken cancellationToken)
    {
        await _writer.WriteAsync(new WatchedChange<T>(@namespace, null, null), cancellationToken).ConfigureAwait(false);
        var options = new ListOptions { FieldSelector = name is null ? null : $"metadata.name={name}" };
        await foreach (WatchEvent<T> change in _objects.WatchAsync(@namespace, options, cancellationToken).ConfigureAwait(false))
        {
            await _writer.WriteAsync(new WatchedChange<T>(@namespace, change, null), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A namespace, and its object's name where it is but one.</summary>
    private sealed class Watched(string name, string? objectName) : IDisposable
    {
        private readonly CancellationTokenSource _finished = new();

        /// <summary>Null for kinds that have none.</summary>
        public string? Namespace { get; } = name.Length == 0 ? null : name;

        public string? ObjectName { get; } = objectName;

        public CancellationToken Finished => _finished.Token;

        public void Finish() => _finished.Cancel();

        public void Dispose() => _finished.Dispose();
    }
}
