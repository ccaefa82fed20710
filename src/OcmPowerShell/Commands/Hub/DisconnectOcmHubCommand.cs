using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub.Connection;

namespace OcmPowerShell.Commands;

/// <summary>Closes connections of this runspace. Sends nothing.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "OcmHub")]
public sealed class DisconnectOcmHubCommand : OcmCmdlet
{
    /// <summary>The connections to close; all of this runspace when not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public HubConnection[]? Hub { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (HubConnection connection in Hub ?? RunspaceHubs.Current.All)
        {
            RunspaceHubs.Current.Close(connection);
            WriteVerbose($"Disconnected from the hub {connection}.");
        }
    }
}
