using OcmPowerShell.Hub.Placements;
using OcmPowerShell.Sandbox.Api;

namespace OcmPowerShell.Sandbox.Controllers.Placement;

/// <summary>All that the scheduler looks at, kept up to date; and which placements a change concerns.</summary>
internal sealed class PlacementView : IDisposable
{
    private readonly ResourceCache<PlacementFacts> _placements;
    private readonly ResourceCache<DecisionFacts> _decisions;
    private readonly ResourceCache<ManagedClusterFacts> _clusters;
    private readonly ResourceCache<ClusterSetFacts> _sets;
    private readonly ResourceCache<BindingFacts> _bindings;
    private readonly ResourceCache<AddOnScoreFacts> _scores;

    public PlacementView(IResourceClient hub)
    {
        _placements = new(hub, OcmTypes.Placement, PlacementFacts.Parse);
        _decisions = new(hub, OcmTypes.PlacementDecision, DecisionFacts.Parse);
        _clusters = new(hub, OcmTypes.ManagedCluster, ManagedClusterFacts.Parse);
        _sets = new(hub, OcmTypes.ManagedClusterSet, ClusterSetFacts.Parse);
        _bindings = new(hub, OcmTypes.ManagedClusterSetBinding, value => new BindingFacts(value.Namespace(), value.Name()));
        _scores = new(hub, OcmTypes.AddOnPlacementScore, AddOnScoreFacts.Parse);
    }

    /// <summary>Queues, as <c>namespace/name</c>, each placement that a change concerns.</summary>
    public void Follow(ReconcileLoop loop)
    {
        loop.Follow("the watch of placements", stop => _placements.FollowAsync(
            (before, after) => Queue(loop, after ?? before), stop));
        loop.Follow("the watch of placementdecisions", stop => _decisions.FollowAsync(
            (before, after) =>
            {
                loop.Add(KeyOf(before));
                loop.Add(KeyOf(after));
            }, stop));
        loop.Follow("the watch of managedclusters", stop => _clusters.FollowAsync(
            (before, after) => QueueAll(loop, AffectedBy(before, after)), stop));
        loop.Follow("the watch of managedclustersets", stop => _sets.FollowAsync(
            (before, after) => QueueAll(loop, Bound((after ?? before)?.Name ?? "")), stop));
        loop.Follow("the watch of managedclustersetbindings", stop => _bindings.FollowAsync(
            (before, after) => QueueAll(loop, Beside(after ?? before)), stop));
        loop.Follow("the watch of addonplacementscores", stop => _scores.FollowAsync(
            (before, after) => QueueAll(loop, AffectedBy(after ?? before)), stop));
    }

    /// <summary>What the scheduler sees for a placement.</summary>
    public SchedulingSnapshot Snapshot(PlacementFacts placement, DateTimeOffset now) => new()
    {
        Placement = placement,
        Clusters = [.. _clusters.All],
        ClusterSets = [.. _sets.All],
        Bindings = [.. _bindings.All.Where(binding => binding.Namespace == placement.Namespace).Select(binding => binding.Name)],
        Decisions = [.. _decisions.All],
        Scores = [.. _scores.All],
        Now = now,
    };

    /// <summary>Names of the PlacementDecisions that carry a placement's label.</summary>
    public IEnumerable<string> DecisionsOf(PlacementFacts placement) => _decisions.All
        .Where(decision => decision.Placement == placement.Name && decision.Namespace == placement.Namespace)
        .Select(decision => decision.Name);

    public void Dispose()
    {
        _placements.Dispose();
        _decisions.Dispose();
        _clusters.Dispose();
        _sets.Dispose();
        _bindings.Dispose();
        _scores.Dispose();
    }

    private static string KeyOf(DecisionFacts? decision) =>
        decision is { Placement.Length: > 0 } ? $"{decision.Namespace}/{decision.Placement}" : "";

    private static void Queue(ReconcileLoop loop, PlacementFacts? placement) => loop.Add($"{placement?.Namespace}/{placement?.Name}");

    private static void QueueAll(ReconcileLoop loop, IEnumerable<PlacementFacts> placements)
    {
        foreach (var placement in placements)
        {
            Queue(loop, placement);
        }
    }

    /// <summary>A cluster reports often; only what a placement looks at concerns it.</summary>
    private IEnumerable<PlacementFacts> AffectedBy(ManagedClusterFacts? before, ManagedClusterFacts? after)
    {
        var concerned = In(SetsOf(before).Union(SetsOf(after)));
        return before is not null && after is not null && after.SchedulesLike(before)
            ? concerned.Where(placement => placement.UsesExpressions)
            : concerned;
    }

    private IEnumerable<PlacementFacts> AffectedBy(AddOnScoreFacts? score) => score is null
        ? []
        : In(SetsOf(_clusters.Find("", score.Namespace))).Where(placement => placement.MayUseScore(score.Name));

    /// <summary>All in the namespace: a placement that does not use the set says otherwise why it has none once there is a binding.</summary>
    private IEnumerable<PlacementFacts> Beside(BindingFacts? binding) =>
        _placements.All.Where(placement => placement.Namespace == binding?.Namespace);

    private IEnumerable<PlacementFacts> Bound(string set) => _placements.All.Where(placement => _bindings.Find(placement.Namespace, set) is not null);

    private IEnumerable<PlacementFacts> In(IEnumerable<string> sets) =>
        sets.SelectMany(set => Bound(set).Where(placement => placement.ClusterSets.Count == 0 || placement.ClusterSets.Contains(set)));

    private IEnumerable<string> SetsOf(ManagedClusterFacts? cluster) =>
        cluster is null ? [] : _sets.All.Where(set => set.Has(cluster.Labels)).Select(set => set.Name);

    /// <summary>A ManagedClusterSetBinding: its name is the set's.</summary>
    private sealed record BindingFacts(string Namespace, string Name);
}
