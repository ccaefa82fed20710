using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Hub.Kubeconfig;

namespace OcmPowerShell.Commands;

/// <summary>Makes a context of the kubeconfig the one that this runspace, or everybody, uses. Sends nothing.</summary>
[Cmdlet(VerbsOther.Use, "OcmContext", DefaultParameterSetName = ByName, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(HubContext))]
public sealed class UseOcmContextCommand : OcmCmdlet
{
    private const string ByName = "Name";
    private const string ByContext = "Context";

    /// <summary>The context's name.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(ContextCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The kubeconfig file; <c>KUBECONFIG</c> or <c>~/.kube/config</c> when not given.</summary>
    [Parameter(ParameterSetName = ByName)]
    [ValidateNotNullOrEmpty]
    public string? KubeConfig { get; set; }

    /// <summary>A context from Get-OcmContext.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByContext, ValueFromPipeline = true)]
    [ValidateNotNull]
    public HubContext? InputObject { get; set; }

    /// <summary>Runspace changes nothing but this runspace; File also writes the kubeconfig's current-context.</summary>
    [Parameter]
    public ContextScope Scope { get; set; }

    /// <summary>Returns the context.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string name = InputObject?.Name ?? Name;
        try
        {
            Targets.RefuseEmpty(nameof(Name), true, [name]);
            string? path = InputObject is null ? FilePath(KubeConfig) : PathOf(InputObject);

            // Resolved first: a context that cannot be used is not made the current one.
            ClientConfig config = ClientConfig.Load(path, Location);
            config.Resolve(name);
            string files = string.Join(", ", config.Files);
            if (!ShouldProcess(Scope == ContextScope.File ? files : "this runspace", $"Use the context '{name}'"))
            {
                return;
            }

            if (Scope == ContextScope.File)
            {
                string written = Await(token => KubeconfigWriter.SetCurrentContextAsync(name, path, Location, token));
                WriteVerbose($"The current context in {written} is '{name}' now.");
            }

            HubConnection connection = RunspaceHubs.Current.Open(path, name, Location);
            RunspaceHubs.Current.Replace(connection);
            WriteVerbose($"This runspace uses the hub {connection} now.");
            if (PassThru)
            {
                WriteObject(ClientConfig.Load(path, Location).Contexts.First(context => context.Name == name));
            }
        }
        catch (HubException exception)
        {
            Fail(exception, name);
        }
    }

    // A context of one of several files may need the others: its cluster or user may stand there.
    private string? PathOf(HubContext context) =>
        context.KubeConfig.Length == 0 || StandardFiles().Contains(context.KubeConfig) ? null : context.KubeConfig;

    private IReadOnlyList<string> StandardFiles()
    {
        try
        {
            return KubeconfigFiles.Find(null, Location);
        }
        catch (HubException)
        {
            return [];
        }
    }
}
