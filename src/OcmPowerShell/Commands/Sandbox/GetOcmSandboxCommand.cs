using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Completion;
using OcmPowerShell.Hub;

namespace OcmPowerShell.Commands;

/// <summary>Lists the sandboxes that run in this process.</summary>
[Cmdlet(VerbsCommon.Get, "OcmSandbox")]
[OutputType(typeof(SandboxInfo))]
public sealed class GetOcmSandboxCommand : OcmCmdlet
{
    /// <summary>Names of sandboxes; wildcards may be used.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(SandboxCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
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
        List<SandboxInfo> found = SandboxRegistry.All.Where(sandbox => matches(sandbox.Name)).Select(SandboxInfo.Of).ToList();
        WriteObject(found, enumerateCollection: true);
        foreach (string missing in (Name ?? []).Where(name => !Targets.IsPattern(name) && !found.Exists(sandbox => string.Equals(sandbox.Name, name, StringComparison.OrdinalIgnoreCase))))
        {
            WriteError(ErrorRecords.From(new HubException("SandboxNotFound", $"No sandbox '{missing}' runs in this process. Start one with Start-OcmSandbox."), missing));
        }
    }
}
