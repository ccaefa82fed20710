using System.Globalization;
using OcmPowerShell.Hub.Placements.Selection;

namespace OcmPowerShell.Hub.Placements.Testing;

/// <summary>Says what of a placement's predicates does not hold for a cluster, and what the cluster has instead.</summary>
internal sealed class PredicateText
{
    private readonly List<(LabelSelector Labels, LabelSelector Claims)> _selectors;

    /// <param name="predicates">Predicates, all of which can be read: else no cluster would have missed one.</param>
    public PredicateText(IReadOnlyList<ClusterSelectorSpec> predicates) =>
        _selectors = [.. predicates.Select(predicate => (LabelSelector.Parse(predicate.Labels), LabelSelector.ParseClaims(predicate.Claims)))];

    /// <summary>Why no predicate selects a cluster.</summary>
    public string Of(ManagedClusterFacts cluster, IReadOnlyList<PredicateMiss> misses) => misses.Count == 1
        ? Of(cluster, misses[0])
        : string.Create(
            CultureInfo.InvariantCulture,
            $"none of the {misses.Count} predicates holds: {string.Join("; or ", misses.Select(miss => $"({miss.Index + 1}) {Of(cluster, miss)}"))}");

    private string Of(ManagedClusterFacts cluster, PredicateMiss miss)
    {
        (LabelSelector labels, LabelSelector claims) = _selectors[miss.Index];

        // All that is unmet, not the first alone: nobody wants to hear of the next only once this one is put right.
        List<string> unmet =
        [
            .. labels.Requirements.Where(wanted => !wanted.Matches(cluster.Labels)).Select(wanted => Unmet(wanted, cluster.Labels, "label")),
            .. claims.Requirements.Where(wanted => !wanted.Matches(cluster.Claims)).Select(wanted => Unmet(wanted, cluster.Claims, "claim")),
        ];
        if (miss.Selector == "celSelector")
        {
            unmet.Add($"the CEL expression does not hold: {miss.Requirement}");
        }

        return string.Join("; ", unmet);
    }

    private static string Unmet(LabelSelectorRequirement wanted, IReadOnlyDictionary<string, string> has, string what)
    {
        string claim = what == "claim" ? "claim " : "";
        string want = wanted.Operator switch
        {
            LabelSelectorOperator.Exists => $"a {what} {wanted.Key}",
            LabelSelectorOperator.DoesNotExist => $"no {what} {wanted.Key}",
            _ => $"{claim}{wanted}",
        };
        string instead = has.TryGetValue(wanted.Key, out string? value) ? $"{claim}{wanted.Key}={value}" : Missing(wanted.Key, has, what);
        return $"{want} wanted, the cluster has {instead}";
    }

    private static string Missing(string key, IReadOnlyDictionary<string, string> has, string what)
    {
        if (has.Count == 0 && what == "claim")
        {
            return "reported no claims";
        }

        // Keys tell upper case from lower case, people often do not.
        string? similar = has.Keys.FirstOrDefault(other => string.Equals(other, key, StringComparison.OrdinalIgnoreCase));
        return similar is null ? $"no {what} {key}" : $"no {what} {key}, though one {similar}";
    }
}
