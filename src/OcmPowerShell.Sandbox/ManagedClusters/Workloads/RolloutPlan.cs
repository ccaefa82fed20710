using System.Globalization;
using System.Text.Json.Nodes;

namespace OcmPowerShell.Sandbox.ManagedClusters.Workloads;

/// <summary>How many pods each ReplicaSet of a Deployment should want next.</summary>
internal static class RolloutPlan
{
    /// <summary>How many of the pods that are wanted may be missing.</summary>
    public static long MaxUnavailable(JsonObject deployment, long wanted)
    {
        if (IsRecreate(deployment))
        {
            return wanted;
        }

        var missing = Share(deployment.At("spec", "strategy", "rollingUpdate", "maxUnavailable"), wanted, roundsUp: false);

        // With neither surplus nor gap allowed, nothing could ever be replaced.
        return missing == 0 && MaxSurge(deployment, wanted) == 0 ? 1 : Math.Min(missing, wanted);
    }

    /// <summary>What each should want; only those that should change are told.</summary>
    /// <param name="deployment">The Deployment.</param>
    /// <param name="wanted">How many pods it wants.</param>
    /// <param name="newest">The ReplicaSet of its template.</param>
    /// <param name="old">Its other ReplicaSets.</param>
    public static IEnumerable<(ReplicaSetState Set, long Replicas)> Next(
        JsonObject deployment, long wanted, ReplicaSetState newest, IReadOnlyList<ReplicaSetState> old)
    {
        if (IsRecreate(deployment))
        {
            return old.Any(set => set.Wanted > 0 || set.Replicas > 0)
                ? old.Where(set => set.Wanted > 0).Select(set => (set, 0L))
                : newest.Wanted == wanted ? [] : [(newest, wanted)];
        }

        var total = newest.Wanted + old.Sum(set => set.Wanted);
        var grown = Math.Min(wanted, newest.Wanted + Math.Max(0, wanted + MaxSurge(deployment, wanted) - total));
        if (newest.Wanted > wanted)
        {
            grown = wanted;
        }

        return grown != newest.Wanted ? [(newest, grown)] : Shrink(deployment, wanted, newest, old);
    }

    private static IEnumerable<(ReplicaSetState Set, long Replicas)> Shrink(
        JsonObject deployment, long wanted, ReplicaSetState newest, IReadOnlyList<ReplicaSetState> old)
    {
        var leastAvailable = wanted - MaxUnavailable(deployment, wanted);
        var total = newest.Wanted + old.Sum(set => set.Wanted);
        var most = total - leastAvailable - (newest.Wanted - newest.Ready);
        foreach (var set in old.Where(set => set.Wanted > 0).OrderBy(set => set.Revision))
        {
            if (most <= 0)
            {
                yield break;
            }

            // Pods that are not ready are no loss; of the others only those beyond the least.
            var unready = set.Wanted - set.Ready;
            var spare = Math.Max(0, newest.Ready + old.Sum(one => one.Ready) - leastAvailable);
            var fewer = Math.Min(most, Math.Min(set.Wanted, unready + spare));
            if (fewer > 0)
            {
                most -= fewer;
                yield return (set, set.Wanted - fewer);
            }
        }
    }

    private static bool IsRecreate(JsonObject deployment) => deployment.TextAt("spec", "strategy", "type") == "Recreate";

    private static long MaxSurge(JsonObject deployment, long wanted) =>
        Share(deployment.At("spec", "strategy", "rollingUpdate", "maxSurge"), wanted, roundsUp: true);

    private static long Share(JsonNode? limit, long whole, bool roundsUp)
    {
        if (limit.AsInteger() is { } number)
        {
            return Math.Max(0, number);
        }

        return limit.TextAt() is { } text && text.EndsWith('%')
            && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var percent)
            ? ((whole * percent) + (roundsUp ? 99 : 0)) / 100
            : 0;
    }
}
