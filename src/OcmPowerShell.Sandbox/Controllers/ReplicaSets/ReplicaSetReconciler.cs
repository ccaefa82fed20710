using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Rollouts;
using OcmPowerShell.Sandbox.Api;
using OcmPowerShell.Sandbox.Controllers.Rollouts;

namespace OcmPowerShell.Sandbox.Controllers.ReplicaSets;

/// <summary>Brings the works of one replica set after the other to what its placements and its template ask for.</summary>
internal sealed class ReplicaSetReconciler(IResourceClient hub, ResourceCache<JsonObject> works, TimeProvider time)
{
    private const string Finalizer = "work.open-cluster-management.io/manifest-work-cleanup";

    // Whatever is due later than this waits for a change.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(30);

    /// <summary>Does what a set needs now; returns when to look again, or null for when something changes.</summary>
    /// <exception cref="AggregateException">Something went wrong on single clusters; the others are served.</exception>
    public TimeSpan? Reconcile(string key)
    {
        var (@namespace, name) = key.Split('.', 2) is [var first, var second] ? (first, second) : ("", key);
        var set = hub.Get(OcmTypes.ManifestWorkReplicaSet, @namespace, name);
        if (set is not null && set.IsDeleting())
        {
            CleanUp(set, key);
            return null;
        }

        if (set is null || hub.Change(OcmTypes.ManifestWorkReplicaSet, @namespace, name, value => !value.IsDeleting() && value.AddFinalizer(Finalizer))
            is not { } current || current.IsDeleting())
        {
            return null;
        }

        List<Exception> errors = [];
        var (placements, recheck) = Deploy(current, key, errors);
        hub.ChangeStatus(OcmTypes.ManifestWorkReplicaSet, @namespace, name, value => new ReplicaSetStatus(value, time.GetUtcNow()).Write(
            placements, works.Of(key)));
        return errors.Count > 0 ? throw new AggregateException(errors) : recheck < LongestWait ? recheck : null;
    }

    private void CleanUp(JsonObject set, string key)
    {
        foreach (var work in works.Of(key))
        {
            hub.Delete(OcmTypes.ManifestWork, work.Namespace(), work.Name());
        }

        if (set.TextAt("spec", "cascadeDeletionPolicy") != "Foreground" || works.Of(key).All(IsGone))
        {
            hub.Change(OcmTypes.ManifestWorkReplicaSet, set.Namespace(), set.Name(), value => value.RemoveFinalizer(Finalizer));
        }
    }

    private bool IsGone(JsonObject work) => hub.Get(OcmTypes.ManifestWork, work.Namespace(), work.Name()) is null;

    /// <returns>What became of each placement, or null where one is missing; and when time alone changes something.</returns>
    private (IReadOnlyList<PlacementOutcome>? Placements, TimeSpan? Recheck) Deploy(JsonObject set, string key, List<Exception> errors)
    {
        var references = set.ObjectsAt("spec", "placementRefs").ToList();
        var names = references.Select(reference => reference.TextAt("name")).ToHashSet();
        foreach (var work in works.Of(key).Where(work => !names.Contains(ReplicaSetWork.PlacementOf(work))))
        {
            hub.Delete(OcmTypes.ManifestWork, work.Namespace(), work.Name());
        }

        List<PlacementOutcome> placements = [];
        TimeSpan? recheck = null;
        foreach (var reference in references)
        {
            var name = reference.TextAt("name") ?? "";
            if (hub.Get(OcmTypes.Placement, set.Namespace(), name) is not { } placement)
            {
                return (null, null);
            }

            try
            {
                var strategy = RolloutStrategies.From(reference.ObjectAt("rolloutStrategy"));
                var (outcome, wait) = Deploy(set, placement, strategy, works.Of(key).Where(work => ReplicaSetWork.PlacementOf(work) == name), errors);
                placements.Add(outcome);
                recheck = wait < (recheck ?? TimeSpan.MaxValue) ? wait : recheck;
            }
            catch (FormatException error)
            {
                errors.Add(error);
            }
        }

        return (placements, recheck);
    }

    private (PlacementOutcome Outcome, TimeSpan? Recheck) Deploy(
        JsonObject set, JsonObject placement, RolloutStrategy strategy, IEnumerable<JsonObject> existing, List<Exception> errors)
    {
        // One for each cluster: if somebody made a second one, the last counts.
        var byCluster = existing.GroupBy(work => work.Namespace()).ToDictionary(group => group.Key, group => group.Last());
        var rollouts = byCluster.Values.Where(work => ReplicaSetWork.IsCurrent(work, set)).Select(ReplicaSetWork.RolloutOf).ToList();
        var groups = PlacementDecisions.GroupsOf(hub, set.Namespace(), placement.Name());
        var next = Rollout.Next(strategy, groups, rollouts, time.GetUtcNow());

        var served = rollouts.Select(rollout => rollout.Cluster).ToHashSet();
        foreach (var (cluster, _, _) in next.Rolling.Where(rollout => rollout.Status == RolloutStatus.ToApply))
        {
            try
            {
                Apply(set, placement.Name(), cluster, byCluster.GetValueOrDefault(cluster));
                served.Add(cluster);
            }
            catch (ApiException error)
            {
                errors.Add(error);
            }
        }

        foreach (var removed in next.Removed)
        {
            hub.Delete(OcmTypes.ManifestWork, removed.Cluster, byCluster[removed.Cluster].Name());
            served.Remove(removed.Cluster);
        }

        var succeeded = rollouts.Count(rollout => rollout.Status == RolloutStatus.Succeeded);
        return (new PlacementOutcome(placement, served.Count, succeeded), next.RecheckAfter);
    }

    private void Apply(JsonObject set, string placement, string cluster, JsonObject? work)
    {
        if (work is not null && ReplicaSetWork.Fits(work, set, placement))
        {
            return;
        }

        var written = work is null
            ? null
            : hub.Change(OcmTypes.ManifestWork, cluster, work.Name(), value => ReplicaSetWork.Update(value, set, placement));
        works.Note(written ?? hub.Create(OcmTypes.ManifestWork, cluster, ReplicaSetWork.New(set, placement)));
    }
}
