using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Api.Admission;

namespace OcmPowerShell.Sandbox.ManagedClusters.Defaults;

/// <summary>
/// Defaults of the kinds that people put into works most: workloads and services. Other kinds are stored as they come.
/// </summary>
internal static class ObjectDefaults
{
    /// <summary>What fills in the defaults of a kind; none for most.</summary>
    public static IReadOnlyList<IAdmission> Of(ResourceType type) => (type.ApiVersion, type.Kind) switch
    {
        ("apps/v1", "Deployment") => [new DefaultsAdmission((spec, _, _) => WorkloadDefaults.Deployment(spec))],
        ("apps/v1", "StatefulSet") => [new DefaultsAdmission((spec, _, _) => WorkloadDefaults.StatefulSet(spec))],
        ("apps/v1", "DaemonSet") => [new DefaultsAdmission((spec, _, _) => WorkloadDefaults.DaemonSet(spec))],
        ("batch/v1", "Job") => [new DefaultsAdmission(WorkloadDefaults.Job)],
        ("v1", "Pod") => [new DefaultsAdmission((spec, _, _) => PodDefaults.Spec(spec))],
        ("v1", "Service") => [new DefaultsAdmission(ServiceDefaults.Service)],
        _ => [],
    };
}
