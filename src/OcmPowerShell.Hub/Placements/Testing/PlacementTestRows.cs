using System.Globalization;
using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Placements.Decisions;

namespace OcmPowerShell.Hub.Placements.Testing;

/// <summary>Turns what the scheduler decided into rows that people understand, one a cluster.</summary>
internal sealed class PlacementTestRows
{
    private readonly SchedulingSnapshot _snapshot;
    private readonly SchedulingResult _result;
    private readonly string _hub;
    private readonly string _placement;
    private readonly Dictionary<string, DecisionGroup> _groups = new(StringComparer.Ordinal);
    private readonly HashSet<string> _decided;
    private readonly List<ClusterVerdict> _ranked;
    private readonly string _problem;
    private readonly Lazy<PredicateText> _predicates;
    private readonly Lazy<ClusterSetText> _sets;
    private readonly TaintText _taints;

    public PlacementTestRows(SchedulingSnapshot snapshot, SchedulingResult result, string hub, string placement)
    {
        (_snapshot, _result, _hub, _placement) = (snapshot, result, hub, placement);
        foreach (DecisionGroup group in result.Groups)
        {
            foreach (string cluster in group.Decisions.SelectMany(decision => decision.Clusters))
            {
                _groups[cluster] = group;
            }
        }

        PlacementFacts facts = snapshot.Placement;
        _decided = [.. snapshot.Decisions
            .Where(decision => decision.Placement == facts.Name && decision.Namespace == facts.Namespace)
            .SelectMany(decision => decision.Clusters)];
        _ranked = [.. result.Clusters.Where(cluster => cluster.Rank > 0).OrderBy(cluster => cluster.Rank)];
        _problem = result.Failure ?? result.Conditions.FirstOrDefault(condition => condition is { Type: "PlacementMisconfigured", Status: true })?.Message.TrimStart(':') ?? "";
        _predicates = new(() => new PredicateText(facts.Predicates));
        _sets = new(() => new ClusterSetText(snapshot, result.EligibleSets));
        _taints = new TaintText(facts.Tolerations);
    }

    /// <summary>The clusters of the placement's decisions on the hub now.</summary>
    public IReadOnlyCollection<string> Decided => _decided;

    /// <summary>What is misconfigured; empty when nothing is.</summary>
    public string Problem => _problem;

    /// <summary>The rows: the selected clusters by rank, then those that others outrank, then the others by name.</summary>
    /// <param name="wanted">Of which clusters, by name.</param>
    public IEnumerable<PlacementTest> Of(Func<string, bool> wanted)
    {
        IEnumerable<ClusterVerdict> rest = _result.Clusters.Where(cluster => cluster.Rank == 0);
        return _ranked.Where(IsSelected).Concat(_ranked.Where(cluster => !IsSelected(cluster)))
            .Concat(rest.Where(IsSelected)).Concat(rest.Where(cluster => !IsSelected(cluster)))
            .Where(cluster => wanted(cluster.Name))
            .Select(Row);
    }

    /// <summary>
    /// Whether a cluster is in the decisions that the hub would write. Where it would write none, because a set cannot be
    /// read, those that it has stay.
    /// </summary>
    public bool IsSelected(ClusterVerdict cluster) => _result.Failure is null ? _groups.ContainsKey(cluster.Name) : _decided.Contains(cluster.Name);

    private PlacementTest Row(ClusterVerdict cluster)
    {
        bool selected = IsSelected(cluster);
        DecisionGroup? group = _groups.GetValueOrDefault(cluster.Name);
        return new PlacementTest
        {
            Hub = _hub,
            Placement = _placement,
            Cluster = cluster.Name,
            Selected = selected,
            WasSelected = _decided.Contains(cluster.Name),
            Rank = cluster.Rank > 0 ? cluster.Rank : null,
            TotalScore = cluster.Rank > 0 ? cluster.Total : null,
            Scores = (PlacementScore[])[.. cluster.Scores.Select(score => new PlacementScore
            {
                Prioritizer = score.Prioritizer, Weight = score.Weight, Score = score.Score, Weighted = score.Weight * score.Score,
            })],
            ExcludedBy = selected ? ExcludedBy.None : ReasonOf(cluster),
            Detail = DetailOf(cluster, selected),
            Group = group is null ? "" : group.Name.Length > 0 ? group.Name : group.Index.ToString(CultureInfo.InvariantCulture),
            GroupIndex = group?.Index,
            ToleratedUntil = cluster.Rank > 0 ? cluster.ToleratedUntil?.UtcDateTime : null,
        };
    }

    private ExcludedBy ReasonOf(ClusterVerdict cluster) => cluster.Exclusion?.Reason switch
    {
        _ when _result.Failure is not null => ExcludedBy.Misconfigured,
        ExclusionReason.ClusterSet => ExcludedBy.NotInSet,
        ExclusionReason.Deleting => ExcludedBy.Deleting,
        ExclusionReason.Predicate => ExcludedBy.Predicate,
        ExclusionReason.Taint => ExcludedBy.Taint,
        _ => cluster.Rank > 0 && !cluster.Selected ? ExcludedBy.Count : ExcludedBy.Misconfigured,
    };

    private string DetailOf(ClusterVerdict cluster, bool selected)
    {
        if (_result.Failure is not null)
        {
            return $"nothing can be decided: {_problem}{(selected ? "; the hub leaves the cluster selected as it is" : "")}";
        }

        if (selected)
        {
            return string.Create(CultureInfo.InvariantCulture, $"rank {cluster.Rank} of {_ranked.Count}, {Wanted()}{Until(cluster)}");
        }

        return cluster.Exclusion switch
        {
            { Reason: ExclusionReason.ClusterSet } => _sets.Value.Of(cluster.Cluster),
            { Reason: ExclusionReason.Deleting } => "the cluster is being deleted",
            { Reason: ExclusionReason.Predicate } exclusion => _predicates.Value.Of(cluster.Cluster, exclusion.Misses),
            { Reason: ExclusionReason.Taint, Taint: { } taint } => _taints.Of(taint),
            _ => cluster.Rank > 0 && !cluster.Selected ? Outranked(cluster) : _problem,
        };
    }

    private string Wanted() => _snapshot.Placement.NumberOfClusters is { } count ? string.Create(CultureInfo.InvariantCulture, $"{count} wanted") : "all wanted";

    private static string Until(ClusterVerdict cluster) =>
        cluster.ToleratedUntil is { } end ? string.Create(CultureInfo.InvariantCulture, $"; its taint is tolerated until {end:u}") : "";

    private string Outranked(ClusterVerdict cluster)
    {
        string rank = string.Create(CultureInfo.InvariantCulture, $"rank {cluster.Rank} of {_ranked.Count}, {Wanted()}");
        if (_ranked.FindLast(other => other.Selected) is not { } last)
        {
            return rank;
        }

        return rank + (last.Total == cluster.Total
            ? $"; it scores as much as the last selected ({last.Name}), which comes first by name"
            : string.Create(CultureInfo.InvariantCulture, $"; it scores {cluster.Total}, the last selected ({last.Name}) {last.Total}"));
    }
}
