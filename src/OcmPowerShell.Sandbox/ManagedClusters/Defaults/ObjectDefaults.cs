using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters.Defaults;

/// <summary>
/// Defaults of the kinds that people put into works most: workloads and services. Other kinds are stored as they come.
/// </summary>
internal static class ObjectDefaults
{
    /// <summary>A copy of an object with its defaults.</summary>
    /// <param name="type">Its kind.</param>
    /// <param name="value">The object as sent.</param>
    /// <param name="existing">Reads the object as it is stored, for what the server keeps; null when it is being created.</param>
    public static JsonObject Complete(ResourceType type, JsonObject value, Func<JsonObject?>? existing)
    {
        if (value["spec"] is not JsonObject || Defaulter(type) is not { } defaulter)
        {
            return value;
        }

        var complete = value.Copy();
        defaulter((JsonObject)complete["spec"]!, complete, existing?.Invoke());
        return complete;
    }

    private static Action<JsonObject, JsonObject, JsonObject?>? Defaulter(ResourceType type) => (type.ApiVersion, type.Kind) switch
    {
        ("apps/v1", "Deployment") => (spec, _, _) => WorkloadDefaults.Deployment(spec),
        ("apps/v1", "StatefulSet") => (spec, _, _) => WorkloadDefaults.StatefulSet(spec),
        ("apps/v1", "DaemonSet") => (spec, _, _) => WorkloadDefaults.DaemonSet(spec),
        ("batch/v1", "Job") => (spec, value, existing) => WorkloadDefaults.Job(spec, value, existing),
        ("v1", "Pod") => (spec, _, _) => PodDefaults.Spec(spec),
        ("v1", "Service") => (spec, value, existing) => ServiceDefaults.Service(spec, value, existing),
        _ => null,
    };
}
