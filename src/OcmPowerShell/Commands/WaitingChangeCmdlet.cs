using System.ComponentModel;
using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Commands;

/// <summary>A cmdlet that changes objects, and can wait until what was asked for has come about.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class WaitingChangeCmdlet : ChangeCmdlet
{
    /// <summary>Waits until what was asked for has come about.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => CheckWait(Wait);

    /// <summary>Finishes sending, and then waits if that was asked for.</summary>
    /// <param name="waits">The objects to wait for.</param>
    /// <param name="reached">Given each that got there.</param>
    private protected void FinishAll<T>(WaitList<T> waits, Action<T?> reached)
        where T : HubObject
    {
        FinishSending();
        WaitForAll(waits, reached);
        WriteHubWarnings();
    }

    /// <summary>Waits if that was asked for, once all has been sent.</summary>
    /// <param name="waits">The objects to wait for.</param>
    /// <param name="reached">Given each that got there.</param>
    private protected void WaitForAll<T>(WaitList<T> waits, Action<T?> reached)
        where T : HubObject
    {
        if (Wait && !waits.IsEmpty)
        {
            using PipelineBridge watching = NewBridge(ThrottleLimit);
            waits.Start(watching, reached, WriteWarning, Report);
            FinishWithProgress(watching, waits.Progress);
        }
    }
}
