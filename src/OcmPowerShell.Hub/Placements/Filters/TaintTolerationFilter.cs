using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Placements.Filters;

/// <summary>The clusters of which the placement tolerates every taint.</summary>
internal static class TaintTolerationFilter
{
    private const string Plugin = "TaintToleration";

    /// <summary>Keeps the clusters that are tolerated, and notes until when.</summary>
    /// <param name="clusters">The clusters that passed so far.</param>
    /// <param name="placement">The placement.</param>
    /// <param name="decided">The clusters that it has selected until now.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="MisconfiguredException">A toleration contradicts itself.</exception>
    public static List<ClusterVerdict> Apply(
        List<ClusterVerdict> clusters, PlacementFacts placement, IReadOnlySet<string> decided, DateTimeOffset now)
    {
        if (clusters.Count == 0)
        {
            return clusters;
        }

        Check(placement.Tolerations);
        clusters.RemoveAll(cluster =>
        {
            if (FirstUntolerated(cluster, placement.Tolerations, decided.Contains(cluster.Name), now) is not { } taint)
            {
                return false;
            }

            cluster.Exclusion = new ClusterExclusion(ExclusionReason.Taint) { Taint = taint };
            return true;
        });
        return clusters;
    }

    private static void Check(IReadOnlyList<Toleration> tolerations)
    {
        foreach (Toleration toleration in tolerations)
        {
            if (toleration.Key.Length == 0 && toleration.Operator != "Exists")
            {
                throw new MisconfiguredException(Plugin, "If the key is empty, operator must be Exists.");
            }

            if (toleration.Operator == "Exists" && toleration.Value.Length > 0)
            {
                throw new MisconfiguredException(Plugin, "If the operator is Exists, the value should be empty.");
            }
        }
    }

    private static Taint? FirstUntolerated(ClusterVerdict cluster, IReadOnlyList<Toleration> tolerations, bool isDecided, DateTimeOffset now)
    {
        foreach (Taint taint in cluster.Cluster.Taints)
        {
            if (taint.Effect == "PreferNoSelect" || (taint.Effect == "NoSelectIfNew" && isDecided))
            {
                continue;
            }

            if (EndOfToleration(taint, tolerations, now) is not { } end)
            {
                return taint;
            }

            if (end < DateTimeOffset.MaxValue && !(cluster.ToleratedUntil <= end))
            {
                cluster.ToleratedUntil = end;
            }
        }

        return null;
    }

    /// <summary>When the toleration of a taint ends, far away for never; null when it is not tolerated.</summary>
    private static DateTimeOffset? EndOfToleration(Taint taint, IReadOnlyList<Toleration> tolerations, DateTimeOffset now)
    {
        foreach (Toleration toleration in tolerations)
        {
            if (Fits(toleration, taint) && EndOf(toleration, taint) is var end && now < end)
            {
                return end;
            }
        }

        return null;
    }

    /// <summary>Whether a toleration is meant for a taint, however long it may count.</summary>
    public static bool Fits(Toleration toleration, Taint taint) =>
        (toleration.Effect.Length == 0 || toleration.Effect == taint.Effect)
        && (toleration.Key.Length == 0 || toleration.Key == taint.Key)
        && toleration.Operator switch
        {
            "" or "Equal" => toleration.Value == taint.Value,
            "Exists" => true,
            _ => false,
        };

    /// <summary>When a toleration of a taint that it fits ends; far away for never.</summary>
    public static DateTimeOffset EndOf(Toleration toleration, Taint taint)
    {
        if (toleration.Seconds is not { } seconds)
        {
            return DateTimeOffset.MaxValue;
        }

        // A taint that nobody stamped was always there.
        DateTimeOffset added = taint.TimeAdded is { } time ? new DateTimeOffset(time, TimeSpan.Zero) : DateTimeOffset.MinValue;
        return seconds < (DateTimeOffset.MaxValue - added).TotalSeconds ? added + TimeSpan.FromSeconds(Math.Max(seconds, 0)) : DateTimeOffset.MaxValue;
    }
}
