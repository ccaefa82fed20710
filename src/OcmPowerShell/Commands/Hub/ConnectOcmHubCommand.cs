using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;

namespace OcmPowerShell.Commands;

/// <summary>Connects this runspace to a hub, after making sure that it is one.</summary>
[Cmdlet(VerbsCommunications.Connect, "OcmHub")]
[OutputType(typeof(HubConnection))]
public sealed class ConnectOcmHubCommand : OcmCmdlet
{
    /// <summary>The kubeconfig's context; the current one when not given.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ContextCompleter))]
    public string? Context { get; set; }

    /// <summary>The kubeconfig file; <c>KUBECONFIG</c> or <c>~/.kube/config</c> when not given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KubeConfig { get; set; }

    /// <summary>Returns the connection, to be passed to -Hub.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            string? path = KubeConfig is null ? null : GetUnresolvedProviderPathFromPSPath(KubeConfig);
            HubConnection connection = RunspaceHubs.Current.Open(path, Context);
            Await(async token =>
            {
                await HubProbe.EnsureHubAsync(connection, token).ConfigureAwait(false);
                return true;
            });
            RunspaceHubs.Current.Connect(connection);
            foreach (string warning in connection.TakeWarnings())
            {
                WriteWarning(warning);
            }

            WriteVerbose($"Connected to the hub {connection}.");
            if (PassThru)
            {
                WriteObject(connection);
            }
        }
        catch (HubException exception)
        {
            Fail(exception, (object?)Context ?? KubeConfig);
        }
    }
}
