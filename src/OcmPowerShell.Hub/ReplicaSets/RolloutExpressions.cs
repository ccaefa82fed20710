namespace OcmPowerShell.Hub.ReplicaSets;

/// <summary>
/// Tells in CEL, for kinds that have to run, whether an object is under way and whether it has failed. The agent takes an
/// expression that fails for false, so that one about a status that is not there yet would count as done: every field is
/// asked for with <c>has()</c>.
/// </summary>
internal static class RolloutExpressions
{
    private const string Unseen = "!has(object.status) || !has(object.status.observedGeneration) || object.status.observedGeneration < object.metadata.generation";

    private const string Seen = "has(object.status) && has(object.status.observedGeneration) && object.status.observedGeneration >= object.metadata.generation";

    private static readonly string Deployment =
        $"{Unseen} || {Status("updatedReplicas")} < {Wanted} || {Status("replicas")} > {Status("updatedReplicas")} || {Status("availableReplicas")} < {Status("updatedReplicas")}";

    private static readonly string StatefulSet =
        $"{Unseen} || {Status("availableReplicas")} < {Wanted} || ({UpdatesItself} && {Status("updatedReplicas")} < {Wanted} - {Partition})";

    private static readonly string DaemonSet =
        $"{Unseen} || {Status("numberAvailable")} < {Status("desiredNumberScheduled")} || ({UpdatesItself} && {Status("updatedNumberScheduled")} < {Status("desiredNumberScheduled")})";

    private static readonly string ReplicaSet = $"{Unseen} || {Status("availableReplicas")} < {Wanted}";

    private static readonly string Job = $"!({Has("Complete")})";

    private static readonly string Pod =
        $"!has(object.status) || !has(object.status.phase) || !(object.status.phase == 'Succeeded' || (object.status.phase == 'Running' && {Has("Ready")}))";

    private static readonly string Stuck =
        $"{Seen} && has(object.status.conditions) && object.status.conditions.exists(c, c.type == 'Progressing' && c.status == 'False' && has(c.reason) && c.reason == 'ProgressDeadlineExceeded')";

    private static string Wanted => "(has(object.spec.replicas) ? object.spec.replicas : 1)";

    private static string UpdatesItself => "!(has(object.spec.updateStrategy) && has(object.spec.updateStrategy.type) && object.spec.updateStrategy.type == 'OnDelete')";

    private static string Partition =>
        "(has(object.spec.updateStrategy) && has(object.spec.updateStrategy.rollingUpdate) && has(object.spec.updateStrategy.rollingUpdate.partition) ? object.spec.updateStrategy.rollingUpdate.partition : 0)";

    /// <summary>Whether an object of a resource is under way, and whether it has failed; null where that cannot be told, or the resource is not known.</summary>
    /// <param name="group">The API group; empty for the core one.</param>
    /// <param name="resource">The resource, as in <c>deployments</c>.</param>
    public static (string Progressing, string? Degraded)? Find(string group, string resource) => (group, resource) switch
    {
        ("apps", "deployments") => (Deployment, Stuck),
        ("apps", "statefulsets") => (StatefulSet, null),
        ("apps", "daemonsets") => (DaemonSet, null),
        ("apps", "replicasets") or ("", "replicationcontrollers") => (ReplicaSet, null),
        ("batch", "jobs") => (Job, Has("Failed")),
        ("", "pods") => (Pod, "has(object.status) && has(object.status.phase) && object.status.phase == 'Failed'"),
        _ => null,
    };

    private static string Status(string name) => $"(has(object.status.{name}) ? object.status.{name} : 0)";

    private static string Has(string condition) =>
        $"has(object.status) && has(object.status.conditions) && object.status.conditions.exists(c, c.type == '{condition}' && c.status == 'True')";
}
