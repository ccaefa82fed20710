using System.Collections.Concurrent;
using System.Threading.Channels;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Hub.Waiting;

/// <summary>
/// Watches objects in many namespaces with as few watches as can be: one for all of them when they share a name, one a name
/// when they have few names in more namespaces than can be watched at a time, both only where the user may watch all
/// namespaces; else one a namespace, of which only so many are open at a time and take turns.
/// </summary>
/// <typeparam name="T">The objects' type.</typeparam>
internal sealed class ObjectWatches<T> : IDisposable
    where T : HubObject
{
    private readonly ResourceClient<T> _objects;
    private readonly ChannelWriter<WatchedChange<T>> _writer;
    private readonly Dictionary<string, Watched> _namespaces;
    private readonly Dictionary<string, Watched> _names;
    private readonly ConcurrentQueue<Watched> _waiting = new();

    /// <param name="objects">The objects' kind on their hub.</param>
    /// <param name="targets">What names each object.</param>
    /// <param name="writer">Takes what happens; completed when nothing more can.</param>
    public ObjectWatches(ResourceClient<T> objects, IReadOnlyCollection<ObjectKey> targets, ChannelWriter<WatchedChange<T>> writer)
    {
        (_objects, _writer) = (objects, writer);
        _namespaces = targets.GroupBy(target => target.Namespace, target => target.Name)
            .ToDictionary(group => group.Key, group => new Watched(group.Key.Length == 0 ? null : group.Key, group.Count() == 1 ? group.First() : null, group.Count()));
        Dictionary<string, Watched> names = targets.GroupBy(target => target.Name).ToDictionary(group => group.Key, group => new Watched(null, group.Key, group.Count()));
        _names = targets.Count > 1 && (names.Count == 1 || (names.Count <= WatchLimits.Most && _namespaces.Count > WatchLimits.Most)) ? names : [];
    }

    /// <summary>How long a watch stays open while another namespace waits: long enough for a list and some changes.</summary>
    public required TimeSpan Turn { get; init; }

    /// <summary>Watches until it is cancelled, all namespaces are done with, or the hub cannot be watched at all.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_names.Count > 0 && await TryWatchNamesAsync(cancellationToken).ConfigureAwait(false))
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

    /// <summary>An object is not waited for any more; a watch of which nothing more is wanted is closed.</summary>
    public void Finish(ObjectKey key)
    {
        _namespaces[key.Namespace].FinishOne();
        _names.GetValueOrDefault(key.Name)?.FinishOne();
    }

    /// <summary>Only after <see cref="RunAsync"/> has ended.</summary>
    public void Dispose()
    {
        foreach (Watched one in _namespaces.Values.Concat(_names.Values))
        {
            one.Dispose();
        }
    }

    /// <summary>Whether a failure is about one namespace's objects only, and not about the connection.</summary>
    public static bool ConcernsNamespace(HubException exception) => exception is ApiStatusException { Status.Code: not 401 } || exception.ErrorId == "InvalidAnswer";

    private async Task<bool> TryWatchNamesAsync(CancellationToken cancellationToken)
    {
        using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await Task.WhenAll(_names.Values.Select(one => WatchNameAsync(one, together))).ConfigureAwait(false);
            return true;
        }
        catch (ApiStatusException exception) when (exception.Status.Code == 403)
        {
            // A user with rights in some namespaces only: each is watched by itself.
            return false;
        }
    }

    // One that cannot be watched ends the others.
    private async Task WatchNameAsync(Watched one, CancellationTokenSource together)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(together.Token, one.Finished);
        try
        {
            await WatchAsync(null, one.ObjectName, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (one.Finished.IsCancellationRequested)
        {
            // All of that name are where they were to get.
        }
        catch
        {
            await together.CancelAsync().ConfigureAwait(false);
            throw;
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
            await _writer.WriteAsync(new WatchedChange<T>(one.Namespace, null, null, exception), cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private async Task WatchAsync(string? @namespace, string? name, CancellationToken cancellationToken)
    {
        await _writer.WriteAsync(new WatchedChange<T>(@namespace, name, null, null), cancellationToken).ConfigureAwait(false);
        var options = new ListOptions { FieldSelector = name is null ? null : $"metadata.name={name}" };
        await foreach (WatchEvent<T> change in _objects.WatchAsync(@namespace, options, cancellationToken).ConfigureAwait(false))
        {
            await _writer.WriteAsync(new WatchedChange<T>(@namespace, name, change, null), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A namespace, and its object's name where it is but one; or a name in all namespaces.</summary>
    private sealed class Watched(string? @namespace, string? objectName, int objects) : IDisposable
    {
        private readonly CancellationTokenSource _finished = new();
        private int _left = objects;

        /// <summary>Null for all, and for kinds that have none.</summary>
        public string? Namespace { get; } = @namespace;

        public string? ObjectName { get; } = objectName;

        public CancellationToken Finished => _finished.Token;

        public void FinishOne()
        {
            if (--_left == 0)
            {
                _finished.Cancel();
            }
        }

        public void Dispose() => _finished.Dispose();
    }
}
