using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Hub.Connection;

namespace OcmPowerShell.Commands;

/// <summary>Shows this runspace's connections, the connected hub first. Sends nothing.</summary>
[Cmdlet(VerbsCommon.Get, "OcmHub")]
[OutputType(typeof(HubConnection))]
public sealed class GetOcmHubCommand : OcmCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (HubConnection connection in RunspaceHubs.Current.All)
        {
            RunspaceHubs.Current.Hold(connection);
            WriteObject(connection);
        }
    }
}
