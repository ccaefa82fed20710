using System.Threading.Channels;

namespace OcmPowerShell.Sandbox.Controllers;

/// <summary>
/// The heart of an actor: a queue of keys, sources that feed it, and one reader that brings the world to what each key
/// asks for. A key waits at most once in the queue; a key that fails is tried again after a pause while the others go
/// on. An idle loop holds neither a thread nor a timer.
/// </summary>
internal sealed class ReconcileLoop : IDisposable
{
    // Thousands of loops that all have something to do would fill the thread pool, and whoever asks the API would wait for them.
    private static readonly SemaphoreSlim Turns = new(Environment.ProcessorCount);

    private readonly string _actor;
    private readonly Action<ActorFault> _report;
    private readonly Backoff _backoff;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop;
    private readonly Channel<string> _queue = Channel.CreateUnbounded<string>(new() { SingleReader = true });
    private readonly object _lock = new();
    private readonly HashSet<string> _waiting = [];
    private readonly Dictionary<string, long> _due = [];
    private readonly Dictionary<string, int> _failures = [];
    private readonly List<Task> _sources = [];
    private Exception? _fault;

    public ReconcileLoop(string actor, Action<ActorFault> report, Backoff backoff, TimeProvider time, CancellationToken cancellationToken)
    {
        _actor = actor;
        _report = report;
        _backoff = backoff;
        _time = time;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>Queues a key, unless it waits already.</summary>
    public void Add(string key)
    {
        lock (_lock)
        {
            if (_waiting.Add(key))
            {
                _queue.Writer.TryWrite(key);
            }
        }
    }

    /// <summary>Queues keys; null for none.</summary>
    public void AddAll(IEnumerable<string?> keys)
    {
        foreach (var key in keys.OfType<string>())
        {
            Add(key);
        }
    }

    /// <summary>Queues a key after a while; of several such wishes for a key the earliest is kept, since acting on it finds out what else is due.</summary>
    public void AddAfter(string key, TimeSpan wait)
    {
        if (wait <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }

        var due = _time.GetTimestamp() + (long)(wait.TotalSeconds * _time.TimestampFrequency);
        lock (_lock)
        {
            if (_stop.IsCancellationRequested || (_due.TryGetValue(key, out var known) && known <= due))
            {
                return;
            }

            _due[key] = due;
            _ = WakeAsync(key, due, wait);
        }
    }

    /// <summary>
    /// Starts something that feeds the loop, as a watch does. When it fails or ends, the loop fails, and its actor is
    /// run again.
    /// </summary>
    public void Follow(string what, Func<CancellationToken, Task> source)
    {
        lock (_lock)
        {
            _sources.Add(Task.Run(() => FollowAsync(what, source)));
        }
    }

    /// <summary>Calls <paramref name="reconcile"/> for one key after the other until cancelled.</summary>
    /// <param name="reconcile">Acts on a key; returns when to look at it again, or null for when something changes.</param>
    public Task RunAsync(Func<string, TimeSpan?> reconcile) => RunAsync(key => ValueTask.FromResult(reconcile(key)));

    /// <inheritdoc cref="RunAsync(Func{string, TimeSpan?})"/>
    public async Task RunAsync(Func<string, ValueTask<TimeSpan?>> reconcile)
    {
        try
        {
            while (true)
            {
                var key = await _queue.Reader.ReadAsync(_stop.Token);
                lock (_lock)
                {
                    _waiting.Remove(key);
                }

                await ReconcileAsync(key, reconcile);
            }
        }
        catch (OperationCanceledException) when (_fault is not null)
        {
            throw new InvalidOperationException(_fault.Message, _fault);
        }
        finally
        {
            await _stop.CancelAsync();
            await Task.WhenAll(Sources());
        }
    }

    public void Dispose() => _stop.Dispose();

    private Task[] Sources()
    {
        lock (_lock)
        {
            return [.. _sources];
        }
    }

    private async Task ReconcileAsync(string key, Func<string, ValueTask<TimeSpan?>> reconcile)
    {
        await Turns.WaitAsync(_stop.Token);
#pragma warning disable CA1031 // One object that cannot be dealt with must not keep the others waiting.
        try
        {
            if (await reconcile(key) is { } again)
            {
                AddAfter(key, again);
            }

            _failures.Remove(key);
        }
        catch (Exception error) when (!_stop.IsCancellationRequested)
        {
            var failures = _failures[key] = _failures.GetValueOrDefault(key) + 1;
            var wait = _backoff.After(failures);
            _report(new ActorFault(_actor, key, error, wait));
            AddAfter(key, wait);
        }
        finally
        {
            Turns.Release();
        }
#pragma warning restore CA1031
    }

    private async Task WakeAsync(string key, long due, TimeSpan wait)
    {
        await Task.Delay(wait, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            // Replaced by an earlier wish: the key was looked at since, and has said anew when to come back.
            if (_stop.IsCancellationRequested || !_due.TryGetValue(key, out var current) || current != due)
            {
                return;
            }

            _due.Remove(key);
        }

        Add(key);
    }

    private async Task FollowAsync(string what, Func<CancellationToken, Task> source)
    {
#pragma warning disable CA1031 // Whatever ends a source ends the loop, which throws it to the supervisor.
        try
        {
            await source(_stop.Token);
            Fail(new InvalidOperationException($"{what} ended."));
        }
        catch (Exception error)
        {
            Fail(error);
        }
#pragma warning restore CA1031
    }

    private void Fail(Exception error)
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        _fault = error;
        _stop.Cancel();
    }
}
