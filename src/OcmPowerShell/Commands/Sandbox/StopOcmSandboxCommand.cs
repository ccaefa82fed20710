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
    [AllowEmptyString]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    public string[]? Name { get; set; }

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

        Func<string, bool> matches = Targets.Matcher(Name);
        List<SandboxHub> chosen = SandboxRegistry.All.Where(sandbox => matches(sandbox.Name)).ToList();
        foreach (string missing in (Name ?? []).Where(name => !Targets.IsPattern(name) && !chosen.Exists(sandbox => string.Equals(sandbox.Name, name, StringComparison.OrdinalIgnoreCase))))
        {
            WriteError(ErrorRecords.From(new HubException("SandboxNotFound", $"No sandbox '{missing}' runs in this process. Get-OcmSandbox lists those that do."), missing));
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
