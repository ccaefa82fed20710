using System.Management.Automation;
using OcmPowerShell.Binding;
using OcmPowerShell.Commands;

namespace OcmPowerShell;

/// <summary>Closes what the module opened when it is removed. Import itself does nothing.</summary>
public sealed class ModuleCleanup : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        RunspaceHubs.Current.CloseAll();
        SandboxRegistry.StopAll();
    }
}
