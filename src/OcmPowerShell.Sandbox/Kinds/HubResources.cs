using OcmPowerShell.Sandbox.Api.Resources;

namespace OcmPowerShell.Sandbox.Kinds;

/// <summary>The kinds that a hub serves.</summary>
internal static class HubResources
{
    /// <summary>A new table with everything a hub serves.</summary>
    /// <param name="time">The clock of what webhooks stamp; the system's where none is given.</param>
    public static ResourceTable Table(TimeProvider? time = null) => new([.. KubernetesKinds.Hub, .. OcmKinds.Hub(time ?? TimeProvider.System)]);
}
