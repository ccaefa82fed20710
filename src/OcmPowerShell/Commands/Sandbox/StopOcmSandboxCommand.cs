using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;
using OcmPowerShell.Hub.Connection;
using OcmPowerShell.Sandbox;

namespace OcmPowerShell.Commands;

/// <summary>Stops sandboxes of this process and deletes their files.</summary>
[Cmdlet(VerbsLifecycle.Stop, "OcmSandbox", SupportsShouldProcess = true)]
public sealed class StopOcmSandboxCommand : OcmCmdlet
{
    /// <summary>Names of sandboxes, or their objects; wildcards may be used. All of this process when not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    public SandboxReference[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            Targets.RefuseEmpty(nameof(Name), MyInvocation.BoundParameters.ContainsKey(nameof(Name)), Name);
        }
        catch (HubException exception)
        {
            Fail(exception);
        }

        Func<string, bool> matches = Targets.Matcher(Name?.Select(sandbox => sandbox.Name).ToList());
        List<SandboxHub> chosen = SandboxRegistry.All.Where(sandbox => matches(sandbox.Name)).ToList();
        foreach (SandboxReference missing in (Name ?? []).Where(named => !Targets.IsPattern(named.Name) && !chosen.Exists(sandbox => string.Equals(sandbox.Name, named.Name, StringComparison.OrdinalIgnoreCase))))
        {
            WriteError(ErrorRecords.From(new HubException("SandboxNotFound", $"No sandbox '{missing}' runs in this process. Get-OcmSandbox lists those that do."), missing.Source));
        }

        foreach (SandboxHub sandbox in chosen)
        {
            if (ShouldProcess($"sandbox '{sandbox.Name}'", "Stop"))
            {
                foreach (HubConnection connection in RunspaceHubs.Current.All.Where(hub => hub.Server == sandbox.Url))
                {
                    RunspaceHubs.Current.Close(connection);
                }

                SandboxRegistry.Stop(sandbox);
            }
        }
    }
}
