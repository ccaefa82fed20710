using OcmPowerShell.Sandbox.Api.Admission;
using OcmPowerShell.Sandbox.Api.Verbs;
using OcmPowerShell.Sandbox.Kinds;
using OcmPowerShell.Sandbox.Schema;

namespace OcmPowerShell.Sandbox.Api.Resources;

/// <summary>The kinds that a hub serves.</summary>
internal static class HubResources
{
    /// <summary>How namespaces are served, on a hub and on a managed cluster alike.</summary>
    public static ResourceDefinition Namespace => new()
    {
        Type = KubernetesTypes.Namespace,
        Schema = NamespaceSchema.Root,
        IsBuiltIn = true,
        HasGeneration = false,
        HasServerSpec = true,
        Names = NameForm.Label,
        Subresources = [NamespaceFinalization.Part],
        Columns =
        [
            new("Status", "string", ".status.phase") { Description = "The status of the namespace" },
            new("Age", "date", ".metadata.creationTimestamp"),
        ],
        Admission = [new NamespaceAdmission()],
    };

    /// <summary>A new table with everything a hub serves.</summary>
    /// <param name="time">The clock of what webhooks stamp; the system's where none is given.</param>
    public static ResourceTable Table(TimeProvider? time = null) => new([.. KubernetesKinds.Hub, .. OcmKinds.Hub(time ?? TimeProvider.System)]);
}
