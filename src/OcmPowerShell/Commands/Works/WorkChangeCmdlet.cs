using System.ComponentModel;
using System.Globalization;
using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub;
using HubWork = OcmPowerShell.Hub.Model.Work;

namespace OcmPowerShell.Commands;

/// <summary>A cmdlet that changes works on many clusters at once, and can wait until the clusters have followed.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class WorkChangeCmdlet : SingleHubCmdlet
{
    private const int SendingId = 0x0C30;

    private static readonly TimeSpan ProgressAfter = TimeSpan.FromSeconds(1.5);

    private PipelineBridge? _bridge;

    /// <summary>Waits until the clusters have done what was asked.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How long sending to one cluster may take, and how long to wait once all is sent, in seconds.</summary>
    [Parameter]
    [ValidateRange(0, LongestWait)]
    [Alias("Timeout")]
    public int TimeoutSec { get; set; } = 300;

    /// <summary>How many clusters are served at once.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 16;

    /// <summary>Asks the server what it would do, and changes nothing.</summary>
    [Parameter]
    public SwitchParameter DryRun { get; set; }

    /// <summary>Runs what is sent.</summary>
    private protected PipelineBridge Bridge => _bridge ??= NewBridge(ThrottleLimit);

    private protected TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSec);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Wait && DryRun)
        {
            Fail(new HubException("InvalidArgument", "-Wait cannot be used with -DryRun: nothing changes, so there is nothing to wait for."));
        }
    }

    /// <summary>Finishes sending, and then waits if that was asked for.</summary>
    /// <param name="waits">The works to wait for.</param>
    /// <param name="reached">Given each that got there.</param>
    private protected void FinishAll(WaitList waits, Action<HubWork> reached)
    {
        FinishWithProgress(Bridge, () => Sending(Bridge.Counts));
        if (Wait && !waits.IsEmpty)
        {
            using PipelineBridge watching = NewBridge(ThrottleLimit);
            waits.Start(watching, reached, WriteWarning, Report);
            FinishWithProgress(watching, waits.Progress);
        }

        WriteHubWarnings();
    }

    private void FinishWithProgress(PipelineBridge bridge, Func<ProgressRecord> progress)
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

    private static ProgressRecord Sending((int Done, int Started) counts) =>
        new(SendingId, "Sending", string.Create(CultureInfo.InvariantCulture, $"{counts.Done} of {counts.Started} works"))
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
