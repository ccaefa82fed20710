using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Watching;

/// <summary>What changed of a placement and of what it has selected.</summary>
internal static class PlacementDifference
{
    private static readonly string[] Shown = ["PlacementSatisfied", "PlacementMisconfigured"];

    /// <summary>In words; empty where a user sees no difference.</summary>
    public static string Between(PlacementSnapshot old, PlacementSnapshot now)
    {
        (Placement before, Placement after) = (old.Placement, now.Placement);
        var difference = new Difference();
        difference.State("Satisfied", before.Satisfied, after.Satisfied);
        difference.State("Misconfigured", before.Misconfigured, after.Misconfigured);
        difference.Value("reason", before.Reason, after.Reason);
        difference.Clusters(old.Clusters.Count, now.Clusters.Count, now.Without(old), old.Without(now));
        if (before.Reason == after.Reason)
        {
            difference.Value("message", before.Message, after.Message);
        }

        difference.Value("wanted", before.Count?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "all", after.Count?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "all");
        difference.Items("cluster sets", before.ClusterSets, after.ClusterSets);
        difference.Items("predicates", Texts(before.Predicates), Texts(after.Predicates));
        difference.Items("prioritizers", Texts(before.Prioritizers), Texts(after.Prioritizers));
        difference.Value("prioritizer mode", before.PrioritizerMode, after.PrioritizerMode);
        difference.Items("tolerations", Texts(before.Tolerations), Texts(after.Tolerations));
        difference.State("Paused", before.Paused, after.Paused);
        difference.Pairs("labels", before.Labels, after.Labels);
        difference.Common(before, after, Shown);
        return difference.ToString();
    }

    private static IEnumerable<string> Texts(IEnumerable<object> items) => items.Select(item => item.ToString() ?? "");
}
