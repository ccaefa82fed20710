using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;
using OcmPowerShell.Sandbox.Kinds.Kubernetes.Defaults;
using OcmPowerShell.Sandbox.Kinds;

namespace OcmPowerShell.Sandbox.ManagedClusters.Workloads;

/// <summary>Deployments. While a new template starts, the pods of the old one stay, as in a rolling update.</summary>
internal sealed class DeploymentWorkload : IWorkload
{
    public ResourceType Type { get; } = KubernetesKinds.Get("apps", "v1", "Deployment");

    public bool HasRevisions => true;

    public JsonObject? PodSpecOf(JsonObject value) => value.ObjectAt("spec", "template", "spec");

    public bool HasEnough(JsonObject value) => Wanted(value) <= Ready(value);

    public TimeSpan? DeadlineOf(JsonObject value) => TimeSpan.FromSeconds(value.IntegerAt("spec", "progressDeadlineSeconds") ?? 600);

    public JsonObject StatusAt(JsonObject value, WorkloadMoment moment)
    {
        var wanted = Wanted(value);
        var isReady = moment.Phase == WorkloadPhase.Ready;
        var keepsOld = !isReady && moment.IsNewTemplate && Ready(value) > 0 && value.TextAt("spec", "strategy", "type") != "Recreate";
        var ready = isReady ? wanted : moment.IsNewTemplate && !keepsOld ? 0 : Math.Min(wanted, Ready(value));
        var updated = keepsOld ? Math.Min(1, wanted) : wanted;
        var replicas = keepsOld ? ready + updated : wanted;

        var status = new JsonObject();
        Put(status, "availableReplicas", ready);
        status["conditions"] = Conditions(value, moment, ready >= wanted - MaxUnavailable(value, wanted));
        status["observedGeneration"] = value.Generation();
        Put(status, "readyReplicas", ready);
        Put(status, "replicas", replicas);
        Put(status, "unavailableReplicas", replicas - ready);
        Put(status, "updatedReplicas", updated);
        return status;
    }

    private static long Wanted(JsonObject value) => Math.Max(0, value.IntegerAt("spec", "replicas") ?? 1);

    private static long Ready(JsonObject value) => value.IntegerAt("status", "readyReplicas") ?? 0;

    /// <summary>Zero is not written, as the fields are optional.</summary>
    private static void Put(JsonObject status, string name, long number)
    {
        if (number > 0)
        {
            status[name] = number;
        }
    }

    private static JsonArray Conditions(JsonObject value, WorkloadMoment moment, bool isAvailable)
    {
        var conditions = value.ArrayAt("status", "conditions")?.DeepClone() as JsonArray ?? [];
        Set(conditions, moment.Now, isAvailable
            ? new("Available", Condition.True, "MinimumReplicasAvailable", "Deployment has minimum availability.")
            : new("Available", Condition.False, "MinimumReplicasUnavailable", "Deployment does not have minimum availability."));

        // There is no such ReplicaSet here; its name is the same as long as the template is.
        var replicaSet = $"ReplicaSet \"{value.Name()}-{Fingerprint.Suffix(value.At("spec", "template")?.ToJsonString() ?? "")}\"";
        Set(conditions, moment.Now, moment.Phase switch
        {
            WorkloadPhase.Ready => new("Progressing", Condition.True, "NewReplicaSetAvailable", $"{replicaSet} has successfully progressed."),
            WorkloadPhase.Stuck => new("Progressing", Condition.False, "ProgressDeadlineExceeded", $"{replicaSet} has timed out progressing."),
            _ => new("Progressing", Condition.True, "ReplicaSetUpdated", $"{replicaSet} is progressing."),
        });
        return conditions;
    }

    /// <summary>A deployment's conditions also carry when they were last written.</summary>
    private static void Set(JsonArray conditions, DateTimeOffset now, Condition condition)
    {
        var before = ConditionList.Find(conditions, condition.Type);
        var isSame = before.TextAt("reason") == condition.Reason && before.TextAt("status") == condition.Status
            && before.TextAt("message") == condition.Message;
        ConditionList.Set(conditions, condition, now);
        var written = ConditionList.Find(conditions, condition.Type)!;
        written["lastUpdateTime"] = isSame ? before.TextAt("lastUpdateTime") : now.ToApiTime();
    }

    private static long MaxUnavailable(JsonObject value, long wanted)
    {
        var limit = value.At("spec", "strategy", "rollingUpdate", "maxUnavailable");
        if (limit.AsInteger() is { } number)
        {
            return number;
        }

        return limit.TextAt() is { } text && text.EndsWith('%')
            && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var percent)
            ? wanted * percent / 100
            : 0;
    }
}
