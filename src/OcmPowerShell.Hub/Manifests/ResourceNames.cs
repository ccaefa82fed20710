namespace OcmPowerShell.Hub.Manifests;

/// <summary>The resource names of kinds whose status a work can report: a manifestConfig names the resource, not the kind.</summary>
internal static class ResourceNames
{
    /// <summary>The plural name, or null for a kind or version that is not known to all clusters.</summary>
    public static string? Find(string apiVersion, string kind) => (apiVersion, kind) switch
    {
        ("apps/v1", "Deployment") => "deployments",
        ("apps/v1", "DaemonSet") => "daemonsets",
        ("apps/v1", "StatefulSet") => "statefulsets",
        ("batch/v1", "Job") => "jobs",
        ("v1", "Pod") => "pods",
        _ => null,
    };
}
