using System.ComponentModel;
using System.Management.Automation;
using OcmPowerShell.Hub.Connection;

namespace OcmPowerShell.Binding;

/// <summary>A cmdlet that reads, from one hub or several.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class MultiHubCmdlet : HubCmdlet
{
    /// <summary>Connections from Connect-OcmHub to use in place of the connected hub.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public HubConnection[]? Hub { get; set; }

    /// <summary>How long the whole command may take, in seconds, waiting for a busy hub included; 0 for as long as it needs.</summary>
    [Parameter]
    [ValidateRange(0, LongestWait)]
    [Alias("Timeout")]
    public int TimeoutSec { get; set; }

    private protected override TimeSpan Limit => TimeSpan.FromSeconds(TimeoutSec);

    private protected sealed override IReadOnlyList<HubConnection> NamedHubs => Hub ?? [];
}
