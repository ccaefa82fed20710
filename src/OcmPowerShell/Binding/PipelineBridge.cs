using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Rest;

namespace OcmPowerShell.Binding;

/// <summary>
/// Lets work on the thread pool reach the pipeline thread, the only one that may write, ask or prompt. Work is started
/// with <see cref="Run"/> and posts what is to happen on the pipeline thread; <see cref="Flush"/> does what has been
/// posted so far, <see cref="Finish"/> all of it until no work is left. What is posted may start more work.
/// </summary>
internal sealed class PipelineBridge : IDisposable
{
    private static readonly AsyncLocal<PipelineBridge?> Flowing = new();

    private static readonly TimeSpan StopLimit = TimeSpan.FromMilliseconds(800);

    private readonly Channel<Action> _posted = Channel.CreateBounded<Action>(64);
    private readonly RequestScope _scope;
    private readonly CancellationTokenSource _stop;
    private readonly SemaphoreSlim _slots;
    private readonly object _gate = new();

    // Work that runs, actions that wait, and one for Finish, which has not been called yet.
    private int _open = 1;
    private int _running;
    private int _started;
    private volatile bool _cutShort;

    /// <param name="concurrency">How much work runs at once.</param>
    /// <param name="scope">Told what happens to the work's requests.</param>
    /// <param name="stopping">Cancelled when the pipeline stops.</param>
    public PipelineBridge(int concurrency, RequestScope scope, CancellationToken stopping)
    {
        _scope = scope;
        _slots = new SemaphoreSlim(concurrency);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    }

    /// <summary>The bridge that the running work was started with; null outside such work.</summary>
    public static PipelineBridge? Current => Flowing.Value;

    /// <summary>How much work has been started, and how much of it is done.</summary>
    public (int Done, int Started) Counts => (Volatile.Read(ref _started) - Volatile.Read(ref _running), Volatile.Read(ref _started));

    /// <summary>Starts work. An exception that it throws is thrown again on the pipeline thread.</summary>
    public void Run(Func<CancellationToken, Task> work)
    {
        Open();
        Interlocked.Increment(ref _running);
        Interlocked.Increment(ref _started);
        _ = Task.Run(async () =>
        {
            (Flowing.Value, RequestScope.Current) = (this, _scope);
            try
            {
                await _slots.WaitAsync(_stop.Token).ConfigureAwait(false);
                try
                {
                    await work(_stop.Token).ConfigureAwait(false);
                }
                finally
                {
                    _slots.Release();
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // It may hear of the stop before Finish does, which must not take it for done.
                _cutShort = true;
            }
            catch (Exception exception)
            {
                var captured = ExceptionDispatchInfo.Capture(exception);
                await PostAsync(captured.Throw).ConfigureAwait(false);
            }
            finally
            {
                Interlocked.Decrement(ref _running);
                Close();
            }
        });
    }

    /// <summary>Has an action done on the pipeline thread; waits while too many are waiting already.</summary>
    public async ValueTask PostAsync(Action action)
    {
        Open();
        try
        {
            await _posted.Writer.WriteAsync(action, _stop.Token).ConfigureAwait(false);
            lock (_gate)
            {
                Monitor.PulseAll(_gate);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ChannelClosedException)
        {
            _cutShort = true;
            Close();
            if (!_stop.IsCancellationRequested)
            {
                throw;
            }
        }
    }

    /// <summary>Has something found out on the pipeline thread, which only it can, and waits for it.</summary>
    /// <exception cref="OperationCanceledException">The pipeline stops.</exception>
    public async Task<T> AskAsync<T>(Func<T> question, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await PostAsync(() =>
        {
            try
            {
                answer.SetResult(question());
            }
            catch (HubException exception)
            {
                answer.SetException(exception);
            }
        }).ConfigureAwait(false);
        return await answer.Task.WaitAsync(_stop.Token).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Does what has been posted so far. Pipeline thread only.</summary>
    public void Flush()
    {
        while (_posted.Reader.TryRead(out Action? action))
        {
            try
            {
                action();
            }
            finally
            {
                Close();
            }
        }
    }

    /// <summary>
    /// Does what is posted until no more than so much work is left, so that a long pipeline does not pile up. Pipeline
    /// thread only, and not from what is posted.
    /// </summary>
    /// <param name="most">How much work may be left.</param>
    /// <param name="pulse">Done about five times a second meanwhile; may be null.</param>
    /// <exception cref="OperationCanceledException">The pipeline stops.</exception>
    public void FlushTo(int most, Action? pulse = null)
    {
        while (true)
        {
            Flush();
            _stop.Token.ThrowIfCancellationRequested();
            bool woken;
            lock (_gate)
            {
                if (Volatile.Read(ref _running) <= most)
                {
                    return;
                }

                woken = _posted.Reader.TryPeek(out _) || Monitor.Wait(_gate, 200);
            }

            if (!woken)
            {
                pulse?.Invoke();
            }
        }
    }

    /// <summary>Does all that is posted until no work is left. Pipeline thread only, once.</summary>
    /// <param name="pulse">Done about five times a second meanwhile; may be null.</param>
    /// <exception cref="OperationCanceledException">The pipeline stops.</exception>
    public void Finish(Action? pulse = null)
    {
        Close();
        Task<bool>? more = null;
        while (true)
        {
            Flush();
            more ??= _posted.Reader.WaitToReadAsync(_stop.Token).AsTask();
            if (!((IAsyncResult)more).AsyncWaitHandle.WaitOne(200))
            {
                pulse?.Invoke();
                continue;
            }

            if (!more.GetAwaiter().GetResult())
            {
                if (_cutShort)
                {
                    throw new OperationCanceledException(_stop.Token);
                }

                return;
            }

            more = null;
        }
    }

    /// <summary>Cancels what still runs and waits for it, but not for long: Ctrl+C must give the prompt back.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        long until = Environment.TickCount64 + (long)StopLimit.TotalMilliseconds;
        lock (_gate)
        {
            while (Volatile.Read(ref _running) > 0 && until - Environment.TickCount64 is > 0 and { } left)
            {
                Monitor.Wait(_gate, (int)left);
            }
        }
    }

    private void Open()
    {
        lock (_gate)
        {
            _open++;
        }
    }

    private void Close()
    {
        lock (_gate)
        {
            if (--_open == 0)
            {
                _posted.Writer.TryComplete();
            }

            Monitor.PulseAll(_gate);
        }
    }
}
