using OcmPowerShell.Hub.Model;
using OcmPowerShell.Hub.Works.Delivery;

namespace OcmPowerShell.Hub.Works;

/// <summary>
/// Which works belong to placements or cluster sets, by labels: those that this module brought there, and of a placement
/// also those of replica sets that go by it.
/// </summary>
internal sealed class WorkBelonging
{
    // Its value is the placement's name alone; it and the replica set are in one namespace.
    private const string ReplicaSetPlacementLabel = "work.open-cluster-management.io/placementname";

    private readonly HashSet<string> _owners;
    private readonly string _label;
    private readonly HashSet<ObjectKey> _placements;

    private WorkBelonging(string label, IEnumerable<string> owners, IEnumerable<ObjectKey> placements) =>
        (_label, _owners, _placements) = (label, [.. owners], [.. placements]);

    /// <summary>Label selectors that together select them; one that several select is selected by the first that counts.</summary>
    public IReadOnlyList<string> Selectors
    {
        get
        {
            string own = $"{_label} in ({string.Join(",", _owners.Order(StringComparer.Ordinal))})";

            // A longer name cannot be a label's value, so no replica set has it there.
            string names = string.Join(",", _placements.Select(placement => placement.Name).Where(name => name.Length <= LabelValue.Longest).Distinct().Order(StringComparer.Ordinal));
            return names.Length == 0 ? [own] : [own, $"{ReplicaSetPlacementLabel} in ({names})"];
        }
    }

    /// <summary>Works of placements.</summary>
    public static WorkBelonging ToPlacements(IReadOnlyCollection<ObjectKey> placements) =>
        new(Ownership.PlacementLabel, placements.Select(placement => WorkOwner.Placement(placement).Value), placements);

    /// <summary>Works of cluster sets.</summary>
    public static WorkBelonging ToClusterSets(IEnumerable<string> sets) => new(Ownership.ClusterSetLabel, sets.Select(set => WorkOwner.ClusterSet(set).Value), []);

    /// <summary>A selector of what two select; the first may be null for all.</summary>
    public static string Both(string? first, string second) => first is null ? second : $"{first},{second}";

    /// <summary>Whether a work that a selector selects is one of them, and is not the other selector's.</summary>
    public bool Has(Work work, string selector) => selector == Selectors[0] ? IsOwn(work) : !IsOwn(work) && IsOfReplicaSet(work);

    private bool IsOwn(Work work) => work.Labels.GetValueOrDefault(_label) is { } owner && _owners.Contains(owner);

    // No namespace has a dot, so what stands before the first one is it.
    private bool IsOfReplicaSet(Work work) =>
        work.Labels.GetValueOrDefault(Ownership.ReplicaSetLabel) is { } replicaSet && work.Labels.GetValueOrDefault(ReplicaSetPlacementLabel) is { } name
        && _placements.Contains(new ObjectKey(replicaSet.Split('.')[0], name));
}
