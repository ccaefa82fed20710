using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters.Workloads;

/// <summary>The status of a Deployment, told by its ReplicaSets.</summary>
internal static class DeploymentStatus
{
    private const string Complete = "NewReplicaSetAvailable";
    private const string Stuck = "ProgressDeadlineExceeded";

    private static readonly string[] Growing = ["updatedReplicas", "readyReplicas"];

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>Writes it.</summary>
    /// <param name="value">The Deployment.</param>
    /// <param name="wanted">How many pods it wants.</param>
    /// <param name="newest">The ReplicaSet of its template; null for none yet.</param>
    /// <param name="sets">All its ReplicaSets.</param>
    /// <param name="created">Whether the newest was made just now.</param>
    /// <param name="now">The time.</param>
    /// <returns>When it counts as stuck unless something happens; null for never.</returns>
    public static TimeSpan? Write(
        JsonObject value, long wanted, ReplicaSetState? newest, IReadOnlyList<ReplicaSetState> sets, bool created, DateTimeOffset now)
    {
        var before = value.ObjectAt("status");
        var replicas = sets.Sum(set => set.Replicas);
        var ready = sets.Sum(set => set.Ready);
        var updated = newest?.Replicas ?? 0;
        var status = new JsonObject();
        Put(status, "availableReplicas", ready);
        Put(status, "collisionCount", before.IntegerAt("collisionCount") ?? 0);
        var conditions = before.ArrayAt("conditions")?.DeepClone() as JsonArray ?? [];
        status["conditions"] = conditions;
        status["observedGeneration"] = value.Generation();
        Put(status, "readyReplicas", ready);
        Put(status, "replicas", replicas);
        Put(status, "unavailableReplicas", Math.Max(0, replicas - ready));
        Put(status, "updatedReplicas", updated);
        value["status"] = status;

        Set(conditions, now, ready >= wanted - RolloutPlan.MaxUnavailable(value, wanted)
            ? new("Available", Condition.True, "MinimumReplicasAvailable", "Deployment has minimum availability.")
            : new("Available", Condition.False, "MinimumReplicasUnavailable", "Deployment does not have minimum availability."));
        if (newest is null)
        {
            return null;
        }

        var progress = ConditionList.Find(conditions, "Progressing");
        if (!created && progress.TextAt("reason") == Complete && replicas == updated && progress.TextAt("message")?.Contains(newest.Name, StringComparison.Ordinal) == true)
        {
            // Once complete, a new number of pods makes it nothing else.
            return null;
        }

        if (updated == wanted && replicas == wanted && ready == wanted)
        {
            Set(conditions, now, new("Progressing", Condition.True, Complete, $"ReplicaSet \"{newest.Name}\" has successfully progressed."));
            return null;
        }

        if (created)
        {
            Set(conditions, now, new("Progressing", Condition.True, "NewReplicaSetCreated", $"Created new replica set \"{newest.Name}\""), isNews: true);
        }
        else if (progress is null || HasProgressed(before, status) || progress.TextAt("reason") == Complete)
        {
            Set(conditions, now, new("Progressing", Condition.True, "ReplicaSetUpdated", $"ReplicaSet \"{newest.Name}\" is progressing."), isNews: true);
        }

        return Deadline(value, conditions, newest, now);
    }

    private static TimeSpan? Deadline(JsonObject value, JsonArray conditions, ReplicaSetState newest, DateTimeOffset now)
    {
        var progress = ConditionList.Find(conditions, "Progressing");
        if (progress.TextAt("reason") == Stuck
            || value.IntegerAt("spec", "progressDeadlineSeconds") is not { } seconds || seconds >= int.MaxValue
            || !DateTimeOffset.TryParse(progress.TextAt("lastUpdateTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var last))
        {
            return null;
        }

        var left = last + TimeSpan.FromSeconds(seconds) - now;
        if (left > TimeSpan.Zero)
        {
            return left < LongestWait ? left : LongestWait;
        }

        Set(conditions, now, new("Progressing", Condition.False, Stuck, $"ReplicaSet \"{newest.Name}\" has timed out progressing."));
        return null;
    }

    private static bool HasProgressed(JsonObject? before, JsonObject after) =>
        Growing.Any(name => (after.IntegerAt(name) ?? 0) > (before.IntegerAt(name) ?? 0))
        || (after.IntegerAt("replicas") ?? 0) - (after.IntegerAt("updatedReplicas") ?? 0) < (before.IntegerAt("replicas") ?? 0) - (before.IntegerAt("updatedReplicas") ?? 0);

    /// <summary>A deployment's conditions also carry when they were last written.</summary>
    private static void Set(JsonArray conditions, DateTimeOffset now, Condition condition, bool isNews = false)
    {
        var before = ConditionList.Find(conditions, condition.Type);
        var isSame = !isNews && before.TextAt("reason") == condition.Reason && before.TextAt("status") == condition.Status
            && before.TextAt("message") == condition.Message;
        ConditionList.Set(conditions, condition, now);
        var written = ConditionList.Find(conditions, condition.Type)!;
        written["lastUpdateTime"] = isSame ? before.TextAt("lastUpdateTime") : now.ToApiTime();
    }

    /// <summary>Zero is not written, as the fields are optional.</summary>
    private static void Put(JsonObject status, string name, long number)
    {
        if (number > 0)
        {
            status[name] = number;
        }
    }
}
