using System.Globalization;

namespace OcmPowerShell.Hub.Placements;

/// <summary>The conditions of a placement, in OCM's words.</summary>
internal static class SchedulingConditions
{
    private const int LongestMessage = 32768;

    /// <summary>PlacementMisconfigured.</summary>
    /// <param name="problem">What is wrong; null when nothing is.</param>
    public static PlacementCondition Misconfigured(string? problem) => problem is null
        ? new("PlacementMisconfigured", false, "Succeedconfigured", "Placement configurations check pass")
        // It repeats what the user wrote, which may be longer than a condition's message.
        : new("PlacementMisconfigured", true, "Misconfigured", problem.Length > LongestMessage ? problem[..LongestMessage] : problem);

    /// <summary>PlacementSatisfied.</summary>
    /// <param name="placement">The placement.</param>
    /// <param name="eligible">The sets it may use.</param>
    /// <param name="bound">How many sets are bound to its namespace.</param>
    /// <param name="available">How many clusters those sets have.</param>
    /// <param name="selected">How many clusters are selected.</param>
    /// <param name="ranked">Whether clusters could be ranked at all.</param>
    public static PlacementCondition Satisfied(
        PlacementFacts placement, IReadOnlyList<string> eligible, int bound, int available, int selected, bool ranked)
    {
        // Where nothing could be ranked, nothing counts as missing either.
        long unscheduled = ranked && placement.NumberOfClusters is { } wanted ? wanted - selected : 0;
        return (bound, eligible.Count, available, selected, unscheduled) switch
        {
            (0, _, _, _, _) => Unsatisfied("NoManagedClusterSetBindings", "No valid ManagedClusterSetBindings found in placement namespace"),
            (_, 0, _, _, _) => Unsatisfied(
                "NoIntersection", $"None of ManagedClusterSets [{string.Join(",", placement.ClusterSets)}] is bound to placement namespace"),
            (_, _, 0, _, _) => Unsatisfied(
                "AllManagedClusterSetsEmpty", $"All ManagedClusterSets [{string.Join(",", eligible)}] have no member ManagedCluster"),
            (_, _, _, 0, _) => Unsatisfied("NoManagedClusterMatched", "No ManagedCluster matches any of the cluster predicate"),
            (_, _, _, _, 0) => new("PlacementSatisfied", true, "AllDecisionsScheduled", "All cluster decisions scheduled"),
            _ => Unsatisfied(
                "NotAllDecisionsScheduled", string.Create(CultureInfo.InvariantCulture, $"{unscheduled} cluster decisions unscheduled")),
        };
    }

    private static PlacementCondition Unsatisfied(string reason, string message) => new("PlacementSatisfied", false, reason, message);
}
