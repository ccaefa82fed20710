namespace OcmPowerShell.Hub.Placements.Testing;

/// <summary>Says why none of a placement's cluster sets has a cluster, and which commands would change that.</summary>
internal sealed class ClusterSetText
{
    private readonly string _namespace;
    private readonly IReadOnlyList<string> _wanted;
    private readonly List<ClusterSetFacts> _sets;
    private readonly HashSet<string> _bound;
    private readonly string? _joinable;
    private readonly string _state;

    public ClusterSetText(SchedulingSnapshot snapshot, IReadOnlyList<string> eligible)
    {
        _namespace = snapshot.Placement.Namespace;
        _wanted = snapshot.Placement.ClusterSets;
        // A set of its own says more about a cluster than one that takes all.
        _sets = [.. snapshot.ClusterSets.OrderBy(set => !set.IsExclusive).ThenBy(set => set.Name, StringComparer.Ordinal)];
        HashSet<string> names = [.. _sets.Select(set => set.Name)];
        _bound = [.. snapshot.Bindings.Where(names.Contains)];
        _joinable = eligible.FirstOrDefault(name => _sets.Exists(set => set.Name == name && set.IsExclusive));
        _state = (_bound.Count, eligible.Count) switch
        {
            (0, _) => $"no cluster set is bound to the namespace {_namespace}",
            (_, 0) => $"none of the placement's cluster sets ({string.Join(", ", _wanted)}) is bound to the namespace {_namespace}",
            (_, 1) => $"it is not in the cluster set {eligible[0]}",
            _ => $"it is in none of the cluster sets {string.Join(", ", eligible)}",
        };
    }

    /// <summary>Why no set that the placement may use has a cluster.</summary>
    public string Of(ManagedClusterFacts cluster)
    {
        List<string> mine = [.. _sets.Where(set => set.Has(cluster.Labels)).Select(set => set.Name)];
        return $"{_state}; {Where(cluster, mine)}{Remedy(cluster, mine)}";
    }

    private string Where(ManagedClusterFacts cluster, List<string> mine)
    {
        if (mine.Count > 0)
        {
            return $"it is in {string.Join(", ", mine)}";
        }

        return cluster.Labels.TryGetValue(ClusterSetFacts.ClusterSetLabel, out string? label) && label.Length > 0 && !_sets.Exists(set => set.Name == label)
            ? $"its label names the set {label}, which does not exist"
            : "it is in no set";
    }

    private string Remedy(ManagedClusterFacts cluster, List<string> mine)
    {
        List<string> ways = [];
        if (mine.Find(_bound.Contains) is { } bound)
        {
            ways.Add($"let the placement use {bound}, which is bound");
        }
        else if (mine.Find(set => _wanted.Count == 0 || _wanted.Contains(set)) is { } usable)
        {
            ways.Add($"New-OcmClusterSetBinding {usable} -Namespace {_namespace}");
        }
        else if (mine.Count > 0)
        {
            ways.Add($"let the placement use {mine[0]}, with New-OcmClusterSetBinding {mine[0]} -Namespace {_namespace}");
        }

        if (_joinable is not null)
        {
            ways.Add($"Add-OcmClusterSetMember {_joinable} -Cluster {cluster.Name}");
        }

        return ways.Count == 0 ? "" : $". To change that: {string.Join(", or ", ways)}";
    }
}
