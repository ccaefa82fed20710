using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Management.Automation;
using OcmPowerShell.Hub;

namespace OcmPowerShell.Binding;

/// <summary>
/// What every cmdlet of the module is: work happens on the thread pool, is cancelled when the pipeline stops, and reaches
/// the pipeline thread through a bridge.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class OcmCmdlet : PSCmdlet, IDisposable
{
    /// <summary>What a timer of .NET can count, in seconds: some seven weeks.</summary>
    private protected const int LongestWait = 4_294_967;

    // Below this nobody has begun to wonder.
    private static readonly TimeSpan ProgressAfter = TimeSpan.FromSeconds(1.5);

    private readonly CancellationTokenSource _stopping = new();
    private RequestReport? _requests;
    private bool _limited;
    private volatile bool _stopped;
    private bool _disposed;

    /// <summary>Cancelled when the pipeline stops, or the command has taken as long as it may.</summary>
    protected CancellationToken StopToken => _stopping.Token;

    /// <summary>Reads a stream on the thread pool and handles each item on the pipeline thread, as it arrives.</summary>
    private protected void ForEach<T>(Func<CancellationToken, IAsyncEnumerable<T>> source, Action<T> handle)
    {
        using PipelineBridge bridge = NewBridge(1);
        bridge.Run(async token =>
        {
            await foreach (T item in source(token).ConfigureAwait(false))
            {
                await bridge.PostAsync(() => handle(item)).ConfigureAwait(false);
            }
        });
        Finish(bridge);
    }

    /// <summary>Does something on the thread pool and waits for it.</summary>
    internal T Await<T>(Func<CancellationToken, Task<T>> work)
    {
        T? result = default;
        using PipelineBridge bridge = NewBridge(1);
        bridge.Run(async token => result = await work(token).ConfigureAwait(false));
        Finish(bridge);
        return result!;
    }

    private protected PipelineBridge NewBridge(int concurrency)
    {
        if (!_limited && Limit > TimeSpan.Zero)
        {
            _limited = true;
            _stopping.CancelAfter(Limit);
        }

        return new PipelineBridge(concurrency, Requests.Scope, StopToken);
    }

    /// <summary>Whether the command changes something on the hub.</summary>
    private protected virtual bool IsChanging => false;

    /// <summary>Where the runspace is in the file system: the process's own directory is another.</summary>
    private protected string Location => SessionState.Path.CurrentFileSystemLocation.ProviderPath;

    /// <summary>A PowerShell path as one of the file system; null where none was given.</summary>
    private protected string? FilePath(string? path) => path is null ? null : GetUnresolvedProviderPathFromPSPath(path);

    /// <summary>How long the whole command may take, from its first request on; zero for as long as it needs.</summary>
    private protected virtual TimeSpan Limit => TimeSpan.Zero;

    private RequestReport Requests => _requests ??= new RequestReport(this);

    private protected void Finish(PipelineBridge bridge, Action? pulse = null) => Pump(
        () =>
        {
            bridge.Finish(() =>
            {
                Requests.Show();
                pulse?.Invoke();
            });
            Requests.Show(ended: true);
        });

    /// <summary>Does what a bridge has for the pipeline thread, until no more than so much of its work is left.</summary>
    private protected void KeepUp(PipelineBridge bridge, int most) => Pump(() => bridge.FlushTo(most, () => Requests.Show()));

    private void Pump(Action work)
    {
        try
        {
            work();
        }
        catch (OperationCanceledException) when (_limited && !_stopped)
        {
            Requests.Show(ended: true);
            Fail(OutOfTime(Limit, IsChanging));
        }
        catch (OperationCanceledException exception)
        {
            // PowerShell's own word for it; anything else would show as an error.
            throw new PipelineStoppedException(exception.Message, exception);
        }
    }

    /// <summary>Waits for a bridge, with a progress bar when it takes longer.</summary>
    private protected void FinishWithProgress(PipelineBridge bridge, Func<ProgressRecord> progress)
    {
        ProgressRecord? shown = null;
        long from = Environment.TickCount64 + (long)ProgressAfter.TotalMilliseconds;
        Finish(bridge, () =>
        {
            if (Environment.TickCount64 > from)
            {
                WriteProgress(shown = progress());
            }
        });
        if (shown is not null)
        {
            shown.RecordType = ProgressRecordType.Completed;
            WriteProgress(shown);
        }
    }

    /// <summary>Does something within a time, its repeats included.</summary>
    /// <exception cref="HubException"><c>HubTimeout</c>: it took longer.</exception>
    private protected async Task<T> WithinAsync<T>(TimeSpan limit, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        if (limit == TimeSpan.Zero)
        {
            return await work(cancellationToken).ConfigureAwait(false);
        }

        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        both.CancelAfter(limit);
        try
        {
            return await work(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw OutOfTime(limit, isChanging: true);
        }
    }

    private HubException OutOfTime(TimeSpan limit, bool isChanging)
    {
        string last = Requests.LastFailure is { } failure ? $" The last that went wrong: {failure}" : "";
        string outcome = isChanging ? " Whether the hub made the change is not known: look before you try again." : "";
        return new HubException("HubTimeout", string.Create(CultureInfo.InvariantCulture, $"This was not done within {limit.TotalSeconds:0.###} s (-TimeoutSec).{last}{outcome}"));
    }

    /// <summary>Ends the cmdlet with an error record made of a failure.</summary>
    [DoesNotReturn]
    private protected void Fail(HubException exception, object? target = null)
    {
        ThrowTerminatingError(ErrorRecords.From(exception, target));
        throw exception;
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        _stopped = true;
        _stopping.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Dispose(true);
            _stopping.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what a cmdlet holds; called on every way out.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
