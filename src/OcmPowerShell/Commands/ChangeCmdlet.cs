using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;

namespace OcmPowerShell.Commands;

/// <summary>A cmdlet that changes objects of a hub, many at once, each for itself: one that fails does not stop the others.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ChangeCmdlet : SingleHubCmdlet
{
    private const int SendingId = 0x0C30;

    private PipelineBridge? _bridge;

    /// <summary>How long one change may take, and how long to wait once all is sent, in seconds.</summary>
    [Parameter]
    [ValidateRange(0, LongestWait)]
    [Alias("Timeout")]
    public int TimeoutSec { get; set; } = 300;

    /// <summary>How many changes are sent at once.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 16;

    /// <summary>Asks the server what it would do, and changes nothing.</summary>
    [Parameter]
    public SwitchParameter DryRun { get; set; }

    /// <summary>Runs what is sent.</summary>
    private protected PipelineBridge Bridge => _bridge ??= NewBridge(ThrottleLimit);

    private protected TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSec);

    /// <summary>What the changes are called in the progress bar, as in <c>works</c>.</summary>
    private protected virtual string Changes => "changes";

    /// <summary>Sends one change, within the time that it may take; a failure becomes an error and the others go on.</summary>
    /// <param name="target">What the user passed for it, for the error.</param>
    /// <param name="change">Makes the change; any thread.</param>
    /// <param name="done">Given what became of it, on the pipeline thread.</param>
    /// <param name="failed">Given its failure instead, on the pipeline thread; null to have it reported.</param>
    private protected void Send<T>(object target, Func<CancellationToken, Task<T>> change, Action<T> done, Action<HubException>? failed = null) => Bridge.Run(async token =>
    {
        try
        {
            T result = await WithinAsync(Timeout, change, token).ConfigureAwait(false);
            await Bridge.PostAsync(() => done(result)).ConfigureAwait(false);
        }
        catch (HubException exception)
        {
            await Bridge.PostAsync(() => (failed ?? (error => Report(error, target)))(exception)).ConfigureAwait(false);
        }
    });

    /// <summary>
    /// Tells what became of the changes so far, and waits while more are under way than are sent at once: a pipeline of any
    /// length takes no more memory than a short one. Not from what is posted.
    /// </summary>
    private protected void KeepUp() => KeepUp(Bridge, 2 * ThrottleLimit);

    /// <summary>Waits until all that was sent so far has been answered, and tells what became of it; more may be sent then. Not from what is posted.</summary>
    private protected void CatchUp()
    {
        KeepUp(Bridge, 0);
        Bridge.Flush();
    }

    /// <summary>Refuses to wait for what -DryRun does not do.</summary>
    /// <param name="wait">The -Wait of the cmdlet.</param>
    private protected void CheckWait(bool wait)
    {
        if (wait && DryRun)
        {
            Fail(new HubException("InvalidArgument", "-Wait cannot be used with -DryRun: nothing changes, so there is nothing to wait for."));
        }
    }

    /// <summary>Asks whether to make a change; the action says so when it is but a server dry run.</summary>
    private protected bool Confirm(string target, string action) => ShouldProcess(target, DryRun ? $"{action} (server dry run)" : action);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        FinishSending();
        WriteHubWarnings();
    }

    /// <summary>Waits until all that was sent has been answered.</summary>
    private protected void FinishSending()
    {
        if (_bridge is { } bridge)
        {
            FinishWithProgress(bridge, () => Sending(bridge.Counts));
        }
    }

    private ProgressRecord Sending((int Done, int Started) counts) =>
        new(SendingId, "Sending", string.Create(CultureInfo.InvariantCulture, $"{counts.Done} of {counts.Started} {Changes}"))
        {
            PercentComplete = counts.Started == 0 ? 0 : counts.Done * 100 / counts.Started,
        };

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _bridge?.Dispose();
        base.Dispose(disposing);
    }
}
