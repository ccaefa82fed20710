using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
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
    private readonly CancellationTokenSource _stopping = new();
    private bool _disposed;

    /// <summary>Cancelled when the pipeline stops.</summary>
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
    private protected T Await<T>(Func<CancellationToken, Task<T>> work)
    {
        T? result = default;
        using PipelineBridge bridge = NewBridge(1);
        bridge.Run(async token => result = await work(token).ConfigureAwait(false));
        Finish(bridge);
        return result!;
    }

    private protected PipelineBridge NewBridge(int concurrency) => new(concurrency, StopToken);

    private protected static void Finish(PipelineBridge bridge, Action? pulse = null)
    {
        try
        {
            bridge.Finish(pulse);
        }
        catch (OperationCanceledException exception)
        {
            // PowerShell's own word for it; anything else would show as an error.
            throw new PipelineStoppedException(exception.Message, exception);
        }
    }

    /// <summary>Ends the cmdlet with an error record made of a failure.</summary>
    [DoesNotReturn]
    private protected void Fail(HubException exception, object? target = null)
    {
        ThrowTerminatingError(ErrorRecords.From(exception, target));
        throw exception;
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stopping.Cancel();

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
